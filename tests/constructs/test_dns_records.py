"""The plan for a stricter DMARC policy is not part of what is deployed."""

from datetime import date
from typing import Any

from tests.conftest import MakeSettings


def test_the_plan_changes_nothing_in_the_stack(settings: MakeSettings, synthesize: Any) -> None:
    """The record is always [dns.dmarc]: the same Terraform with and without a plan, on whichever day."""
    plan = {"step": "none", "since": date(2020, 1, 1)}
    assert synthesize(settings(("dns.dmarc_ramp", plan))) == synthesize(settings())
