"""`poolpost evidence`, in a world in which the doctor finds nothing: what it writes, and when it does not."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from poolpost.cli import evidence
from poolpost.errors import CannotDecide, Stopped
from poolpost.review.evidence import path_of, read
from poolpost.review.evidence_signature import why_not_signed
from poolpost.review.promotion_digest import look
from poolpost.settings import Settings
from stacks.neutral import twins
from tests.conftest import ROOT
from tests.scenes.gate_situations import origin_in_plan
from tests.scenes.place import REGION, Place
from tests.scenes.project import Project


@pytest.fixture
def deployed(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Work in a committed project whose environment `local` is deployed and healthy."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "environments", tmp_path / "environments")
    Project(tmp_path).commit()
    place.publish()
    monkeypatch.setattr(evidence, "load", lambda _name: place.settings)
    monkeypatch.setattr(evidence, "view", lambda _settings, _nameserver: place.view())
    monkeypatch.setattr(evidence, "Aws", place.reader)
    monkeypatch.setattr("poolpost.review.promotion_digest._twins", lambda _name: twins(place.settings))
    _plan(place.settings)
    return place


def _plan(settings: Settings, action: str = "no-op", status: str = "pass", time: str = "9999-01-01T00:00:00Z") -> None:
    """Write the plan's JSON as `terraform show -json` does, of the step that writes to the pool."""
    change = {
        "actions": [action],
        "before": {"triggers_replace": settings.triggers},
        "after": {"triggers_replace": settings.triggers},
        "after_unknown": {},
    }
    step: dict[str, Any] = {
        "address": "terraform_data.user_pool_email",
        "mode": "managed",
        "type": "terraform_data",
        "name": "user_pool_email",
        "provider_name": "terraform.io/builtin/terraform",
        "change": change,
    }
    check = {"address": {"to_display": "check.user_pool_email"}, "status": status}
    plan = {"format_version": "1.2", "timestamp": time, "planned_values": {}}
    plan |= {"resource_changes": [step], "checks": [check]} | origin_in_plan(settings)
    Path("plan.json").write_text(json.dumps(plan))


def _run(*, json_: bool = False, key: Path | None = None) -> int:
    return evidence.run_evidence("local", plan=Path("plan.json"), nameserver=None, key=key, json=json_)


@pytest.mark.slow
def test_a_healthy_environment_is_written_down(deployed: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Digest, commit, doctor and time; and evidence of its own keeps no evidence from being written."""
    assert _run() == 0
    assert "environments/local.evidence.json written" in capsys.readouterr().out
    (found,) = read("local")
    assert found.is_sound
    assert found.digest == look(deployed.settings).digest
    assert found.commit == Project(Path.cwd()).git("rev-parse", "HEAD")
    assert found.time.endswith("Z")
    assert "pass" in found.doctor.summary
    assert _run(json_=True) == 0
    assert json.loads(capsys.readouterr().out)["environment"] == "local"


def test_evidence_is_signed_with_a_key(deployed: Place, tmp_path: Path) -> None:
    """A key that is none writes nothing; one that is there signs what is written."""
    assert deployed
    with pytest.raises(CannotDecide, match="nothing was written"):
        _run(key=Path("nowhere"))
    assert not path_of("local").exists()
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    assert _run(key=key) == 0
    (tmp_path / "signers").write_text(f"ci {key.with_suffix('.pub').read_text()}")
    assert why_not_signed(read("local")[0], tmp_path / "signers") == ""


def test_code_that_depends_on_a_name_is_no_evidence(deployed: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """What staging's account alone gets is proved for nobody else: 1, with the place in the Terraform."""
    made = twins(deployed.settings)
    del made["own"]["resource"]["aws_sesv2_configuration_set"]
    monkeypatch.setattr("poolpost.review.promotion_digest._twins", lambda _name: made)
    with pytest.raises(
        Stopped, match=r"for what local is called.*: resource\.aws_sesv2_configuration_set; no evidence"
    ):
        _run()
    assert not path_of("local").exists()


def test_drift_is_no_evidence(deployed: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A plan with something left to do, or a check that fails: 1, nothing written, evidence of before is named."""
    assert _run() == 0
    before = path_of("local").read_text()
    _plan(deployed.settings, status="fail")
    assert _run() == 1
    said = capsys.readouterr().err
    assert "the plan is not empty: check.user_pool_email: fails; deploy, and plan again" in said
    assert "local.evidence.json is of an earlier time" in said
    assert path_of("local").read_text() == before


def test_a_plan_that_nobody_could_judge_is_cannot_decide(deployed: Place) -> None:
    """A plan from before the commit, a check that was not evaluated, a plan that is none, no plan: 3."""
    _plan(deployed.settings, time="2026-01-01T00:00:00Z")
    with pytest.raises(CannotDecide, match="the plan was made at 2026-01-01T00:00:00Z, before commit"):
        _run()
    _plan(deployed.settings, status="unknown")
    with pytest.raises(CannotDecide, match="could not evaluate"):
        _run()
    Path("plan.json").write_text("{}")
    with pytest.raises(CannotDecide, match="the gate does not let this plan of local pass"):
        _run()
    Path("plan.json").unlink()
    with pytest.raises(CannotDecide, match="no plan to check"):
        _run()
    assert not path_of("local").exists()


def test_a_plan_that_the_gate_stops_is_no_evidence(deployed: Place) -> None:
    """Of another pool, for instance: 1."""
    other = deployed.settings.with_pool("eu-west-1_Other")
    _plan(other, action="update")
    with pytest.raises(Stopped, match="the gate does not let this plan of local pass"):
        _run()
    assert not path_of("local").exists()


def test_a_failing_check_is_no_evidence(deployed: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The doctor's word counts: 1, with the check, what was seen and what to do."""
    deployed.server.account(REGION, ProductionAccessEnabled=False)
    assert _run() == 1
    assert "production-access: fail: SES in eu-west-1 is in the sandbox; 'poolpost access" in capsys.readouterr().err
    assert not path_of("local").exists()


def test_what_cannot_be_told_is_no_evidence(deployed: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody answers about DNS: 3."""
    deployed.silent = True
    assert _run() == 3
    assert "cannot tell" in capsys.readouterr().err
    assert not path_of("local").exists()


def test_evidence_is_of_a_commit(deployed: Place) -> None:
    """Uncommitted changes of what the digest is made of: 1, by name; without git: 3."""
    assert deployed
    for number in range(7):
        Path(f"environments/more-{number}.toml").write_text("")
    with pytest.raises(
        Stopped, match=r"not committed: environments/more-0.toml, (.*) and 2 more; evidence is of a commit"
    ):
        _run()
    shutil.rmtree(".git")
    with pytest.raises(CannotDecide, match="git cannot say"):
        _run()
