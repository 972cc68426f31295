"""
The user pool in `manage` mode: imported into this state, or created by it; Terraform may change only its e-mail afterwards.

Provider 5.100.0 sends a full UpdateUserPool built from planned state, and cannot send settings that it does not know. Therefore
the full ignore list and `prevent_destroy`; and only the gate, which checks the live pool, may apply (`foundation`).
"""

import json
from typing import Any

from cdktf import (
    DataResource,
    ITerraformDependable,
    LocalExecProvisioner,
    TerraformOutput,
    TerraformResourceLifecycle,
    TerraformStack,
)
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool, CognitoUserPoolEmailConfiguration
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from poolpost.constructs.foundation import PROJECT_ROOT
from poolpost.constructs.naming import named
from poolpost.dns.terraform_text import literal
from poolpost.pool import new_pool
from poolpost.settings import Settings
from poolpost.settings.step_commands import ready_command

IGNORED = (
    "account_recovery_setting",
    "admin_create_user_config",
    "alias_attributes",
    "auto_verified_attributes",
    "deletion_protection",
    "device_configuration",
    "email_mfa_configuration",
    "email_verification_message",
    "email_verification_subject",
    "lambda_config",
    "mfa_configuration",
    "name",
    "password_policy",
    "schema",
    "sign_in_policy",
    "sms_authentication_message",
    "sms_configuration",
    "sms_verification_message",
    "software_token_mfa_configuration",
    "tags",
    "tags_all",
    "user_attribute_update_settings",
    "user_pool_add_ons",
    "user_pool_tier",
    "username_attributes",
    "username_configuration",
    "verification_message_template",
    "web_authn_configuration",
)
"""Everything of aws_cognito_user_pool 5.100.0 that can be set, except email_configuration; a test compares it with the schema."""


class ManagedUserPool(Construct):
    """The pool itself; it depends on everything that its mail needs."""

    def __init__(
        self, scope: TerraformStack, *, settings: Settings, provider: AwsProvider, after: list[ITerraformDependable]
    ) -> None:
        """Import the pool and give it its e-mail configuration; `after` must exist before."""
        super().__init__(scope, "managed-user-pool")
        wanted = {member: literal(value) for member, value in settings.email_configuration.items()}
        creates = settings.user_pool.id_ is None
        # The schema requires a name; for an imported pool it is ignored, and the live one stays.
        attributes: Any = new_pool.attributes(settings) if creates else {"name": settings.user_pool.id}
        pool = CognitoUserPool(
            self,
            "pool",
            **attributes,
            provider=provider,
            email_configuration=CognitoUserPoolEmailConfiguration(
                email_sending_account=wanted["EmailSendingAccount"],
                source_arn=wanted.get("SourceArn"),
                from_email_address=wanted.get("From"),
                reply_to_email_address=wanted.get("ReplyToEmailAddress"),
                configuration_set=wanted.get("ConfigurationSet"),
            ),
            depends_on=[self._ready(settings, after)],
            lifecycle=TerraformResourceLifecycle(ignore_changes=list(IGNORED), prevent_destroy=True),
        )
        named(pool, "pool")
        if not creates:
            pool.import_from(settings.user_pool.id, provider)
        TerraformOutput(scope, "user_pool_id", value=pool.id, description="The pool: what user_pool.id is to say.")

    def _ready(self, settings: Settings, after: list[ITerraformDependable]) -> ITerraformDependable:
        """Check whether mail would arrive, whenever the e-mail configuration is about to change."""
        check = LocalExecProvisioner(
            type="local-exec",
            command=ready_command(settings),
            working_dir=PROJECT_ROOT,
        )
        trigger = {"email_configuration": literal(json.dumps(settings.email_configuration, ensure_ascii=False))}
        ready = DataResource(self, "ready", triggers_replace=trigger, depends_on=after, provisioners=[check])
        return named(ready, "mail_would_arrive")
