"""The part of `poolpost.gate.written` about events: destinations, topic, key, subscribers and alarms. Pure."""

from collections.abc import Iterator

from poolpost.dns.terraform_text import literal
from poolpost.settings import Settings
from poolpost.settings.tables.events import CloudWatch, Firehose, Sns
from poolpost.settings.terraform_names import subscriber_name
from poolpost.standards.raw import Json

CONFIGURATION_SET = "${aws_sesv2_configuration_set.sign_in.configuration_set_name}"
_TOPIC = "${aws_sns_topic.events.arn}"
_HOUR, _DAY = 3600, 86400  # seconds


def events(settings: Settings) -> Iterator[tuple[str, Json]]:
    """Yield the event destinations, and what they publish through."""
    wanted, aws = settings.events, settings.aws
    targets: dict[str, Json] = {}
    if not settings.owns_set:
        return
    if wanted.sns is not None:
        targets["sns"] = {"sns_destination": [{"topic_arn": _TOPIC}]}
        yield from _topic(settings, wanted.sns)
    if wanted.cloudwatch is not None:
        targets["cloudwatch"] = {"cloud_watch_destination": [_dimensions(wanted.cloudwatch)]}
    if wanted.eventbridge is not None:
        bus = f"arn:{aws.partition}:events:{aws.region}:{aws.account_id}:event-bus/default"
        targets["eventbridge"] = {"event_bridge_destination": [{"event_bus_arn": bus}]}
    if wanted.firehose is not None:
        targets["firehose"] = {"kinesis_firehose_destination": [_stream(wanted.firehose)]}
        if wanted.firehose.role_arn is None:
            yield "aws_iam_role.firehose", {"name": f"poolpost-{settings.name}-ses-events"}
            yield "aws_iam_role_policy.firehose", {"name": "write-events", "role": "${aws_iam_role.firehose.name}"}
    for kind, target in targets.items():
        each = getattr(wanted, kind)
        sent: Json = {"enabled": each.enabled, "matching_event_types": list(each.event_types), **target}
        arguments: Json = {
            "configuration_set_name": CONFIGURATION_SET,
            "event_destination_name": kind,
            "event_destination": [sent],
        }
        yield f"aws_sesv2_configuration_set_event_destination.{kind}", arguments


def _topic(settings: Settings, sns: Sns) -> Iterator[tuple[str, Json]]:
    creates = sns.kms == "create"
    key = "${aws_kms_key.events.arn}" if creates else None if sns.kms == "none" else sns.kms
    yield "aws_sns_topic.events", {"name": sns.topic_name, "kms_master_key_id": key}
    yield "aws_sns_topic_policy.events", {"arn": _TOPIC}
    if creates:
        yield "aws_kms_key.events", {"enable_key_rotation": True}
        name = f"alias/poolpost-{settings.name}-events"
        yield "aws_kms_alias.events", {"name": name, "target_key_id": "${aws_kms_key.events.key_id}"}
    for each in sns.subscribers:
        name, endpoint = subscriber_name(each.protocol, each.endpoint), literal(each.endpoint)
        told: Json = {"topic_arn": _TOPIC, "protocol": each.protocol, "endpoint": endpoint}
        yield f"aws_sns_topic_subscription.{name}", told
        if each.protocol == "lambda":
            invokes: Json = {"action": "lambda:InvokeFunction", "principal": "sns.amazonaws.com"}
            yield f"aws_lambda_permission.{name}", invokes | {"function_name": endpoint, "source_arn": _TOPIC}


def _dimensions(cloudwatch: CloudWatch) -> Json:
    dimensions = [
        {
            "dimension_name": each.name,
            "dimension_value_source": each.source,
            "default_dimension_value": each.default,
        }
        for each in cloudwatch.dimensions
    ]
    return {"dimension_configuration": dimensions}


def _stream(firehose: Firehose) -> Json:
    role = firehose.role_arn or "${aws_iam_role.firehose.arn}"
    return {"delivery_stream_arn": firehose.delivery_stream_arn, "iam_role_arn": role}


def alarms(settings: Settings) -> Iterator[tuple[str, Json]]:
    """Yield the alarms on reputation and volume."""
    wanted = settings.alarms
    if wanted is None or not settings.owns_set:
        return
    actions = [_TOPIC] if settings.events.sns is not None else []
    rows: tuple[tuple[str, str, float | None, str, int], ...] = (
        ("bounce_rate", "Reputation.BounceRate", wanted.bounce_rate, "Average", _HOUR),
        ("complaint_rate", "Reputation.ComplaintRate", wanted.complaint_rate, "Average", _HOUR),
        ("daily_sends", "Send", wanted.daily_sends, "Sum", _DAY),
    )
    for name, metric, threshold, statistic, period in rows:
        if threshold is not None:
            yield (
                f"aws_cloudwatch_metric_alarm.{name}",
                {
                    "alarm_name": f"poolpost-{settings.name}-{name.replace('_', '-')}",
                    "namespace": "AWS/SES",
                    "metric_name": metric,
                    "statistic": statistic,
                    "period": period,
                    "evaluation_periods": 1,
                    "threshold": threshold,
                    "comparison_operator": "GreaterThanOrEqualToThreshold",
                    "treat_missing_data": "ignore",
                    "alarm_actions": actions,
                    "ok_actions": actions,
                },
            )
