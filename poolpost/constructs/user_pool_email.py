"""
The pool's e-mail configuration in `patch` mode: the pool stays outside of Terraform.

Terraform manages a `terraform_data` that is replaced when the wanted EmailConfiguration or messages change; its local-exec
runs `poolpost pool apply`, which describes, merges, writes and compares. A data source that is read after the write and a
`check` block show drift in every plan without ever causing a change (docs/decisions.md, 5). They cannot show drift of
messages: the data source of provider 5.100.0 has no message templates. `pool show` and `doctor` do.
"""

import json

from cdktf import DataResource, ITerraformDependable, LocalExecProvisioner, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_cognito_user_pool import DataAwsCognitoUserPool
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from poolpost.constructs.foundation import PROJECT_ROOT
from poolpost.constructs.naming import named
from poolpost.dns.terraform_text import literal, literals
from poolpost.settings import Settings
from poolpost.settings.replicas import ReplicaSettings, replicas_of
from poolpost.settings.step_commands import apply_command, let_go_command

DATA_SOURCE_NAMES = {
    "EmailSendingAccount": "email_sending_account",
    "SourceArn": "source_arn",
    "From": "from",
    "ReplyToEmailAddress": "reply_to_email_address",
    "ConfigurationSet": "configuration_set",
}
"""EmailConfiguration's members as `data.aws_cognito_user_pool` of provider 5.100.0 names them."""


class UserPoolEmail(Construct):
    """
    The switch of the pool, which depends on everything that it needs, and the check that it stays switched.

    Its replicas are switched after it. No data source reads them: the gate does before every plan, and a provider of one more
    Region would cost every plan a second.
    """

    def __init__(
        self,
        scope: TerraformStack,
        *,
        settings: Settings,
        provider: AwsProvider,
        after: list[ITerraformDependable],
    ) -> None:
        """Define the switch; `after` must exist before the pool may use it."""
        super().__init__(scope, "user-pool-email")
        switch = named(
            DataResource(
                self,
                "switch",
                triggers_replace=literals(settings.triggers),
                depends_on=after,
                provisioners=[_apply(settings), _let_go(settings)],
            ),
            "user_pool_email",
        )
        for replica in replicas_of(settings):
            self._replica(replica, after=[switch, *after])
        live = DataAwsCognitoUserPool(
            self, "live", user_pool_id=settings.user_pool.id, provider=provider, depends_on=[switch]
        )
        named(live, "live")
        # An environment that changes back from `manage` mode stops managing the pool; without this block Terraform would
        # destroy a pool that is no longer in the configuration, whatever prevent_destroy said before.
        scope.add_override("removed", [{"from": "aws_cognito_user_pool.pool", "lifecycle": [{"destroy": False}]}])
        self._check(scope, settings, live.fqn)

    def _replica(self, replica: ReplicaSettings, *, after: list[ITerraformDependable]) -> None:
        step = DataResource(
            self,
            f"switch-{replica.replica}",
            triggers_replace=literals(replica.triggers),
            depends_on=after,
            provisioners=[_apply(replica), _let_go(replica)],
        )
        named(step, replica.switch_address.partition(".")[2])

    def _check(self, stack: TerraformStack, settings: Settings, live: str) -> None:
        """Warn in every plan if the live EmailConfiguration is not the wanted one."""
        wanted = {DATA_SOURCE_NAMES[member]: literal(value) for member, value in settings.email_configuration.items()}
        stack.add_override(
            "locals",
            {
                # An absent member is null or "" in the data source; both mean the same.
                "live_email_configuration": {
                    name: f'${{try(coalesce({live}.email_configuration[0].{name}), "")}}'
                    for name in DATA_SOURCE_NAMES.values()
                },
                "wanted_email_configuration": {name: wanted.get(name, "") for name in DATA_SOURCE_NAMES.values()},
            },
        )
        stack.add_override(
            "check.user_pool_email",
            {
                "assert": {
                    "condition": "${local.live_email_configuration == local.wanted_email_configuration}",
                    "error_message": (
                        f"The e-mail configuration of user pool {settings.user_pool.id} is not the one of environment "
                        f"{settings.name}: somebody changed it. Look with 'poolpost pool show {settings.name}', "
                        f"repair with 'cdktf deploy {settings.name}', or with 'poolpost pool apply {settings.name}' alone."
                    ),
                }
            },
        )


def _apply(settings: Settings) -> LocalExecProvisioner:
    """Run the pool's update; it gets what the plan showed, so that nothing else can be written."""
    return LocalExecProvisioner(
        type="local-exec",
        command=apply_command(settings),
        working_dir=PROJECT_ROOT,
        environment={"POOLPOST_PLANNED": literal(json.dumps(settings.planned, ensure_ascii=False))},
    )


def _let_go(settings: Settings) -> LocalExecProvisioner:
    """Report at destroy what stays: the pool keeps its e-mail configuration, whose identity may be destroyed."""
    return LocalExecProvisioner(
        type="local-exec",
        when="destroy",
        command=let_go_command(settings),
    )
