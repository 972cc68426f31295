"""A recording has nothing of this machine, and all that is the same on every machine."""

from pathlib import Path

import pytest

from tests.recordings.project import neutral


@pytest.mark.parametrize("commit", ["260382332407", "2603823324ab", "0" * 11 + "1", "b" * 8 + "0" * 32])
def test_a_commit_is_masked_and_an_account_is_not(commit: str) -> None:
    """One commit in some hundred has no letter in its first twelve signs, and looks like an account."""
    text = f"commit {commit} of arn:aws:ses:eu-west-1:000000000000:identity/x"
    assert neutral(text, Path("/nowhere")) == "commit COMMIT of arn:aws:ses:eu-west-1:000000000000:identity/x\n"
