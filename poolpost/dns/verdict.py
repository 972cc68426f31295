"""
What the answers of several servers mean for one record. Pure: replies in, a status out.

The authoritative servers decide; a resolver that lags behind makes a record 'not visible everywhere yet',
and a question without an answer is 'lookup failed', never 'absent'.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from poolpost.dns.answers import Reply
from poolpost.dns.meaning import compare
from poolpost.dns.records import DnsRecord
from poolpost.dns.unseen import visible
from poolpost.findings import Finding, Outcome

Status = Literal["present", "wrong", "absent", "not visible everywhere yet", "lookup failed", "pending"]
_RESULTS: dict[Status, Outcome] = {"present": "pass", "lookup failed": "unknown"}
Fit = Literal["right", "wrong", "absent"]
POLICIES = ("v=spf1", "v=dmarc1")
"""A name may have only one record of each of these kinds (RFC 7208 section 3.2, RFC 9989 section 4.10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """
    The result of all lookups for one record.

    Attributes:
        found: the published values, as in `DnsRecord.values`; a CNAME in the record's place as 'CNAME target'.
        reason: why a lookup failed, or which servers still lag behind; '' otherwise.
        replies: every answer, the authoritative servers first.
        diagnoses: known causes, each with its remedy.
    """

    record: DnsRecord
    status: Status
    found: tuple[str, ...] = ()
    reason: str = ""
    replies: tuple[Reply, ...] = ()
    diagnoses: tuple[Finding, ...] = ()

    @property
    def result(self) -> Outcome:
        """How the check ended: a record fails unless every server that answered has it as wanted."""
        return _RESULTS.get(self.status, "fail")


def pending(record: DnsRecord) -> Checked:
    """Return the result for a record whose value AWS has not created yet."""
    return Checked(record=record, status="pending", reason="AWS creates the token at the first deploy")


def judge(record: DnsRecord, replies: Sequence[Reply], accepted: Collection[str] = ()) -> Checked:
    """
    Compare the answers of all servers about one record with the wanted value.

    Args:
        record: the wanted record.
        replies: of every server.
        accepted: other texts that do what the record is for (`poolpost.dns.spf_evaluation.Sending`).
    """
    ordered = tuple(sorted(replies, key=lambda reply: not reply.authoritative))
    status = _status(record, ordered, accepted)
    reason = ""
    if status == "lookup failed":
        reason = "; ".join(f"{reply.server}: {reply.reason}" for reply in ordered if not reply.answered)
    elif status == "not visible everywhere yet":
        reason = "; ".join(
            _lag(record, reply) for reply in ordered if reply.answered and fit(record, reply, accepted) != "right"
        )
    return Checked(record=record, status=status, found=found(ordered), reason=reason, replies=ordered)


def fit(record: DnsRecord, reply: Reply, accepted: Collection[str] = ()) -> Fit:
    """Compare one answer with the wanted record; `accepted` texts are equivalent."""
    if reply.outcome == "nothing":
        return "absent"
    # Readers of a TXT record follow a CNAME; SES requires the MX itself.
    if reply.alias and (record.type != "TXT" or not reply.values):
        return "wrong"
    if record.type != "TXT":
        return "right" if set(reply.values) == {value.lower() for value in record.values} else "wrong"
    fits: set[Fit] = {_text_fit(value, reply.values, accepted) for value in record.values}
    if reply.alias and fits != {"right"}:
        return "wrong"
    return fits.pop() if len(fits) == 1 else "wrong"


def found(replies: Sequence[Reply]) -> tuple[str, ...]:
    """Return the published values: from the first server that has any, authoritative ones first."""
    answers = [reply for reply in replies if reply.outcome == "answer"]
    reply = next((reply for reply in answers if reply.values), answers[0] if answers else None)
    if reply is None:
        return ()
    return (f"CNAME {reply.alias}", *reply.values) if reply.alias else reply.values


def _status(record: DnsRecord, replies: Sequence[Reply], accepted: Collection[str]) -> Status:
    """
    Decide by the authoritative servers, or by the resolvers if none of those answered.

    A resolver that refuses (SERVFAIL) outweighs a record that exists: some clients cannot see it. An authoritative server
    that has a CNAME out of its zone leaves the text to the resolvers, which follow it.
    """
    deciding = [reply for reply in replies if reply.answered and reply.authoritative and not _leads_away(record, reply)]
    others = [reply for reply in replies if reply.answered and not reply.authoritative]
    fits = [fit(record, reply, accepted) for reply in (deciding or others)]
    if not fits:
        return "lookup failed"
    if "right" not in fits:
        return "wrong" if "wrong" in fits else "absent"
    if {*fits, *(fit(record, reply, accepted) for reply in others)} != {"right"}:
        return "not visible everywhere yet"
    failed = any(reply.outcome == "refused" and not reply.authoritative for reply in replies)
    return "lookup failed" if failed else "present"


def _leads_away(record: DnsRecord, reply: Reply) -> bool:
    return record.type == "TXT" and bool(reply.alias) and not reply.values


def _lag(record: DnsRecord, reply: Reply) -> str:
    return f"{reply.server}: {'nothing' if fit(record, reply) == 'absent' else ' | '.join(found([reply]))}"


def policies_like(wanted: str, values: Sequence[str]) -> list[str]:
    """
    Return the values that are, or were meant to be, of the same kind as a policy: SPF or DMARC.

    A value that is not a policy has no kind: all values at its name count.
    """
    kind = next((policy for policy in POLICIES if wanted.lower().startswith(policy)), "")
    return [text for text in values if _kind_of(text).startswith(kind)]


def _kind_of(text: str) -> str:
    """Return how a text begins, without quotation marks, blanks and invisible characters."""
    return re.sub(r"^v\s*=\s*", "v=", visible(text).lstrip("\"' ").lower())


def _text_fit(wanted: str, values: Sequence[str], accepted: Collection[str]) -> Fit:
    """Ignore other TXT values at the name; a second policy of the same kind counts."""
    rivals = policies_like(wanted, values)
    if not rivals:
        return "absent"
    alone = len(rivals) == 1 or not wanted.lower().startswith(POLICIES)
    return "right" if alone and any(rival in accepted or compare(wanted, rival).same for rival in rivals) else "wrong"
