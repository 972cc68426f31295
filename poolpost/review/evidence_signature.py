"""
Signed evidence: the owner of the key vouches for it, not everyone who may merge a file.

It is OpenSSH's own (`ssh-keygen -Y`, OpenSSH 8.2 and newer): one program that is everywhere, no service, and the keys that
may sign are a file of the repository in the format of ALLOWED SIGNERS in ssh-keygen(1).
"""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from poolpost.errors import CannotDecide
from poolpost.review.evidence import Evidence

NAMESPACE = "poolpost-evidence"
"""What keeps a signature from being used for anything else."""


def signed(evidence: Evidence, key: Path) -> Evidence:
    """
    Return evidence with a signature.

    Args:
        evidence: what is signed, all of it.
        key: a private key, or a public one whose private key the SSH agent holds.

    Raises:
        CannotDecide: it cannot be signed.
    """
    done = _ssh_keygen(["-q", "-Y", "sign", "-f", str(key), "-n", NAMESPACE], _content(evidence))
    if done.returncode != 0:
        msg = f"the evidence cannot be signed with {key}: {done.stderr.decode(errors='replace').strip()}; nothing was written"
        raise CannotDecide(msg)
    return replace(evidence, signature=done.stdout.decode())


def why_not_signed(evidence: Evidence, allowed: Path) -> str:
    """
    Return why evidence has no signature of an allowed signer; '' when it has one.

    Args:
        evidence: with or without a signature.
        allowed: file of those who may sign.

    Raises:
        CannotDecide: it cannot be verified here.
    """
    if not allowed.is_file():
        msg = f"{allowed.as_posix()}, named by evidence_signers, is not a file, so no signature can be verified; restore it"
        raise CannotDecide(msg)
    if not evidence.signature:
        return "it is not signed"
    with tempfile.TemporaryDirectory(prefix="poolpost-signature-") as scratch:
        file = Path(scratch) / "signature"
        file.write_text(evidence.signature, encoding="utf-8")
        of = ["-f", str(allowed), "-s", str(file)]
        found = _ssh_keygen(["-Y", "find-principals", *of], b"")
        names = found.stdout.decode(errors="replace").splitlines() if found.returncode == 0 else []
        for name in names:
            verify = ["-Y", "verify", "-n", NAMESPACE, "-I", name, *of]
            if _ssh_keygen(verify, _content(evidence)).returncode == 0:
                return ""
    return f"its signature is not one of {allowed.as_posix()}, or it was changed after it was signed"


def _content(evidence: Evidence) -> bytes:
    """Return what is signed: everything but the signature, always as the same bytes."""
    value = {name: part for name, part in asdict(evidence).items() if name != "signature"}
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _ssh_keygen(arguments: Sequence[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["ssh-keygen", *arguments], input=content, capture_output=True, check=False)
    except OSError as error:
        msg = f"ssh-keygen cannot be started ({error.strerror}); install OpenSSH: it signs and verifies evidence"
        raise CannotDecide(msg) from None
