"""The table [dns.dmarc_ramp]: each mistake with its key."""

from datetime import UTC, datetime
from typing import Any

import pytest

from poolpost.settings import EnvironmentFileError, validated
from tests.conftest import changed
from tests.scenes.ramp_violations import RAMP


@pytest.mark.parametrize(
    ("changes", "key", "says"),
    [
        ({"since": "2026-11-02"}, "dns.dmarc_ramp.since", "a date without quotes"),
        ({"since": datetime(2026, 11, 2, 12, tzinfo=UTC)}, "dns.dmarc_ramp.since", "a date without quotes"),
        ({"step": "monitor"}, "dns.dmarc_ramp.step", "allowed: 'none', 'quarantine' or 'reject'"),
        ({"steps": []}, "dns.dmarc_ramp.steps", "at least 1"),
        ({"steps": [{"p": "none", "aligned": 99}]}, "dns.dmarc_ramp.steps.0.aligned", "at most 1"),
        ({"steps": [{"p": "none", "aligned": "all"}]}, "dns.dmarc_ramp.steps.0.aligned", "allowed is a number"),
        ({"foreign_sources": ["here"]}, "dns.dmarc_ramp.foreign_sources.0", "allowed is '203.0.113.7'"),
        ({"foreign_sources": ["203.0.113.7/24"]}, "dns.dmarc_ramp.foreign_sources.0", "host bits"),
    ],
)
def test_mistakes_are_told_with_their_key(changes: dict[str, Any], key: str, says: str) -> None:
    """As for every other table."""
    with pytest.raises(EnvironmentFileError) as caught:
        validated(*changed(("dns.dmarc_ramp", RAMP | changes)))
    assert [says in one.problem for one in caught.value.findings if one.subject == key] == [True]
