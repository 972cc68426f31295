"""The CDKTF app: environments in, `cdktf.out/` out; no clock, user, git or AWS call in between."""

from collections.abc import Iterable

from cdktf import App

from poolpost.settings import Settings
from stacks.email_stack import EmailStack


def synthesize(environments: Iterable[Settings]) -> None:
    """Write one stack for each environment, named after it."""
    app = App()
    for settings in environments:
        EmailStack(app, settings=settings)
    app.synth()
