"""What applications that send with the identity are allowed: a policy of each one's own role, and all as an output."""

from cdktf import TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy

from poolpost.constructs.naming import named
from poolpost.dns.terraform_text import literal
from poolpost.settings import Settings
from poolpost.settings.stack_policies import sender_policies
from poolpost.settings.terraform_names import sender_name, sender_policy_name


def add_senders(stack: TerraformStack, settings: Settings) -> None:
    """Define the policies of [senders]; nothing without it."""
    policies = sender_policies(settings)
    for name, policy in policies.items():
        role = settings.senders[name].role
        if role is None:
            continue
        resource = IamRolePolicy(
            stack,
            f"sender-{name}",
            name=sender_policy_name(settings.name, name),
            role=literal(role),
            policy=policy,
        )
        named(resource, sender_name(name))
    if policies:
        description = "What each application of [senders] needs: attach it to whatever sends."
        TerraformOutput(stack, "sender_policies", value=policies, description=description)
