"""What `poolpost report` makes of a plan: costs, resources without secrets, records, mail, and a comment that fits."""

from typing import Any

import pytest

from poolpost.findings import Finding
from poolpost.review.judged_plan import Judgement
from poolpost.review.report import Review, review
from poolpost.settings.terraform_names import PATCH_ADDRESS
from poolpost.standards.terraform_plan import Change
from tests.conftest import MakeSettings
from tests.scenes.reviews import BY_DEFAULT, change, plan

ARN = "arn:aws:ses:eu-west-1:000000000000:identity/mail.example.com"
BY_SES = {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": ARN, "ConfigurationSet": "sign-in"}}


OTHER_ARN = "arn:aws:ses:eu-west-1:000000000000:identity/old.example.com"


@pytest.mark.parametrize(
    ("rule", "source", "said"),
    [
        ("identity-exists", ARN, True),
        ("identity-verified", ARN, True),
        ("sending-enabled", ARN, True),
        ("dkim-success", ARN, False),
        ("production-access", ARN, False),
        ("readiness-is-known", ARN, False),
        ("identity-verified", OTHER_ARN, False),
        ("identity-verified", None, False),
    ],
)
def test_that_no_mail_arrives_today_is_said_when_it_is_true(
    rule: str, source: str | None, said: bool, settings: MakeSettings
) -> None:
    """Of the identity that the live pool sends by; a new domain that is not verified yet takes nobody's mail."""
    email = {"EmailSendingAccount": "DEVELOPER", "SourceArn": source} if source else BY_DEFAULT["EmailConfiguration"]
    live = {"EmailConfiguration": email}
    unready = Finding(rule=rule, level="block", subject="x", problem="not verified")
    judgement = Judgement(settings=settings(), findings=[], plan=plan(), live=live, body=None)
    found = review(settings(), judgement, [unready], answers={})
    assert ("no user gets mail today, whatever this plan does: not verified" in found.notes) == said
    assert found.losing == ()


def test_a_reverted_pool_is_never_called_no_changes(settings: MakeSettings) -> None:
    """A plan that repairs it says why; one that leaves it so says that in its headline."""
    made = settings()

    def told(live: dict[str, Any], *changes: Change) -> Review:
        judgement = Judgement(settings=made, findings=[], plan=plan(*changes), live=live, body=None)
        return review(made, judgement, [], answers={})

    left = told(BY_DEFAULT)
    assert left.sentence.endswith("is not what the file says, and this plan leaves it so")
    step = change(
        "terraform_data", "delete", "create", address=PATCH_ADDRESS, name="x", action_reason="replace_by_request"
    )
    repaired = told(BY_DEFAULT, step)
    assert "somebody changed the pool's e-mail after it was deployed" in repaired.notes[0]
    assert repaired.notes[0].endswith("this plan writes it again as the file says")
    assert "only the e-mail configuration changes" in repaired.sentence
    after_repair = told({"EmailConfiguration": made.email_configuration}, step)
    assert after_repair.sentence.endswith("stays as it is")
    assert after_repair.notes[0].endswith("this plan was made before, and has nothing left to write")
    assert told({"EmailConfiguration": made.email_configuration}).sentence == "no changes"
