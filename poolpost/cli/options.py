"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Environment = Annotated[str, typer.Argument(help="Name of a file in environments/, without .toml.", show_default=False)]
Snapshot = Annotated[Path | None, typer.Option(help="A snapshot file; default: the last one, else the reviewed one.")]
AcceptUnknown = Annotated[list[str] | None, typer.Option(help="Path of an unknown member that may pass.")]
Replica = Annotated[
    str | None, typer.Option(help="Region of the pool's replica, as [user_pool.replicas] names it; default: the pool.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
