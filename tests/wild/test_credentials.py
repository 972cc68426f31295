"""Credentials as real machines have them, which could not be loaded: exit 3, botocore's words, the cause and the command."""

import io
import os
import sys
from pathlib import Path

import pytest

from poolpost.cli.app import main
from tests.conftest import ROOT
from tests.wild.credential_cases import CASES, Case


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_credentials_that_cannot_be_loaded(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Never a traceback, never exit 1 ("stop"): whoever reads it knows which profile, what is wrong and what to run."""
    (tmp_path / "config").write_text(f"[profile it]\n{case.config}\n{case.more}")
    for variable in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(variable)
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_PROFILE": "it",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    for variable, value in (environment | case.environment).items():
        monkeypatch.setenv(variable, value)
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["poolpost", "pool", "show", "local"])
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(SystemExit) as ended:
        main()
    said = " ".join(capsys.readouterr().err.split())
    assert ended.value.code == 3, said
    assert "Traceback" not in said
    assert "Enter MFA code" not in said
    assert [words for words in case.says if words not in said] == [], said
