"""The domain's identity: who may send with it, and that its key stays secret."""

import json

from tests.conftest import MakeSettings
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
