"""The domain's identity: who may send with it, and that its key stays secret."""

import json

from tests.conftest import MakeSettings
from tests.scenes.by_address import ADDRESS, ALONE, BESIDE, RESOURCE
from tests.scenes.synthesis import Synthesize

KEY = "A" * 360 + "=="


def test_the_policy_trusts_only_this_pool(synthesize: Synthesize, settings: MakeSettings) -> None:
    """REG3: the regional principal, this account, this pool; the identity's real region."""
    stack = synthesize(settings(("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1")))
    (statement,) = json.loads(stack["resource"]["aws_sesv2_email_identity_policy"]["cognito"]["policy"])["Statement"]
    assert statement["Principal"] == {"Service": "cognito-idp.ap-east-1.amazonaws.com"}
    assert statement["Resource"] == "arn:aws:ses:ap-southeast-1:000000000000:identity/mail.example.com"
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "000000000000"},
        "ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:ap-east-1:000000000000:userpool/ap-east-1_Abc"},
    }


def test_a_pool_in_its_own_region_gets_no_policy(synthesize: Synthesize, settings: MakeSettings) -> None:
    """REG8: there the service-linked role suffices."""
    assert "aws_sesv2_email_identity_policy" not in synthesize(settings())["resource"]


def test_a_private_key_is_never_in_the_output(synthesize: Synthesize, settings: MakeSettings) -> None:
    """It comes from a sensitive variable or from Secrets Manager, when Terraform runs."""
    by_variable = {"selector": "own", "public_key": KEY, "private_key_variable": "dkim_private_key"}
    by_secret = {"selector": "own", "public_key": KEY, "private_key_secret_id": "mail/dkim"}
    stack = synthesize(settings(("domain.dkim", by_variable)))
    signing = stack["resource"]["aws_sesv2_email_identity"]["domain"]["dkim_signing_attributes"]
    assert signing["domain_signing_private_key"] == "${var.dkim_private_key}"
    assert stack["variable"]["dkim_private_key"]["sensitive"] is True
    assert "default" not in stack["variable"]["dkim_private_key"]
    stack = synthesize(settings(("domain.dkim", by_secret)))
    assert (
        stack["data"]["aws_secretsmanager_secret_version"]["dkim_private_key"]["secret_id"]
        == by_secret["private_key_secret_id"]
    )


def test_an_address_alone_is_the_only_identity(synthesize: Synthesize, settings: MakeSettings) -> None:
    """No domain, no MAIL FROM, no record; the switch waits for the address, which outlives it."""
    stack = synthesize(settings(*ALONE))
    (address,) = stack["resource"]["aws_sesv2_email_identity"].values()
    assert address["email_identity"] == ADDRESS
    assert address["lifecycle"] == {"create_before_destroy": True}
    assert address["configuration_set_name"] == "${aws_sesv2_configuration_set.sign_in.configuration_set_name}"
    assert not {"aws_route53_record", "aws_sesv2_email_identity_mail_from_attributes"} & stack["resource"].keys()
    assert RESOURCE in stack["resource"]["terraform_data"]["user_pool_email"]["depends_on"]
    assert "mail_from_domain" not in stack["output"]
    assert stack["output"]["identity_arn"]["value"] == f"${{{RESOURCE}.arn}}"


def test_a_domain_beside_the_address_keeps_its_names_and_the_switch_does_not_wait_for_it(
    synthesize: Synthesize, settings: MakeSettings
) -> None:
    """Moving on changes the switch alone: the domain's resources are those of any environment."""
    beside, by_domain = synthesize(settings(*BESIDE)), synthesize(settings())
    for kind in ("aws_sesv2_email_identity_mail_from_attributes", "aws_route53_record"):
        assert beside["resource"][kind] == by_domain["resource"][kind]
    identities = beside["resource"]["aws_sesv2_email_identity"]
    assert identities["domain"] == by_domain["resource"]["aws_sesv2_email_identity"]["domain"]
    waits = beside["resource"]["terraform_data"]["user_pool_email"]["depends_on"]
    assert RESOURCE in waits
    assert not [each for each in waits if "domain" in each or "route53" in each]


def test_an_address_of_an_alternate_region_gets_the_policy(synthesize: Synthesize, settings: MakeSettings) -> None:
    """REG3 holds for it as well: its ARN, and this pool."""
    there = [("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1")]
    policy = synthesize(settings(*ALONE, *there))["resource"]["aws_sesv2_email_identity_policy"]["cognito"]
    assert policy["email_identity"] == f"${{{RESOURCE}.email_identity}}"
    assert json.loads(policy["policy"])["Statement"][0]["Resource"].endswith(f":identity/{ADDRESS}")


def test_an_address_that_exists_is_imported(synthesize: Synthesize, settings: MakeSettings) -> None:
    """By its name in aws.adopt; also where [addresses] names it, it is one resource."""
    made = settings(*ALONE, ("aws.adopt", [ADDRESS]), ("addresses.senders", [ADDRESS]))
    stack = synthesize(made)
    assert stack["import"] == [{"id": ADDRESS, "to": RESOURCE}]
    assert len(stack["resource"]["aws_sesv2_email_identity"]) == 1
