"""Settings of the whole account: made only where the file names them."""

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize

KINDS = {"aws_sesv2_account_suppression_attributes", "aws_iam_service_linked_role"}


def test_without_the_table_the_account_is_left_alone(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Other stacks of the account may have set it."""
    assert not KINDS & synthesize(settings(("account", None)))["resource"].keys()


def test_the_pool_is_switched_after_the_role_by_which_it_sends(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Cognito would create the role itself, and Terraform then fail with 'already exists'."""
    made = settings(("account", {"suppressed_reasons": ["BOUNCE"], "service_linked_role": True}))
    resources = synthesize(made)["resource"]
    assert resources.keys() >= KINDS
    step = resources["terraform_data"]["user_pool_email"]
    assert "aws_iam_service_linked_role.cognito_email" in step["depends_on"]
