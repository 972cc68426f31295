"""The gate's rule about the pool's identity providers: it warns, since no apply adds or removes one."""

from collections.abc import Iterator
from datetime import UTC, datetime

from poolpost.findings import Problem, warned
from poolpost.gate.gathering import NotSeen
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.pool.children import CHILDREN, new_providers


@gate_rule(
    "identity-providers-are-reviewed",
    "live",
    "reviewed",
    source="an identity provider signs in as the users whose attributes it claims (Cognito developer guide, federation)",
)
def identity_providers_are_reviewed(facts: Situation) -> Iterator[Problem]:
    """An identity provider that was never reviewed is how accounts are taken over; who deploys should know of it first."""
    reviewed, names, name = facts.reviewed, facts.providers, facts.settings.name
    if isinstance(names, NotSeen):
        problem = f"its identity providers could not be compared with the reviewed ones: {names.reason}"
        yield warned(facts.settings.user_pool.id, problem, "allow cognito-idp:ListIdentityProviders for this role")
    elif isinstance(reviewed, dict) and names is not None:
        for each in new_providers(facts.settings, reviewed.get(CHILDREN, {}), names, datetime.now(UTC).date()):
            remedy = f"'poolpost who {name}' says who added it; remove it, or have it reviewed: 'poolpost pool snapshot {name}'"
            yield warned(f"IdentityProviders.{each}", "this identity provider was never reviewed", remedy)


RULES = (identity_providers_are_reviewed,)
