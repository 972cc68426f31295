"""
A separate project that shares this one's code: state, cdktf.out/ and environment files of a trial stay in it.

The demo and the end-to-end tests deploy from such a directory, so that they never touch yours.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

from poolpost.project.toolchain import ROOT

SHARED = ("main.py", "cdktf.json", "poolpost", "stacks", ".venv", ".cache")


def make(directory: Path, environment_files: Iterable[Path]) -> Path:
    """Turn `directory` into such a project again, with copies of the environment files."""
    if directory.exists():
        shutil.rmtree(directory)
    (directory / "environments").mkdir(parents=True)
    for name in SHARED:
        (directory / name).symlink_to(ROOT / name)
    for file in environment_files:
        shutil.copy(file, directory / "environments")
    return directory
