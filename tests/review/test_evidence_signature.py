"""Evidence is signed and verified with a key."""

import dataclasses
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from poolpost.errors import CannotDecide
from poolpost.review.evidence import Evidence, path_of, read, write
from poolpost.review.evidence_signature import signed, why_not_signed
from tests.scenes.project import Project
from tests.scenes.signed_evidence import findings_of, time_at


@pytest.fixture
def keys(tmp_path: Path) -> Callable[[str], Path]:
    """Make SSH keys by name."""

    def make(name: str) -> Path:
        path = tmp_path / f"key-{name}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
        return path

    return make


def test_a_signature_that_is_asked_for_is_verified(project: Project, keys: Callable[[str], Path]) -> None:
    """Without one, with another key, or for other evidence the gate stops; without evidence_signers nobody asks."""
    ci, somebody = keys("ci"), keys("somebody")
    (project.directory / "environments/signers").write_text(f"ci@example.com {ci.with_suffix('.pub').read_text()}")
    unsigned = project.prove("staging")
    assert findings_of() == []
    project.change("production", ("promotes_from", 'evidence_signers = "signers"\npromotes_from'))
    assert "it is not signed" in findings_of()[0][2]
    write(signed(unsigned, somebody))
    assert "is not one of environments/signers" in findings_of()[0][2]
    write(signed(unsigned, ci))
    assert findings_of() == []
    assert read("staging")[0].signature.startswith("-----BEGIN SSH SIGNATURE-----")
    write(dataclasses.replace(signed(unsigned, ci), time=time_at(seconds=5)))
    assert "or it was changed after it was signed" in findings_of()[0][2]


def test_what_cannot_be_signed_or_verified_is_said(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key, no file of signers, no ssh-keygen: exit code 3."""
    found: Evidence = project.prove("staging")
    with pytest.raises(CannotDecide, match="cannot be signed with nowhere"):
        signed(found, Path("nowhere"))
    with pytest.raises(CannotDecide, match="signers, named by evidence_signers, is not a file"):
        why_not_signed(found, Path("environments/signers"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotDecide, match="install OpenSSH"):
        signed(found, Path("nowhere"))
    assert path_of("staging").is_file()
