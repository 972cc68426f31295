"""What edits the state without a plan stops in front of Terraform, with the way that is judged."""

import pytest

from poolpost.errors import Stopped
from poolpost.gate import state_edits
from poolpost.settings.passes import PASS

EDITS = {
    "rm": (["state", "rm", "aws_sesv2_email_identity.domain"], "poolpost retire staging, then cdktf destroy staging"),
    "mv": (["state", "mv", "-lock=false", "a.b", "a.c"], "the addresses of a stack"),
    "push": (["state", "push", "-force", "other.tfstate"], "the versions of its bucket"),
    "replace-provider": (["", "state", "replace-provider", "a", "b"], "poolpost has one provider"),
    "import": (["import", "aws_kms_key.events", "1"], "aws.adopt or dns.adopt"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_of_the_state_stops_and_passes_by_name(edit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence: what it does, what to do instead, and the pass; which is of one environment and one command."""
    arguments, instead = EDITS[edit]
    with pytest.raises(Stopped, match=f"goes past the gate: .*; nothing was done. Instead: .*{instead}") as stopped:
        state_edits.check("staging", arguments)
    command = edit if edit == "import" else f"state {edit}"
    assert str(stopped.value).startswith(f"'terraform {command}' goes past")
    assert f'POOLPOST_PASS="staging state-is-not-edited {edit}: why"' in str(stopped.value)
    monkeypatch.setenv(PASS, f"production state-is-not-edited {edit}: the ticket says so")
    with pytest.raises(Stopped):
        state_edits.check("staging", arguments)
    monkeypatch.setenv(PASS, f"staging state-is-not-edited {edit}: the ticket says so")
    state_edits.check("staging", arguments)


@pytest.mark.parametrize(
    "arguments", [["-lock=false", "state", "rm", "a.b"], ["state", "rm", "help"], ["state", "-x", "mv", "a.dry-run"]]
)
def test_options_anywhere_hide_no_edit(arguments: list[str]) -> None:
    """And only an option asks for help or for a dry run."""
    with pytest.raises(Stopped, match="goes past the gate"):
        state_edits.check("staging", arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["state", "list"],
        ["state", "show", "rm"],
        ["state", "pull"],
        ["state"],
        ["untaint", "rm"],
        ["state", "rm", "--dry-run", "a.b"],
        ["state", "rm", "-help"],
        ["state", "import"],
        ["plan"],
        [],
    ],
)
def test_what_reads_a_state_passes(arguments: list[str]) -> None:
    """The counter-check."""
    state_edits.check("staging", arguments)
