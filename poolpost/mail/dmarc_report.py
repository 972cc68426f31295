"""The content of an aggregate report: who saw how much mail from where, and whether it passes DMARC."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

STRICTER = {"none": "quarantine", "quarantine": "reject"}
"""The policy after each one; `reject` has none (RFC 9989 section 4.7, `p`)."""
NO_ADDRESS = "unknown address"
"""Used if a report lacks a source address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    The policy that the receiver found.

    Attributes:
        domain: the domain that has the record, lower case.
        p: for the domain itself; `sp` for subdomains, None if the record has none.
        softened: 't=y' or 'pct=N' if they weaken `p`; '' otherwise.
    """

    domain: str
    p: str
    sp: str | None
    adkim: str
    aspf: str
    softened: str

    def __str__(self) -> str:
        """Return it as in its record, with the alignment modes in words."""
        modes = {"r": "relaxed", "s": "strict"}
        tags = [f"p={self.p}", *([f"sp={self.sp}"] if self.sp else []), *([self.softened] if self.softened else [])]
        return f"{'; '.join(tags)} (DKIM alignment {modes[self.adkim]}, SPF alignment {modes[self.aspf]})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """
    What happened to messages.

    Attributes:
        dkim: whether a valid DKIM signature is from the From domain (aligned, RFC 9989 section 4.4.1).
        spf: the same for SPF and the MAIL FROM domain (section 4.4.2); either is enough to pass DMARC.
        disposition: what the receiver did: 'none', 'pass', 'quarantine' or 'reject'.
        why: why DKIM and SPF are not aligned, in words; () if DMARC passes.
        excuses: reasons why the receiver did not apply the policy, e.g. 'mailing_list'.
        under_p: whether `p` decides about them; for a subdomain with `sp` published it does not.
        ses: whether a signature or SPF of amazonses.com proves that Amazon SES sent them.
    """

    from_domain: str
    dkim: bool
    spf: bool
    disposition: str
    why: tuple[str, ...]
    excuses: tuple[str, ...]
    under_p: bool
    ses: bool

    @property
    def passes(self) -> bool:
        """Whether DMARC passes: one of the two is aligned."""
        return self.dkim or self.spf


class Row(NamedTuple):
    """Messages from one address with the same result; equal rows share the fate."""

    source_ip: str
    messages: int
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    One aggregate report.

    Attributes:
        file: the file that contains it.
        begin: first second of its period, UTC; `end` the last one.
        notes: departures from RFC 7489 and RFC 9990 that were repaired, each once.
        lost: records that could not be read, each with place and reason.
    """

    file: str
    reporter: str
    report_id: str
    begin: datetime
    end: datetime
    published: Published
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[object, ...]:
        """The same for all copies of a report: reports are often delivered twice, and kept packed and unpacked."""
        return self.reporter, self.report_id, self.published.domain, self.begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """
    A file that could not be read as a report, and why.

    Attributes:
        aside: it is something else than an aggregate report, so that nothing about mail is missing without it.
    """

    file: str
    reason: str
    aside: bool = False
