"""
Whether an SPF record lets Amazon SES send, whatever else it says: check_host() of RFC 7208 for the addresses of SES.

SES publishes its addresses in the SPF record of amazonses.com (SES developer guide, mail-from). A term that depends on the mail
itself (macros, `ptr`) matches none of them here.
"""

import functools
import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from poolpost.dns.answers import Sending
from poolpost.dns.query import MAX_VALUES
from poolpost.dns.resolver import Lookup
from poolpost.dns.spf_evaluation import MAX_VOID, SpfEvaluation, evaluate_record, is_spf
from poolpost.errors import CannotDecide
from poolpost.standards.spf import MAX_LOOKUPS, SES_INCLUDE, Spf
from poolpost.standards.spf_grammar import term_problem

SES = SES_INCLUDE.partition(":")[2]
_RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_DEEPEST = 10  # includes within includes; more than that costs too many lookups anyway
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def sending(name: str, text: str, lookup: Lookup) -> Sending:
    """
    Evaluate a record that `name` has for mail from SES.

    Raises:
        CannotDecide: a lookup failed.
    """
    evaluated = evaluate_record(name, text, lookup)
    if evaluated.problems:
        return Sending(passes=False, notes=tuple(evaluated.problems))
    values = functools.cache(lookup.values)
    addresses = list(_addresses(values))
    if not addresses:
        msg = f"the SPF record of {SES}, which names the addresses of SES, was not found"
        raise CannotDecide(msg)
    for address in addresses:
        result = _CheckHost(address, values).result(name, text)
        if result != "pass":
            problem = f"mail from SES does not pass: the result for {address} is {result}"
            return Sending(passes=False, notes=(problem, *_ignored(text)))
    return Sending(passes=True, notes=tuple(_told(evaluated)))


def _ignored(text: str) -> Iterator[str]:
    """Yield mechanisms that are written as modifiers: receivers skip modifiers that they do not know (section 6)."""
    for term in text.split()[1:]:
        name, equals, value = term.partition("=")
        if equals and name.lower() in {"include", "a", "mx", "ip4", "ip6", "exists", "ptr"}:
            yield f"receivers ignore '{term}': write '{name}:{value}'"


def _told(evaluated: SpfEvaluation) -> Iterator[str]:
    terms = evaluated.record.split()[1:]
    others = [term for term in terms if term.lower().lstrip("+") != SES_INCLUDE and not term.lower().endswith("all")]
    if others:
        yield f"it also lets others send: {' '.join(others)}"
    if any(term.lower() == "-all" for term in terms):
        yield "-all is stricter than the wanted ~all: receivers may refuse mail of other senders, forwarded mail too"
    yield f"{evaluated.lookups} of {MAX_LOOKUPS} lookups, {evaluated.void} of {MAX_VOID} void lookups"


def _addresses(values: Callable[[str, str], tuple[str, ...]]) -> Iterator[Address]:
    """Yield one address of each network that SES sends from."""
    for text in values(SES, "TXT"):
        for term in Spf(tuple(text.split()[1:])).terms if is_spf(text) else ():
            kind, _, network = term.partition(":")
            if kind.lower() in {"ip4", "ip6"} and not term_problem(term):  # it is a stranger's text as well
                yield ipaddress.ip_network(network, strict=False)[0]


@dataclass(frozen=True, slots=True)
class _CheckHost:
    """check_host() of RFC 7208 section 4 for one address, of records that are sound."""

    address: Address
    values: Callable[[str, str], tuple[str, ...]]
    depth: int = 0

    def result(self, name: str, text: str) -> str:
        """Return the result of a record: the first term that matches decides (section 4.6.2)."""
        redirect = ""
        for term in text.split()[1:]:
            qualifier, rest = (term[0], term[1:]) if term[0] in _RESULTS else ("+", term)
            kind, _, target = rest.partition(":")
            kind = kind.lower()
            if kind.startswith("redirect="):
                redirect = rest.partition("=")[2]
            elif "=" not in kind and self._matches(kind, target, name):
                return _RESULTS[qualifier]
        return self._of_domain(redirect) if redirect else "neutral"

    def _matches(self, kind: str, target: str, name: str) -> bool:
        if kind == "all":
            return True
        if kind in {"ip4", "ip6"}:
            return self.address in ipaddress.ip_network(target, strict=False)
        if "%" in target or kind.startswith("ptr"):
            return False
        if kind == "include":
            return self._of_domain(target) == "pass"
        host = target.partition("/")[0].rstrip(".") or name
        if kind == "exists":
            return bool(self.values(host, "A"))
        lengths = (target or kind).partition("/")[2]
        mechanism = kind.partition("/")[0]
        hosts = [host] if mechanism == "a" else [mx.partition(" ")[2] for mx in self.values(host, "MX")]
        return any(self.address in network for each in hosts for network in self._networks(each, lengths))

    def _networks(self, host: str, lengths: str) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
        """Yield the networks of a host's addresses, by the prefix lengths of a term: `24`, `24//64` or `/64`."""
        first, _, second = lengths.partition("/")
        four = isinstance(self.address, ipaddress.IPv4Address)
        length = first if four else second.lstrip("/")
        for value in self.values(host, "A" if four else "AAAA")[
            :MAX_VALUES
        ]:  # behind these a sentence says how many more
            yield ipaddress.ip_network(f"{value}/{length or self.address.max_prefixlen}", strict=False)

    def _of_domain(self, domain: str) -> str:
        texts = [text for text in self.values(domain.rstrip("."), "TXT") if is_spf(text)]
        if len(texts) != 1 or self.depth >= _DEEPEST:
            return "permerror"
        return replace(self, depth=self.depth + 1).result(domain, texts[0])
