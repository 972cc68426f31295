"""Rules across environments: two must not own the same thing, and promotion must begin somewhere."""

from collections.abc import Callable, Collection, Iterator, Sequence

from poolpost.findings import Finding
from poolpost.settings.model import Settings
from poolpost.settings.tables.aws import S3Backend
from poolpost.standards.domain_names import longest_match

Owned = Callable[[Settings], tuple[object, ...] | None]
PER_REGION = ("domain-has-one-owner", "address-has-one-owner", "set-has-one-owner")
"""Rules about what an environment has in its second SES region too."""


def _state(settings: Settings) -> tuple[object, ...] | None:
    backend = settings.backend
    return (backend.bucket, backend.key) if isinstance(backend, S3Backend) else None


def _dmarc(settings: Settings) -> tuple[object, ...] | None:
    if not settings.owns_domain or settings.dns.provider != "route53" or settings.dns.dmarc is None:
        return None
    return settings.dns.zone_id or longest_match(settings.domain.name, settings.zones), settings.domain.name


def _pool(settings: Settings) -> tuple[object, ...]:
    pool = settings.user_pool
    return settings.aws.account_id, pool.id_ or (settings.aws.region, pool.create)


def _inbound(settings: Settings) -> tuple[object, ...] | None:
    return (settings.inbound.domain,) if settings.inbound else None


def _active_rule_set(settings: Settings) -> tuple[object, ...] | None:
    """Return the account and region, of which one set is active at a time; None for an environment that adds to it."""
    return _in_region(settings, "") if settings.inbound and settings.inbound.create_rule_set else None


def _bucket(settings: Settings) -> tuple[object, ...] | None:
    return (settings.inbound.bucket.name,) if settings.inbound and settings.inbound.bucket else None


def _in_region(settings: Settings, name: object) -> tuple[object, ...]:
    return settings.aws.account_id, settings.aws.region, name


OWNED: dict[str, tuple[str, str, Owned]] = {
    "state-has-one-owner": ("backend.key", "the same Terraform state", _state),
    "domain-has-one-owner": (
        "domain.name",
        "the same identity",
        lambda s: _in_region(s, s.domain.name) if s.owns_domain else None,
    ),
    "address-has-one-owner": (
        "user_pool.from",
        "the same identity",
        lambda s: _in_region(s, s.identity) if s.user_pool.sends_by_address else None,
    ),
    "dmarc-has-one-owner": ("dns.dmarc", "the same DMARC record", _dmarc),
    "set-has-one-owner": (
        "configuration_set.name",
        "the same configuration set",
        lambda s: _in_region(s, s.configuration_set.name) if s.owns_set else None,
    ),
    "pool-has-one-owner": (
        "user_pool.id",
        "the same user pool",
        _pool,
    ),
    "suppression-has-one-owner": (
        "account.suppressed_reasons",
        "the same account-level suppression list",
        lambda s: _in_region(s, "") if s.account.suppressed_reasons is not None else None,
    ),
    "inbound-domain-has-one-owner": ("inbound.domain", "the same domain of received mail", _inbound),
    "rule-set-has-one-owner": ("inbound.create_rule_set", "the same active receipt rule set", _active_rule_set),
    "mail-bucket-has-one-owner": ("inbound.bucket.name", "the same bucket", _bucket),
}


PROMOTION = {
    "promotes-from-exists": "`promotes_from` must name another environment; otherwise there is never evidence",
    "promotes-from-is-kept": "`promotes_from` must not be removed from a file unnoticed; the gate warns about it too",
    "promotes-from-begins": "the chain of `promotes_from` must end; in a circle nothing is ever proved first",
}
"""Rules about `promotes_from`: id -> what must hold, and why."""


def findings(environments: Sequence[Settings], known: Collection[str] = ()) -> Iterator[tuple[str, Finding]]:
    """
    Yield the environment's name and a finding, for each of two environments that own the same thing.

    Args:
        environments: all valid ones.
        known: names of all that exist; default: the valid ones.
    """
    yield from _owners(environments)
    yield from _promotion(environments, {*known, *(settings.name for settings in environments)})


def _promotion(environments: Sequence[Settings], known: Collection[str]) -> Iterator[tuple[str, Finding]]:
    before = {settings.name: settings.promotes_from for settings in environments}
    for name, source in before.items():
        if source is None:
            continue
        others = ", ".join(sorted(set(known) - {name})) or "none, since this is the only one"
        if source not in known:
            yield name, _promotes("promotes-from-exists", f"{source!r} is not an environment; allowed: {others}")
        elif name in (way := _way(source, before)):
            circle = " <- ".join([name, *way[: way.index(name) + 1]])
            yield name, _promotes("promotes-from-begins", f"is a circle ({circle}); allowed: {others}")


def _way(name: str, before: dict[str, str | None]) -> list[str]:
    """Follow `promotes_from` from an environment to the first one, or once around."""
    way = [name]
    while (source := before.get(way[-1])) is not None:
        if source in way:
            return [*way, source]
        way.append(source)
    return way


def _promotes(rule: str, problem: str) -> Finding:
    return Finding(rule=rule, level="block", subject="promotes_from", problem=problem)


def _owners(environments: Sequence[Settings]) -> Iterator[tuple[str, Finding]]:
    for rule, (key, what, owned) in OWNED.items():
        owners: dict[tuple[object, ...], str] = {}
        for settings in _in_their_regions(rule, environments):
            thing = owned(settings)
            if thing is None:
                continue
            owner = owners.setdefault(thing, settings.name)
            if owner != settings.name:
                for name, other in ((settings.name, owner), (owner, settings.name)):
                    problem = (
                        f"is {what} as that of environments/{other}.toml; two stacks would overwrite each other's; give "
                        "each environment its own"
                    )
                    yield name, Finding(rule=rule, level="block", subject=key, problem=problem)


def _in_their_regions(rule: str, environments: Sequence[Settings]) -> Iterator[Settings]:
    """Yield each environment, for a rule about what is per region once more as it is in its second one."""
    for settings in environments:
        yield settings
        if rule in PER_REGION and settings.second is not None:
            yield settings.second
