"""The part of `poolpost.gate.written` about received mail: bucket, key, permissions and receipt rules. Pure."""

from collections.abc import Iterator

from poolpost.dns.terraform_text import literal
from poolpost.settings import Settings
from poolpost.settings.tables.inbound import Bucket, Inbound, ReceiptRule
from poolpost.settings.terraform_names import slug
from poolpost.standards.raw import Json

_BUCKET = "${aws_s3_bucket.inbound.id}"
_RULE_SET = "${aws_ses_receipt_rule_set.inbound.rule_set_name}"


def inbound(settings: Settings) -> Iterator[tuple[str, Json]]:
    """Yield what receives mail."""
    wanted = settings.inbound
    if wanted is None:
        return
    if wanted.bucket is not None:
        yield from _bucket(settings, wanted.bucket)
    if wanted.create_rule_set:
        yield "aws_ses_receipt_rule_set.inbound", {"rule_set_name": wanted.rule_set}
        yield "aws_ses_active_receipt_rule_set.inbound", {"rule_set_name": _RULE_SET}
    previous: str | None = None
    for name, rule in wanted.rules.items():
        yield from _rule(settings, wanted, name, rule, previous)
        previous = name


def _bucket(settings: Settings, bucket: Bucket) -> Iterator[tuple[str, Json]]:
    creates = bucket.kms == "create"
    key = "${aws_kms_key.inbound.arn}" if creates else None if bucket.kms == "none" else bucket.kms
    if creates:
        yield "aws_kms_key.inbound", {"enable_key_rotation": True}
        name = f"alias/poolpost-{settings.name}-inbound"
        yield "aws_kms_alias.inbound", {"name": name, "target_key_id": "${aws_kms_key.inbound.key_id}"}
    yield "aws_s3_bucket.inbound", {"bucket": bucket.name}
    closed = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    yield "aws_s3_bucket_public_access_block.inbound", {"bucket": _BUCKET} | dict.fromkeys(closed, True)
    owner: Json = {"bucket": _BUCKET, "rule": [{"object_ownership": "BucketOwnerEnforced"}]}
    yield "aws_s3_bucket_ownership_controls.inbound", owner
    yield "aws_s3_bucket_policy.inbound", {"bucket": _BUCKET}
    default: Json = {"sse_algorithm": "aws:kms" if key else "AES256", "kms_master_key_id": key}
    sse: Json = {"apply_server_side_encryption_by_default": [default], "bucket_key_enabled": key is not None}
    yield "aws_s3_bucket_server_side_encryption_configuration.inbound", {"bucket": _BUCKET, "rule": [sse]}
    retention: Json = {
        "id": "retention",
        "status": "Enabled",
        "filter": [{"prefix": ""}],
        "expiration": [{"days": bucket.retention_days}],
        "abort_incomplete_multipart_upload": [{"days_after_initiation": 7}],
    }
    yield "aws_s3_bucket_lifecycle_configuration.inbound", {"bucket": _BUCKET, "rule": [retention]}


def _rule(
    settings: Settings, wanted: Inbound, name: str, rule: ReceiptRule, previous: str | None
) -> Iterator[tuple[str, Json]]:
    if rule.lambda_ is not None:
        permission: Json = {
            "action": "lambda:InvokeFunction",
            "function_name": literal(rule.lambda_.function_arn),
            "principal": "ses.amazonaws.com",
            "source_account": settings.aws.account_id,
            "source_arn": settings.receipt_rule_arn(name),
        }
        yield f"aws_lambda_permission.inbound_{slug(name)}", permission
    arguments: Json = {
        "name": settings.receipt_rule_name(name),
        "rule_set_name": _RULE_SET if wanted.create_rule_set else wanted.rule_set,
        "after": f"${{aws_ses_receipt_rule.inbound_{slug(previous)}.name}}" if previous is not None else None,
        "recipients": [literal(each) for each in wanted.recipients(rule)],
        "enabled": rule.enabled,
        "scan_enabled": rule.scan,
        "tls_policy": rule.tls_policy.capitalize(),
    }
    yield f"aws_ses_receipt_rule.inbound_{slug(name)}", arguments | _actions(rule)


def _actions(rule: ReceiptRule) -> Json:
    position = {kind: number for number, kind in enumerate(rule.actions, start=1)}
    blocks: Json = {}
    if rule.s3 is not None:
        stored = {"bucket_name": _BUCKET, "object_key_prefix": rule.s3.prefix or None, "position": position["s3"]}
        blocks["s3_action"] = [stored]
    if rule.sns is not None:
        topic = literal(rule.sns.topic_arn)
        blocks["sns_action"] = [{"topic_arn": topic, "encoding": rule.sns.encoding, "position": position["sns"]}]
    if rule.lambda_ is not None:
        function, how = literal(rule.lambda_.function_arn), rule.lambda_.invocation
        invoked = {"function_arn": function, "invocation_type": how, "position": position["lambda"]}
        blocks["lambda_action"] = [invoked]
    if rule.bounce is not None:
        refused = {
            "message": literal(rule.bounce.message),
            "sender": literal(rule.bounce.sender.address),
            "smtp_reply_code": rule.bounce.smtp_reply_code,
            "status_code": rule.bounce.status_code,
            "position": position["bounce"],
        }
        blocks["bounce_action"] = [refused]
    return blocks
