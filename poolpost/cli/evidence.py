"""`poolpost evidence`: write down that an environment is deployed, without drift and healthy."""

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from poolpost.aws.services import Aws
from poolpost.cli import console
from poolpost.cli import doctor_text as text
from poolpost.cli import terminal as report
from poolpost.cli.options import AsJson, Environment
from poolpost.cli.plan_input import plan_json
from poolpost.dns.view import view
from poolpost.doctor import checklist
from poolpost.doctor.checks.check import Line
from poolpost.doctor.facts import Facts
from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import worst
from poolpost.gate.judgement import judge_plan
from poolpost.review import evidence as store
from poolpost.review import git
from poolpost.review.drift import drift, planned_at
from poolpost.review.evidence import Doctor, Evidence
from poolpost.review.evidence_signature import signed
from poolpost.review.promotion_digest import look
from poolpost.settings import Settings, load


def evidence(
    environment: Environment,
    *,
    plan: Annotated[
        Path | None, typer.Option(help="A plan file or its JSON; default: the one of `cdktf diff`.")
    ] = None,
    nameserver: Annotated[str | None, typer.Option(help="ADDRESS[:PORT] for the doctor to ask.")] = None,
    sign: Annotated[
        Path | None, typer.Option(metavar="KEY", help="Sign it with this SSH key, for evidence_signers.")
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Write down that an environment is deployed, without drift and healthy: environments/ENV.evidence.json.

    For CI, after a deploy: plan again, then this. The plan must be empty and pass the gate, the doctor must find nothing,
    and the digest's inputs must be committed. Exit codes: 0 written, 1 drift, a failing check or uncommitted
    changes, 2 no such environment, 3 something could not be checked. Only 0 writes.

    Example: poolpost evidence staging
    """
    raise typer.Exit(run_evidence(environment, plan=plan, nameserver=nameserver, key=sign, json=json))


_SHOWN = 5  # files in one sentence


def run_evidence(environment: str, *, plan: Path | None, nameserver: str | None, key: Path | None, json: bool) -> int:
    """Check that the environment is deployed, without drift and healthy; record that, or report why not."""
    settings = load(environment)
    commit = _clean_commit()
    aws = Aws(settings)
    drifted = _drift(settings, aws, plan_json(settings.name, plan), commit)
    lines = list(checklist.run(Facts(settings, aws, view(settings, nameserver))))
    code = 1 if drifted else worst(lines)
    if code != 0:
        _refuse(settings, drifted, lines)
        return code
    looked = look(settings)
    if looked.dependent:
        msg = (
            f"the code makes other Terraform for what {settings.name} is called, so nothing is proved for another environment: "
            f"{', '.join(looked.dependent[:_SHOWN])}; no evidence was written; let a setting of the file decide"
        )
        raise Stopped(msg)
    found = Evidence(
        environment=settings.name,
        digest=looked.digest,
        commit=commit,
        drift=(),
        doctor=Doctor(exit_code=0, summary=text.summary(lines)),
        time=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        poolpost=version("poolpost"),
    )
    if key is not None:
        found = signed(found, key)
    path = store.write(found)
    if json:
        report.as_json(found)
    else:
        console.console().print(f"{path.as_posix()} written; commit it, so that {settings.name} can be promoted")
    return 0


def _clean_commit() -> str:
    """Return the commit, if none of the digest's inputs has uncommitted changes."""
    commit, changed = git.head(), git.uncommitted()
    if changed:
        named = ", ".join(changed[:_SHOWN]) + (f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else "")
        msg = f"not committed: {named}; evidence is of a commit; commit or undo these first; nothing was written"
        raise Stopped(msg)
    return commit


def _drift(settings: Settings, aws: Aws, plan: str, commit: str) -> tuple[str, ...]:
    """Judge the plan as the gate does, and list what it would still change."""
    judgement = judge_plan(settings, aws, plan, frozenset())
    code = worst(judgement.findings)
    if code != 0 or judgement.plan is None:
        report.verdict(settings.name, judgement.findings)
        msg = f"the gate does not let this plan of {settings.name} pass; no evidence was written"
        raise Stopped(msg) if code == 1 else CannotDecide(msg)
    made, committed = planned_at(plan), git.committed_at(commit)
    if made is not None and made < committed:
        msg = (
            f"the plan was made at {made:%Y-%m-%dT%H:%M:%SZ}, before commit {commit[:12]}, so it is not of what is committed; "
            f"no evidence was written; plan again: 'cdktf diff {settings.name}'"
        )
        raise CannotDecide(msg)
    return drift(judgement.plan)


def _refuse(settings: Settings, drifted: tuple[str, ...], lines: list[Line]) -> None:
    """Report what is wrong; earlier evidence stays, and is named."""
    report.note(f"no evidence of {settings.name} was written:")
    for line in drifted:
        report.note(f"  - the plan is not empty: {line}; deploy, and plan again")
    for line in lines:
        if line.outcome in {"fail", "cannot tell"}:
            remedy = f"; {line.remedy}" if line.remedy else ""
            report.note(f"  - {line.check}: {line.outcome}: {line.evidence}{remedy}")
    path = store.path_of(settings.name)
    if path.is_file():
        report.note(f"{path.as_posix()} is of an earlier time; take it out when {settings.name} must not be promoted")
