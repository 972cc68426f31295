"""`poolpost report`: what a plan means for mail, for a pull request."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from poolpost.aws.services import Aws
from poolpost.cli import terminal as output
from poolpost.cli.options import AcceptUnknown, AsJson
from poolpost.cli.plan_input import plan_json
from poolpost.cli.report_markdown import markdown
from poolpost.errors import CannotDecide, PoolpostError, UsageError
from poolpost.findings import Finding, worst
from poolpost.gate.judgement import judge_plan
from poolpost.pool.readiness import not_ready
from poolpost.review.judged_plan import Judgement
from poolpost.review.notes import notes_for
from poolpost.review.report import Review, broken_file, review
from poolpost.review.today import pool_answer
from poolpost.settings import EnvironmentFileError, Settings, load
from poolpost.settings import project_files as files
from poolpost.settings.files import some_names
from poolpost.standards.markdown import joined
from poolpost.standards.safe_text import Shown, Stream


class Format(StrEnum):
    """How a report is printed."""

    markdown = "markdown"
    html = "html"
    json = "json"


SUFFIXES = {Format.markdown: "md", Format.html: "html", Format.json: "json"}


def report(
    environment: Annotated[str | None, typer.Argument(help="Name of an environment.", show_default=False)] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every environment, side by side.")] = False,
    plan: Annotated[
        Path | None, typer.Option(help="A plan file or its JSON; default: the one of `cdktf diff`.")
    ] = None,
    accept_unknown: AcceptUnknown = None,
    into: Annotated[
        Path | None,
        typer.Option(help="Write ENVIRONMENT.md, .html and .json into this directory, and print nothing."),
    ] = None,
    format: Annotated[Format, typer.Option(help="markdown (a comment), html (one page) or json.")] = Format.markdown,  # noqa: A002 -- the option's name
    json: AsJson = False,
) -> None:
    """
    Show what a plan means for mail: the verdict, what changes, who would lose mail, what it costs.

    Exit codes are the gate's: 0 go, 1 stop, 2 usage, 3 cannot decide.

    Example: poolpost report staging --format markdown
    """
    if every == (environment is not None):
        raise typer.BadParameter("name an environment, or use --all")
    if every and plan is not None:
        raise typer.BadParameter("--plan is of one environment, not of --all")
    if every and into is not None:
        raise typer.BadParameter("--into is of one environment, not of --all")
    accepted = frozenset(accept_unknown or ())
    if every:
        reviews = [_any_review(name, accepted) for name in some_names()]
    else:
        settings = load(environment or "")
        reviews = [_reviewed(settings, plan_json(settings.name, plan), accepted)]
    if into is not None:
        _write(reviews[0], into)
    else:
        output.document(_rendered(reviews, Format.json if json else format, side_by_side=every))
    raise typer.Exit(worst(finding for each in reviews for finding in each.safety))


def _rendered(reviews: Sequence[Review], format_: Format, *, side_by_side: bool) -> Shown:
    if format_ == Format.json:
        return output.json_text(reviews if side_by_side else reviews[0])
    if format_ == Format.html:
        from poolpost.cli.report_page import page

        return page(reviews)
    return joined(*map(markdown, reviews), by="\n")


def _write(review: Review, directory: Path) -> None:
    """Write one verdict in every format, as standard output would show it: without secrets and commands to CI."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        msg = f"{directory.as_posix()} is not a directory; name another one with --into"
        raise UsageError(msg) from None
    for format_, suffix in SUFFIXES.items():
        text = io.StringIO()
        Stream(text).write(_rendered([review], format_, side_by_side=False))
        files.write(directory / f"{review.environment}.{suffix}", text.getvalue().encode())


def _any_review(name: str, accepted: frozenset[str]) -> Review:
    """Review an environment that may have no plan, or a file with mistakes: the report shows the others all the same."""
    try:
        settings = load(name)
    except EnvironmentFileError as error:
        return broken_file(name, error.path, error.findings)
    try:
        plan = plan_json(name, None)
    except CannotDecide as error:
        return _unplanned(settings, str(error))
    return _reviewed(settings, plan, accepted)


def _reviewed(settings: Settings, plan: str, accepted: frozenset[str]) -> Review:
    aws = Aws(settings)
    judgement = judge_plan(settings, aws, plan, accepted)
    account = next((finding for finding in judgement.findings if finding.rule == "account-is-known"), None)
    return _review(aws, judgement, account)


def _unplanned(settings: Settings, why: str) -> Review:
    """Review an environment without a plan: the verdict reports that, and the state of its mail is still shown."""
    missing = Finding(rule="plan-is-readable", level="unknown", subject="plan", problem=why)
    aws = Aws(settings)
    live, problem = None, None
    try:
        aws.account.check()
        live = aws.cognito.user_pool() if settings.user_pool.id_ else None
    except PoolpostError as error:
        problem = _unknown(error)
    judgement = Judgement(settings=settings, findings=[missing], plan=None, live=live, body=None)
    return _review(aws, judgement, problem)


def _review(aws: Aws, judgement: Judgement, problem: Finding | None) -> Review:
    """Combine what the gate read with what SES reports; `problem` is why AWS must not, or cannot, be asked."""
    settings = judgement.settings
    answers = pool_answer(judgement)
    unready = [replace(problem, rule="readiness-is-known", subject="AWS")] if problem else []
    if not problem:
        try:
            here = settings.sender
            ses = aws.about(here).ses
            answers["account"] = account = ses.account()
            answers["identity"] = identity = ses.sender_identity()
            unready = not_ready(here, identity, account)
        except PoolpostError as error:
            unready = [_unknown(error)]
    notes = notes_for(settings, datetime.now(UTC).date())
    return review(settings, judgement, unready, notes=notes, answers=answers)


def _unknown(error: PoolpostError) -> Finding:
    level = "unknown" if isinstance(error, CannotDecide) else "block"
    return Finding(rule="readiness-is-known", level=level, subject="AWS", problem=str(error))
