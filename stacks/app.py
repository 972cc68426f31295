"""The CDKTF app: environments in, `cdktf.out/` out; no clock, user, git or AWS call in between."""

from collections.abc import Iterable
from pathlib import Path

from cdktf import App

from poolpost.settings import Settings
from stacks.email_stack import EmailStack


def synthesize(environments: Iterable[Settings], outdir: Path | None = None) -> None:
    """
    Write one stack for each environment, named after it.

    Args:
        environments: what to write.
        outdir: where to; left out: where the cdktf CLI wants it (CDKTF_OUTDIR), else `cdktf.out/`.
    """
    app = App(outdir=str(outdir) if outdir else None)
    for settings in environments:
        EmailStack(app, settings=settings)
    app.synth()
