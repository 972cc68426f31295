"""What violates a rule about environment files: compared with what is found, rule and key."""

from typing import Any

from poolpost.settings import EnvironmentFileError, validated
from poolpost.settings.rules.all_rules import findings
from tests.conftest import changed

KEY = "A" * 360 + "=="
ACCOUNT_ARN = "arn:aws:{}:eu-west-1:999999999999:{}"
NEW_POOL: list[tuple[str, Any]] = [("user_pool.id", None), ("user_pool.create", {"name": "users"})]
TWO_REGIONS: list[tuple[str, Any]] = [
    ("user_pool.id", "ap-east-1_Abc"),
    ("aws.region", "ap-southeast-1"),
    ("user_pool.sending", "COGNITO_DEFAULT"),
    ("user_pool.from", "no-reply@mail.example.com"),
]
"""COGNITO_DEFAULT with a custom From in an alternate region: all four conditions of REG4."""
HOOK = "https://example.com/a{}b"
Violation = tuple[str, str, str, list[tuple[str, Any]]]
"""Rule, key, what is wrong, and the changes of environments/local.toml that make it so."""


def ids(violations: list[Violation]) -> list[str]:
    """Name each violation by its rule and what is wrong."""
    return [f"{rule}: {what}" for rule, _, what, _ in violations]


def found(violation: Violation) -> set[tuple[str, str]]:
    """Return rule and key of everything that is found in the changed environment."""
    path, data = changed(*violation[3])
    try:
        all_ = list(findings(validated(path, data)))
    except EnvironmentFileError as error:
        all_ = error.findings
    return {(finding.rule, finding.subject) for finding in all_}
