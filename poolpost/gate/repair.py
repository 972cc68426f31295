"""
A pool whose e-mail someone else changed: the plan runs the step that writes it again, in `patch` mode.

Terraform sees nothing to do, since the step holds what is wanted and not what is live (docs/decisions.md, 2). In `manage` mode
the pool is in the state, and every plan shows the change by itself.
"""

from collections.abc import Callable, Sequence

from poolpost.aws.services import Aws
from poolpost.errors import PoolpostError
from poolpost.gate.partly_created import resources_in
from poolpost.pool import messages as pool_messages
from poolpost.pool.differences import email_configuration
from poolpost.settings import Settings
from poolpost.settings.replicas import replicas_of
from poolpost.settings.terraform_names import POOL_ADDRESS, STEP
from poolpost.standards.terraform_plan import Change

_OTHER_PLANS = ("-destroy", "-refresh-only")


def repairing(
    settings: Settings, aws: Aws, options: Sequence[str], pull: Callable[[], str], say: Callable[[str], None]
) -> list[str]:
    """
    Return the options of a plan, with a replacement of the step where the live pool is not as the file wants it.

    Args:
        settings: the environment.
        aws: its account. What cannot be read changes nothing here: the plan is judged later, and says so.
        options: of `terraform plan`, each as `-name=value`.
        pull: returns what `terraform state pull` prints.
        say: shows a sentence to the user.
    """
    other_plan = any(option.startswith(_OTHER_PLANS) and not option.endswith("=false") for option in options)
    if settings.user_pool.mode != "patch" or other_plan:
        return list(options)
    pools = [each for each in (settings, *replicas_of(settings)) if replacing(each) not in options]
    changed = [each for each in pools if _differs(each, aws.about(each))]
    state = pull() if changed else ""
    written = [each for each in changed if _was_written(each, state)]
    for each in written:
        where = f" in {each.replica}" if each.replica else ""
        say(
            f"poolpost gate: {each.name}: somebody changed the e-mail of user pool {each.user_pool.id}{where} after it was "
            f"deployed; this plan runs {each.switch_address} again, which writes it as the file says"
        )
    return [*options, *map(replacing, written)]


def replacing(settings: Settings) -> str:
    """Return the option of a plan that runs the step of this pool, or replica, again."""
    return f"-replace={settings.switch_address}"


def _differs(settings: Settings, aws: Aws) -> bool:
    """Return whether the live pool is not as the file wants it; what cannot be read does not count."""
    try:
        aws.account.check()
        pool = aws.cognito.user_pool()
    except PoolpostError:
        return False
    same_email = email_configuration(pool) == settings.email_configuration
    return not (same_email and pool_messages.as_wanted(pool, settings.pool_messages))


def is_repair(change: Change, drift: Sequence[Change]) -> bool:
    """
    Return whether a change of a plan only restores the pool's e-mail that was deployed.

    Args:
        change: of the plan.
        drift: what was changed outside Terraform. In `manage` mode the pool is in it, and what is planned was there before.
    """
    if STEP.fullmatch(change.address):
        return change.action_reason == "replace_by_request"
    before = next((each.before or {} for each in drift if each.address == change.address == POOL_ADDRESS), None)
    planned = (change.after or {}).get("email_configuration")
    return before is not None and planned is not None and before.get("email_configuration") == planned


def _was_written(settings: Settings, state: str) -> bool:
    """Return whether Terraform considers the step done, as the file wants it; otherwise every plan runs it anyway."""
    resources = resources_in(state)
    return any(
        (each.get("attributes", {}).get("triggers_replace") or {}).get("value") == settings.triggers
        for resource in resources
        if resource["mode"] == "managed" and f"{resource['type']}.{resource['name']}" == settings.switch_address
        for each in resource["instances"]
        if each.get("status") != "tainted"
    )
