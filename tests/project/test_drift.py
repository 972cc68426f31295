"""`make drift`: one exit code from the plan and the doctor, which is never 0 for what nobody could check."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from poolpost.project import drift


@pytest.mark.parametrize(
    ("seen", "code"),
    [((0, [], 0), 0), ((0, ["a"], 0), 1), ((0, [], 1), 1), ((0, [], 3), 3), ((0, ["a"], 3), 1), ((1, [], 0), 3)],
)
def test_the_worse_of_plan_and_doctor_counts(
    seen: tuple[int, list[str], int], code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A change is 1, whatever the doctor could not check; a plan that failed is 3. The file says the same."""
    planned, changes, doctor = seen
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(drift, "make_plan", lambda _environment, *, lock: planned if not lock else 100)
    monkeypatch.setattr(drift, "read", lambda _stack: {})
    monkeypatch.setattr(drift, "changed_addresses", lambda _plan: changes)
    ran = SimpleNamespace(returncode=doctor, stdout="```\n")
    monkeypatch.setattr(drift, "subprocess", SimpleNamespace(run=lambda *_, **__: ran, PIPE=-1, STDOUT=-2))
    monkeypatch.setattr("sys.argv", ["drift", "staging"])
    assert drift.main() == code
    verdict = json.loads((drift.DIRECTORY / "staging.json").read_text())
    assert verdict == {"environment": "staging", "exit_code": code}
