"""How an identity signs is compared only where the plan changes it: at its address, for what is there, by an update."""

from typing import Any

import pytest

from poolpost.gate.adoption_rules import keeps_how_it_signs
from poolpost.plan import Change
from poolpost.settings import validated
from tests.conftest import changed
from tests.gate_situations import EASY, OWN_KEY, adopted, change_of, patched, plan

KEY = {"selector": "s1", "public_key": "MIGf" * 60, "private_key_variable": "key"}
OWN = adopted(**OWN_KEY)


@pytest.mark.parametrize(
    ("why", "changes", "change", "expected"),
    [
        ("another way of signing", [], OWN, ["block"]),
        ("the same way, and SES does not say which key", [("domain.dkim", KEY)], OWN, ["warn"]),
        ("ours already", [("domain.dkim", KEY)], change_of(OWN, import_id=None), []),
        ("nothing of it changes", [], adopted(**EASY), []),
        ("another identity", [], change_of(OWN, address="aws_sesv2_email_identity.other"), []),
        ("it is not changed", [], change_of(OWN, actions=("no-op",)), []),
        ("it is made", [], change_of(OWN, actions=("create",), before=None), []),
        ("how it signs is not known", [], adopted(), []),
    ],
)
def test_how_it_signs_is_judged_where_the_plan_changes_it(
    why: str, changes: list[Any], change: Change, expected: list[str]
) -> None:
    """A stop where it would sign otherwise, a warning where only the key may be another, and nothing else."""
    found = keeps_how_it_signs.findings(patched(plan=plan(change), settings=validated(*changed(*changes))))
    assert [(finding.level, finding.subject) for finding in found] == [(level, change.address) for level in expected], (
        why
    )
