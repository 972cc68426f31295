"""SES account settings, suppression list and custom verification templates."""

from collections.abc import Callable
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws

Client = Callable[..., Any]
REQUEST = {
    "MailType": "TRANSACTIONAL",
    "WebsiteURL": "https://example.org",
    "UseCaseDescription": "sign-up codes",
}


def test_an_account_is_healthy_and_in_production(client: Client) -> None:
    """The default needs no preparation in tests that are about something else."""
    shown = client("sesv2", region="eu-west-3").get_account()

    assert (
        shown["ProductionAccessEnabled"],
        shown["SendingEnabled"],
        shown["EnforcementStatus"],
        shown["SendQuota"]["Max24HourSend"],
        shown["SendQuota"]["MaxSendRate"],
    ) == (True, True, "HEALTHY", 50000.0, 14.0)
    assert "Details" not in shown


def test_a_test_can_set_anything_in_one_region(aws: EmbeddedAws, client: Client) -> None:
    """Settings merge; other regions keep theirs."""
    aws.account(
        "ca-central-1",
        ProductionAccessEnabled=False,
        SendQuota={"MaxSendRate": 1.0},
        EnforcementStatus="PROBATION",
    )
    shown = client("sesv2", region="ca-central-1").get_account()

    assert (
        shown["ProductionAccessEnabled"],
        shown["SendQuota"]["Max24HourSend"],
        shown["SendQuota"]["MaxSendRate"],
        shown["EnforcementStatus"],
    ) == (False, 50000.0, 1.0, "PROBATION")
    assert client("sesv2", region="eu-west-2").get_account()["ProductionAccessEnabled"]


def test_a_test_can_set_anything_in_all_regions(aws: EmbeddedAws, client: Client) -> None:
    """Without a region it holds for those used before and after."""
    client("sesv2", region="ap-south-1").get_account()
    aws.account(SendingEnabled=False)
    seen = [client("sesv2", region=region).get_account()["SendingEnabled"] for region in ("ap-south-1", "sa-east-1")]
    aws.account(SendingEnabled=True)

    assert seen == [False, False]


def test_production_access_is_reviewed(aws: EmbeddedAws, client: Client) -> None:
    """A request in the sandbox is PENDING.

    Until the review ends, and after a denial, another one is a conflict.
    """
    ses = client("sesv2", region="us-west-1")
    aws.account("us-west-1", ProductionAccessEnabled=False)
    ses.put_account_details(**REQUEST, ProductionAccessEnabled=True)
    details = ses.get_account()["Details"]
    assert (details["ReviewDetails"]["Status"], details["MailType"]) == ("PENDING", "TRANSACTIONAL")

    for blocking in ("PENDING", "DENIED"):
        aws.account("us-west-1", Details={"ReviewDetails": {"Status": blocking}})
        with pytest.raises(ses.exceptions.ConflictException) as refused:
            ses.put_account_details(**REQUEST)
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409

    aws.account("us-west-1", ProductionAccessEnabled=True, Details={"ReviewDetails": {"Status": "FAILED"}})
    ses.put_account_details(**REQUEST)
    assert ses.get_account()["Details"]["ReviewDetails"]["Status"] == "GRANTED"


def test_account_attributes_come_back(client: Client) -> None:
    """Suppression, sending, VDM and warm-up."""
    ses = client("sesv2", region="us-east-2")
    ses.put_account_suppression_attributes(SuppressedReasons=["BOUNCE"])
    ses.put_account_sending_attributes(SendingEnabled=False)
    ses.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "DISABLED"})
    ses.put_account_dedicated_ip_warmup_attributes(AutoWarmupEnabled=True)
    shown = ses.get_account()

    assert (
        shown["SuppressionAttributes"]["SuppressedReasons"],
        shown["SendingEnabled"],
        shown["VdmAttributes"]["VdmEnabled"],
        shown["DedicatedIpAutoWarmupEnabled"],
    ) == (["BOUNCE"], False, "DISABLED", True)
    ses.put_account_suppression_attributes()
    assert ses.get_account()["SuppressionAttributes"]["SuppressedReasons"] == []


def test_suppression_list(client: Client) -> None:
    """Put, get, list by reason, delete; an address with a slash or plus survives the URL."""
    ses = client("sesv2", region="ap-northeast-1")
    address = "a/b+c@example.org"
    ses.put_suppressed_destination(EmailAddress=address, Reason="COMPLAINT")
    ses.put_suppressed_destination(EmailAddress="d@example.org", Reason="BOUNCE")

    assert ses.get_suppressed_destination(EmailAddress=address)["SuppressedDestination"]["Reason"] == "COMPLAINT"
    listed = ses.list_suppressed_destinations(Reasons=["COMPLAINT"])["SuppressedDestinationSummaries"]
    assert [address] == [entry["EmailAddress"] for entry in listed]
    ses.delete_suppressed_destination(EmailAddress=address)
    with pytest.raises(ses.exceptions.NotFoundException):
        ses.get_suppressed_destination(EmailAddress=address)


def test_custom_verification_templates(client: Client) -> None:
    """Create, list without content, replace, tag, delete."""
    ses = client("sesv2", region="ap-northeast-2")
    template = {
        "TemplateName": "welcome",
        "FromEmailAddress": "no-reply@example.org",
        "TemplateSubject": "Confirm",
        "TemplateContent": "<p>Hi</p>",
        "SuccessRedirectionURL": "https://example.org/ok",
        "FailureRedirectionURL": "https://example.org/no",
    }
    ses.create_custom_verification_email_template(**template)
    with pytest.raises(ses.exceptions.AlreadyExistsException):
        ses.create_custom_verification_email_template(**template)
    listed = ses.list_custom_verification_email_templates()["CustomVerificationEmailTemplates"]
    assert [{key: value for key, value in template.items() if key != "TemplateContent"}] == listed

    arn = "arn:aws:ses:ap-northeast-2:000000000000:custom-verification-email-template/welcome"
    ses.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    ses.update_custom_verification_email_template(**template | {"TemplateSubject": "Please confirm"})
    shown = ses.get_custom_verification_email_template(TemplateName="welcome")
    assert (shown["TemplateSubject"], shown["Tags"]) == ("Please confirm", [{"Key": "a", "Value": "b"}])

    ses.delete_custom_verification_email_template(TemplateName="welcome")
    with pytest.raises(ses.exceptions.NotFoundException):
        ses.get_custom_verification_email_template(TemplateName="welcome")


def test_mail_needs_a_verified_sender(aws: EmbeddedAws, client: Client, domain: str) -> None:
    """Sending knows the identities and the sandbox of its region."""
    ses = client("sesv2", region="ap-southeast-2")
    content = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello"}}}}
    mail = {
        "FromEmailAddress": f"a@{domain}",
        "Destination": {"ToAddresses": ["b@example.net"]},
        "Content": content,
    }
    with pytest.raises(ses.exceptions.MessageRejected, match="not verified"):
        ses.send_email(**mail)
    aws.verify("ap-southeast-2", domain)
    assert ses.send_email(**mail)["MessageId"]

    aws.account("ap-southeast-2", ProductionAccessEnabled=False)
    with pytest.raises(ses.exceptions.MessageRejected, match=r"b@example\.net"):
        ses.send_email(**mail)
