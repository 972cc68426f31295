"""What an error text of AWS means: looked up in the tables, and worked out where it says who may not do what."""

import re
from dataclasses import replace

from poolpost.doctor.aws_error import AwsError, parsed, without_ending
from poolpost.doctor.error_text import ErrorText
from poolpost.doctor.iam_actions import STATEMENTS
from poolpost.doctor.known_errors import KNOWN
from poolpost.doctor.other_errors import OTHER

_POLICIES = (
    "service control policy", "resource control policy", "permissions boundary", "session policy", "vpc endpoint policy",
    "resource-based policy",
)  # fmt: skip # -- a list, short in few lines
"""Where IAM says that an action is denied (IAM user guide, access denied error messages)."""
_DENIED = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"
_POLICY_ARN = re.compile(r"policy: (arn:aws[\w-]*:(?:organizations|iam)::\S{1,300})")
_ROLE = re.compile(r"arn:aws[\w-]*:(?:iam|sts):")
_WORD = re.compile(r"\b([a-z]{12,80})(?=: )")
"""What may be an exception without such an ending: `InvalidChangeBatch: ...`."""


def recognised(text: str) -> ErrorText | None:
    """Return what an error text means, as it is pasted; None when it is none that is known."""
    error = parsed(text)
    if error.action:
        return _denied(error)
    if error.name not in _NAMES:
        words = (without_ending(word) for word in _WORD.findall(error.text))
        error = replace(error, name=next((word for word in words if word in _NAMES), error.name))
    known = next((known for known in KNOWN if known.is_it(error)), None)
    return known or _OTHER.get(error.name)


def exceptions() -> set[str]:
    """Return every exception that has an entry, as `without_ending` writes it."""
    return set(_NAMES)


def _denied(error: AwsError) -> ErrorText:
    """Return who lacks which permission; a service's name in an ARN says nothing about the cause."""
    who = error.principal or "whoever called"
    where = f" on {error.resource}" if error.resource else ""
    policy = next((what for what in _POLICIES if what in error.because), "")
    arn = _POLICY_ARN.search(error.because)
    through = f" in a {policy}{f' ({arn[1]})' if arn else ''}" if policy else ""
    explicit = "explicit deny" in error.because
    statement = _STATEMENTS.get(error.action.lower())
    place = (
        f"the statement is in docs/iam ({statement})" if statement else "neither plan nor deploy of docs/iam needs it"
    )
    if who.startswith("arn:") and not _ROLE.match(who):
        place = f"a service calls it, so allow it in the policy of {error.resource or 'the resource'}"
    return ErrorText(
        means=f"{who} may not call {error.action}{where}{through}{' (an explicit deny)' if explicit else ''}",
        remedy=f"a deny wins over every allow: change that {policy or 'policy'}, or make an exception there"
        if explicit
        else f"allow that principal {error.action}{where}{f' (the {policy} too)' if policy else ''}; {place}",
        source=_DENIED,
    )


_OTHER = {
    without_ending(name): ErrorText(
        means=means, remedy="this keeps no mail from arriving; fix the call that failed", source=source
    )
    for means, names, source in OTHER
    for name in names.split()
}
_NAMES = frozenset(_OTHER) | {name for known in KNOWN for name in known.names}
_STATEMENTS = {action.lower(): where for action, where in STATEMENTS.items()}
