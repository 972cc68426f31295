"""What `poolpost evidence` and `poolpost promote` do. Each returns its exit code."""

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from poolpost import console, report
from poolpost.asking import confirm
from poolpost.aws.account import Aws
from poolpost.dns.check import view
from poolpost.doctor import checklist, text
from poolpost.doctor.check import Line
from poolpost.doctor.check import exit_code as doctor_exit_code
from poolpost.doctor.facts import Facts
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.findings import exit_code
from poolpost.gate.commands import plan_json
from poolpost.gate.judgement import judge_plan
from poolpost.promotion import evidence as store
from poolpost.promotion import git, shown
from poolpost.promotion.digest import look
from poolpost.promotion.drift import drift, planned_at
from poolpost.promotion.evidence import Doctor, Evidence
from poolpost.promotion.flat import Changed, differences, meant_differences
from poolpost.promotion.promote import edits, stop_unless_proved
from poolpost.promotion.signature import signed
from poolpost.settings import EnvironmentFileError, Settings, load
from poolpost.settings.edit import edited
from poolpost.settings.edit_files import judged, read, write
from poolpost.settings.files import DIRECTORY

_SHOWN = 5  # files in one sentence


def evidence(environment: str, *, plan: Path | None, nameserver: str | None, key: Path | None, json: bool) -> int:
    """Look whether the environment is deployed, without drift and healthy; write that down, or say why not."""
    settings = load(environment)
    commit = _clean_commit()
    aws = Aws(settings)
    drifted = _drift(settings, aws, plan_json(settings.name, plan), commit)
    lines = list(checklist.run(Facts(settings, aws, view(settings, nameserver))))
    code = 1 if drifted else doctor_exit_code(lines)
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


def promote(source_name: str, target_name: str, *, yes: bool, verbose: bool, json: bool) -> int:
    """Show what would change in the target's file, make sure that it was proved in the source, ask, and write it."""
    source, target = load(source_name), load(target_name)
    if source.name == target.name:
        msg = f"{source.name!r} cannot be promoted to itself; name two environments"
        raise UsageError(msg)
    if target.promotes_from not in (None, source.name):
        msg = f"environments/{target.name}.toml has promotes_from = {target.promotes_from!r}; nothing was written"
        raise Stopped(msg)
    changes, aside = differences(target, source), meant_differences(target, source)
    if not json:
        _show(source, target, changes, aside if verbose else [])
    found = stop_unless_proved(source, target, store.read(source.name))
    if changes:
        _promoted(source, target, yes=yes)
    if json:
        report.as_json({"from": source.name, "to": target.name, "evidence": found, "changed": changes, "meant": aside})
    elif not changes:
        console.console().print(f"nothing to promote: {target.name} has what was proved in {source.name}")
    else:
        next_ = f"'cdktf diff {target.name}', 'poolpost gate {target.name}', then deploy it"
        console.console().print(
            f"environments/{target.name}.toml written; commit it, and go on: {next_}", soft_wrap=True
        )
    return 0


def _clean_commit() -> str:
    """Give the commit, when nothing is changed in what the digest is made of."""
    commit, changed = git.head(), git.uncommitted()
    if changed:
        named = ", ".join(changed[:_SHOWN]) + (f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else "")
        msg = f"not committed: {named}; evidence is of a commit; commit or undo these first; nothing was written"
        raise Stopped(msg)
    return commit


def _drift(settings: Settings, aws: Aws, plan: str, commit: str) -> tuple[str, ...]:
    """Judge the plan as the gate does, and list what it would still change."""
    judgement = judge_plan(settings, aws, plan, frozenset())
    code = exit_code(judgement.findings)
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
    """Say what is not as it should be; evidence of an earlier time stays, and is named."""
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


def _show(source: Settings, target: Settings, changes: list[Changed], aside: list[Changed]) -> None:
    if changes:
        shown.table(changes, old=f"{target.name} now", new=f"{source.name}")
    if aside:
        report.note("meant to differ, and left as it is:")
        shown.quietly(aside, here=target.name, there=source.name)


def _promoted(source: Settings, target: Settings, *, yes: bool) -> None:
    """Edit the target's file, judge the result, ask, and write it."""
    path = DIRECTORY / f"{target.name}.toml"
    before = read(path)
    after = edited(before, edits(source, read(DIRECTORY / f"{source.name}.toml"), target))
    try:
        made = judged(target.name, after)
    except EnvironmentFileError as error:
        msg = (
            f"with these changes {path.as_posix()} would have mistakes; nothing was written; where a value is {target.name}'s "
            f"own, add its table by hand first:\n{error}"
        )
        raise Stopped(msg) from None
    left = differences(made, source)
    if left:
        msg = f"{', '.join(each.key for each in left)} cannot be brought over; nothing was written; set it by hand"
        raise Stopped(msg)
    if not yes:
        confirm(f"Write this to {path.as_posix()}")
    write(path, before, after)
