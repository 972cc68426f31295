"""A deployed environment as a plan sees it: every kind of resource that the stack makes, and pools that send with it."""

import copy
from typing import Any

from poolpost.dns.records import records
from poolpost.emulator.demo_pool import production_pool
from poolpost.settings import Settings
from poolpost.settings.terraform_names import PATCH_ADDRESS, POOL_ADDRESS
from poolpost.standards.terraform_plan import Change
from tests.scenes.gate_situations import PATCH, change

Json = dict[str, Any]
DOMAIN, SET = PATCH.domain.name, PATCH.configuration_set.name
TOKENS = ["one", "two", "three"]
TOPIC = "arn:aws:sns:eu-west-1:000000000000:sign-in-mail"
KEY = "arn:aws:kms:eu-west-1:000000000000:key/1"
ROLE = "arn:aws:iam::000000000000:role/events"
OTHER = "eu-west-1_Other"
ARN = "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/"

IDENTITY: Json = {
    "email_identity": DOMAIN,
    "configuration_set_name": SET,
    "dkim_signing_attributes": [{"tokens": TOKENS}],
}
STATE: dict[str, Json] = {
    "aws_sesv2_email_identity.domain": IDENTITY,
    "aws_sesv2_email_identity_mail_from_attributes.domain": {"email_identity": DOMAIN},
    "aws_sesv2_email_identity_feedback_attributes.domain": {"email_identity": DOMAIN},
    "aws_sesv2_email_identity_policy.cognito": {
        "email_identity": DOMAIN,
        "policy": f'{{"aws:SourceArn": "{ARN}{PATCH.user_pool.id}"}}',
    },
    "aws_sesv2_configuration_set.sign_in": {"configuration_set_name": SET},
    "aws_sesv2_configuration_set_event_destination.sns": {
        "configuration_set_name": SET,
        "event_destination": [{"sns_destination": [{"topic_arn": TOPIC}]}],
    },
    "aws_sesv2_configuration_set_event_destination.firehose": {
        "configuration_set_name": SET,
        "event_destination": [{"kinesis_firehose_destination": [{"iam_role_arn": ROLE}]}],
    },
    "aws_sns_topic.events": {"arn": TOPIC, "kms_master_key_id": KEY},
    "aws_sns_topic_policy.events": {"arn": TOPIC},
    "aws_kms_key.events": {"arn": KEY},
    "aws_iam_role.firehose": {"arn": ROLE},
    **{
        f"aws_route53_record.{record.id.replace('-', '_')}": {"name": record.name, "type": record.type}
        for record in records(PATCH, TOKENS)
    },
}
"""What pools send with, in Terraform's state: address -> attributes."""
BESIDE = (
    "aws_sns_topic_subscription.email",
    "aws_cloudwatch_metric_alarm.bounce_rate",
    "aws_kms_alias.events",
    "aws_iam_role_policy.firehose",
    "aws_iam_service_linked_role.cognito_email",
    "aws_lambda_permission.hook",
    "aws_sesv2_account_suppression_attributes.account",
)
NO_OP, DELETE, FORGET, REPLACE, REPLACE_OLD_FIRST = (
    ("no-op",),
    ("delete",),
    ("forget",),
    ("create", "delete"),
    ("delete", "create"),
)


def resource(address: str, *actions: str, **after: Any) -> Change:
    """Return a change of a deployed resource; `after` is what becomes other."""
    kind, _, name = address.partition(".")
    before = copy.deepcopy(STATE.get(address, {"arn": f"arn:{address}"}))
    goes = actions in {DELETE, FORGET}
    planned: Json = {"address": address, "type": kind, "name": name, "actions": actions, "after_unknown": {}}
    planned |= {"before": before, "after": None if goes else before | after}
    return change(**planned)


def step(*actions: str, pool: str = PATCH.user_pool.id, settings: Settings = PATCH) -> Change:
    """Return the step that writes the pool, whose state is of a pool."""
    before = None if actions == ("create",) else {"triggers_replace": settings.triggers | {"user_pool_id": pool}}
    after = None if actions in {DELETE, FORGET} else {"triggers_replace": settings.triggers}
    return change(
        address=PATCH_ADDRESS,
        type="terraform_data",
        name="user_pool_email",
        actions=actions,
        before=before,
        after=after,
        after_unknown={},
    )


def everything(*actions: str, but: dict[str, Change] | None = None) -> list[Change]:
    """Return the whole stack with one action, and other changes in place of some, or beside."""
    made = {address: resource(address, *actions) for address in (*STATE, *BESIDE)}
    made[PATCH_ADDRESS] = step(*actions)
    return list((made | (but or {})).values())


def sending(pool_id: str = PATCH.user_pool.id, **email: Any) -> Json:
    """Return a raw pool that sends with the environment's identity and set, or otherwise; None takes a member away."""
    pool: Json = production_pool() | {
        "Id": pool_id,
        "Arn": ARN.replace("eu-west-1", pool_id.partition("_")[0]) + pool_id,
    }
    given = PATCH.email_configuration | email
    return pool | {"EmailConfiguration": {member: value for member, value in given.items() if value is not None}}


BY_DEFAULT = sending() | {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}}
MANAGED_POOL = POOL_ADDRESS
