"""
The safety core: what a user pool consists of, and what a write would do to it. Pure; raw JSON in, values out.

UpdateUserPool sets what a request omits to its default (botocore model text; measured by others, in part). So the
body that we send is the whole live pool with a new EmailConfiguration, a member that we do not know stops the write,
and everything omitted is assumed to be reset.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from poolpost.aws.user_pool_members import (
    CREATE_ONLY,
    LEAF,
    READ_ONLY,
    RENAMED,
    SETTABLE,
    VOLATILE,
    misshapen,
    unknown_factors,
    unknown_members,
)
from poolpost.standards.raw import Json

__all__ = [
    "CREATE_ONLY",
    "LEAF",
    "READ_ONLY",
    "RENAMED",
    "SETTABLE",
    "VOLATILE",
    "Difference",
    "Json",
    "described_name",
    "differences",
    "email_configuration",
    "flat_settings",
    "misshapen",
    "own_tags",
    "unchanged",
    "unknown_factors",
    "unknown_members",
    "update_body",
]

_KEYS_MEAN_SOMETHING = ("UserPoolTags.",)
"""Maps of the user's own keys: a tag with an empty value is a tag."""
_EMPTY_MEANS_SOMETHING = ("DeviceConfiguration", "DcrConfiguration", "MfaConfig")
"""Absent and empty differ: {} remembers devices, an empty list in DCR has a meaning (AWS docs), a factor is on by being there."""

MERGED_IN = {f"AcrConfiguration.Level{level}.AcrValue": f"urn:cognito:loa:{level}" for level in range(1, 5)}
"""
Values that DescribeUserPool returns for what nobody has set: absent means the same (botocore 1.44.5, UserPoolType:
"always returns the effective configuration, with default names merged in"; it says so of no other member).
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that is not the same in two snapshots; None stands for absent."""

    path: str
    before: Any
    after: Any

    def __str__(self) -> str:
        """Render `path: before -> after`, values as JSON, absent ones as such."""
        shown = [
            "absent" if value is None else json.dumps(value, ensure_ascii=False) for value in (self.before, self.after)
        ]
        # The key of a tag is part of the path, and may hold anything.
        path = self.path if self.path.isprintable() else json.dumps(self.path)
        return f"{path}: {shown[0]} -> {shown[1]}"


def update_body(pool: Json, email_configuration: Json) -> Json:
    """
    Make the full UpdateUserPool request: everything that is live, and the new EmailConfiguration.

    What was read is sent as it is, with four exceptions that AWS's own rules force: read-only and create-only
    members, AWS's own `aws:` tags, the deprecated UnusedAccountValidityDays beside its successor, and ACR names that
    are all AWS's own on the tier LITE, which may not set any.
    """
    kept = {member: value for member, value in pool.items() if member not in READ_ONLY | CREATE_ONLY}
    body: Json = {RENAMED.get(member, member): value for member, value in kept.items()}
    if "UserPoolTags" in body:
        body["UserPoolTags"] = own_tags(body["UserPoolTags"])
    if _has_successor(pool):
        admin = body["AdminCreateUserConfig"]
        body["AdminCreateUserConfig"] = {k: v for k, v in admin.items() if k != "UnusedAccountValidityDays"}
    if pool.get("UserPoolTier") == "LITE" and not any(_flat(pool.get("AcrConfiguration"), "AcrConfiguration", pool)):
        body.pop("AcrConfiguration", None)
    return {"UserPoolId": pool["Id"], **body, "EmailConfiguration": email_configuration}


def differences(before: Json, after: Json) -> list[Difference]:
    """Compare two snapshots outside EmailConfiguration and what changes by itself, setting by setting."""
    left, right = dict(flat_settings(before)), dict(flat_settings(after))
    return [
        Difference(path, left.get(path), right.get(path))
        for path in sorted(left.keys() | right.keys())
        if _comparable(left.get(path)) != _comparable(right.get(path))
    ]


def unchanged(before: Json, now: Json) -> bool:
    """Tell whether nobody wrote to the pool between two descriptions; users may have come and gone."""
    ignored = VOLATILE - {"LastModifiedDate"}
    left, right = ({k: v for k, v in pool.items() if k not in ignored} for pool in (before, now))
    return left == right


def email_configuration(pool: Json) -> Json:
    """Give the live EmailConfiguration without empty members; a pool without one sends by COGNITO_DEFAULT."""
    live = {member: value for member, value in pool.get("EmailConfiguration", {}).items() if value not in ("", None)}
    return {"EmailSendingAccount": "COGNITO_DEFAULT"} | live


def own_tags(tags: Json) -> Json:
    """Give the tags without those of AWS itself (`aws:cloudformation:...`), which nobody else may write."""
    return {key: value for key, value in tags.items() if not key.startswith("aws:")}


def _has_successor(pool: Json) -> bool:
    """Tell whether UpdateUserPool would refuse UnusedAccountValidityDays: its successor is set as well."""
    password = pool.get("Policies", {}).get("PasswordPolicy", {})
    return "TemporaryPasswordValidityDays" in password and "UnusedAccountValidityDays" in pool.get(
        "AdminCreateUserConfig", {}
    )


def described_name(member: str) -> str:
    """Give DescribeUserPool's name of a member of UpdateUserPool."""
    return next((old for old, new in RENAMED.items() if new == member), member)


def flat_settings(pool: Json) -> Iterator[tuple[str, Any]]:
    """Yield path and value of every setting, without e-mail, AWS's own tags and what changes by itself."""
    for member, value in pool.items():
        if member in VOLATILE or member == "EmailConfiguration":
            continue
        yield from _flat(own_tags(value) if member == "UserPoolTags" else value, member, pool)


def _flat(value: Any, path: str, pool: Json) -> Iterator[tuple[str, Any]]:
    if path == "AdminCreateUserConfig.UnusedAccountValidityDays" and _has_successor(pool):
        return
    if isinstance(value, dict) and value:
        for member, inner in value.items():
            yield from _flat(inner, f"{path}.{member}", pool)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for index, item in enumerate(value):
            yield from _flat(item, f"{path}[{index}]", pool)
    elif path in MERGED_IN and value == MERGED_IN[path]:
        return
    elif value not in ({}, [], "", None) or path.startswith((*_EMPTY_MEANS_SOMETHING, *_KEYS_MEAN_SOMETHING)):
        yield path, value


def _comparable(value: Any) -> Any:
    """Compare lists of names as sets: AWS and the provider give them back in any order."""
    return sorted(value, key=str) if isinstance(value, list) else value
