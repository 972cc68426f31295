"""The gate's rules about the state of a plan: it belongs to this environment, and is not empty while the stack is live."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.settings.second_region import is_second, provider_region, source_arn
from poolpost.settings.terraform_names import PATCH_ADDRESS, slug
from poolpost.standards.terraform_plan import ENVIRONMENT, Change

_WHICH = "check [backend], TF_WORKSPACE, TF_DATA_DIR and the directory"


@gate_rule(
    "state-is-of-this-environment",
    "plan",
    source="ours: the output, the ARNs and the step in the state",
    passable=True,
)
def state_is_of_this_environment(facts: Situation) -> Iterator[Problem]:
    """The state of another environment contains its identity, set and records: a plan with this file destroys them."""
    settings = facts.settings
    remedy = f"{_WHICH}: the state of {settings.name} is expected"
    recorded = facts.the_plan.output_changes.get(ENVIRONMENT, {}).get("before")
    if recorded not in {None, settings.name}:
        yield blocked("state", f"it is the state of environment {recorded!r}; this is {settings.name!r}", remedy)
    known = [*facts.the_plan.resource_changes, *facts.the_plan.resource_drift]
    if recorded == settings.name and (others := _of_another_project(facts)):
        problem = f"it belongs to an environment of this name with {others}: another project, or two changes at once"
        yield blocked("state", problem, f"{remedy}; to change both: change one, deploy, then change the other")
    for change in known if recorded is None else []:
        pool = _pool_of(change)
        if pool not in {None, settings.user_pool.id_}:
            problem = f"in this state it belongs to user pool {pool}; the environment has {settings.user_pool.id_}"
            yield blocked(change.address, problem, remedy)
    wanted = (settings.aws.partition, settings.aws.account_id)
    for change in known:
        found = _place(change)
        if found and (found[0], found[2]) != wanted:
            held, own = f"{found[2]} ({found[0]})", f"{wanted[1]} ({wanted[0]})"
            problem = f"in this state it belongs to account {held}; the environment to account {own}"
            yield blocked(change.address, problem, remedy)
        elif found and _moved(facts, change, found[1]):
            problem = f"in this state it is in {found[1]}; the environment's SES is in {_region(facts, change)}"
            yield blocked(change.address, problem, remedy)


@gate_rule(
    "state-is-the-stacks",
    "plan",
    "live",
    source="ours: something created what the pool sends through",
    passable=True,
)
def state_is_the_stacks(facts: Situation) -> Iterator[Problem]:
    """An empty state while the stack is live: a plan creates everything again, or takes over what another state manages."""
    managed = [change for change in facts.the_plan.resource_changes if change.mode == "managed"]
    if any(change.before is not None and not change.importing for change in managed):
        return
    settings, sends = facts.settings, facts.the_pool.get("EmailConfiguration", {})
    by_address = settings.user_pool.sends_by_address
    identity = f"address_{slug(settings.identity)}" if by_address else "domain"
    through = {
        f"aws_sesv2_email_identity.{identity}": (
            "identity",
            settings.identity,
            sends.get("SourceArn") == source_arn(settings),
        ),
        "aws_sesv2_configuration_set.sign_in": (
            "configuration set",
            settings.configuration_set.name,
            sends.get("ConfigurationSet") == settings.configuration_set.name,
        ),
    }
    for change in managed:
        what, name, used = through.get(change.address, ("", "", False))
        if used and "create" in change.actions and not change.importing:
            problem = f"this state is empty, but user pool {settings.user_pool.id} sends through {what} {name} already"
            remedy = f"{_WHICH}: is this the state that created it? Adopt it only if no state of poolpost did"
            yield blocked(change.address, problem, remedy)


def _of_another_project(facts: Situation) -> str:
    """Return the domain and the pool of a state if both differ from the file's, '' otherwise."""
    settings = facts.settings
    states = {change.address: change for change in facts.the_plan.resource_changes}
    identity, step = states.get("aws_sesv2_email_identity.domain"), states.get(PATCH_ADDRESS)
    domain = (identity.before or {}).get("email_identity") if identity and not identity.importing else None
    pool = _pool_of(step) if step else None
    own = settings.domain.name if settings.has_domain else None
    other = domain not in {None, own} and pool not in {None, settings.user_pool.id_}
    return f"domain {domain} and user pool {pool}" if other else ""


def _pool_of(change: Change) -> str | None:
    """Return the pool to which the step in a state writes."""
    if change.address != PATCH_ADDRESS or change.before is None:
        return None
    return (change.before.get("triggers_replace") or {}).get("user_pool_id")


def _place(change: Change) -> tuple[str, str, str] | None:
    """Return partition, region and account of a resource in a state, None if its ARN has none."""
    parts = str((change.before or {}).get("arn") or "").split(":")
    if change.mode != "managed" or len(parts) < len(("arn", "aws", "ses", "region", "account", "name")) or not parts[4]:
        return None
    return parts[1], parts[3], parts[4]


def _moved(facts: Situation, change: Change, region: str) -> bool:
    """Return whether something of SES is in another region than the file's."""
    return change.type.startswith("aws_sesv2_") and region != _region(facts, change)


def _region(facts: Situation, change: Change) -> str | None:
    """Return the SES region in which a resource of the stack is."""
    return provider_region(facts.settings) if is_second(change.address) else facts.settings.aws.region


RULES = (state_is_of_this_environment, state_is_the_stacks)
