"""A machine with some tools, for set-up to find."""

from __future__ import annotations

from pathlib import Path


def program(path: Path, output: str, code: int = 0) -> Path:
    """Make a program that prints this."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{output}'\nexit {code}\n")
    path.chmod(0o755)
    return path
