"""Rules about an identity that several environments share; what needs the owner's file is in `settings/shared_identity.py`."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import is_absent, rule

_OURS = "ours: docs/accounts.md"


@rule("set-is-shared-with-its-identity", "configuration_set", source=_OURS)
def set_is_shared_with_its_identity(settings: Settings) -> Iterator[Problem]:
    """A configuration set is another environment's only together with the identity, whose file then says what it is."""
    owner, alone = settings.configuration_set.owner, is_absent(settings, "domain")
    valid = alone or "domain_" in vars(settings)
    if owner is not None and valid and settings.shared_owner is None:
        problem = f"{owner!r} needs domain.owner = {owner!r}; add that, or remove this key"
        yield blocked("configuration_set.owner", problem)


@rule("shared-is-not-adopted", "aws", "domain", "configuration_set", source="Terraform language, import blocks")
def shared_is_not_adopted(settings: Settings) -> Iterator[Problem]:
    """A second state that imports the same identity would change and destroy it."""
    owners = {"identity": settings.shared_owner, "configuration-set": settings.configuration_set.owner}
    for key in settings.aws.adopt:
        if (owner := owners.get(key)) is not None:
            yield blocked("aws.adopt", f"{key!r} is in the stack of {owner!r}, and cannot be in two; remove it here")


@rule("sharing-is-of-one-kind", "aws", "domain", "user_pool", "inbound", "region_override", source=_OURS)
def sharing_is_of_one_kind(settings: Settings) -> Iterator[Problem]:
    """A second region, a replica, an address and received mail need an identity of this environment's own stack."""
    owner, standby = settings.shared_owner, settings.aws.standby_region
    if owner is None:
        return
    allowed = "allowed: an identity of its own, without domain.owner"
    if standby is not None:
        yield blocked("aws.standby_region", f"cannot send with an identity of {owner!r}; {allowed}")
    elif settings.second is not None and not settings.user_pool.replicas:
        problem = f"'COGNITO_DEFAULT' with a From sends through two regions here, and {owner!r} may have one"
        yield blocked("user_pool.sending", f"{problem}; {allowed}")
    if settings.user_pool.sends_by_address:
        yield blocked(
            "user_pool.identity", f"'address' sends with From's address, not with the identity of {owner!r}; {allowed}"
        )
    if settings.inbound is not None:
        yield blocked("inbound", f"needs records of its own in the zone of {owner!r}; {allowed}")
    if settings.user_pool.replicas:
        yield blocked("user_pool.replicas", f"a replica cannot send with an identity of {owner!r}; {allowed}")


RULES = (set_is_shared_with_its_identity, shared_is_not_adopted, sharing_is_of_one_kind)
