"""The step that switches the pool: what it depends on."""

from tests.conftest import MakeSettings
from tests.scenes.message_violations import text
from tests.scenes.synthesis import Synthesize


def test_messages_are_part_of_what_the_switch_depends_on(synthesize: Synthesize, settings: MakeSettings) -> None:
    """A text that changes alone runs the same step; Terraform's template marks in it stay what they are."""
    body = "<style>p { width: 100%{####} } ${x}</style>"
    made = settings(("messages.verification.email_message_file", text(body)))
    step = synthesize(made)["resource"]["terraform_data"]["user_pool_email"]
    assert step["triggers_replace"]["messages"] == {
        "VerificationMessageTemplate.EmailMessage": "<style>p { width: 100%%{####} } $${x}</style>"
    }
    assert body not in step["provisioner"][0]["local-exec"]["environment"]["POOLPOST_PLANNED"]


def test_without_messages_the_switch_depends_on_what_it_always_did(
    synthesize: Synthesize, settings: MakeSettings
) -> None:
    """Otherwise every deployed environment would run the step again."""
    step = synthesize(settings())["resource"]["terraform_data"]["user_pool_email"]
    assert step["triggers_replace"].keys() == {"user_pool_id", "email_configuration"}
