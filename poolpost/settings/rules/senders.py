"""Rules about applications that send with the identity: `[senders.<name>]`."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import is_absent, rule
from poolpost.standards.domain_names import is_within

_SES = "SES developer guide, creating-identities, mail-from; IAM, service authorization reference of SES v2"


@rule("senders-need-a-domain", "senders", source=_SES)
def senders_need_a_domain(settings: Settings) -> Iterator[Problem]:
    """The policy is about the domain's identity."""
    if settings.senders and is_absent(settings, "domain"):
        yield blocked(
            "senders", "needs [domain]: applications send with the domain's identity; add it, or remove this table"
        )


@rule("senders-are-inside-the-domain", "senders", "domain", "addresses", "user_pool", source=_SES)
def senders_are_inside_the_domain(settings: Settings) -> Iterator[Problem]:
    """SES asks IAM about the identity closest to From: a policy for the domain's allows nothing of another one."""
    domain, closer = settings.domain.name, set(settings.verified_addresses)
    for name, sender in settings.senders.items():
        for each in sender.from_:
            key, at = f"senders.{name}.from", each.rpartition("@")[2]
            if not is_within(at, domain):
                yield blocked(key, f"{each!r} is not in the domain {domain!r}; allowed: an address at it or below it")
            elif is_within(at, settings.mail_from_domain):
                yield blocked(
                    key, f"{each!r} is at the MAIL FROM domain, from which SES sends nothing; allowed: another name"
                )
            elif each in closer:
                yield blocked(
                    key, f"{each!r} is an identity of its own here, which wins over the domain's; remove one of the two"
                )


RULES = (senders_need_a_domain, senders_are_inside_the_domain)
