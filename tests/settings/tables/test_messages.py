"""The table [messages]: what it sets of the pool, and nothing else."""

from poolpost.settings.tables.messages import Messages


def test_only_what_the_file_sets_is_a_member_of_the_pool() -> None:
    """A text that is not set stays as it is in the pool."""
    assert Messages().members == {}
    table = {"verification": {"email_subject": "Code"}, "invitation": {"email_subject": "Welcome"}}
    assert Messages.model_validate(table).members == {
        "VerificationMessageTemplate.EmailSubject": "Code",
        "AdminCreateUserConfig.InviteMessageTemplate.EmailSubject": "Welcome",
    }
