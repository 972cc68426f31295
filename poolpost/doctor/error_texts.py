"""What an error text of AWS means: looked up in the tables, and worked out where it says who may not do what."""

from poolpost.doctor.aws_error import AwsError, parsed, without_ending
from poolpost.doctor.error_text import ErrorText
from poolpost.doctor.known_errors import KNOWN
from poolpost.doctor.other_errors import OTHER

_POLICIES = (
    "service control policy", "resource control policy", "permissions boundary", "session policy", "vpc endpoint policy",
    "resource-based policy",
)  # fmt: skip # -- a list, short in few lines
"""Where IAM says that an action is denied (IAM user guide, access denied error messages)."""


def recognised(text: str) -> ErrorText | None:
    """Return what an error text means, as it is pasted; None when it is none that is known."""
    error = parsed(text)
    if error.action:
        return _denied(error)
    known = next((known for known in KNOWN if known.is_it(error)), None)
    return known or _OTHER.get(error.name)


def exceptions() -> set[str]:
    """Return every exception that has an entry, as `without_ending` writes it."""
    return {name for known in KNOWN for name in known.names} | set(_OTHER)


def _denied(error: AwsError) -> ErrorText:
    """Return who lacks which permission; a service's name in an ARN says nothing about the cause."""
    who = error.principal or "whoever called"
    where = f" on {error.resource}" if error.resource else ""
    policy = next((what for what in _POLICIES if what in error.because), "")
    through = f" in a {policy}" if policy else ""
    explicit = " (an explicit deny)" if "explicit deny" in error.because else ""
    return ErrorText(
        means=f"{who} may not call {error.action}{where}{through}{explicit}",
        remedy=f"allow that principal {error.action}{where}; docs/iam has the policies of plan and deploy",
    )


_OTHER = {
    without_ending(name): ErrorText(means=means, remedy="this keeps no mail from arriving; fix the call that failed")
    for means, names in OTHER
    for name in names.split()
}
