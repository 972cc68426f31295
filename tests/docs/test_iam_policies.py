"""The policies of docs/iam say what they are meant to say; what AWS is really asked for is in tests/e2e."""

import json
import re
from typing import Any

import pytest

from tests.scenes.iam_policies import (
    DIRECTORY,
    NOT_SEEN,
    WHOLE_ACCOUNT,
    actions_of,
    allowed_by,
    is_read,
    statements,
)

POLICIES = ("plan", "deploy", "zone", "inbound", "inbound-read")
KEYWORDS = {"AWS", "CNAME", "TXT"}
"""A kind of principal, and types of records."""
TRUSTS = ("trust-plan", "trust-deploy")
CLAIM = "token.actions.githubusercontent.com:"


def _resources(statement: dict[str, Any]) -> list[str]:
    resource = statement["Resource"]
    return [resource] if isinstance(resource, str) else resource


def test_the_plan_role_can_write_nothing() -> None:
    """Whoever opens a pull request can run code with it."""
    assert [action for name in ("plan", "inbound-read") for action in allowed_by(name) if not is_read(action)] == []


def test_the_deploy_role_can_do_what_the_plan_role_can() -> None:
    """One policy is enough for a deploy."""
    assert allowed_by("plan") < allowed_by("deploy")
    assert allowed_by("inbound-read") < allowed_by("inbound")


@pytest.mark.parametrize("name", POLICIES)
def test_no_action_is_a_pattern(name: str) -> None:
    """A pattern allows what AWS adds next year."""
    assert [action for action in allowed_by(name) if "*" in action] == []


@pytest.mark.parametrize("name", POLICIES)
def test_every_statement_names_its_resource(name: str) -> None:
    """All resources only where AWS knows no other, each with its reason."""
    whole = {action for one in statements(name) if _resources(one) == ["*"] for action in one["Action"]}
    assert whole <= set(WHOLE_ACCOUNT)
    assert whole == allowed_by(name) & set(WHOLE_ACCOUNT)


def test_what_can_pass_a_role_or_a_key_says_to_whom() -> None:
    """PassRole, CreateGrant and the service-linked role are useful to an attacker without their condition."""
    powerful = {
        "iam:PassRole",
        "iam:CreateServiceLinkedRole",
        "kms:CreateGrant",
        "kms:CreateKey",
        "kms:GenerateDataKey",
    }
    found = [one for one in statements("deploy") if powerful & set(one["Action"])]
    assert {action for one in found for action in one["Action"]} >= powerful
    assert all(one["Condition"]["StringEquals"] for one in found)


def test_no_policy_can_destroy_a_pool_or_its_mfa() -> None:
    """Not even by mistake: DeleteUserPool and SetUserPoolMfaConfig are nowhere, and no child of a pool can be changed."""
    cognito = {action for action in allowed_by("deploy") if action.startswith("cognito-idp:")}
    written = {action for action in cognito if not is_read(action)}
    assert written == {"cognito-idp:CreateUserPool", "cognito-idp:UpdateUserPool"}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_fits_into_a_role(name: str) -> None:
    """Inline policies of a role: 10,240 characters without white space (IAM and STS quotas)."""
    text = (DIRECTORY / f"{name}.json").read_text(encoding="utf-8")
    assert len(re.sub(r"\s", "", text)) <= 10_240
    assert len({one["Sid"] for one in statements(name)}) == len(statements(name))


@pytest.mark.parametrize("name", [*POLICIES, *TRUSTS, "trust-zone", "assume-zone"])
def test_every_placeholder_is_explained(name: str) -> None:
    """The words in capitals are to be replaced; the table says by what."""
    text = (DIRECTORY / f"{name}.json").read_text(encoding="utf-8")
    words = set(re.findall(r"(?<![A-Za-z])[A-Z]{3,}(?:_[A-Z]+)*(?![A-Za-z])", text)) - KEYWORDS
    table = (DIRECTORY / "README.md").read_text(encoding="utf-8")
    assert words
    assert [word for word in sorted(words) if f"| `{word}` |" not in table] == []


@pytest.mark.parametrize("name", TRUSTS)
def test_a_role_trusts_one_repository(name: str) -> None:
    """By its immutable id and by what runs; no pattern, and no operator that a missing claim satisfies."""
    (statement,) = statements_of_trust(name)
    assert list(statement["Condition"]) == ["StringEquals"]
    conditions = statement["Condition"]["StringEquals"]
    assert conditions[f"{CLAIM}aud"] == "sts.amazonaws.com"
    assert conditions[f"{CLAIM}repository_id"] == "REPOSITORY_ID"
    assert "*" not in json.dumps(conditions)


def test_the_deploy_role_is_for_an_environment_on_the_main_branch() -> None:
    """A branch that names the environment in a workflow of its own gets nothing."""
    conditions = statements_of_trust("trust-deploy")[0]["Condition"]["StringEquals"]
    assert conditions[f"{CLAIM}sub"] == "SUBJECT_PREFIX:environment:ENVIRONMENT"
    assert conditions[f"{CLAIM}ref"] == "refs/heads/main"


def test_the_zone_role_writes_records_of_the_domain_only() -> None:
    """Whoever may assume it could otherwise take over every name of the company."""
    write = next(one for one in statements("zone") if "route53:ChangeResourceRecordSets" in one["Action"])
    names = write["Condition"]["ForAllValues:StringLike"]["route53:ChangeResourceRecordSetsNormalizedRecordNames"]
    assert names == ["DOMAIN", "*.DOMAIN"]
    assert allowed_by("zone") == {action for action in allowed_by("deploy") if action.startswith("route53:")}


def test_the_zone_role_trusts_the_two_roles_only() -> None:
    """An account as principal is everybody in it, unless a condition names them."""
    (statement,) = statements_of_trust("trust-zone")
    assert statement["Principal"] == {"AWS": "arn:aws:iam::ACCOUNT_ID:root"}
    roles = [f"arn:aws:iam::ACCOUNT_ID:role/poolpost-{name}" for name in ("deploy", "plan")]
    assert statement["Condition"]["ArnEquals"]["aws:PrincipalArn"] == roles
    (assumes,) = statements("assume-zone")
    assert assumes["Resource"] == "arn:aws:iam::ZONE_ACCOUNT_ID:role/ZONE_ROLE"


def test_requests_become_actions() -> None:
    """Services that are signed for under another name, S3 by method and path, and what needs no permission."""
    calls = [
        {"service": "sesv2", "operation": "GetAccount", "method": "GET", "path": "/v2/email/account"},
        {"service": "monitoring", "operation": "PutMetricAlarm", "method": "POST", "path": "/"},
        {"service": "s3", "operation": "GET /state", "method": "GET", "path": "/state"},
        {"service": "s3", "operation": "HEAD /state/key", "method": "HEAD", "path": "/state/key"},
        {"service": "sts", "operation": "GetCallerIdentity", "method": "POST", "path": "/"},
    ]
    assert actions_of(calls) == {"ses:GetAccount", "cloudwatch:PutMetricAlarm", "s3:ListBucket", "s3:GetObject"}


def test_every_reason_is_about_an_action_of_a_policy() -> None:
    """A reason for what is not there any more is noise."""
    assert set(NOT_SEEN) <= allowed_by("deploy")
    assert set(WHOLE_ACCOUNT) <= allowed_by("deploy") | allowed_by("inbound")


def statements_of_trust(name: str) -> list[dict[str, Any]]:
    """Give the statements of a trust policy."""
    return json.loads((DIRECTORY / f"{name}.json").read_text(encoding="utf-8"))["Statement"]
