"""SES identities: statuses come from DNS as it is at the moment of reading."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws
from tests.scenes.place import clients

Record = Callable[..., None]
SPF = '"v=spf1 include:amazonses.com ~all"'


def status(ses: Any, domain: str) -> tuple[str, bool, str | None]:
    """DKIM status, whether it may send, and MAIL FROM status."""
    shown = ses.get_email_identity(EmailIdentity=domain)
    return (
        shown["DkimAttributes"]["Status"],
        shown["VerifiedForSendingStatus"],
        shown["MailFromAttributes"].get("MailFromDomainStatus"),
    )


def dkim_records(ses: Any, domain: str) -> list[tuple[str, str, str]]:
    """Return the three CNAMEs that Easy DKIM wants."""
    dkim = ses.get_email_identity(EmailIdentity=domain)["DkimAttributes"]
    zone = dkim["SigningHostedZone"]
    return [(f"{token}._domainkey.{domain}", "CNAME", f"{token}.{zone}") for token in dkim["Tokens"]]


def test_a_new_domain_is_pending_with_the_same_tokens_every_time(ses: Any, domain: str) -> None:
    """Tokens depend on account, region and domain alone, so that synthesized records stay the same."""
    first = ses.create_email_identity(EmailIdentity=domain)
    ses.delete_email_identity(EmailIdentity=domain)
    second = ses.create_email_identity(EmailIdentity=domain)
    tokens = first["DkimAttributes"]["Tokens"]

    assert status(ses, domain) == ("PENDING", False, None)
    assert tokens == second["DkimAttributes"]["Tokens"]
    assert [len(token) for token in set(tokens)] == [32, 32, 32]
    assert all(token.isalnum() and token.islower() for token in tokens)


def test_dkim_needs_all_three_records(ses: Any, domain: str, record: Record) -> None:
    """Two of three CNAMEs leave the identity PENDING; taking one away again is TEMPORARY_FAILURE."""
    ses.create_email_identity(EmailIdentity=domain)
    records = dkim_records(ses, domain)
    for change in records[:2]:
        record("UPSERT", *change)
    assert status(ses, domain) == ("PENDING", False, None)

    record("UPSERT", *records[2])
    assert status(ses, domain) == ("SUCCESS", True, None)

    record("DELETE", *records[0])
    assert status(ses, domain) == ("TEMPORARY_FAILURE", False, None)


def test_a_wrong_target_does_not_verify(ses: Any, domain: str, record: Record) -> None:
    """A CNAME that points elsewhere is as good as none."""
    ses.create_email_identity(EmailIdentity=domain)
    for name, kind, value in dkim_records(ses, domain):
        record("UPSERT", name, kind, value + ".example.org")

    assert status(ses, domain) == ("PENDING", False, None)


def test_some_regions_have_their_own_dkim_domain(client: Callable[..., Any], domain: str) -> None:
    """SigningHostedZone is dkim.<region>.amazonses.com in the newer regions."""
    ses = client("sesv2", region="eu-central-2")
    ses.create_email_identity(EmailIdentity=domain)

    assert all(value.endswith(".dkim.eu-central-2.amazonses.com") for _, _, value in dkim_records(ses, domain))


def test_a_private_or_shorter_zone_does_not_count(
    client: Callable[..., Any], ses: Any, domain: str, record: Record
) -> None:
    """Records in the parent's zone are hidden by a longer public zone, as delegation does."""
    child = f"mail.{domain}"
    ses.create_email_identity(EmailIdentity=child)
    for change in dkim_records(ses, child):
        record("UPSERT", *change)
    assert status(ses, child) == ("SUCCESS", True, None)

    client("route53").create_hosted_zone(Name=child, CallerReference=child)

    assert status(ses, child) == ("TEMPORARY_FAILURE", False, None)


def test_external_dns_counts(aws: EmbeddedAws, ses: Any, domain: str) -> None:
    """Domains hosted elsewhere verify through the records that a test declares."""
    ses.create_email_identity(EmailIdentity=domain)
    aws.external_dns({(name, kind): [value + "."] for name, kind, value in dkim_records(ses, domain)})

    assert status(ses, domain) == ("SUCCESS", True, None)


def test_own_key_needs_its_txt_record(aws: EmbeddedAws, ses: Any, domain: str) -> None:
    """BYODKIM verifies through the public key at the selector, split into strings or not."""
    signing = {"DomainSigningSelector": "s1", "DomainSigningPrivateKey": "MIIE"}
    ses.create_email_identity(EmailIdentity=domain, DkimSigningAttributes=signing)
    dkim = ses.get_email_identity(EmailIdentity=domain)["DkimAttributes"]
    assert (
        dkim["SigningAttributesOrigin"],
        dkim["Status"],
        dkim["Tokens"],
    ) == ("EXTERNAL", "PENDING", ["s1"])

    aws.external_dns({(f"s1._domainkey.{domain}", "TXT"): ['"v=DKIM1; k=rsa; " "p=MIIB"']})

    assert status(ses, domain) == ("SUCCESS", True, None)


def test_changing_the_key_starts_over(aws: EmbeddedAws, ses: Any, domain: str) -> None:
    """Going back from an own key to Easy DKIM is PENDING again, with tokens."""
    aws.external_dns({(f"s1._domainkey.{domain}", "TXT"): ["p=MIIB"]})
    signing = {"DomainSigningSelector": "s1", "DomainSigningPrivateKey": "MIIE"}
    ses.create_email_identity(EmailIdentity=domain, DkimSigningAttributes=signing)
    assert status(ses, domain) == ("SUCCESS", True, None)

    answer = ses.put_email_identity_dkim_signing_attributes(
        EmailIdentity=domain,
        SigningAttributesOrigin="AWS_SES",
        SigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"},
    )

    assert (answer["DkimStatus"], len(answer["DkimTokens"])) == ("PENDING", 3)
    shown = ses.get_email_identity(EmailIdentity=domain)["DkimAttributes"]
    assert shown["NextSigningKeyLength"] == "RSA_1024_BIT"


def test_mail_from_needs_one_mx_and_spf(ses: Any, domain: str, record: Record) -> None:
    """The MX of the region and the SPF text make it SUCCESS; a second MX value makes it FAILED."""
    bounce = f"bounce.{domain}"
    ses.create_email_identity(EmailIdentity=domain)
    ses.put_email_identity_mail_from_attributes(
        EmailIdentity=domain, MailFromDomain=bounce, BehaviorOnMxFailure="REJECT_MESSAGE"
    )
    assert status(ses, domain)[2] == "PENDING"

    record("UPSERT", bounce, "MX", "10 feedback-smtp.eu-west-1.amazonses.com.")
    assert status(ses, domain)[2] == "PENDING"

    record("UPSERT", bounce, "TXT", SPF)
    assert status(ses, domain)[2] == "SUCCESS"

    record("DELETE", bounce, "TXT", SPF)
    assert status(ses, domain)[2] == "TEMPORARY_FAILURE"

    record("UPSERT", bounce, "MX", "10 feedback-smtp.eu-west-1.amazonses.com.", "20 mx.example.org.")
    assert status(ses, domain)[2] == "FAILED"


def test_mail_from_of_another_region_does_not_do(aws: EmbeddedAws, ses: Any, domain: str) -> None:
    """The MX must name the region of the identity."""
    bounce = f"bounce.{domain}"
    aws.external_dns({(bounce, "MX"): ["10 feedback-smtp.us-east-1.amazonses.com"], (bounce, "TXT"): [SPF]})
    ses.create_email_identity(EmailIdentity=domain)
    ses.put_email_identity_mail_from_attributes(EmailIdentity=domain, MailFromDomain=bounce)

    assert status(ses, domain)[2] == "PENDING"


def test_one_mx_serves_both_regions_of_a_mail_from_domain(aws: EmbeddedAws, ses: Any, client: Any, domain: str) -> None:
    """SES redirects bounces: the MX of either region does, once the identity there uses the same MAIL FROM domain."""
    bounce, there = f"bounce.{domain}", client("sesv2", region="us-east-1")
    aws.external_dns({(bounce, "MX"): ["10 feedback-smtp.us-east-1.amazonses.com"], (bounce, "TXT"): [SPF]})
    for each in (ses, there):
        each.create_email_identity(EmailIdentity=domain)
    ses.put_email_identity_mail_from_attributes(EmailIdentity=domain, MailFromDomain=bounce)
    assert status(ses, domain)[2] == "PENDING"
    there.put_email_identity_mail_from_attributes(EmailIdentity=domain, MailFromDomain=bounce)
    assert status(ses, domain)[2] == "SUCCESS"


def test_mail_from_must_be_below_the_domain(ses: Any, domain: str) -> None:
    """The domain itself, or another one, is refused; no domain removes it."""
    ses.create_email_identity(EmailIdentity=domain)
    for refused in (domain, "bounce.example.net"):
        with pytest.raises(ses.exceptions.BadRequestException):
            ses.put_email_identity_mail_from_attributes(EmailIdentity=domain, MailFromDomain=refused)
    ses.put_email_identity_mail_from_attributes(EmailIdentity=domain, MailFromDomain=f"b.{domain}")
    ses.put_email_identity_mail_from_attributes(EmailIdentity=domain)

    shown = ses.get_email_identity(EmailIdentity=domain)["MailFromAttributes"]

    assert shown == {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}


def test_an_address_is_verified_by_its_owner_only(aws: EmbeddedAws, ses: Any, name: str) -> None:
    """An address stays PENDING until its link is clicked, and has no DKIM of its own."""
    address = f"{name}@example.org"
    ses.create_email_identity(EmailIdentity=address)
    before = ses.get_email_identity(EmailIdentity=address)
    aws.verify_address("eu-west-1", address)
    after = ses.get_email_identity(EmailIdentity=address)

    assert (
        before["IdentityType"],
        before["VerificationStatus"],
        before["VerifiedForSendingStatus"],
    ) == ("EMAIL_ADDRESS", "PENDING", False)
    assert (
        after["VerificationStatus"],
        after["VerifiedForSendingStatus"],
        after["DkimAttributes"]["Status"],
    ) == ("SUCCESS", True, "NOT_STARTED")


def test_settings_of_an_identity_come_back(ses: Any, domain: str, name: str) -> None:
    """Feedback forwarding, signing, default configuration set and tags."""
    ses.create_configuration_set(ConfigurationSetName=name)
    tags = [{"Key": "team", "Value": "identity"}]
    ses.create_email_identity(EmailIdentity=domain, ConfigurationSetName=name, Tags=tags)
    ses.put_email_identity_feedback_attributes(EmailIdentity=domain, EmailForwardingEnabled=False)
    ses.put_email_identity_dkim_attributes(EmailIdentity=domain, SigningEnabled=False)
    shown = ses.get_email_identity(EmailIdentity=domain)

    assert (False, False, name, tags) == (
        shown["FeedbackForwardingStatus"],
        shown["DkimAttributes"]["SigningEnabled"],
        shown["ConfigurationSetName"],
        shown["Tags"],
    )
    ses.put_email_identity_configuration_set_attributes(EmailIdentity=domain)
    assert "ConfigurationSetName" not in ses.get_email_identity(EmailIdentity=domain)
    with pytest.raises(ses.exceptions.NotFoundException):
        ses.put_email_identity_configuration_set_attributes(EmailIdentity=domain, ConfigurationSetName="absent")


def test_identities_exist_once_and_per_region(client: Callable[..., Any], ses: Any, domain: str) -> None:
    """Creating twice is AlreadyExistsException; another region does not know the identity."""
    ses.create_email_identity(EmailIdentity=domain)

    with pytest.raises(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity=domain)
    elsewhere = client("sesv2", region="eu-central-1")
    with pytest.raises(elsewhere.exceptions.NotFoundException):
        elsewhere.get_email_identity(EmailIdentity=domain)
    listed = {identity["IdentityName"]: identity for identity in ses.list_email_identities()["EmailIdentities"]}
    assert tuple(listed[domain][key] for key in ("IdentityType", "SendingEnabled", "VerificationStatus")) == (
        "DOMAIN",
        False,
        "PENDING",
    )


def test_tags_have_their_own_api(ses: Any, domain: str) -> None:
    """TagResource overwrites, UntagResource removes."""
    ses.create_email_identity(EmailIdentity=domain, Tags=[{"Key": "a", "Value": "1"}])
    arn = f"arn:aws:ses:eu-west-1:000000000000:identity/{domain}"
    ses.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": "3"}])
    ses.untag_resource(ResourceArn=arn, TagKeys=["b"])

    assert ses.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "2"}]


class TestPolicies:
    """Sending authorization policies on an identity."""

    def test_an_unverified_identity_takes_none(self, ses: Any, domain: str) -> None:
        """The DNS records must be there before the policy, so a deploy has to order them."""
        ses.create_email_identity(EmailIdentity=domain)

        with pytest.raises(ses.exceptions.BadRequestException, match="not verified"):
            ses.create_email_identity_policy(EmailIdentity=domain, PolicyName="p", Policy="{}")

    def test_policies_come_back_as_they_were_put(self, aws: EmbeddedAws, ses: Any, domain: str) -> None:
        """Create, update, get and delete, text for text."""
        aws.verify("eu-west-1", domain)
        ses.create_email_identity_policy(EmailIdentity=domain, PolicyName="p", Policy='{ "a": 1}')
        with pytest.raises(ses.exceptions.AlreadyExistsException):
            ses.create_email_identity_policy(EmailIdentity=domain, PolicyName="p", Policy="{}")
        ses.update_email_identity_policy(EmailIdentity=domain, PolicyName="p", Policy='{ "a": 2}')
        assert ses.get_email_identity_policies(EmailIdentity=domain)["Policies"] == {"p": '{ "a": 2}'}

        ses.delete_email_identity_policy(EmailIdentity=domain, PolicyName="p")

        assert ses.get_email_identity(EmailIdentity=domain)["Policies"] == {}
        with pytest.raises(ses.exceptions.NotFoundException):
            ses.update_email_identity_policy(EmailIdentity=domain, PolicyName="p", Policy="{}")

    @pytest.mark.parametrize("policy", ["no json", "[]", json.dumps({"a": "x" * 4096})], ids=["text", "list", "long"])
    def test_what_is_no_policy_is_refused(self, aws: EmbeddedAws, ses: Any, domain: str, policy: str) -> None:
        """It must be a JSON object of at most 4 KB."""
        aws.verify("eu-west-1", domain)

        with pytest.raises(ses.exceptions.BadRequestException):
            ses.create_email_identity_policy(EmailIdentity=domain, PolicyName="p", Policy=policy)

    def test_there_can_be_twenty(self, aws: EmbeddedAws, ses: Any, domain: str) -> None:
        """The twenty-first is LimitExceededException."""
        aws.verify("eu-west-1", domain)
        for number in range(20):
            ses.create_email_identity_policy(EmailIdentity=domain, PolicyName=f"p{number}", Policy="{}")

        with pytest.raises(ses.exceptions.LimitExceededException):
            ses.create_email_identity_policy(EmailIdentity=domain, PolicyName="p20", Policy="{}")


def test_a_link_that_ran_out_is_failed_until_another_one_is_mailed(aws: EmbeddedAws, ses: Any) -> None:
    """FAILED after 24 hours; VerifyEmailIdentity of SES's first interface mails a new link, and PENDING starts again."""
    address = "late@acme.example"
    ses.create_email_identity(EmailIdentity=address)
    aws.expire_link("eu-west-1", address)
    assert ses.get_email_identity(EmailIdentity=address)["VerificationStatus"] == "FAILED"
    first = clients(aws.url)("ses")
    first.verify_email_identity(EmailAddress=address)
    shown = ses.get_email_identity(EmailIdentity=address)
    assert (shown["VerificationStatus"], shown["VerifiedForSendingStatus"]) == ("PENDING", False)
    first.verify_email_identity(EmailAddress="unknown@acme.example")
    assert ses.get_email_identity(EmailIdentity="unknown@acme.example")["VerificationStatus"] == "PENDING"
