"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Environment = Annotated[str, typer.Argument(help="Name of a file in environments/, without .toml.", show_default=False)]
Snapshot = Annotated[Path | None, typer.Option(help="A snapshot file; default: the last one, else the reviewed one.")]
AcceptUnknown = Annotated[list[str] | None, typer.Option(help="Path of an unknown member that may pass.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
