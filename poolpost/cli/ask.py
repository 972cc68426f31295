"""Ask before something is written, unless there is no terminal to ask on."""

import os
import sys

from poolpost.errors import Stopped


def confirm(question: str, *, otherwise: str = "nothing was written") -> None:
    """
    Ask, and continue only after a 'yes'.

    Args:
        question: without its question mark, such as "Send this to AWS".
        otherwise: what any other answer means.

    Raises:
        Stopped: the answer is not 'yes', or standard input is no terminal.
    """
    if not sys.stdin.isatty():
        msg = f"{otherwise}: there is no terminal to ask on; add --yes to accept what is shown above"
        raise Stopped(msg)
    if input(f"{question}? Type 'yes' to continue: ").strip() != "yes":
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
    Ask as Terraform does, unless the options contain -auto-approve.

    Raises:
        Stopped: the answer is not 'yes', or nobody can answer.
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
