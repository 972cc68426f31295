"""
The digest of an environment: what was proved, without where.

`settings` is over the promotable settings and the texts that they name, `terraform` over the Terraform that the stack's code
makes of the neutral environment: a change of the code changes it, an account id does not.
"""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poolpost.errors import CannotDecide
from poolpost.promotion.flat import promotable
from poolpost.settings import Settings
from poolpost.settings.files import DIRECTORY
from poolpost.verification.templates import wanted as templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Two SHA-256 values in hexadecimal."""

    settings: str
    terraform: str


def digest(settings: Settings) -> Digest:
    """
    Make the digest of an environment of this project. It takes about a second: the stack is synthesized.

    Raises:
        CannotDecide: the stack cannot be synthesized.
        Stopped: a file that the environment names cannot be used.
    """
    return Digest(settings=settings_digest(settings), terraform=_sha256(_neutral_terraform(settings.name)))


def settings_digest(settings: Settings, directory: Path = DIRECTORY) -> str:
    """Make the digest of the promotable settings, and of the texts in the files that they name."""
    contents = {name: made["TemplateContent"] for name, made in templates(settings, directory).items()}
    value: dict[str, Any] = {
        "settings": promotable(settings),
        "messages": settings.pool_messages,
        "templates": contents,
    }
    return _sha256(json.dumps(value, sort_keys=True, separators=(",", ":")))


def _neutral_terraform(environment: str) -> str:
    command = [sys.executable, "-m", "stacks.neutral", environment]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        said = made.stderr.strip().splitlines()
        msg = (
            f"the stack of {environment} cannot be synthesized, so its digest is not known: {said[-1] if said else ''}; "
            "'cdktf synth' shows all of it"
        )
        raise CannotDecide(msg)
    return made.stdout


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
