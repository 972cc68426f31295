"""What violates the rules about [dns.dmarc_ramp], rule, key, what, changes of the base file."""

from datetime import date
from typing import Any

RAMP: dict[str, Any] = {"step": "none", "since": date(2026, 11, 2)}
BACKWARDS = [{"p": "none"}, {"p": "reject"}, {"p": "quarantine"}]

RAMP_VIOLATIONS: list[tuple[str, str, str, list[tuple[str, Any]]]] = [
    (
        "ramp-stands-where-the-record-does",
        "dns.dmarc_ramp.step",
        "another policy than the record's",
        [("dns.dmarc_ramp", RAMP | {"step": "quarantine"})],
    ),
    (
        "ramp-stands-where-the-record-does",
        "dns.dmarc_ramp",
        "a plan without a record",
        [("dns.dmarc", None), ("dns.dmarc_ramp", RAMP)],
    ),
    ("ramp-only-strengthens", "dns.dmarc_ramp.steps", "a step back", [("dns.dmarc_ramp", RAMP | {"steps": BACKWARDS})]),
    (
        "ramp-only-strengthens",
        "dns.dmarc_ramp.steps",
        "a step twice",
        [("dns.dmarc_ramp", RAMP | {"steps": [{"p": "none"}, {"p": "none"}]})],
    ),
    (
        "ramp-holds-its-step",
        "dns.dmarc_ramp.step",
        "a plan that begins later",
        [("dns.dmarc_ramp", RAMP | {"steps": [{"p": "quarantine"}, {"p": "reject"}]})],
    ),
    (
        "ramp-hears-reports",
        "dns.dmarc.rua",
        "no report address",
        [("dns.dmarc_ramp", RAMP), ("dns.dmarc.rua", [])],
    ),
    (
        "ramp-steps-are-in-force",
        "dns.dmarc.t",
        "a policy that is only tested",
        [("dns.dmarc_ramp", RAMP | {"step": "reject"}), ("dns.dmarc.p", "reject"), ("dns.dmarc.t", "y")],
    ),
    (
        "ramp-steps-are-in-force",
        "dns.dmarc.pct",
        "a policy for a part of the mail",
        [("dns.dmarc_ramp", RAMP | {"step": "reject"}), ("dns.dmarc.p", "reject"), ("dns.dmarc.pct", 10)],
    ),
]
