"""The CDKTF app: environments in, `cdktf.out/` out; no clock, user, git or AWS call in between."""

import re
from collections.abc import Iterable
from pathlib import Path

from cdktf import App

from poolpost.constructs import add_origin
from poolpost.settings import Settings
from poolpost.settings.origin import origin_of
from stacks.email_stack import EmailStack

DIRECTORY = Path(__file__).parent
"""The directory of this package."""
LOCK = DIRECTORY / "terraform.lock.hcl"


def synthesize(environments: Iterable[Settings], outdir: Path | None = None, *, code: str | None = None) -> None:
    """
    Write one stack for each environment, named after it.

    Args:
        environments: the environments to write.
        outdir: the directory; default: where the cdktf CLI expects it (CDKTF_OUTDIR), else `cdktf.out/`.
        code: digest of the code that runs; without it the stacks do not record what they were made from, and the gate stops.
    """
    app = App(outdir=str(outdir) if outdir else None)
    for settings in environments:
        stack = EmailStack(app, settings=settings)
        if code is not None:
            add_origin(stack, origin_of(settings, code))
    app.synth()
    for stack in Path(app.outdir, "stacks").iterdir():
        _lock_provider(stack / ".terraform.lock.hcl")


def _lock_provider(file: Path) -> None:
    """Write the provider's hashes for Terraform; hashes that an earlier `terraform init` added stay."""
    hashes = re.findall(r'"(?:h1|zh):[^"]+"', LOCK.read_text(encoding="utf-8"))
    known = file.read_text(encoding="utf-8") if file.is_file() else ""
    if not all(each in known for each in hashes):
        file.write_bytes(LOCK.read_bytes())
