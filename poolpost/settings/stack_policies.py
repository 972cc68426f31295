"""Every IAM policy that a stack writes, as text. Pure: the stacks write these, and the gate holds a plan against them."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from poolpost.settings import Settings
from poolpost.settings.tables.senders import Sender


def identity_policy(settings: Settings) -> str | None:
    """
    Return the sending authorisation policy of the Cognito guide's page on user pool e-mail; None where none is needed.

    It names the environment's own pool, and those of the environments that share its identity.
    """
    if settings.shared_owner is not None:
        return None
    statements: list[dict[str, Any]] = []
    if settings.policy_principal is not None and settings.user_pool.id_ is not None:
        statements.append(_cognito_sends(settings, "ThisPool", settings.policy_principal, settings.pool_arn))
    for each in settings.shared_with:
        if each.principal is not None and each.pool_id is not None and each.pool_arn is not None:
            sid = re.sub(r"[^A-Za-z0-9]", "", each.pool_id)
            statements.append(_cognito_sends(settings, sid, each.principal, each.pool_arn))
    return _document(*statements) if statements else None


def _cognito_sends(settings: Settings, sid: str, principal: str, pool_arn: str) -> dict[str, Any]:
    return {
        "Sid": f"CognitoSendsFor{sid}",
        "Effect": "Allow",
        "Principal": {"Service": principal},
        "Action": ["ses:SendEmail", "ses:SendRawEmail"],
        "Resource": settings.identity_arn,
        "Condition": {
            "StringEquals": {"aws:SourceAccount": settings.aws.account_id},
            "ArnLike": {"aws:SourceArn": pool_arn},
        },
    }


def sender_policies(settings: Settings) -> dict[str, str]:
    """
    Return the policy of each application in [senders]: send with this identity, from these addresses, by this set.

    IAM is asked about the identity and about the configuration set, that of the request or the identity's default (service
    authorization reference, SES v2; aws/aws-cdk#34402). So both are named, and a request by any other set is refused.
    """
    places = [settings, *([settings.second] if settings.second is not None else [])]
    return (
        {name: _sender_policy(places, each) for name, each in settings.senders.items()} if settings.has_domain else {}
    )


def _sender_policy(places: Sequence[Settings], sender: Sender) -> str:
    sends = ["ses:SendEmail", "ses:SendRawEmail"]
    operator = "StringLike" if any("*" in each for each in sender.from_) else "StringEquals"
    return _document(
        {
            "Sid": "SendFromTheseAddresses",
            "Effect": "Allow",
            "Action": sends,
            "Resource": [each.ses_arn(f"identity/{each.domain.name}") for each in places],
            "Condition": {operator: {"ses:FromAddress": list(sender.from_)}},
        },
        {
            "Sid": "SendByThisConfigurationSet",
            "Effect": "Allow",
            "Action": sends,
            "Resource": [each.configuration_set_arn for each in places],
        },
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
    services = {
        "Sid": "ServicesEncryptEvents",
        "Effect": "Allow",
        "Principal": {"Service": ["ses.amazonaws.com", "cloudwatch.amazonaws.com", "sns.amazonaws.com"]},
        "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
        "Resource": "*",
    }
    return _document(_owner(settings), services)


def _owner(settings: Settings) -> dict[str, Any]:
    """Let the account administer its key: a key without such a statement can end up without any administrator."""
    aws = settings.aws
    return {
        "Sid": "OwnerAdministers",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{aws.partition}:iam::{aws.account_id}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }


def mail_bucket_policy(settings: Settings, bucket_arn: str) -> str:
    """
    Let SES write for these rules only: SES developer guide, receiving-email-permissions. TLS for everyone else too.

    The rules are named one by one, so a rule that someone adds to a shared rule set cannot write here.
    """
    ses = {
        "Sid": "SesStoresReceivedMail",
        "Effect": "Allow",
        "Principal": {"Service": "ses.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{bucket_arn}/*",
        "Condition": {"StringEquals": _for_storing_rules(settings)},
    }
    tls = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return _document(ses, tls)


def mail_key_policy(settings: Settings) -> str:
    """Let SES write through the bucket's default encryption: S3 asks KMS in the name of who writes the object."""
    ses = {
        "Sid": "SesStoresReceivedMail",
        "Effect": "Allow",
        "Principal": {"Service": "ses.amazonaws.com"},
        "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
        "Resource": "*",
        "Condition": {"StringEquals": _for_storing_rules(settings)},
    }
    return _document(_owner(settings), ses)


def _for_storing_rules(settings: Settings) -> dict[str, Any]:
    """Return the condition keys of a request that SES makes for the rules that store mail."""
    rules = settings.inbound.storing() if settings.inbound else ()
    return {
        "aws:SourceAccount": settings.aws.account_id,
        "aws:SourceArn": [settings.receipt_rule_arn(name) for name in rules],
    }


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


def of_region(settings: Settings, name: Callable[[str], str]) -> dict[tuple[str, str], str]:
    """Return every policy of a region by address and attribute; `name` makes the Terraform names there."""
    events, firehose = name("events"), settings.events.firehose
    known = {
        (f"aws_sns_topic_policy.{events}", "policy"): topic_policy(settings, f"${{aws_sns_topic.{events}.arn}}"),
        (f"aws_kms_key.{events}", "policy"): key_policy(settings),
    }
    if settings.inbound is not None:
        bucket = "${aws_s3_bucket.inbound.arn}"
        known["aws_s3_bucket_policy.inbound", "policy"] = mail_bucket_policy(settings, bucket)
        known["aws_kms_key.inbound", "policy"] = mail_key_policy(settings)
    if (identity := identity_policy(settings)) is not None:
        known[f"aws_sesv2_email_identity_policy.{name('cognito')}", "policy"] = identity
    if firehose is not None:
        known["aws_iam_role.firehose", "assume_role_policy"] = firehose_trust(settings)
        known["aws_iam_role_policy.firehose", "policy"] = firehose_policy(firehose.delivery_stream_arn)
    return known


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
