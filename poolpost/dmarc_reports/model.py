"""What is kept of an aggregate report: who saw how much mail from where, and whether it passes DMARC."""

from dataclasses import dataclass
from datetime import datetime

STRICTER = {"none": "quarantine", "quarantine": "reject"}
"""The policy after each one; `reject` has none (RFC 9989 section 4.7, `p`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    The policy that the receiver found.

    Attributes:
        domain: where the record stands, lower case.
        p: for the domain itself; `sp` for subdomains, None where the record has none.
        softened: 't=y' or 'pct=N' when they weaken `p`; '' when nothing does.
    """

    domain: str
    p: str
    sp: str | None
    adkim: str
    aspf: str
    softened: str

    def __str__(self) -> str:
        """Write it as its record would, with the alignment modes in words."""
        modes = {"r": "relaxed", "s": "strict"}
        tags = [f"p={self.p}", *([f"sp={self.sp}"] if self.sp else []), *([self.softened] if self.softened else [])]
        return f"{'; '.join(tags)} (DKIM alignment {modes[self.adkim]}, SPF alignment {modes[self.aspf]})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """
    Messages that fared alike.

    Attributes:
        dkim: whether a valid DKIM signature is of the From domain (aligned, RFC 9989 section 4.4.1).
        spf: the same for SPF and the MAIL FROM domain (section 4.4.2); either is enough to pass DMARC.
        disposition: what the receiver did: 'none', 'pass', 'quarantine' or 'reject'.
        why: why DKIM and SPF are not aligned, in words; () when the row passes.
        excuses: reasons for which the receiver did something else than the policy says, e.g. 'mailing_list'.
        under_p: whether `p` decides about them; for a subdomain with `sp` published it does not.
        ses: whether a signature or SPF of amazonses.com proves that Amazon SES sent them.
    """

    source_ip: str
    messages: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One aggregate report; `file` is where it was read, the times are UTC."""

    file: str
    reporter: str
    report_id: str
    begin: datetime
    end: datetime
    published: Published
    rows: tuple[Row, ...]

    @property
    def identity(self) -> tuple[str, str, str, datetime]:
        """What tells two copies of a report: reports are often delivered twice, and kept packed and unpacked."""
        return self.reporter, self.report_id, self.published.domain, self.begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file that could not be read as a report, and why."""

    file: str
    reason: str
