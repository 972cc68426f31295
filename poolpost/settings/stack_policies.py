"""Every IAM policy that a stack writes, as text. Pure: the stacks write these, and the gate holds a plan against them."""

import json
from typing import Any

from poolpost.settings import Settings


def identity_policy(settings: Settings, principal: str) -> str:
    """Return the sending authorisation policy of the Cognito guide's page on user pool e-mail."""
    return _document(
        {
            "Sid": "CognitoSendsForThisPool",
            "Effect": "Allow",
            "Principal": {"Service": principal},
            "Action": ["ses:SendEmail", "ses:SendRawEmail"],
            "Resource": settings.identity_arn,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": settings.aws.account_id},
                "ArnLike": {"aws:SourceArn": settings.pool_arn},
            },
        }
    )


def topic_policy(settings: Settings, topic_arn: str) -> str:
    """Return the policy of the SES developer guide, event-publishing-add-event-destination-sns, and alarms."""
    account = settings.aws.account_id
    ses = {
        "Sid": "SesPublishesEvents",
        "Effect": "Allow",
        "Principal": {"Service": "ses.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic_arn,
        "Condition": {
            "StringEquals": {"AWS:SourceAccount": account, "AWS:SourceArn": settings.configuration_set_arn},
        },
    }
    alarms = {
        "Sid": "AlarmsPublish",
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic_arn,
        "Condition": {"StringEquals": {"AWS:SourceAccount": account}},
    }
    return _document(ses, alarms)


def key_policy(settings: Settings) -> str:
    """
    Let the services use the key: SES developer guide, configure-sns-notifications; SNS developer guide, encryption.

    Without it SES answers InvalidParameterValue. `aws/sns`, AWS's own key, cannot carry such a policy.
    """
    aws = settings.aws
    owner = {
        "Sid": "OwnerAdministers",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{aws.partition}:iam::{aws.account_id}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    services = {
        "Sid": "ServicesEncryptEvents",
        "Effect": "Allow",
        "Principal": {"Service": ["ses.amazonaws.com", "cloudwatch.amazonaws.com", "sns.amazonaws.com"]},
        "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
        "Resource": "*",
    }
    return _document(owner, services)


def firehose_trust(settings: Settings) -> str:
    """Let SES, and only for this configuration set, take the role that writes events."""
    own = {"aws:SourceAccount": settings.aws.account_id, "aws:SourceArn": settings.configuration_set_arn}
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "ses.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": own},
        }
    )


def firehose_policy(stream_arn: str) -> str:
    """Let the role write to one stream."""
    return _document({"Effect": "Allow", "Action": "firehose:PutRecordBatch", "Resource": stream_arn})


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
