"""The doctor's lines as text."""

import pytest

from poolpost.aws.services import Aws
from poolpost.cli import doctor as commands
from tests.scenes.asked_doctor import look
from tests.scenes.place import Place


def test_one_reason_for_many_lines_is_told_once(
    doctor: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without credentials thirty checks cannot look; the others point to the first."""
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable)
    monkeypatch.setattr(commands, "Aws", Aws)
    doctor.silent = True
    assert look() == 3
    shown = capsys.readouterr().out
    assert shown.count("there are no AWS credentials") == 1
    assert shown.count("same reason as credentials") > 20
