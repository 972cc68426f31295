"""
`make repair`: write the pool's e-mail again if someone else has reverted it, and nothing else. For a schedule.

It plans, and applies that plan only if it contains nothing but the repair: other changes, such as a merged change without
approval, wait for a deploy.
"""

import sys

from poolpost.errors import PoolpostError, Stopped
from poolpost.gate.repair import is_repair
from poolpost.project.apply_plan import apply_plan
from poolpost.project.plan_file import make_plan, stack_of
from poolpost.review.plan_digest import changed_addresses, read
from poolpost.standards.edge import run
from poolpost.standards.terraform_plan import Plan, read_plan


def repair(environment: str) -> int:
    """
    Repair, or do nothing if there is nothing to repair; return the exit code.

    Raises:
        Stopped: the plan contains more than the repair; nothing was applied.
    """
    planned = make_plan(environment, lock=True)
    if planned != 0:
        return planned
    if not changed_addresses(read(stack_of(environment))):
        print(f"{environment}: the pool's e-mail is as deployed; nothing was applied")
        return 0
    plan = read_plan((stack_of(environment) / "plan.json").read_text(encoding="utf-8"))
    others = _beside_the_repair(plan)
    if others:
        msg = (
            f"the plan of {environment} holds more than a repair of the pool's e-mail: {', '.join(others)}; nothing was "
            f"applied; look at it ('make report ENV={environment}') and deploy it"
        )
        raise Stopped(msg)
    return apply_plan(environment, None)


def _beside_the_repair(plan: Plan) -> list[str]:
    """List what a plan changes besides the repair."""
    changes = [each for each in plan.resource_changes if each.actions not in {("no-op",), ("read",)} or each.importing]
    outputs = [f"output.{name}" for name, each in plan.output_changes.items() if each["actions"] != ["no-op"]]
    return [each.address for each in changes if not is_repair(each, plan.resource_drift)] + outputs


def main() -> int:
    """Repair, or print why not."""
    try:
        return repair(sys.argv[1])
    except PoolpostError as error:
        print(f"poolpost: {error}", file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    run(main)
