"""The shell in which Terraform is about to run: what could turn a deploy around is refused, cleared or shown first."""

import re
from collections.abc import Iterator, MutableMapping
from pathlib import Path

from poolpost.errors import CannotDecide, Stopped
from poolpost.gate.shell_profile import endpoints
from poolpost.gate.shell_variables import found

_COMMENT = re.compile(r"(#|//)[^\n]*|/\*.*?\*/", re.DOTALL)


def check(environ: MutableMapping[str, str]) -> list[str]:
    """
    Remove from an environment what a run must not see; return the sentences that its user should know, for standard error.

    Raises:
        Stopped: a variable or a profile would choose another state, plan, provider or endpoint, or a provider is overridden.
        CannotDecide: Terraform's CLI configuration, or AWS's, cannot be read.
    """
    for name, _ in list(found(environ, "clear")):
        del environ[name]
    refused = [sentence for _, sentence in found(environ, "refuse")]
    refused += [f"{file} has dev_overrides: a custom provider would run; remove them" for file in _overrides(environ)]
    named = list(endpoints(environ))
    refused += [sentence for treatment, sentence in named if treatment == "refuse"]
    if refused:
        msg = "\n  - ".join(["this shell would change what is planned or applied; nothing was done:", *refused])
        raise Stopped(msg)
    shown = [sentence for _, sentence in found(environ, "show")]
    shown += [sentence for treatment, sentence in named if treatment == "show"]
    return [f"poolpost gate: {sentence}" for sentence in shown]


def _overrides(environ: MutableMapping[str, str]) -> Iterator[Path]:
    """List the CLI configuration files with developer overrides, among those that Terraform reads."""
    home = Path(environ.get("HOME", "/nonexistent"))
    named = environ.get("TF_CLI_CONFIG_FILE")
    files = [Path(named) if named else home / ".terraformrc", *sorted((home / ".terraform.d").glob("*.tfrc*"))]
    for file in files:
        try:
            text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
        except OSError as error:
            msg = f"Terraform's configuration {file} cannot be read: {error}"
            raise CannotDecide(msg) from error
        if re.search(r"\bdev_overrides\b", _COMMENT.sub("", text)):
            yield file
