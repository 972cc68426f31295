"""What a user pool uses beside itself, and what a look at it came to."""

from dataclasses import dataclass
from typing import Literal

from poolpost.standards.raw import Json

Kind = Literal["role", "function", "key"]
ACTIONS: dict[Kind, str] = {
    "role": "iam:GetRole",
    "function": "lambda:GetFunctionConfiguration",
    "key": "kms:DescribeKey",
}


_ARN_PARTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """
    One thing that a pool uses.

    Attributes:
        kind: what it is.
        arn: as the pool names it.
        members: paths of the members that name it.
        external_id: by which Cognito assumes a role; None where the pool has none.
    """

    kind: Kind
    arn: str
    members: tuple[str, ...]
    external_id: str | None = None

    def __str__(self) -> str:
        """Name it with the members that use it."""
        return f"{self.kind} {self.arn} ({', '.join(self.members)})"

    @property
    def region(self) -> str:
        """Return the region of its ARN; '' for a role."""
        return (self.arn.split(":") + [""] * _ARN_PARTS)[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """
    What a look at one thing came to.

    Attributes:
        need: the thing.
        found: iam's Role, Lambda's configuration or KMS's KeyMetadata; None: there is none, or `unknown`.
        unknown: why nobody could look; '' when AWS answered.
    """

    need: Need
    found: Json | None = None
    unknown: str = ""


def elsewhere(need: Need, account: str) -> str:
    """Return why a thing cannot be looked at with an account's credentials; '' when it can."""
    parts = need.arn.split(":")
    if len(parts) < _ARN_PARTS or parts[0] != "arn":
        return "it is not named by an ARN"
    return f"it is of account {parts[4]}, where these credentials cannot look" if parts[4] != account else ""
