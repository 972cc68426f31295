"""Which settings are meant to differ between environments."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from poolpost.review.environment_specific import MEANT, is_meant
from poolpost.settings import Settings

PROMOTABLE = {
    "alarms.bounce_rate",
    "alarms.complaint_rate",
    "configuration_set.max_delivery_seconds",
    "configuration_set.reputation_metrics",
    "configuration_set.suppressed_reasons",
    "configuration_set.tls_policy",
    "configuration_set.tracking.https",
    "domain.dkim.key_length",
    "domain.feedback_forwarding",
    "domain.mail_from.label",
    "domain.mail_from.on_mx_failure",
    "domain.mail_from.spf_all",
    "events.cloudwatch.dimensions",
    "events.cloudwatch.enabled",
    "events.cloudwatch.event_types",
    "events.eventbridge.enabled",
    "events.eventbridge.event_types",
    "events.firehose.enabled",
    "events.firehose.event_types",
    "events.sns.enabled",
    "events.sns.event_types",
    "events.sns.kms",
    "inbound.bucket.kms",
    "inbound.bucket.retention_days",
    "inbound.rules.NAME.bounce.message",
    "inbound.rules.NAME.bounce.smtp_reply_code",
    "inbound.rules.NAME.bounce.status_code",
    "inbound.rules.NAME.enabled",
    "inbound.rules.NAME.lambda.invocation",
    "inbound.rules.NAME.order",
    "inbound.rules.NAME.s3.prefix",
    "inbound.rules.NAME.scan",
    "inbound.rules.NAME.sns.encoding",
    "inbound.rules.NAME.tls_policy",
    "messages.invitation.email_message_file",
    "messages.invitation.email_subject",
    "messages.verification.default_email_option",
    "messages.verification.email_message_by_link_file",
    "messages.verification.email_message_file",
    "messages.verification.email_subject",
    "messages.verification.email_subject_by_link",
    "user_pool.from",
    "user_pool.identity",
    "user_pool.mode",
    "user_pool.sending",
    "user_pool.use_configuration_set",
    "verification_templates.NAME.content_file",
    "verification_templates.NAME.subject",
}


def _leaves(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Name every key that an environment file may have."""
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        key = f"{prefix}{field.alias or name}"
        inner = list(_models(field.annotation))
        if not inner:
            yield key
        for each, below in inner:
            yield from _leaves(each, f"{key}.{below}")


def _models(annotation: Any) -> Iterator[tuple[type[BaseModel], str]]:
    """Give the tables that a field may hold; one with names of its own has NAME in its key."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, ""
    elif get_origin(annotation) is dict:
        yield from ((each, "NAME.") for each, _ in _models(get_args(annotation)[1]))
    elif get_origin(annotation) is not tuple:
        for inner in get_args(annotation):
            yield from _models(inner)


def test_every_setting_is_decided() -> None:
    """A new setting is promotable: add it here, or to environment_specific.py with a reason."""
    assert {key for key in _leaves(Settings) if not is_meant(key)} == PROMOTABLE


def test_every_meant_key_exists() -> None:
    """A renamed setting would silently become promotable."""
    keys = set(_leaves(Settings))
    assert [meant.key for meant in MEANT if not any(meant.covers(key) for key in keys)] == []
    assert all(meant.reason for meant in MEANT)
