"""
`poolpost-terraform`: Terraform with the gate in front of `plan` and `apply` (set TERRAFORM_BINARY_NAME for cdktf).

cdktf applies whatever Terraform plans at that moment, not what was reviewed. Here an apply is: plan to a file, check
that file and the live pool, ask, read the pool again, apply exactly that file, check whether anything but e-mail
changed. Every other command is Terraform's own: arguments, signals and exit codes pass through.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, redirect_stderr
from pathlib import Path

from poolpost.errors import CannotDecide, UsageError
from poolpost.project.toolchain import real_terraform
from poolpost.standards import edge

JUDGED = ("plan", "apply", "destroy")


def main() -> None:
    """Run as Terraform would; every failure becomes a message and an exit code."""
    edge.run(lambda: run(sys.argv[1:]), prefix="poolpost gate: ")


def run(arguments: Sequence[str]) -> int:
    """Check a plan or an apply of one of our stacks; pass everything else to Terraform unchanged."""
    rest, _ = _directory(arguments)
    with _notices(_verb(rest)):
        return _run(arguments)


def _notices(verb: str) -> AbstractContextManager[object]:
    """
    Choose where findings and notes go: for a plan by cdktf to standard output.

    cdktf 0.21 prints what a plan says on standard error twice, once as "[ERROR] default -" (docs/decisions.md, 46). It shows a
    plan's standard output and reads nothing from it; of `output` and `show` others read the JSON. What stops is raised, and
    goes to standard error as everywhere.
    """
    by_cdktf = verb == "plan" and os.environ.get("TF_APPEND_USER_AGENT", "").startswith("cdktf/")
    return redirect_stderr(sys.stdout) if by_cdktf else nullcontext()


def _run(arguments: Sequence[str]) -> int:
    rest, stack = _directory(arguments)
    verb = _verb(rest)
    root, name = (stack / "../../..").resolve(), stack.name
    ours = stack.parent.name == "stacks" and (root / "environments" / f"{name}.toml").is_file()
    if ours and verb not in {"help", "version"}:
        from poolpost.gate import shell, state_edits

        notes = shell.check(os.environ)
        if verb in JUDGED and notes:  # cdktf runs init first: once is enough
            from poolpost.cli.terminal import note  # rich: 0.1 s that most runs need not pay

            for each in notes:
                note(each)
        state_edits.check(name, rest)
    if ours and verb == "init" and any(a.lstrip("-").startswith(("backend-config", "backend=")) for a in rest):
        raise UsageError(
            "init takes its backend from the environment file alone; leave -backend-config and -backend out"
        )
    if verb not in JUDGED or not (ours or (stack / "cdk.tf.json").is_file()):
        os.execv(real_terraform(), ["terraform", *arguments])  # noqa: S606 -- Terraform itself, with its own arguments
    if not ours:
        msg = f"{stack} is a stack without its environments/{name}.toml, so it cannot be judged; nothing was done"
        raise CannotDecide(msg)
    os.chdir(root)
    from poolpost.cli.terraform_run import Gate
    from poolpost.settings import load

    gate = Gate(load(name), stack, real_terraform())
    options, given = _options(rest[rest.index(verb) + 1 :])
    if verb == "plan":
        return gate.plan(options)
    if given[0 if verb == "destroy" else 1 :]:
        msg = f"{verb} takes {'no' if verb == 'destroy' else 'one'} plan file; given: {', '.join(given)}"
        raise UsageError(msg)
    return gate.apply([*(["-destroy"] if verb == "destroy" else []), *options], given)


def _verb(arguments: Sequence[str]) -> str:
    """Return the command as Terraform finds it, '' if there is none; empty arguments are skipped."""
    for argument in arguments:
        if argument in {"-help", "--help", "-h", "-version", "--version", "-v"}:
            return "help"  # whatever follows, Terraform does nothing else then
        if argument and not argument.startswith("-"):
            return argument
    return ""


WITH_VALUE = (
    "out",
    "var",
    "var-file",
    "target",
    "replace",
    "exclude",
    "state",
    "state-out",
    "backup",
    "lock-timeout",
    "parallelism",
)
"""Terraform's options that may have their value as the next argument."""


def _options(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """
    Return options as `-name=value` with one dash, and the rest: plan files.

    Raises:
        UsageError: an option lacks its value.
    """
    options: list[str] = []
    given: list[str] = []
    remaining = list(arguments)
    while remaining:
        argument = remaining.pop(0)
        if not argument.startswith("-"):
            given.append(argument)
            continue
        name, equals, value = argument.lstrip("-").partition("=")
        if name in WITH_VALUE and not equals:
            if not remaining:
                msg = f"{argument} needs a value"
                raise UsageError(msg)
            equals, value = "=", remaining.pop(0)
        options.append(f"-{name}{equals}{value}")
    return options, given


def _directory(arguments: Sequence[str]) -> tuple[list[str], Path]:
    """Take `-chdir=DIR` off, as Terraform does."""
    chdir = next((argument for argument in arguments if argument.startswith("-chdir=")), None)
    rest = [argument for argument in arguments if argument != chdir]
    return rest, (Path.cwd() / chdir.partition("=")[2] if chdir else Path.cwd()).resolve()
