"""Situations for the gate's tests: a safe one, and only the difference that a test is about."""

import copy
import dataclasses
from pathlib import Path
from typing import Any

from poolpost.emulator.demo_pool import ACCOUNT, POOL_ID, production_mfa, production_pool
from poolpost.findings import Finding
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.rule import Situation
from poolpost.pool.baseline import Baseline
from poolpost.settings import Settings, validated
from poolpost.settings.origin import Origin, code_digest, origin_of, stacks_here
from poolpost.standards.terraform_plan import AWS_PROVIDER, VARIABLE, Change, Plan
from tests.conftest import changed

Json = dict[str, Any]
POOL = "aws_cognito_user_pool.pool"
STATE: Json = {
    "id": POOL_ID,
    "name": "production-users",
    "last_modified_date": "2025-11-05T12:27:58Z",
    "estimated_number_of_users": 48210,
    "deletion_protection": "ACTIVE",
    "mfa_configuration": "OPTIONAL",
    "user_pool_tier": "PLUS",
    "auto_verified_attributes": ["email"],
    "lambda_config": [{"pre_sign_up": "arn:aws:lambda:eu-west-1:000000000000:function:sign-up", "kms_key_id": ""}],
    "password_policy": [
        {
            "minimum_length": 14,
            "password_history_size": 0,
            "require_lowercase": True,
            "require_numbers": True,
            "require_symbols": False,
            "require_uppercase": True,
            "temporary_password_validity_days": 3,
        }
    ],
    "email_verification_message": "Grüße {####}",
    "email_configuration": [{"email_sending_account": "COGNITO_DEFAULT"}],
    "schema": [],
    "tags": {},
    "tags_all": {},
}
"""A pool as Terraform holds it, all of which the provider can send."""

LIVE: Json = {
    "Id": POOL_ID,
    "Arn": f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/{POOL_ID}",
    "Name": "production-users",
    "CreationDate": 1612345678.901,
    "LastModifiedDate": 1762345678.901,
    "DeletionProtection": "ACTIVE",
    "MfaConfiguration": "OPTIONAL",
    "UserPoolTier": "PLUS",
    "AutoVerifiedAttributes": ["email"],
    "LambdaConfig": {"PreSignUp": "arn:aws:lambda:eu-west-1:000000000000:function:sign-up"},
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 14,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": False,
            "RequireUppercase": True,
            "TemporaryPasswordValidityDays": 3,
        }
    },
    "EmailVerificationMessage": "Grüße {####}",
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 3},
    "UserPoolTags": {"aws:cloudformation:stack-name": "auth"},
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
}
"""The same pool, live: nothing that the provider would lose."""


def settings_in(mode: str) -> Settings:
    """Return the local environment in a mode; the rules take it as a plain string."""
    made = validated(*changed())
    return made.model_copy(update={"user_pool": made.user_pool.model_copy(update={"mode": mode})})


MANAGE, PATCH = settings_in("manage"), settings_in("patch")
WANTED = MANAGE.email_configuration
EMAIL = {
    "email_sending_account": WANTED["EmailSendingAccount"],
    "source_arn": WANTED["SourceArn"],
    "from_email_address": WANTED["From"],
    "reply_to_email_address": WANTED["ReplyToEmailAddress"],
    "configuration_set": WANTED["ConfigurationSet"],
}


def change(**fields: Any) -> Change:
    """Return an update of the e-mail configuration alone, with other fields."""
    made: Json = {
        "address": POOL,
        "mode": "managed",
        "type": "aws_cognito_user_pool",
        "name": "pool",
        "provider_name": AWS_PROVIDER,
        "actions": ("update",),
        "before": STATE,
        "after": STATE | {"email_configuration": [EMAIL]},
        "after_unknown": {"email_configuration": [{}]},
        "import_id": None,
        "replace_paths": (),
        "action_reason": "",
    }
    return Change(**(made | fields))


STEP = change(
    address="terraform_data.user_pool_email",
    type="terraform_data",
    name="user_pool_email",
    actions=("create",),
    before=None,
    after={"triggers_replace": {"user_pool_id": POOL_ID, "email_configuration": WANTED}},
    after_unknown={"id": True},
)


TAINTED = "replace_because_tainted"
RECORD = change(
    address="aws_route53_record.dmarc",
    type="aws_route53_record",
    name="dmarc",
    actions=("create", "delete"),
    action_reason=TAINTED,
    before={"name": "_dmarc.mail.example.com"},
    after={"name": "_dmarc.mail.example.com"},
)
"""A record that an apply that ended early has made, and the plan would make once more."""


ORIGIN = Origin(settings="5" * 64, code="c" * 64, poolpost="0.1.0")


def origin_in_plan(settings: Settings) -> Json:
    """Return the members of a plan's JSON that say what it was made from: the environment and the code as they are here."""
    made = dataclasses.asdict(origin_of(settings, code_digest(stacks_here())))
    declared = {"root_module": {"variables": {VARIABLE: {"default": made}}}}
    return {"configuration": declared, "variables": {VARIABLE: {"value": made}}}


def plan(*changes: Change, **fields: Any) -> Plan:
    """Return a plan of these changes by the known provider."""
    made: Json = {"terraform_version": "1.11.4", "resource_drift": (), "checks": ()}
    made |= {"providers": {AWS_PROVIDER: ("5.100.0",)}, "resource_changes": changes}
    made |= {"origin": dataclasses.asdict(ORIGIN), "origin_given": dataclasses.asdict(ORIGIN)}
    return Plan(**(made | fields))


def managed(*changes: Change, **fields: Any) -> Situation:
    """Return a safe situation in manage mode, with these changes or other facts."""
    made: Json = {"settings": MANAGE, "plan": plan(*(changes or (change(),))), "live": LIVE}
    made |= {"mfa": production_mfa(), "account": ACCOUNT, "origin": ORIGIN}
    return Situation(**(made | fields))


def patched(*changes: Change, **fields: Any) -> Situation:
    """Return a safe situation in patch mode, with these changes beside the step that writes."""
    return managed(**({"settings": PATCH, "plan": plan(STEP, *changes), "live": production_pool()} | fields))


def known_with(*opened: str) -> Baseline:
    """Return a baseline whose tier the live pool does not have; `opened` was lost around a write of ours."""
    state = {"UserPool": {"UserPoolTier": "LITE"}, "MfaConfig": production_mfa()}
    return Baseline(path=Path("known.json"), snapshot=state, open=frozenset(opened), reviewed=False)


def adopted(**dkim: Any) -> Change:
    """Return the import of an identity that signs so, and whose plan makes it Easy DKIM with 2048 bits."""
    made = {"email_identity": "mail.example.com", "configuration_set_name": "sign-in"}
    return change(
        address="aws_sesv2_email_identity.domain",
        type="aws_sesv2_email_identity",
        name="domain",
        before=made | {"dkim_signing_attributes": [dkim]},
        after=made | {"dkim_signing_attributes": [dkim | {"next_signing_key_length": "RSA_2048_BIT"}]},
        after_unknown={},
        import_id="mail.example.com",
    )


EASY = {"signing_attributes_origin": "AWS_SES", "next_signing_key_length": "RSA_2048_BIT", "tokens": ["a", "b", "c"]}
TWIN = {"signing_attributes_origin": "AWS_SES_US_EAST_1", "tokens": ["a", "b", "c"]}
OWN_KEY = {"signing_attributes_origin": "EXTERNAL", "tokens": ["s1"]}


def change_of(made: Change, **fields: Any) -> Change:
    """Return a change with other fields."""
    return dataclasses.replace(made, **fields)


def switching(**wanted: Any) -> Situation:
    """Return a situation in patch mode whose step would write something else."""
    triggers = (STEP.after or {})["triggers_replace"] | wanted
    return patched(plan=plan(change_of(STEP, after={"triggers_replace": triggers})))


def found(situation: Situation, level: str = "") -> list[tuple[str, str]]:
    """Judge, and give rule and subject of each finding, or of those of a level."""
    return [(f.rule, f.subject) for f in judge(situation) if f.level == level or not level]


def live_pool(**members: Any) -> Json:
    """Return the live pool with these members; None takes one away."""
    merged = copy.deepcopy(LIVE) | members
    return {member: value for member, value in merged.items() if value is not None}


def planned(**attributes: Any) -> Change:
    """Return an update that plans these attributes beside the e-mail configuration."""
    return change(after=STATE | {"email_configuration": [EMAIL]} | attributes)


def exactly(situation: Situation) -> list[tuple[str, str, str]]:
    """Return level, rule and subject of everything that the gate finds."""
    return [(found.level, found.rule, found.subject) for found in judge(situation)]


def the_one(situation: Situation, rule: str) -> Finding:
    """Return the one finding of a rule."""
    (finding,) = [found for found in judge(situation) if found.rule == rule]
    return finding
