"""
The digest of an environment: what was proved, without where.

`settings` is over the promotable settings and the texts that they name, `terraform` over the Terraform that the stack's code
makes of the neutral environment: a change of the code changes it, an account id does not. `writer` is over the code that
writes to the pool, which no Terraform shows.
"""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poolpost.errors import CannotDecide
from poolpost.review.own_names import dependent
from poolpost.review.setting_differences import promotable
from poolpost.ses.verification_templates import wanted as templates
from poolpost.settings import Settings
from poolpost.settings.files import DIRECTORY
from poolpost.settings.origin import PACKAGE, digest_of_files
from poolpost.standards.raw import Json

WRITER = ("pool/*.py", "aws/*.py", "standards/*.py", "settings/passes.py", "settings/signing.py")
"""The code below poolpost/ that decides about a write to the pool and sends it; what it is to write is in the Terraform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Three SHA-256 values in hexadecimal; `writer` is '' in evidence of a poolpost that did not have it."""

    settings: str
    terraform: str
    writer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """
    What synthesis shows about an environment.

    Attributes:
        digest: of it.
        dependent: paths in its Terraform that depend on its own account, domain or other names; the digest does not see them.
    """

    digest: Digest
    dependent: tuple[str, ...] = ()


def look(settings: Settings) -> Looked:
    """
    Make the digest of an environment of this project, and look what it does not see. It takes about a second.

    Raises:
        CannotDecide: the stack cannot be synthesized.
        Stopped: a file that the environment names cannot be used.
    """
    made = _twins(settings.name)
    neutral = json.dumps(made["neutral"], sort_keys=True, separators=(",", ":"))
    found = Digest(settings=settings_digest(settings), terraform=_sha256(neutral), writer=writer_digest())
    return Looked(digest=found, dependent=dependent(settings, made["own"], made["renamed"]))


def settings_digest(settings: Settings, directory: Path = DIRECTORY) -> str:
    """Make the digest of the promotable settings, and of the texts in the files that they name."""
    contents = {name: made["TemplateContent"] for name, made in templates(settings, directory).items()}
    value: dict[str, Any] = {
        "settings": promotable(settings),
        "messages": settings.pool_messages,
        "templates": contents,
    }
    return _sha256(json.dumps(value, sort_keys=True, separators=(",", ":")))


def writer_digest(package: Path = PACKAGE) -> str:
    """
    Return the digest of the code that writes to the pool.

    Raises:
        CannotDecide: a file cannot be read.
    """
    return digest_of_files({p.relative_to(package).as_posix(): p for each in WRITER for p in package.glob(each)})


def _twins(environment: str) -> dict[str, Json]:
    """Run `stacks.neutral` in a process of its own: the fast side must not load cdktf."""
    command = [sys.executable, "-m", "stacks.neutral", environment]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        said = made.stderr.strip().splitlines()
        msg = (
            f"the stack of {environment} cannot be synthesized, so its digest is not known: {said[-1] if said else ''}; "
            "'cdktf synth' shows all of it"
        )
        raise CannotDecide(msg)
    return json.loads(made.stdout)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
