"""The table [senders.<name>]: an application that sends with the pool's identity and configuration set."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section
from poolpost.standards.domain_names import to_ascii

_LOCAL = re.compile(r"[A-Za-z0-9*]([A-Za-z0-9._+*-]{0,62}[A-Za-z0-9*])?")
"""The part before the @ that is the same text in an IAM condition: no '?', and no '${' of a policy variable."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ROLE = re.compile(r"[A-Za-z0-9+=,.@_-]{1,64}")  # botocore iam, roleNameType


def _pattern(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or ".." in local:
        msg = (
            f"{text!r} is no sender; allowed is an address such as 'billing@example.com', or one with '*' before the @, such "
            "as 'billing-*@example.com' (letters, digits and '._+-*')"
        )
        raise ValueError(msg)
    return f"{local}@{to_ascii(domain)}"


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        msg = (
            f"{text!r} cannot name an application; allowed: up to 40 lower-case letters, digits and '_', a letter first"
        )
        raise ValueError(msg)
    return text


def _role(text: str) -> str:
    if not _ROLE.fullmatch(text):
        msg = (
            f"{text!r} is no name of an IAM role; allowed is the name alone, without path and ARN, such as 'shop-task'"
        )
        raise ValueError(msg)
    return text


class Sender(Section):
    """An application that sends with the identity, only from these addresses and by the configuration set."""

    from_: Annotated[f.Listed[Annotated[str, AfterValidator(_pattern)]], Field(min_length=1, max_length=50)] = Field(
        alias="from", description="From addresses in the domain; '*' before the @ stands for any characters."
    )
    role: Annotated[str, AfterValidator(_role)] | None = Field(
        default=None,
        description="Name of an IAM role of the account that exists; the policy is attached to it. Default: the policy is an "
        "output only (sender_policies).",
    )


Senders = Annotated[dict[Annotated[str, AfterValidator(_name)], Sender], Field(max_length=50)]
