"""The IAM policies of docs/iam, and which IAM actions the requests of a run need."""

import json
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import parse_qs

from tests.conftest import ROOT

DIRECTORY = ROOT / "docs/iam"

PREFIXES = {"sesv2": "ses", "monitoring": "cloudwatch"}
"""Signing names whose IAM prefix is another one (AWS service authorization reference: SES v2, CloudWatch)."""
FREE = {"sts:GetCallerIdentity"}
"""Needs no permission (STS API reference, GetCallerIdentity)."""
OBJECT_ACTIONS = {"GET": "s3:GetObject", "HEAD": "s3:GetObject", "PUT": "s3:PutObject", "DELETE": "s3:DeleteObject"}
"""S3 operations on an object (service authorization reference: HeadObject is authorized as s3:GetObject)."""
BUCKET_PARTS = {
    "accelerate": "AccelerateConfiguration",
    "acl": "BucketAcl",
    "cors": "BucketCORS",
    "encryption": "EncryptionConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "location": "BucketLocation",
    "logging": "BucketLogging",
    "object-lock": "BucketObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "replication": "ReplicationConfiguration",
    "requestPayment": "BucketRequestPayment",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}
"""Parts of a bucket by their query parameter, as IAM calls them; removing one is Put as well (the same reference)."""

NOT_SEEN = {
    "iam:PassRole": "for the pool's SMS role and SES's Firehose role: checked by AWS, not a request",
    "kms:CreateGrant": "for the pool's own KMS key: asked for by Cognito on our behalf, not a request of ours",
    "kms:Decrypt": "state that is encrypted with a key of its own: asked for by S3 on our behalf",
    "kms:GenerateDataKey": "the same, to write it",
    "kms:PutKeyPolicy": "when alarms come later: CloudWatch gets into the policy of the topic's key",
    "ses:CreateEmailIdentityPolicy": "only where the pool's region sends through another one",
    "ses:DeleteEmailIdentityPolicy": "the same",
    "ses:PutEmailIdentityConfigurationSetAttributes": "when configuration_set.name changes",
    "ses:UpdateEmailIdentityPolicy": "the same",
}
"""Actions of the policies that no request of the story shows, each with why it is there."""

WHOLE_ACCOUNT = {
    "cloudtrail:DescribeTrails": "has no resource type",
    "cloudtrail:LookupEvents": "has no resource type",
    "cloudwatch:DescribeAlarms": "lists all alarms, to find those on SES",
    "cloudwatch:GetMetricStatistics": "has no resource type",
    "cognito-idp:CreateUserPool": "has no resource type; remove it where no pool is made",
    "cognito-idp:DescribeUserPoolDomain": "has no resource type: a domain is asked for by its name",
    "cognito-idp:ListUserPools": "has no resource type",
    "kms:CreateKey": "has no resource type; the tag is demanded instead",
    "kms:ListAliases": "has no resource type",
    "route53:ListHostedZones": "has no resource type",
    "ses:GetAccount": "has no resource type",
    "ses:PutAccountSuppressionAttributes": "has no resource type",
    **dict.fromkeys(
        (
            *("ses:CreateReceiptRule", "ses:CreateReceiptRuleSet", "ses:DeleteReceiptRule", "ses:DeleteReceiptRuleSet"),
            *("ses:DescribeActiveReceiptRuleSet", "ses:DescribeReceiptRule", "ses:DescribeReceiptRuleSet"),
            *("ses:SetActiveReceiptRuleSet", "ses:SetReceiptRulePosition", "ses:UpdateReceiptRule"),
        ),
        "SES knows no resource type for receipt rules",
    ),
}
"""Actions that AWS lets nobody restrict to a resource (service authorization reference), and why they are needed."""

READS = ("Describe*", "Get*", "List*", "Lookup*", "Decrypt")
"""Names of actions that change nothing."""


def statements(name: str) -> list[dict[str, Any]]:
    """Return the statements of docs/iam/NAME.json."""
    return json.loads((DIRECTORY / f"{name}.json").read_text(encoding="utf-8"))["Statement"]


def allowed_by(name: str) -> set[str]:
    """Return the actions that a policy allows."""
    return {action for statement in statements(name) for action in statement["Action"]}


def is_read(action: str) -> bool:
    """Whether an action changes nothing, by its name."""
    return any(fnmatchcase(action.partition(":")[2], pattern) for pattern in READS)


def actions_of(calls: list[dict[str, Any]]) -> set[str]:
    """Return the IAM actions that requests need, as the embedded AWS logged them."""
    return {_action(call) for call in calls} - FREE


def _of_bucket(method: str, query: str) -> str:
    part = next((name for name in BUCKET_PARTS if name in parse_qs(query, keep_blank_values=True)), "")
    if not part:
        return {"PUT": "s3:CreateBucket", "DELETE": "s3:DeleteBucket"}.get(method, "s3:ListBucket")
    if method == "DELETE" and part == "policy":
        return "s3:DeleteBucketPolicy"
    return f"s3:{'Get' if method == 'GET' else 'Put'}{BUCKET_PARTS[part]}"


def _action(call: dict[str, Any]) -> str:
    if call["service"] == "s3":
        in_bucket = "/" in call["path"].strip("/")
        return OBJECT_ACTIONS[call["method"]] if in_bucket else _of_bucket(call["method"], call.get("query", ""))
    return f"{PREFIXES.get(call['service'], call['service'])}:{call['operation']}"
