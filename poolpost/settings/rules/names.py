"""The rule about names in Terraform: two values of a file must not become one resource."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import rule
from poolpost.settings.terraform_names import slug, subscriber_name


@rule(
    "names-are-distinct",
    "addresses",
    "events",
    "user_pool",
    source="Terraform language, resource names: letters, digits, '_' and '-'",
)
def names_are_distinct(settings: Settings) -> Iterator[Problem]:
    """Two values that differ only in '.', '-' and '_' get the same Terraform name, and one would silently be missing."""
    subscribers = settings.events.sns.subscribers if settings.events.sns else ()
    dns = vars(settings).get("dns_")  # None where it is absent or invalid
    named = {
        "dns.zones": [(zone, slug(zone)) for zone in (dns.zones if dns else ())],
        "addresses": [(address, slug(address)) for address in settings.verified_addresses],
        "events.sns.subscribers": [
            (each.endpoint, subscriber_name(each.protocol, each.endpoint)) for each in subscribers
        ],
    }
    for key, pairs in named.items():
        first: dict[str, str] = {}
        for value, name in pairs:
            if name in first:
                problem = f"{first[name]!r} and {value!r} would be the same resource in Terraform, {name!r}; remove one of them"
                yield blocked(key, problem)
            first[name] = value


RULES = (names_are_distinct,)
