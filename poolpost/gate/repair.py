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
from poolpost.settings.terraform_names import PATCH_ADDRESS, POOL_ADDRESS
from poolpost.standards.terraform_plan import Change

REPLACE = f"-replace={PATCH_ADDRESS}"
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
    if settings.user_pool.mode != "patch" or other_plan or REPLACE in options:
        return list(options)
    try:
        aws.account.check()
        pool = aws.cognito.user_pool()
    except PoolpostError:
        return list(options)
    same_email = email_configuration(pool) == settings.email_configuration
    as_wanted = same_email and pool_messages.as_wanted(pool, settings.pool_messages)
    if as_wanted or not _was_written(settings, pull()):
        return list(options)
    say(
        f"poolpost gate: {settings.name}: somebody changed the e-mail of user pool {settings.user_pool.id} after it was "
        f"deployed; this plan runs {PATCH_ADDRESS} again, which writes it as the file says"
    )
    return [*options, REPLACE]


def is_repair(change: Change, drift: Sequence[Change]) -> bool:
    """
    Return whether a change of a plan only restores the pool's e-mail that was deployed.

    Args:
        change: of the plan.
        drift: what was changed outside Terraform. In `manage` mode the pool is in it, and what is planned was there before.
    """
    if change.address == PATCH_ADDRESS:
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
        if resource["mode"] == "managed" and f"{resource['type']}.{resource['name']}" == PATCH_ADDRESS
        for each in resource["instances"]
        if each.get("status") != "tainted"
    )
