"""Terraform version, backend and AWS provider of a stack."""

from dataclasses import asdict

from cdktf import (
    LocalBackend,
    S3Backend,
    S3BackendAssumeRoleConfig,
    TerraformStack,
    TerraformVariable,
    TerraformVariableValidationConfig,
    Token,
)
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderAssumeRole, AwsProviderDefaultTags

from poolpost.constructs.naming import named
from poolpost.dns.terraform_text import literal
from poolpost.settings import Settings
from poolpost.settings.origin import Origin
from poolpost.settings.second_region import PROVIDER, provider_region
from poolpost.settings.tables.aws import LocalBackend as LocalState
from poolpost.standards.terraform_plan import VARIABLE

PROJECT_ROOT = "../../.."
"""Seen from `cdktf.out/stacks/<name>`, where Terraform runs; an absolute path would make synthesis impure."""

PROOF_VARIABLE = "poolpost_gate"
"""Terraform's variable that only the gate sets (`poolpost.settings.terraform_names.PROOF`)."""
ATTEMPTS_VARIABLE = "poolpost_attempts"
"""Terraform's variable for how often the pool's provider sends a request in `manage` mode (`poolpost.cli.terraform_run`)."""
JUDGED = f'var.{PROOF_VARIABLE} == "judged"'


def add_backend(stack: TerraformStack, settings: Settings) -> None:
    """Keep the state in a file in the project, or in S3 with a lock file."""
    stack.add_override("terraform.required_version", ">= 1.10")  # an ephemeral variable, S3's own lock file
    backend = settings.backend
    if isinstance(backend, LocalState):
        LocalBackend(stack, path=f"{PROJECT_ROOT}/terraform.{settings.name}.tfstate")
        return
    S3Backend(
        stack,
        bucket=backend.bucket,
        key=literal(backend.key),
        region=backend.region,
        encrypt=True,
        kms_key_id=backend.kms_key_id,
        assume_role=S3BackendAssumeRoleConfig(role_arn=backend.role_arn) if backend.role_arn else None,
    )
    # cdktf 0.21 is older than this argument (Terraform 1.10).
    stack.add_override("terraform.backend.s3.use_lockfile", backend.use_lockfile)


def add_origin(stack: TerraformStack, origin: Origin) -> None:
    """Record in every plan of the stack what it was made from; nothing uses the variable, so it never changes a plan."""
    description = "What this stack was made from; the gate compares it with the files and the code."
    named(TerraformVariable(stack, "origin", default=asdict(origin), description=description), VARIABLE)


def add_gate_proof(stack: TerraformStack, settings: Settings) -> None:
    """
    Make Terraform itself stop a plan, an apply and a destroy that did not pass the gate, before anything changes.

    An ephemeral value is in no plan file, so even a plan that passed the gate cannot be applied without it. With a default,
    the user sees our message; without one, Terraform would ask for a value.
    """
    proof = TerraformVariable(
        stack,
        "proof",
        type="string",
        default="",
        description="Set by the gate alone, which judges the plan.",
        validation=[
            TerraformVariableValidationConfig(
                condition=f"${{{JUDGED}}}",
                error_message=(
                    "Nothing was changed: this Terraform did not come through poolpost's gate. Run 'make deploy "
                    f"ENV={settings.name}', or '. .cache/activate' and then the same command again."
                ),
            )
        ],
    )
    named(proof, PROOF_VARIABLE).add_override("ephemeral", value=True)


def add_providers(stack: TerraformStack, settings: Settings) -> AwsProvider:
    """
    Add the provider of the SES region and return the one of the pool's region: the same, or an alias.

    `allowed_account_ids` makes every call fail in any other account. There is no `endpoints` block: it would cost
    every plan 6 s, and AWS_ENDPOINT_URL does the same.
    """
    provider = _provider(stack, settings, region=settings.aws.region)
    # Always defined, so that a change back from `manage` finds the provider of the pool in the state; Terraform starts a
    # provider only when something uses it.
    managed = settings.user_pool.mode == "manage"
    attempts = _attempts(stack) if managed else None
    pools = _provider(stack, settings, region=settings.pool_region, alias="user_pool", max_retries=attempts)
    return pools if managed or settings.pool_region != settings.aws.region else provider


def zone_provider(stack: TerraformStack, settings: Settings) -> AwsProvider | None:
    """Add the provider of the account that has the hosted zones; None where `dns.role_arn` names no other role."""
    if settings.dns.role_arn is None:
        return None
    account, role = settings.zone_account_id, settings.dns.role_arn
    return _provider(stack, settings, region=settings.aws.region, alias="dns", account=account, role=role)


def add_second_provider(stack: TerraformStack, settings: Settings) -> AwsProvider | None:
    """Add the provider of the second SES region, None where there is none; what a region is left with needs it, too."""
    region = provider_region(settings)
    return _provider(stack, settings, region=region, alias=PROVIDER, tagged=True) if region is not None else None


def _attempts(stack: TerraformStack) -> float:
    """
    Let the gate set how often the provider sends a request: a plan only reads, and may repeat; an apply writes.

    A repeated UpdateUserPool could undo what someone else wrote after the first one, so a lost answer is an error.
    The provider has only one number for reads and writes, so the two phases differ only by this.
    """
    variable = TerraformVariable(
        stack, "attempts", type="number", default=1, description="How often a request about the pool is sent."
    )
    named(variable, ATTEMPTS_VARIABLE).add_override("ephemeral", value=True)
    return variable.number_value


def _provider(  # noqa: PLR0913 -- what differs between the providers
    stack: TerraformStack,
    settings: Settings,
    *,
    region: str,
    alias: str | None = None,
    max_retries: float | None = None,
    account: str | None = None,
    role: str | None = None,
    tagged: bool = False,
) -> AwsProvider:
    """Add a provider; `account` and `role`: default, the environment's own."""
    aws, role_arn = settings.aws, role or settings.aws.role_arn
    # The pool gets no tags from us: the provider could not send them back, and every later update would lose them.
    tags = {} if alias and not tagged else {literal(key): literal(value) for key, value in aws.tags.items()}
    return AwsProvider(
        stack,
        f"aws_{alias}" if alias else "aws",
        alias=alias,
        max_retries=max_retries,
        region=region,
        allowed_account_ids=[account or aws.account_id],
        assume_role=[AwsProviderAssumeRole(role_arn=role_arn, session_name="poolpost")] if role_arn else None,
        default_tags=[AwsProviderDefaultTags(tags=tags)] if tags else None,
        # Only so that every resource depends on the variable: `-target` drops an unused one, and its validation.
        skip_region_validation=Token.as_any(f"${{!({JUDGED})}}"),
    )
