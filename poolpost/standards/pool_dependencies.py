"""Other resources that a user pool uses, and what reading each of them returned."""

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
        members: paths of the members that refer to it.
        external_id: with which Cognito assumes a role; None if the pool has none.
    """

    kind: Kind
    arn: str
    members: tuple[str, ...]
    external_id: str | None = None

    def __str__(self) -> str:
        """Return it with the members that use it."""
        return f"{self.kind} {self.arn} ({', '.join(self.members)})"

    @property
    def region(self) -> str:
        """Return the region of its ARN; '' for a role."""
        return (self.arn.split(":") + [""] * _ARN_PARTS)[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """
    What reading one resource returned.

    Attributes:
        need: the resource.
        found: iam's Role, Lambda's configuration or KMS's KeyMetadata; None: it does not exist, or `unknown`.
        unknown: why it could not be read; '' if AWS answered.
    """

    need: Need
    found: Json | None = None
    unknown: str = ""


def elsewhere(need: Need, account: str) -> str:
    """Return why a resource cannot be read with an account's credentials; '' if it can."""
    parts = need.arn.split(":")
    if len(parts) < _ARN_PARTS or parts[0] != "arn":
        return "it is not named by an ARN"
    return f"it belongs to account {parts[4]}, which these credentials cannot read" if parts[4] != account else ""
