"""What an apply did to the pool, as a table: before and after, exit code and who writes, and what follows."""

import itertools
from typing import Any, get_args

import pytest

from poolpost.emulator.demo_pool import production_pool
from poolpost.gate.apply_outcome import ApplyOutcome, Seen, Writer, described, outcome
from poolpost.pool.differences import Difference
from poolpost.settings import Settings
from tests.conftest import MakeSettings

Json = dict[str, Any]
THEIRS = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:theirs"}
LOST = (Difference("UserPoolTier", "PLUS", "LITE"),)
GONE = (Difference("Name", "theirs", "ours"),)
AFTER = ("same", "written", "wanted", "theirs")
"""The pool after the apply: untouched; written to, and nothing changed; with the wanted e-mail; with somebody else's."""

TABLE: dict[tuple[int, Writer, str, str], ApplyOutcome] = {
    # applied, writer, after, beside the e-mail -> outcome
    (0, "provider", "same", ""): "nothing written",
    (0, "provider", "written", ""): "e-mail not as planned",
    (0, "provider", "wanted", ""): "as planned",
    (0, "provider", "theirs", ""): "e-mail not as planned",
    (0, "step", "same", ""): "e-mail not as planned",
    (0, "step", "written", ""): "e-mail not as planned",
    (0, "step", "wanted", ""): "as planned",
    (0, "step", "theirs", ""): "e-mail not as planned",
    (0, "nobody", "same", ""): "as planned",
    (0, "nobody", "written", ""): "as planned",
    (0, "nobody", "wanted", ""): "e-mail changed by others",
    (0, "nobody", "theirs", ""): "e-mail changed by others",
    (1, "provider", "same", ""): "failed",
    (1, "provider", "written", ""): "failed",
    (1, "provider", "wanted", ""): "failed",
    (1, "provider", "theirs", ""): "failed",
    (1, "step", "same", ""): "failed",
    (1, "step", "written", ""): "failed",
    (1, "step", "wanted", ""): "failed",
    (1, "step", "theirs", ""): "failed",
    (1, "nobody", "same", ""): "failed",
    (1, "nobody", "written", ""): "failed",
    (1, "nobody", "wanted", ""): "failed",
    (1, "nobody", "theirs", ""): "failed",
    (0, "provider", "same", "lost"): "nothing written",
    (0, "provider", "written", "lost"): "changed too much",
    (0, "provider", "wanted", "lost"): "changed too much",
    (0, "provider", "theirs", "lost"): "changed too much",
    (0, "step", "same", "lost"): "changed too much",
    (0, "step", "written", "lost"): "changed too much",
    (0, "step", "wanted", "lost"): "changed too much",
    (0, "step", "theirs", "lost"): "changed too much",
    (0, "nobody", "same", "lost"): "changed too much",
    (0, "nobody", "written", "lost"): "changed too much",
    (0, "nobody", "wanted", "lost"): "changed too much",
    (0, "nobody", "theirs", "lost"): "changed too much",
    (1, "provider", "same", "lost"): "changed by others",
    (1, "provider", "written", "lost"): "changed by others",
    (1, "provider", "wanted", "lost"): "changed too much",
    (1, "provider", "theirs", "lost"): "changed too much",
    (1, "step", "same", "lost"): "changed by others",
    (1, "step", "written", "lost"): "changed by others",
    (1, "step", "wanted", "lost"): "changed too much",
    (1, "step", "theirs", "lost"): "changed too much",
    (1, "nobody", "same", "lost"): "changed by others",
    (1, "nobody", "written", "lost"): "changed by others",
    (1, "nobody", "wanted", "lost"): "changed too much",
    (1, "nobody", "theirs", "lost"): "changed too much",
}


def _after(settings: Settings, which: str) -> Json:
    pool = production_pool(settings.user_pool.id)
    later = pool | {"LastModifiedDate": pool["LastModifiedDate"] + 1}
    email = {"wanted": settings.email_configuration, "theirs": THEIRS}.get(which)
    return pool if which == "same" else later | ({"EmailConfiguration": email} if email else {})


def _seen(settings: Settings, case: tuple[int, Writer, str, str], overwritten: tuple[Difference, ...] = ()) -> Seen:
    applied, writer, after, beside = case
    return Seen(
        settings=settings,
        writer=writer,
        applied=applied,
        before=production_pool(settings.user_pool.id),
        after=_after(settings, after),
        others=LOST if beside else (),
        overwritten=overwritten,
    )


@pytest.mark.parametrize("case", TABLE, ids=lambda case: " ".join(map(str, case)))
def test_what_follows(case: tuple[int, Writer, str, str], settings: MakeSettings) -> None:
    """Each row of the table."""
    assert outcome(_seen(settings(), case)) == TABLE[case]


def test_the_table_is_whole() -> None:
    """Every combination has a row, and every outcome but 'overwritten', which has a test of its own."""
    assert set(TABLE) == set(itertools.product((0, 1), get_args(Writer), AFTER, ("", "lost")))
    assert {*TABLE.values(), "overwritten"} == set(get_args(ApplyOutcome))


@pytest.mark.parametrize("case", TABLE, ids=lambda case: " ".join(map(str, case)))
def test_what_was_overwritten_comes_first(case: tuple[int, Writer, str, str], settings: MakeSettings) -> None:
    """It is gone from the pool, so no other look shows it; only a write that did not take effect has overwritten nothing."""
    expected = "nothing written" if TABLE[case] == "nothing written" else "overwritten"
    assert outcome(_seen(settings(), case, GONE)) == expected


@pytest.mark.parametrize("case", TABLE, ids=lambda case: " ".join(map(str, case)))
def test_every_end_that_is_not_as_planned_has_a_sentence(
    case: tuple[int, Writer, str, str], settings: MakeSettings
) -> None:
    """It names the pool, and what to do next; only the good end is silent."""
    made = settings()
    said = described(TABLE[case], _seen(made, case))
    assert (said == "") == (TABLE[case] == "as planned")
    assert said == "" or f"user pool {made.user_pool.id}" in said


def test_what_differs_is_listed_line_by_line(settings: MakeSettings) -> None:
    """What others lost or set is named with both values."""
    seen = _seen(settings(), (1, "step", "same", "lost"), GONE)
    assert '  - UserPoolTier: "PLUS" -> "LITE"' in described("changed by others", seen).splitlines()
    assert '  - UserPoolTier: "PLUS" -> "LITE"' in described("changed too much", seen).splitlines()
    assert '  - Name: "theirs" -> "ours"' in described("overwritten", seen).splitlines()


@pytest.mark.parametrize(
    ("text", "said"), [("as it was", "is as it was"), ("new", "has its new e-mail configuration, and nothing else")]
)
def test_a_failed_apply_that_wrote_only_a_text_has_written(text: str, said: str, settings: MakeSettings) -> None:
    """E-mail and texts are one write."""
    made = settings(("messages.invitation.email_subject", "new"))
    before, after = (
        {"AdminCreateUserConfig": {"InviteMessageTemplate": {"EmailSubject": each}}} for each in ("as it was", text)
    )
    seen = Seen(settings=made, writer="step", applied=1, before=before, after=after)
    assert said in described(outcome(seen), seen)


def test_a_text_that_is_not_as_planned_is_no_success(settings: MakeSettings) -> None:
    """The e-mail alone is half of the write."""
    made = settings(("messages.invitation.email_subject", "new"))
    after = _after(made, "wanted")
    seen = Seen(settings=made, writer="step", applied=0, before=production_pool(made.user_pool.id), after=after)
    assert outcome(seen) == "e-mail not as planned"
    invite = after["AdminCreateUserConfig"]["InviteMessageTemplate"] | {"EmailSubject": "new"}
    written = after | {"AdminCreateUserConfig": after["AdminCreateUserConfig"] | {"InviteMessageTemplate": invite}}
    again = Seen(settings=made, writer="step", applied=0, before=seen.before, after=written)
    assert outcome(again) == "as planned"
