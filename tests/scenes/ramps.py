"""An environment with a plan for DMARC."""

from datetime import date
from typing import Any

from poolpost.mail.dmarc_ramp import Evidence, Step, next_step
from poolpost.mail.dmarc_ramp_reports import evidence
from poolpost.mail.dmarc_report import Report, Unread
from poolpost.mail.dmarc_report_files import parsed
from poolpost.settings import Settings, validated
from tests.conftest import changed
from tests.scenes.ramp_violations import RAMP


def planned(p: str = "none", **changes: Any) -> Settings:
    """Make an environment with a plan that stands at `p`."""
    ramp = RAMP | {"step": p} | changes
    return validated(*changed(("dns.dmarc.p", p), ("dns.dmarc_ramp", ramp), ("domain.name", "mail.example.com")))


def step(settings: Settings, today: date, found: Evidence | None = None) -> Step:
    """Ask for the next step of an environment that has a plan."""
    made = next_step(settings, today, found)
    assert made is not None
    return made


def found(*contents: bytes, unread: tuple[Unread, ...] = (), **changes: Any) -> tuple[Evidence, list[str]]:
    """Return what reports prove for the present step, and why others do not."""
    reports = [parsed(f"{number}.xml", content) for number, content in enumerate(contents)]
    made = planned(**changes)
    assert made.dns.dmarc_ramp is not None
    shown, left = evidence(made, made.dns.dmarc_ramp, [one for one in reports if isinstance(one, Report)], unread)
    return shown, [one.reason for one in left]
