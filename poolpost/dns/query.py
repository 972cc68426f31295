"""One question to one name server; every question ends in time, with its outcome."""

import time
from dataclasses import dataclass, field

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdatatype
from dns.edns import EDECode, EDEOption
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from poolpost.dns.answers import Reply
from poolpost.standards.name_servers import NameServer
from poolpost.standards.safe_text import bounded

PATIENCE = 2.0  # seconds for one try; public resolvers answer in 0.05, or after 1 to 2 s when they ask far away
TRIES = 2  # one lost datagram means nothing
MAX_VALUES, MAX_VALUE = 100, 4096
"""Values of one answer and characters of one value that are kept: far beyond any record that is in force."""
MAX_NAME = 255  # characters of one that is shown; RFC 1035 section 2.3.4
_ANSWERS = {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}


_NO_EDNS = {dns.rcode.FORMERR, dns.rcode.NOTIMP}
"""Answers of a server that does not know EDNS (RFC 6891 section 7)."""


class TcpFailed(Exception):  # noqa: N818 -- an outcome, not a mistake
    """Raised if an answer that is too long for UDP cannot be fetched over TCP."""


class Unanswered(Exception):  # noqa: N818 -- an outcome, not a mistake
    """Raised if a server did not answer in time."""


@dataclass(slots=True)
class Wire:
    """
    Sends questions until its time is up; after that every question fails at once.

    A server that has never answered is waited for only once.

    Attributes:
        seconds: for all questions together.
    """

    seconds: float = 20.0
    _end: float = field(init=False)
    _heard: set[NameServer] = field(default_factory=set[NameServer])
    _silent: set[NameServer] = field(default_factory=set[NameServer])

    def __post_init__(self) -> None:
        """Start the clock."""
        self._end = time.monotonic() + self.seconds

    def send(self, server: NameServer, name: str, type_: str, *, recurse: bool) -> dns.message.QueryMessage:
        """
        Ask, over UDP and again over TCP when the answer is too long.

        Raises:
            Unanswered: no (valid) answer in time, or the name is not valid in DNS.
        """
        query = _query(name, type_)
        if not recurse:
            query.flags &= ~dns.flags.RD
        reason = "no answer" if server in self._silent else "time is up"
        tries = 0 if server in self._silent - self._heard else TRIES
        while tries > 0:
            tries -= 1
            left = min(PATIENCE, self._end - time.monotonic())
            if left <= 0:
                break
            try:
                answer = _sound(_exchange(query, server, left))
            except TcpFailed as error:
                reason = f"the answer is too long for UDP, and over TCP there is none ({error})"
                break
            except dns.exception.Timeout:
                reason = "no answer"
            except (OSError, EOFError, dns.exception.DNSException) as error:
                reason = f"no answer ({error})"
            else:
                self._heard.add(server)
                if query.edns >= 0 and answer.rcode() in _NO_EDNS:
                    query.use_edns(edns=-1)  # RFC 6891 section 7: ask an old server again without
                    tries += 1
                    continue
                return answer
        self._silent.add(server)
        raise Unanswered(reason)

    def ask(self, server: NameServer, name: str, type_: str, *, authoritative: bool) -> Reply:
        """Ask for a record: an authoritative server about its own zone, a resolver about what everyone sees."""
        try:
            message = self.send(server, name, type_, recurse=not authoritative)
        except Unanswered as error:
            return Reply(server=server, authoritative=authoritative, outcome="silent", reason=str(error))
        return _reply(server, message, type_, authoritative=authoritative)


def rdatas(message: dns.message.QueryMessage) -> list[str]:
    """Return the values for the question, aliases followed, bounded in number and length; values of other names are ignored."""
    found = sorted(bounded(_text(item), MAX_VALUE) for item in message.resolve_chaining().answer or ())
    more = len(found) - MAX_VALUES
    return [*found[:MAX_VALUES], f"… and {more} more values"] if more > 0 else found


def plain(name: object) -> str:
    """Return a host name in lower case, without a trailing dot."""
    return str(name).rstrip(".").lower()


def knows(message: dns.message.QueryMessage) -> str:
    """Return why a server's answer is not authoritative; '' if it is."""
    if message.rcode() not in _ANSWERS:
        return _refusal(message)
    return "" if message.flags & dns.flags.AA else "not authoritative for the zone"


def _query(name: str, type_: str) -> dns.message.QueryMessage:
    """
    Create a question; names may come from records of others.

    Raises:
        Unanswered: the name is not valid in DNS.
    """
    try:
        return dns.message.make_query(f"{name}.", type_, use_edns=0)
    except (dns.exception.DNSException, UnicodeError):
        msg = f"{bounded(name, MAX_NAME)!r} is not a name that DNS can have"
        raise Unanswered(msg) from None


def _exchange(query: dns.message.QueryMessage, server: NameServer, seconds: float) -> dns.message.Message:
    """
    Ask over UDP, and over TCP when the answer is truncated.

    Raises:
        TcpFailed: it is truncated, and TCP fails.
    """
    try:
        return dns.query.udp(
            query, server.address, seconds, server.port, ignore_unexpected=True, raise_on_truncation=True
        )
    except dns.message.Truncated:
        try:
            return dns.query.tcp(query, server.address, seconds, server.port)
        except (OSError, EOFError, dns.exception.DNSException) as error:
            raise TcpFailed(str(error) or type(error).__name__) from error


def _sound(message: dns.message.Message) -> dns.message.QueryMessage:
    """
    Return an answer that does not contradict itself: by aliases in a circle, or a value of a name that does not exist.

    Raises:
        dns.exception.DNSException: it does.
    """
    if not isinstance(message, dns.message.QueryMessage):
        raise dns.exception.FormError("it does not answer a question")
    if message.rcode() in _ANSWERS:
        message.resolve_chaining()
    return message


def _reply(server: NameServer, message: dns.message.QueryMessage, type_: str, *, authoritative: bool) -> Reply:
    code = message.rcode()
    reason = knows(message) if authoritative else "" if code in _ANSWERS else _refusal(message)
    if reason:
        return Reply(server=server, authoritative=authoritative, outcome="refused", reason=reason)
    values = tuple(rdatas(message))
    alias = "" if type_ == "CNAME" else _alias(message)
    return Reply(
        server=server,
        authoritative=authoritative,
        outcome="answer" if values or alias else "nothing",
        values=values,
        alias=alias,
        exists=code == dns.rcode.NOERROR,
    )


def _refusal(message: dns.message.QueryMessage) -> str:
    """Return the response code, with the server's extended error (RFC 8914): a broken DNSSEC chain is SERVFAIL as well."""
    told = [each for each in message.options if isinstance(each, EDEOption)]
    words = [
        f"{EDECode.to_text(each.code).replace('_', ' ').lower()} {bounded(each.text or '', MAX_NAME)}" for each in told
    ]
    return " ".join([dns.rcode.to_text(message.rcode()), *(f"({each.strip()})" for each in words)])


def _alias(message: dns.message.QueryMessage) -> str:
    asked = message.question[0].name
    rrset = message.get_rrset(message.answer, asked, dns.rdataclass.IN, dns.rdatatype.CNAME)
    return next((_text(item) for item in rrset or ()), "")


def _text(item: object) -> str:
    if isinstance(item, TXT):
        return b"".join(item.strings).decode("utf-8", "replace")
    if isinstance(item, MX):
        return f"{item.preference} {plain(item.exchange)}"
    if isinstance(item, CNAME):
        return plain(item.target)
    return plain(item)
