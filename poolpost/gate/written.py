"""
The arguments of every resource of a stack: the gate's own copy, derived from the settings. Pure.

The constructs write the same by cdktf, which the gate must not load. tests/gate/test_written.py compares both, so
a change of a construct changes this too. Policies are in `poolpost.settings.stack_policies`; the pool has its own rules.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from poolpost.dns.records import EASY_DKIM_TOKENS, records, zone_of
from poolpost.dns.terraform_text import literal, literals, terraform_value
from poolpost.gate.rules.rule import READY_ADDRESS
from poolpost.gate.written_events import CONFIGURATION_SET, alarms, events
from poolpost.gate.written_inbound import inbound
from poolpost.settings import Settings
from poolpost.settings.replicas import replicas_of
from poolpost.settings.second_region import second_name
from poolpost.settings.signing import DEFAULT_KEY_LENGTH
from poolpost.settings.stack_policies import identity_policy
from poolpost.settings.terraform_names import PATCH_ADDRESS, sender_name, sender_policy_name, slug
from poolpost.standards.raw import Json

LIVE_ADDRESS = "data.aws_cognito_user_pool.live"
_SECRET = "aws_secretsmanager_secret_version.dkim_private_key"  # noqa: S105 -- an address
_IDENTITY = "${aws_sesv2_email_identity.domain.email_identity}"
_DOMAIN = "aws_sesv2_email_identity.domain"


def written(settings: Settings) -> dict[str, Json]:
    """
    Return the address of each resource and data source -> its arguments as the stack writes them, blocks as lists.

    Templates are as in the stack's JSON, so that a value which is known only after the apply is compared like any other.
    """
    parts = (*_PER_REGION, inbound, _records, _account, _senders, _switch)
    found = {address: _given(arguments) for part in parts for address, arguments in part(settings)}
    return found | (_in_second_region(settings.second) if settings.second is not None else {})


def _in_second_region(second: Settings) -> dict[str, Json]:
    """Return the same of the second region: every name, and every reference to one, begins as names there do."""
    made = ((address, arguments) for part in _PER_REGION for address, arguments in part(second))
    managed = ((address, arguments) for address, arguments in made if not address.startswith("data."))
    return {_renamed(f"${{{address}}}")[2:-1]: _renamed(_given(arguments)) for address, arguments in managed}


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each) for each in value]
    return (
        _REFERENCE.sub(lambda found: f"{found[1]}{second_name(found[2])}", value) if isinstance(value, str) else value
    )


def _identities(settings: Settings) -> Iterator[tuple[str, Json]]:
    if settings.owns_domain:
        yield from _domain(settings)
    sender = settings.identity if settings.user_pool.sends_by_address else None
    if identity_policy(settings) is not None:
        through = f"${{{_address(sender)}.email_identity}}" if sender else _IDENTITY
        policy: Json = {"email_identity": through, "policy_name": "poolpost-cognito"}
        yield "aws_sesv2_email_identity_policy.cognito", policy
    for address in settings.verified_addresses:
        through = CONFIGURATION_SET if address == sender else None
        yield _address(address), {"email_identity": literal(address), "configuration_set_name": through}


def _address(address: str) -> str:
    return f"aws_sesv2_email_identity.address_{slug(address)}"


def _domain(settings: Settings) -> Iterator[tuple[str, Json]]:
    domain = settings.domain
    yield (
        _DOMAIN,
        {
            "email_identity": domain.name,
            "configuration_set_name": CONFIGURATION_SET,
            "dkim_signing_attributes": None if domain.dkim.keep else [_signing(settings)],
        },
    )
    yield (
        "aws_sesv2_email_identity_mail_from_attributes.domain",
        {
            "email_identity": _IDENTITY,
            "mail_from_domain": settings.mail_from_domain,
            "behavior_on_mx_failure": domain.mail_from.on_mx_failure,
        },
    )
    forwarding: Json = {"email_identity": _IDENTITY, "email_forwarding_enabled": domain.feedback_forwarding}
    yield "aws_sesv2_email_identity_feedback_attributes.domain", forwarding
    if domain.dkim.private_key_secret_id is not None:
        yield f"data.{_SECRET}", {"secret_id": literal(domain.dkim.private_key_secret_id)}


def _signing(settings: Settings) -> Json:
    dkim = settings.domain.dkim
    if dkim.selector is None:
        return {"next_signing_key_length": dkim.key_length or DEFAULT_KEY_LENGTH}
    variable = dkim.private_key_variable
    key = f"var.{variable}" if variable is not None else f"data.{_SECRET}.secret_string"
    return {"domain_signing_selector": dkim.selector, "domain_signing_private_key": f"${{{key}}}"}


def _configuration_set(settings: Settings) -> Iterator[tuple[str, Json]]:
    if not settings.owns_set:
        return
    wanted = settings.configuration_set
    delivery = {"tls_policy": wanted.tls_policy, "max_delivery_seconds": wanted.max_delivery_seconds}
    tracking = wanted.tracking
    redirect = [{"custom_redirect_domain": tracking.domain, "https_policy": tracking.https}] if tracking else None
    yield (
        "aws_sesv2_configuration_set.sign_in",
        {
            "configuration_set_name": wanted.name,
            "delivery_options": [delivery],
            "reputation_options": [{"reputation_metrics_enabled": wanted.reputation_metrics}],
            "sending_options": [{"sending_enabled": True}],
            "suppression_options": [{"suppressed_reasons": list(wanted.suppressed_reasons)}],
            "tracking_options": redirect,
        },
    )


def _records(settings: Settings) -> Iterator[tuple[str, Json]]:
    if settings.shared_owner is not None or settings.dns.provider != "route53":
        return
    tokens = "aws_sesv2_email_identity.domain.dkim_signing_attributes[0].tokens"
    awaited = [f'${{try({tokens}[{index}], "no-token-{index + 1}")}}' for index in range(EASY_DKIM_TOKENS)]
    second = [each.replace(".domain.", f".{second_name('domain')}.") for each in awaited]
    for record in records(settings, awaited, second_tokens=second):
        if not record.ours:
            continue
        zone_id, zone = settings.dns.zone_id, zone_of(settings, record)
        if zone_id is None:
            zone_id = f"${{data.aws_route53_zone.zone_{slug(zone)}.zone_id}}"
            yield f"data.aws_route53_zone.zone_{slug(zone)}", {"name": zone, "private_zone": False}
        yield (
            f"aws_route53_record.{slug(record.id)}",
            {
                "zone_id": zone_id,
                "name": record.name,
                "type": record.type,
                "ttl": record.ttl,
                "records": [terraform_value(record, value) for value in record.values],
            },
        )


def _account(settings: Settings) -> Iterator[tuple[str, Json]]:
    if settings.account.suppressed_reasons is not None:
        reasons: Json = {"suppressed_reasons": list(settings.account.suppressed_reasons)}
        yield "aws_sesv2_account_suppression_attributes.account", reasons
    if settings.account.service_linked_role:
        yield "aws_iam_service_linked_role.cognito_email", {"aws_service_name": "email.cognito-idp.amazonaws.com"}


def _senders(settings: Settings) -> Iterator[tuple[str, Json]]:
    for name, sender in settings.senders.items():
        if sender.role is not None:
            policy: Json = {"name": sender_policy_name(settings.name, name), "role": literal(sender.role)}
            yield f"aws_iam_role_policy.{sender_name(name)}", policy


def _switch(settings: Settings) -> Iterator[tuple[str, Json]]:
    if settings.user_pool.mode == "patch":
        yield PATCH_ADDRESS, {"triggers_replace": literals(settings.triggers)}
        yield LIVE_ADDRESS, {"user_pool_id": settings.user_pool.id}
        for replica in replicas_of(settings):
            yield replica.switch_address, {"triggers_replace": literals(replica.triggers)}
    else:
        wanted = literal(json.dumps(settings.email_configuration, ensure_ascii=False))
        yield READY_ADDRESS, {"triggers_replace": {"email_configuration": wanted}}


_PER_REGION = (_identities, _configuration_set, events, alarms)
"""What an environment has in each of its SES regions."""
_REFERENCE = re.compile(r"((?<!\$)\$\{aws_\w+\.)(\w+)")


def _given(value: Any) -> Any:
    """Leave out what is not set, as cdktf does."""
    if isinstance(value, dict):
        return {name: _given(each) for name, each in value.items() if each is not None}
    return [_given(each) for each in value] if isinstance(value, list) else value
