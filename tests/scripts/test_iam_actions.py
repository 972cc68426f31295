"""The index of docs/iam: which statement of which policy has an action."""

import json
from pathlib import Path

from poolpost.doctor.iam_actions import STATEMENTS
from scripts.iam_actions import MODULE, module
from tests.scenes.iam_policies import allowed_by


def test_the_index_is_current() -> None:
    """`why --error` names statements that exist; a policy that changed needs `make docs`."""
    assert MODULE.read_text(encoding="utf-8") == module(), f"run 'make docs' and commit {MODULE.name} with the policies"
    assert set(STATEMENTS) == allowed_by("plan") | allowed_by("deploy")


def test_each_file_is_named_with_its_statements(tmp_path: Path) -> None:
    """Once where both files say the same, otherwise each by itself."""
    policies = {
        "plan": {"Reads": ["ses:GetAccount", "iam:GetRole"]},
        "deploy": {"Reads": ["ses:GetAccount"], "Roles": ["iam:GetRole"], "Others": ["iam:GetRole"]},
    }
    for name, statements in policies.items():
        found = [{"Sid": sid, "Action": actions} for sid, actions in statements.items()]
        (tmp_path / f"{name}.json").write_text(json.dumps({"Statement": found}))
    written = module(tmp_path)
    assert '"ses:GetAccount": "plan.json and deploy.json, Reads"' in written
    assert '"iam:GetRole": "plan.json, Reads; deploy.json, Roles and Others"' in written
