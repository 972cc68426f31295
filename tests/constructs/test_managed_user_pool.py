"""A user pool in Terraform's state (`manage` mode): nothing of the stack can destroy or replace it."""

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize

POOL = "aws_cognito_user_pool"


def test_terraform_itself_refuses_to_destroy_the_pool(synthesize: Synthesize, settings: MakeSettings) -> None:
    """And AWS refuses too: deletion protection is on. What the stack does not set is left as it is."""
    pool = synthesize(settings(("user_pool.mode", "manage")))["resource"][POOL]["pool"]
    assert pool["lifecycle"]["prevent_destroy"] is True
    assert "schema" in pool["lifecycle"]["ignore_changes"]
    assert pool["email_configuration"]["email_sending_account"] == "DEVELOPER"


def test_a_pool_of_the_file_is_imported_and_never_created(synthesize: Synthesize, settings: MakeSettings) -> None:
    """A second pool of the same name would be empty."""
    made = synthesize(settings(("user_pool.mode", "manage")))
    imported = {each["to"]: each["id"] for each in made["import"]}
    assert imported[f"{POOL}.pool"] == settings().user_pool.id
