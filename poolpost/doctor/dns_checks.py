"""The doctor's checks of DNS, as the world sees it."""

from collections.abc import Iterator

from poolpost.dns_truth.verdict import Checked
from poolpost.doctor.check import Outcome, Verdict, check, does_not_apply
from poolpost.doctor.facts import Facts

SECTION = "DNS"
OUTCOMES: dict[str, Outcome] = {
    "present": "pass",
    "lookup failed": "cannot tell",
}
"""What a record's status means for the checklist; every other one is a failure."""


@check(SECTION, "record", source="https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-verification.html")
def records_are_published(now: Facts) -> Iterator[Verdict]:
    """SES, and everybody who gets mail, believes what DNS says and nothing else."""
    if not now.records:
        yield does_not_apply("this environment needs no records")
    for one in now.records:
        remedies = [finding.remedy for finding in one.diagnoses if finding.remedy]
        yield Verdict(
            outcome=OUTCOMES.get(one.status, "fail"),
            evidence=_evidence(one),
            remedy="; ".join(remedies) or _remedy(now, one),
            subject=one.record.id,
        )


def _evidence(one: Checked) -> str:
    problems = [finding.problem for finding in one.diagnoses]
    found = [" | ".join(one.found)] if one.found and one.status not in {"present", "absent"} else []
    return "; ".join([f"{one.record.type} {one.record.name}: {one.status}", *found, *([one.reason] if one.reason else []), *problems])


def _remedy(now: Facts, one: Checked) -> str:
    if one.status == "present":
        return ""
    if one.status == "pending":
        return f"'cdktf deploy {now.settings.name}': AWS makes the value then"
    if one.status == "lookup failed":
        return "look again; when it stays, ask whoever runs these name servers"
    return f"publish it as 'poolpost dns {now.settings.name}' lists it"


CHECKS = (records_are_published,)
