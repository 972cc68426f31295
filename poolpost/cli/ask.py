"""Ask before something is written; never where nobody can answer."""

import os
import sys

from poolpost.errors import Stopped


def confirm(question: str, *, otherwise: str = "nothing was written") -> None:
    """
    Ask, and go on only after a 'yes'.

    Args:
        question: without its question mark, such as "Send this to AWS".
        otherwise: what a no means.

    Raises:
        Stopped: the answer was another one, or standard input is no terminal, so there is nobody to ask.
    """
    if not sys.stdin.isatty():
        msg = f"{otherwise}: there is nobody to ask here; add --yes when what is shown above is wanted"
        raise Stopped(msg)
    if input(f"{question}? Only 'yes' is a yes: ").strip() != "yes":
        raise Stopped(otherwise)


QUESTION = """
Do you want to perform these actions?
  Terraform will perform the actions described above.
  Only 'yes' will be accepted to approve.

  Enter a value: """
"""Terraform's own words: cdktf waits for them and types the answer of its own prompt."""
CI_VARIABLES = (
    "CI",
    "CONTINUOUS_INTEGRATION",
    "BUILD_NUMBER",
    "RUN_ID",
    "CODEBUILD_BUILD_ARN",
    "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI",
    "TEAMCITY_VERSION",
    "GO_PIPELINE_LABEL",
)
"""Where one of these is set, cdktf shows no prompt and waits for its answer for ever (ci-info, in cdktf-cli 0.21)."""


def ask(options: list[str]) -> None:
    """
    Ask as Terraform does, unless the options say that nobody needs to be asked.

    Raises:
        Stopped: the answer is not 'yes', or there is nobody to answer.
    """
    if "-auto-approve" in options:
        return
    if "-input=false" in options:
        raise Stopped("nothing was applied: there is nobody to ask (-input=false); add -auto-approve")
    in_ci = next((name for name in CI_VARIABLES if os.environ.get(name)), None)
    if in_ci and os.environ.get("TF_APPEND_USER_AGENT", "").startswith("cdktf/"):
        msg = f"nothing was applied: cdktf cannot ask where {in_ci} is set; add --auto-approve, or unset {in_ci}"
        raise Stopped(msg)
    sys.stdout.write(QUESTION)
    sys.stdout.flush()
    if sys.stdin.readline().strip() != "yes":
        raise Stopped("nothing was applied")
