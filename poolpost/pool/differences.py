"""
The safety core: what a user pool consists of, and what a write would do to it. Pure; raw JSON in, values out.

UpdateUserPool sets what a request omits to its default (botocore model text; measured by others, in part). So the
body that we send is the whole live pool with a new EmailConfiguration, a member that we do not know stops the write,
and everything omitted is assumed to be reset.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from poolpost.aws import user_pool_members as members
from poolpost.aws.user_pool_members import VOLATILE
from poolpost.standards.raw import Json

_KEYS_MEAN_SOMETHING = ("UserPoolTags.",)
"""Maps of the user's own keys: a tag with an empty value is a tag."""
_EMPTY_MEANS_SOMETHING = ("DeviceConfiguration", "DcrConfiguration", "MfaConfig")
"""Absent and empty differ: {} remembers devices, an empty list in DCR has a meaning (AWS docs), a factor is on by being there."""

MERGED_IN = {f"AcrConfiguration.Level{level}.AcrValue": f"urn:cognito:loa:{level}" for level in range(1, 5)}
"""
Values that DescribeUserPool returns for what was never set: absent means the same (botocore 1.44.5, UserPoolType:
"always returns the effective configuration, with default names merged in"; it says so of no other member).
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that differs between two snapshots; None means absent."""

    path: str
    before: Any
    after: Any

    @property
    def member(self) -> str:
        """The member at the top of the path: `Policies` of `Policies.PasswordPolicy.MinimumLength`."""
        return self.path.partition(".")[0].partition("[")[0]

    def __str__(self) -> str:
        """Render `path: before -> after`, values as JSON, absent ones as such."""
        shown = [
            "absent" if value is None else json.dumps(value, ensure_ascii=False) for value in (self.before, self.after)
        ]
        # The key of a tag is part of the path, and may hold anything.
        path = self.path if self.path.isprintable() else json.dumps(self.path)
        return f"{path}: {shown[0]} -> {shown[1]}"


def differences(before: Json, after: Json) -> list[Difference]:
    """Compare two snapshots outside EmailConfiguration and what changes by itself, setting by setting."""
    left, right = dict(flat_settings(before)), dict(flat_settings(after))
    return [
        Difference(path, left.get(path), right.get(path))
        for path in sorted(left.keys() | right.keys())
        if differs(left.get(path), right.get(path))
    ]


def unchanged(before: Json, now: Json) -> bool:
    """Return whether nobody wrote to the pool between two descriptions; users may have been added or removed."""
    ignored = VOLATILE - {"LastModifiedDate"}
    left, right = ({k: v for k, v in pool.items() if k not in ignored} for pool in (before, now))
    return left == right


def email_configuration(pool: Json) -> Json:
    """Return the live EmailConfiguration without empty members; a pool without one sends by COGNITO_DEFAULT."""
    live = {member: value for member, value in pool.get("EmailConfiguration", {}).items() if value not in ("", None)}
    return {"EmailSendingAccount": "COGNITO_DEFAULT"} | live


def own_tags(tags: Json) -> Json:
    """Return the tags without those of AWS itself (`aws:cloudformation:...`), which only AWS may write."""
    return {key: value for key, value in tags.items() if not key.startswith("aws:")}


def has_successor(pool: Json) -> bool:
    """Return whether UpdateUserPool would refuse UnusedAccountValidityDays, since its successor is set as well."""
    password = pool.get("Policies", {}).get("PasswordPolicy", {})
    return "TemporaryPasswordValidityDays" in password and "UnusedAccountValidityDays" in pool.get(
        "AdminCreateUserConfig", {}
    )


def flat_settings(pool: Json) -> Iterator[tuple[str, Any]]:
    """Yield path and value of every setting, without e-mail, AWS's own tags and what changes by itself."""
    for member, value in pool.items():
        if member in VOLATILE or member == "EmailConfiguration":
            continue
        yield from flat_members(own_tags(value) if member == "UserPoolTags" else value, member, pool)


def flat_members(value: Any, path: str, pool: Json) -> Iterator[tuple[str, Any]]:
    """Yield the path and value of every leaf below a member, settings that a newer one replaces aside."""
    if path == "AdminCreateUserConfig.UnusedAccountValidityDays" and has_successor(pool):
        return
    if isinstance(value, dict) and value:
        for member, inner in value.items():
            yield from flat_members(inner, f"{path}.{member}", pool)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for index, item in enumerate(value):
            yield from flat_members(item, f"{path}[{index}]", pool)
    elif path in MERGED_IN and value == MERGED_IN[path]:
        return
    elif value not in ({}, [], "", None) or path.startswith((*_EMPTY_MEANS_SOMETHING, *_KEYS_MEAN_SOMETHING)):
        yield path, value


def differs(before: Any, after: Any) -> bool:
    """Return whether two values differ; lists of names are sets, since AWS and the provider return them in any order."""
    return _comparable(before) != _comparable(after)


def _comparable(value: Any) -> Any:
    return sorted(value, key=str) if isinstance(value, list) else value


def fingerprint(pool: Json) -> str:
    """Digest a pool, users and what else changes by itself aside."""
    ignored = members.VOLATILE - {"LastModifiedDate"}
    text = json.dumps({member: value for member, value in pool.items() if member not in ignored}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
