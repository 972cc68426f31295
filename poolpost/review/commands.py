"""What `poolpost report` does: judge the plan, look at what mail needs, and render it for a pull request."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from poolpost import report as output
from poolpost.errors import CannotDecide, PoolpostError
from poolpost.findings import Finding
from poolpost.gate_commands import plan_json
from poolpost.judgement import judge_plan
from poolpost.live import Aws
from poolpost.readiness import not_ready
from poolpost.review.markdown import markdown
from poolpost.review.review import Review, review
from poolpost.settings import Settings, load, names


def report(environment: str | None, *, every: bool, plan: Path | None, format_: str, accepted: frozenset[str]) -> int:
    """Render one environment's review, or all side by side; the exit code is the gate's, the worst of them."""
    chosen = names() if every else [environment or ""]
    reviews = [_reviewed(load(name), plan, accepted) for name in chosen]
    if format_ == "json":
        output.as_json(reviews if every else reviews[0])
    elif format_ == "html":
        from poolpost.review.page import page  # noqa: PLC0415 -- only HTML needs the template engine

        sys.stdout.write(page(reviews))
    else:
        sys.stdout.write("\n".join(markdown(each) for each in reviews))
    codes = {each.exit_code for each in reviews}
    return 1 if 1 in codes else max(codes, default=0)


def _reviewed(settings: Settings, plan: Path | None, accepted: frozenset[str]) -> Review:
    aws = Aws(settings)
    judgement = judge_plan(settings, aws, plan_json(settings.name, plan), accepted)
    return review(settings, judgement, _unready(settings, aws), notes_for(settings, datetime.now(UTC).date()))


def _unready(settings: Settings, aws: Aws) -> list[Finding]:
    """List what keeps mail from arriving; that it could not be looked at is one of them."""
    try:
        return not_ready(settings, aws.email_identity(), aws.ses_account())
    except PoolpostError as error:
        level = "unknown" if isinstance(error, CannotDecide) else "block"
        return [Finding(rule="readiness-is-known", level=level, subject="SES", problem=str(error))]


def notes_for(settings: Settings, today: date) -> tuple[str, ...]:
    """Say what is due next."""
    return ()
