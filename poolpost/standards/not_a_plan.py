"""What a file is that was passed as a plan's JSON and is something else, and what to pass instead."""

import json
from collections.abc import Mapping

_JSON = "pass the output of `terraform show -json PLAN`"
_LOG = f"these are the log lines of `terraform plan -json`, which hold no plan; {_JSON}"
_WRAPPER = ("[command]", "::debug::", "##[")
_TEXT = ("Terraform will perform", "Terraform used the selected providers", "No changes.", "OpenTofu will perform")

_NEAR = 10_000
"""Characters at the start; a plan names its members early."""


def not_json(text: str, error: ValueError) -> str:
    """Return the message for a text that is no JSON."""
    start = text.lstrip()
    if not start:
        return f"the plan is empty: the command that was to write it failed before it wrote anything; {_JSON}"
    if start.startswith(_WRAPPER):
        return (
            "the plan's first line is a line of a CI log: setup-terraform's wrapper prints it into the output; set "
            "`terraform_wrapper: false` in the step that sets Terraform up"
        )
    if any(line.lstrip("\x1b[0123456789;m ").startswith(_TEXT) for line in start.splitlines()):
        return f"this is the plan as text for people; {_JSON}"
    return _broken_json(start, error)


def _broken_json(text: str, error: ValueError) -> str:
    first = _first(text)
    if isinstance(first, Mapping) and "@level" in first:
        return _LOG
    if isinstance(first, Mapping) and "planned_values" in first:
        return f"other text follows the plan's JSON; redirect the output of the one command only; {_JSON}"
    if text.startswith("{") and "planned_values" in text[:_NEAR] and first is None:
        return f"the plan is cut off ({error}); write it to a file, since outputs of CI steps have a size limit"
    return f"the plan is not JSON ({error}); {_JSON}"


def not_a_plan(found: object) -> str:
    """Return the message for JSON that is no plan."""
    if isinstance(found, Mapping) and ("values" in found or "serial" in found):
        return "this JSON is a state and not a plan; name the plan: `terraform show -json PLAN`"
    if isinstance(found, Mapping) and "@level" in found:
        return _LOG
    return f"this JSON is not a plan; {_JSON} for a plan file"


def _first(text: str) -> object:
    """Return the JSON value that a text begins with; None if it begins with none."""
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None
