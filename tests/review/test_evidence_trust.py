"""Which evidence is believed: of a time, of a commit, of the digest that this commit has, and signed where that is asked for."""

import dataclasses
import subprocess
from pathlib import Path
from typing import Any

import pytest

from poolpost.errors import CannotDecide, Stopped
from poolpost.review import evidence_trust as trust
from poolpost.review.evidence import read, write
from poolpost.review.promote import stop_unless_proved
from poolpost.settings import load
from tests.scenes.project import Project
from tests.scenes.signed_evidence import findings_of, proof_of, time_at


@pytest.mark.parametrize(
    ("members", "doubt"),
    [
        ({"commit": "0" * 40}, "'000000000000' does not exist, or is not in the history"),
        ({"commit": "HEAD"}, "'HEAD' does not exist"),
        ({"time": "2020-01-01T00:00:00Z"}, "is before its commit"),
        ({"time": time_at(days=-2)}, "is in the future"),
        ({"time": "2026-11-22T02:45:57"}, "is not a time in UTC"),
        ({"time": "yesterday"}, "is not a time in UTC"),
    ],
)
def test_evidence_that_cannot_be_true_proves_nothing(members: dict[str, Any], doubt: str, project: Project) -> None:
    """No such commit, or a time at which it can't have been written: the gate stops, and promote too."""
    assert _proved(project)
    project.prove("staging", **members)
    ((level, subject, problem, remedy),) = findings_of()
    assert (level, subject) == ("block", "promotes_from")
    assert "cannot be believed" in problem
    assert doubt in problem
    assert "'poolpost evidence staging'" in remedy
    with pytest.raises(Stopped, match=r"cannot be used(.|\n)*nothing was written"):
        stop_unless_proved(load("staging"), load("production"), read("staging"))


def _proved(project: Project) -> bool:
    project.prove("staging")
    return findings_of() == []


def test_a_commit_of_another_branch_proves_nothing(project: Project) -> None:
    """What was deployed from a branch is not what is checked out here."""
    project.commit()
    project.git("checkout", "-q", "-b", "other")
    found = project.prove("staging")
    project.git("checkout", "-q", "-")
    write(found)
    assert "not in the history" in proof_of().doubt


def test_a_forged_digest_proves_nothing(project: Project) -> None:
    """Production was edited by hand, and the evidence made to match: staging's file at that commit says otherwise."""
    found = project.prove("staging")
    project.change("production", ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    own = proof_of().own
    assert own is not None
    write(dataclasses.replace(found, digest=own))
    assert "have another digest than it says" in proof_of().doubt


@pytest.mark.slow
def test_a_forged_digest_of_other_code_proves_nothing(plain_project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of the evidence's commit runs once more; code that was changed back and forth still proves."""
    plain_project.copy_code()
    found = plain_project.prove("staging")
    stack = plain_project.directory / "poolpost/constructs/configuration_set.py"
    before = stack.read_text()
    stack.write_text(before + "# other code, the same Terraform\n")
    plain_project.commit()
    assert proof_of().is_proved
    changed = before.replace("tls_policy=", "tls_policy='OPTIONAL' or ")
    assert changed != before
    stack.write_text(changed)
    plain_project.commit()
    own = proof_of().own
    assert own is not None
    assert own.terraform != found.digest.terraform
    write(dataclasses.replace(found, digest=own))
    assert "have another digest than it says" in proof_of().doubt
    stack.write_text(before)
    (plain_project.directory / "stacks/broken.py").write_text("")
    monkeypatch.setattr(trust, "_THEN", "import sys; sys.exit('no such module')")
    write(found)
    with pytest.raises(CannotDecide, match="cannot be confirmed: no such module; deploy staging with this commit"):
        proof_of()


def test_a_file_that_today_refuses_cannot_confirm(project: Project) -> None:
    """Exit code 3, with its mistakes and the way on."""
    found = project.prove("staging")
    text = project.file("staging").read_text()
    project.file("staging").write_text("broken = true")
    broken = project.commit()
    project.file("staging").write_text(text)
    project.commit()
    write(dataclasses.replace(found, commit=broken))
    with pytest.raises(CannotDecide, match="cannot be confirmed"):
        proof_of()


def test_a_shallow_clone_cannot_tell(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3, and the command that gets the history."""
    project.prove("staging")
    project.commit()
    url = project.directory.as_uri()
    subprocess.run(["git", "clone", "-q", "--depth=1", url, str(tmp_path / "shallow")], check=True)
    monkeypatch.chdir(tmp_path / "shallow")
    with pytest.raises(CannotDecide, match="git fetch --unshallow"):
        proof_of()


def test_old_evidence_stops_what_would_be_applied(project: Project) -> None:
    """After evidence_max_age_days; a plan with nothing to do is told, and not stopped."""
    _commit_long_ago(project)
    project.prove("staging", time=time_at(days=29))
    assert findings_of() == []
    project.prove("staging", time=time_at(days=31))
    ((level, _, problem, remedy),) = findings_of()
    assert level == "block"
    assert "it is 31 days old; allowed is 30 (evidence_max_age_days)" in problem
    assert 'POOLPOST_UNPROVED="production: why"' in remedy
    assert [level for level, *_ in findings_of(nothing_to_do=True)] == ["info"]
    with pytest.raises(Stopped, match="31 days old"):
        stop_unless_proved(load("staging"), load("production"), read("staging"))
    project.change("production", ("promotes_from", "evidence_max_age_days = 40\npromotes_from"))
    assert findings_of() == []


def _commit_long_ago(project: Project) -> None:
    """Let every commit be old, so that evidence of it may be."""
    project.git("init", "-q")
    environment = {"GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z", "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        commit = project.commit()
    project.commit = lambda: commit  # type: ignore[method-assign] -- the commit is made already


def test_what_was_proved_before_still_is(project: Project) -> None:
    """A rollback of staging and production to what was proved earlier needs no new evidence."""
    first = project.prove("staging")
    for name in ("staging", "production"):
        project.change(name, ("bounce_rate = 0.05", "bounce_rate = 0.02"))
    assert not proof_of().is_proved
    second = project.prove("staging")
    assert proof_of().evidence == second
    for name in ("staging", "production"):
        project.change(name, ("bounce_rate = 0.02", "bounce_rate = 0.05"))
    assert proof_of().is_proved
    assert proof_of().evidence == first


def test_evidence_that_is_believed_counts_before_newer_that_is_not(project: Project) -> None:
    """One bad entry does not take away what others proved."""
    good = project.prove("staging")
    bad = dataclasses.replace(good, commit="0" * 40)
    assert trust.believed([bad, good], good.digest, load("production")) == (good, "")
    assert trust.believed([bad], good.digest, load("production"))[0] == bad
