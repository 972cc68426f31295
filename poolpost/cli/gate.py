"""`poolpost gate`: check a plan against the live pool."""

from pathlib import Path
from typing import Annotated

import typer

from poolpost.aws.services import Aws
from poolpost.cli import terminal as report
from poolpost.cli.options import AcceptUnknown, AsJson, Environment
from poolpost.cli.plan_input import plan_json
from poolpost.findings import worst
from poolpost.gate.judgement import judge_plan
from poolpost.review.judged_plan import Judgement
from poolpost.settings import Settings, load


def gate(
    environment: Environment,
    *,
    plan: Annotated[
        Path | None, typer.Option(help="A plan file or its JSON; default: the one of `cdktf diff`.")
    ] = None,
    accept_unknown: AcceptUnknown = None,
    show_body: Annotated[
        bool, typer.Option("--show-body", help="Print the UpdateUserPool request that would be sent.")
    ] = False,
    json: AsJson = False,
) -> None:
    """
    Check a plan against the live pool: go or stop.

    Exit codes: 0 go, 1 stop, 2 usage, 3 cannot decide.

    Example: poolpost gate production
    """
    accepted = frozenset(accept_unknown or ())
    raise typer.Exit(run_gate(environment, plan=plan, accepted=accepted, show_body=show_body, json=json))


def run_gate(environment: str, *, plan: Path | None, accepted: frozenset[str], show_body: bool, json: bool) -> int:
    """Check a plan against the live pool, and print the findings."""
    settings = load(environment)
    judgement = judge_plan(settings, Aws(settings), plan_json(settings.name, plan), accepted)
    if json:
        report.as_json({"verdict": worst(judgement.findings), "findings": judgement.findings, "body": judgement.body})
    else:
        report.verdict(environment, judgement.findings)
        if show_body:
            _show_body(settings, judgement)
    return worst(judgement.findings)


def _show_body(settings: Settings, judgement: Judgement) -> None:
    if judgement.body is None:
        report.note(f"no UpdateUserPool request would be sent to {settings.user_pool.title}")
    else:
        report.as_json(judgement.body)
