"""Commands that change what the state holds without a plan that could be judged: refused, or passed by name."""

from collections.abc import Sequence

from poolpost.errors import Stopped
from poolpost.settings.passes import passes, wording

RULE = "state-is-not-edited"
"""Names it in POOLPOST_PASS; the subject is the command, such as `rm`."""
_FORGETS = (
    "the stack forgets what pools send with, and the next deploy creates it again or destroys what it no longer knows"
)
_EDITS = {
    "rm": (_FORGETS, "to end an environment: poolpost retire {name}, then cdktf destroy {name}"),
    "mv": (_FORGETS, "the addresses of a stack are poolpost's and never change"),
    "push": (
        "the state becomes another one, whatever pools send with",
        "restore a state by the versions of its bucket or its .backup file while nothing deploys",
    ),
    "replace-provider": ("another provider changes what pools send with", "poolpost has one provider"),
    "import": (
        "the next deploy changes or destroys what may be somebody else's",
        "name what exists in aws.adopt or dns.adopt, which the gate compares first",
    ),
}
"""Subcommand -> what it does, and what to do instead."""
_HARMLESS = {"-dry-run", "-help", "-h"}


def check(name: str, arguments: Sequence[str]) -> None:
    """
    Stop a command that edits the state of an environment's stack.

    Args:
        name: of the environment.
        arguments: of Terraform, without -chdir.

    Raises:
        Stopped: it does, and POOLPOST_PASS does not let it.
        UsageError: POOLPOST_PASS cannot be read.
    """
    verb, *rest = [each for each in arguments if each and not each.startswith("-")] or [""]
    edit = next(iter(rest), "") if verb == "state" else verb
    if edit not in _EDITS or (verb != "state") != (edit == "import"):
        return
    if any(f"-{each.lstrip('-')}".partition("=")[0] in _HARMLESS for each in arguments if each.startswith("-")):
        return
    if any((each.rule, each.subject) == (RULE, edit) for each in passes(name)):
        return
    does, instead = _EDITS[edit]
    command = edit if edit == "import" else f"state {edit}"
    msg = (
        f"'terraform {command}' goes past the gate: {does}; nothing was done. Instead: {instead.format(name=name)}; "
        f"to let it pass once: {wording(name, RULE, edit)}"
    )
    raise Stopped(msg)
