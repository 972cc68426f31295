"""The gate's rules about the plan alone: what Terraform would do, and with which provider."""

from collections.abc import Iterator
from typing import Any

from poolpost.findings import Problem, blocked, unknown, warned
from poolpost.gate import provider_body
from poolpost.gate.provider_blocks import block
from poolpost.gate.rules.rule import HARMLESS, Situation, gate_rule
from poolpost.settings.terraform_names import EMAIL, POOL_ADDRESS
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import AWS_PROVIDER, Change, Plan

PROVIDER_VERSION = "5.100.0"
_PROVIDER = "hashicorp/terraform-provider-aws internal/service/cognitoidp/user_pool.go"
_PLAN = "https://developer.hashicorp.com/terraform/internals/json-format"
_EMAIL = "email_configuration"
_BRIEF = 600  # characters of a value in a finding: enough for an e-mail configuration, not for the text of a message


@gate_rule("plan-is-readable", source=_PLAN)
def plan_is_readable(facts: Situation) -> Iterator[Problem]:
    """A plan that cannot be read cannot be checked: missing, unknown format, errored or incomplete."""
    if not isinstance(facts.plan, Plan):
        yield unknown("plan", "there is no plan, or it cannot be read", "plan again, and check that plan")


@gate_rule("plan-holds-what-is-guarded", "plan", source="a gate must not pass because it found nothing to check")
def plan_holds_what_is_guarded(facts: Situation) -> Iterator[Problem]:
    """A plan without the pool (in patch mode: without the step that writes to it) belongs to something else."""
    if facts.mode == "patch":
        step = facts.settings.switch_address
        if not any(change.address == step for change in facts.the_plan.resource_changes):
            yield unknown(step, "the plan does not contain it", "plan the whole stack of this environment")
    elif facts.guarded is None and facts.creates:
        problem = f"it does not create user pool {facts.settings.user_pool.title} at {POOL_ADDRESS}"
        yield unknown("plan", problem, "compare user_pool.create.name with the pool in the state, and synthesize again")
    elif facts.guarded is None:
        problem = f"no aws_cognito_user_pool of the plan is {facts.settings.user_pool.id}"
        yield unknown("plan", problem, "plan the whole stack, and compare user_pool.id with its import block")


@gate_rule("provider-is-known", "plan", source="the prediction is tested with this version only", modes=("manage",))
def provider_is_known(facts: Situation) -> Iterator[Problem]:
    """Another provider or version may send another request for the same plan."""
    for change in facts.planned_pools:
        if change.provider_name != AWS_PROVIDER:
            problem = f"its provider is {change.provider_name}; allowed is {AWS_PROVIDER}"
            yield blocked(change.address, problem, "use the provider version that this poolpost supports")
    constraints = facts.the_plan.providers.get(AWS_PROVIDER, ())
    versions = {facts.provider_version} if facts.provider_version else {_exact(each) for each in constraints if each}
    remedy = f"pin it: version = {PROVIDER_VERSION!r} in required_providers, and run init again"
    if not versions or None in versions:
        said = ", ".join(filter(None, constraints)) or "nothing"
        yield unknown(AWS_PROVIDER, f"its version is unknown: the configuration says {said}", remedy)
    elif versions != {PROVIDER_VERSION}:
        said = ", ".join(sorted(filter(None, versions)))
        yield blocked(AWS_PROVIDER, f"its version is {said}; supported is {PROVIDER_VERSION}", remedy)


@gate_rule("keeps-user-pool", "plan", source="terraform-provider-aws #35401, pulumi-aws #828, amplify-studio #813")
def keeps_user_pool(facts: Situation) -> Iterator[Problem]:
    """Destroying or replacing a user pool deletes every user, and there is no restore."""
    for change in facts.planned_pools:
        if change.deletes:
            what = "replace" if len(change.actions) > 1 else "destroy"
            users = (change.before or {}).get("estimated_number_of_users")
            with_users = f" with about {users} users" if users is not None else ""
            yield blocked(change.address, f"the plan would {what} this user pool{with_users}", _undo(change))


@gate_rule("leaves-pools-to-their-owner", "plan", source=_PLAN, modes=("patch",))
def leaves_pools_to_their_owner(facts: Situation) -> Iterator[Problem]:
    """In patch mode the pool has another owner; a state that changes it would be a second one."""
    for change in facts.planned_pools:
        if change.actions not in HARMLESS and not change.deletes:
            problem = f"the plan would {' and '.join(change.actions)} a user pool, which mode 'patch' never does"
            yield blocked(change.address, problem, "remove the resource from this stack, or set user_pool.mode")


@gate_rule("changes-no-other-pool", "plan", source="only the environment's own pool is read", modes=("manage",))
def changes_no_other_pool(facts: Situation) -> Iterator[Problem]:
    """The effect of an update on a pool that was not read is unknown."""
    for change in facts.planned_pools:
        if change is not facts.guarded and "update" in change.actions:
            yield unknown(change.address, "the plan would update another user pool too", "change it in its own stack")


@gate_rule(
    "changes-email-only",
    "plan",
    source="user pools are changed by a reviewed plan, and only their e-mail",
    modes=("manage",),
)
def changes_email_only(facts: Situation) -> Iterator[Problem]:
    """A change outside email_configuration is a setting of the pool that no one meant to change."""
    for change in facts.planned_pools:
        for attribute, shown in _changed(change):
            problem = f"{attribute} would change as well: {shown}"
            yield blocked(f"{change.address}.{attribute}", problem, "add it to ignore_changes")


@gate_rule("step-is-of-this-environment", "plan", source="the environment file is what was reviewed", modes=("patch",))
def step_is_of_this_environment(facts: Situation) -> Iterator[Problem]:
    """A stack synthesized from another environment file switches another pool, or to another sender."""
    step = facts.settings.switch_address
    steps = (c for c in facts.the_plan.resource_changes if c.address == step and c.actions != ("delete",))
    for change in steps:
        if _unknown(change.after_unknown.get("triggers_replace")):
            yield unknown(step, "what it would write is known only after the apply", "synthesize again")
            continue
        planned: Json = (change.after or {}).get("triggers_replace") or {}
        wanted = facts.settings.triggers
        for name in sorted(wanted.keys() | planned.keys()):
            if planned.get(name) != wanted.get(name):
                problem = compared(planned.get(name), wanted.get(name))
                yield blocked(f"{step}.{name}", problem, "synthesize and plan again")


@gate_rule("email-is-as-wanted", "plan", source="the environment file is what was reviewed", modes=("manage",))
def email_is_as_wanted(facts: Situation) -> Iterator[Problem]:
    """A stack not synthesized from this environment file plans another e-mail configuration."""
    if facts.guarded is None or facts.body is None:
        return
    not_planned = {m for m, is_unknown in _email_unknown(facts.guarded).items() if is_unknown}
    for member in sorted(not_planned):
        yield unknown(f"EmailConfiguration.{member}", "it is known only after the apply", "synthesize again")
    planned, wanted = facts.body.get("EmailConfiguration", {}), facts.settings.email_configuration
    for member in sorted((planned.keys() | wanted.keys()) - not_planned):
        if planned.get(member) != wanted.get(member):
            problem = compared(planned.get(member), wanted.get(member))
            yield blocked(f"EmailConfiguration.{member}", problem, "synthesize and plan again")


@gate_rule("calls-no-mfa-update", "plan", source=f"{_PROVIDER}; go-to-k/cdkd#1968, measured", modes=("manage",))
def calls_no_mfa_update(facts: Situation) -> Iterator[Problem]:
    """A SetUserPoolMfaConfig replaces the whole MFA configuration: every factor that it omits is removed."""
    for change in facts.planned_pools:
        if change.before is None or change.after is None or change.deletes:
            continue
        if (body := provider_body.mfa_body(change.before, change.after)) is not None:
            problem = f"the plan would call SetUserPoolMfaConfig with {sorted(body.keys() - {'UserPoolId'})}"
            yield blocked(change.address, problem, "add the MFA attributes to ignore_changes")


@gate_rule("checks-hold", "plan", source="https://developer.hashicorp.com/terraform/language/checks")
def checks_hold(facts: Situation) -> Iterator[Problem]:
    """A failing check reports what is wrong now; it does not mean that the plan is wrong."""
    for check in facts.the_plan.checks:
        if check.get("status") in {"fail", "error"}:
            address = check.get("address", {}).get("to_display", "check")
            said = [p.get("message") for i in check.get("instances", []) for p in i.get("problems", [])]
            yield warned(address, "; ".join(filter(None, said)) or "this check failed")


def _email_unknown(change: Change) -> Json:
    """Return which members of EmailConfiguration are known only after the apply."""
    unknown = block(change.after_unknown, _EMAIL) or {}
    return {member: unknown.get(attribute) for attribute, member in EMAIL.items()}


def _exact(constraint: str) -> str | None:
    """Return the only version that a constraint allows, None if it allows several."""
    version = constraint.removeprefix("=").strip()
    return version if version and version[0].isdigit() and "," not in version else None


def _undo(change: Change) -> str:
    forced = ", ".join(change.replace_paths)
    return (
        f"undo the change to {forced}" if forced else "restore the resource, or stop managing it with a `removed` block"
    )


def _changed(change: Change) -> Iterator[tuple[str, str]]:
    """Yield each attribute outside the e-mail configuration that an update would change, and how."""
    if change.before is None or change.after is None or change.deletes:
        return
    before, after, unknown = change.before, change.after, change.after_unknown
    for name in sorted((before.keys() | after.keys() | unknown.keys()) - {_EMAIL}):
        if _unknown(unknown.get(name)):
            yield name, "to a value that is known only after the apply"
        elif not provider_body.same(before.get(name), after.get(name)):
            yield name, f"{before.get(name)!r} -> {after.get(name)!r}"


def _unknown(value: object) -> bool:
    """Search for true at any depth: Terraform uses {} and [{}] for known values."""
    if isinstance(value, dict):
        return any(map(_unknown, value.values()))
    return any(map(_unknown, value)) if isinstance(value, list) else bool(value)


def compared(planned: Any, wanted: Any) -> str:
    """Describe how a planned value differs from the environment's; of an object only the members that differ."""
    one, other = (each[0] if isinstance(each, list) and len(each) == 1 else each for each in (planned, wanted))
    if isinstance(one, dict) and isinstance(other, dict):
        names = [name for name in sorted({*one, *other}) if (one.get(name) or None) != (other.get(name) or None)]
        if names:
            return "; ".join(f"{name}: {compared(one.get(name), other.get(name))}" for name in names)
    return f"the plan has {_brief(planned)}; the environment says {_brief(wanted)}"


def _brief(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= _BRIEF else f"{text[:_BRIEF]}... ({len(text):,} characters)"


RULES = (
    plan_is_readable,
    plan_holds_what_is_guarded,
    provider_is_known,
    keeps_user_pool,
    leaves_pools_to_their_owner,
    changes_no_other_pool,
    changes_email_only,
    step_is_of_this_environment,
    email_is_as_wanted,
    calls_no_mfa_update,
    checks_hold,
)
