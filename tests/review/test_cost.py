"""What a stack costs in a month."""

from typing import Any

import pytest

from poolpost.review.cost import in_words, monthly
from tests.conftest import MakeSettings
from tests.scenes.inbound import with_inbound
from tests.scenes.sharing import OWN_SET, shared


@pytest.mark.parametrize(
    ("changes", "costs", "words"),
    [
        ([("user_pool.expected_daily_mail", 1000), ("alarms", None)], [("30,000 mails", 3.0)], "about $3.00 a month"),
        (
            [("alarms", None)],
            [("mail at $0.10 per 1,000; user_pool.expected_daily_mail is not set", None)],
            "depends on the volume",
        ),
        (
            [("user_pool.expected_daily_mail", 100), ("events.sns.kms", "create"), ("alarms", {"daily_sends": 5})],
            [("3,000 mails", pytest.approx(0.3)), ("1 KMS key", 1.0), ("3 alarms", pytest.approx(0.3))],
            "about $1.60 a month",
        ),
        (
            [("user_pool.expected_daily_mail", 1000), ("alarms", None), *with_inbound()],
            [
                ("30,000 mails", 3.0),
                ("1 KMS key of received mail", 1.0),
                ("received mail at $0.10 per 1,000, and what S3 stores", None),
            ],
            "from $4.00 a month",
        ),
        (
            [
                ("user_pool.sending", "COGNITO_DEFAULT"),
                ("user_pool.from", None),
                ("user_pool.reply_to", None),
                ("alarms", {}),
            ],
            [("2 alarms", pytest.approx(0.2))],
            "about $0.20 a month",
        ),
    ],
)
def test_a_month_is_added_up(
    changes: list[tuple[str, Any]], costs: list[tuple[str, Any]], words: str, settings: MakeSettings
) -> None:
    """Mail by volume, a key, alarms; 'from' where the volume is not known."""
    found = monthly(settings(*changes), "NONE")
    assert [(cost.what, cost.dollars) for cost in found] == costs
    assert in_words(found) == words


def test_nothing_costs_nothing() -> None:
    """Also without a line."""
    assert in_words(()) == "about $0.00 a month"


def test_what_the_owner_pays_for_is_not_counted_twice() -> None:
    """Key and alarms of a shared configuration set are in the owner's stack."""
    changes = (*OWN_SET, ("events.sns", {"topic_name": "t", "kms": "create"}), ("alarms", {}))
    own = [cost.what for cost in monthly(shared(*changes))]
    assert own[1:] == ["1 KMS key", "2 alarms"]
    assert [cost.what for cost in monthly(shared())] == own[:1]


@pytest.mark.parametrize(
    ("plan", "dollars", "said"),
    [
        ("NONE", 3.0, "30,000 mails"),
        ("ESSENTIALS", 4.8, "30,000 mails on SES's plan ESSENTIALS"),
        ("PRO", None, "30,000 mails on SES's plan PRO, whose price poolpost does not know"),
        (None, 4.8, "30,000 mails, SES's pricing plan being unknown: the dearer of $0.10 and $0.16 per 1,000"),
    ],
)
def test_mail_costs_what_the_accounts_plan_says(
    plan: str | None, dollars: float | None, said: str, settings: MakeSettings
) -> None:
    """Accounts new since July 2026 pay more a mail; an estimate never says less than may be due."""
    (mail, *_) = monthly(settings(("user_pool.expected_daily_mail", 1000)), plan)
    assert mail.what == said
    assert mail.dollars == (None if dollars is None else pytest.approx(dollars))
