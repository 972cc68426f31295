"""`poolpost report`: what a plan means for mail, for a pull request."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from poolpost.aws.account import Aws
from poolpost.cli import terminal as output
from poolpost.cli.options import AcceptUnknown, AsJson
from poolpost.cli.plan_input import plan_json
from poolpost.cli.report_markdown import markdown
from poolpost.errors import CannotDecide, PoolpostError
from poolpost.findings import Finding
from poolpost.gate.judgement import judge_plan
from poolpost.pool.readiness import not_ready
from poolpost.review.judged_plan import Judgement
from poolpost.review.notes import notes_for
from poolpost.review.report import Review, review
from poolpost.review.today import Answers, state
from poolpost.settings import Settings, load, names
from poolpost.standards.markdown import joined


class Format(StrEnum):
    """How a report is printed."""

    markdown = "markdown"
    html = "html"
    json = "json"


def report(
    environment: Annotated[str | None, typer.Argument(help="Name of an environment.", show_default=False)] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every environment, side by side.")] = False,
    plan: Annotated[
        Path | None, typer.Option(help="A plan file or its JSON; left out: the one of `cdktf diff`.")
    ] = None,
    accept_unknown: AcceptUnknown = None,
    format: Annotated[Format, typer.Option(help="markdown (a comment), html (one page) or json.")] = Format.markdown,  # noqa: A002 -- the option's name
    json: AsJson = False,
) -> None:
    """
    Say what a plan means for mail: the verdict, what changes, who would lose mail, what it costs.

    Exit codes are the gate's: 0 go, 1 stop, 2 usage, 3 cannot decide.

    Example: poolpost report staging --format markdown
    """
    if every == (environment is not None):
        raise typer.BadParameter("name an environment, or say --all")
    if every and plan is not None:
        raise typer.BadParameter("--plan is of one environment, not of --all")
    chosen = Format.json if json else format
    accepted = frozenset(accept_unknown or ())
    raise typer.Exit(run_report(environment, every=every, plan=plan, format_=chosen.value, accepted=accepted))


def run_report(
    environment: str | None, *, every: bool, plan: Path | None, format_: str, accepted: frozenset[str]
) -> int:
    """Render one environment's review, or all side by side; the exit code is the gate's, the worst of them."""
    if every:
        reviews = [_reviewed_or_unplanned(load(name), accepted) for name in names()]
    else:
        settings = load(environment or "")
        reviews = [_reviewed(settings, plan_json(settings.name, plan), accepted)]
    if format_ == "json":
        output.as_json(reviews if every else reviews[0])
    elif format_ == "html":
        from poolpost.cli.report_page import page

        output.document(page(reviews))
    else:
        output.document(joined(*map(markdown, reviews), by="\n"))
    codes = {each.exit_code for each in reviews}
    return 1 if 1 in codes else max(codes, default=0)


def _reviewed(settings: Settings, plan: str, accepted: frozenset[str]) -> Review:
    return _review(settings, Aws(settings), judge_plan(settings, Aws(settings), plan, accepted))


def _reviewed_or_unplanned(settings: Settings, accepted: frozenset[str]) -> Review:
    """Review an environment that may have no plan: its state is shown all the same, and its verdict says so."""
    try:
        return _reviewed(settings, plan_json(settings.name, None), accepted)
    except CannotDecide as error:
        missing = Finding(rule="plan-is-readable", level="unknown", subject="plan", problem=str(error))
        return _review(
            settings, Aws(settings), Judgement(settings=settings, findings=[missing], plan=None, live=None, body=None)
        )


def _review(settings: Settings, aws: Aws, judgement: Judgement) -> Review:
    answers, problems = _answers(aws)
    unready = problems
    if not problems:
        unready = not_ready(settings, answers["identity"], answers["account"] or {})
    notes = notes_for(settings, datetime.now(UTC).date())
    return review(settings, judgement, unready, notes=notes, state=state(settings, answers))


def _answers(aws: Aws) -> tuple[Answers, list[Finding]]:
    """Ask AWS where the environment stands; what could not be asked is a finding."""
    answers: Answers = {}
    reads = {"account": aws.ses_account, "identity": aws.email_identity, "pool": aws.user_pool}
    problems: list[Finding] = []
    try:
        aws.check_account()
        for name, read in reads.items():
            answers[name] = read()
    except PoolpostError as error:
        level = "unknown" if isinstance(error, CannotDecide) else "block"
        problems.append(Finding(rule="readiness-is-known", level=level, subject="AWS", problem=str(error)))
    return answers, problems
