"""The tables [aws], [backend], [region_override] and [account]."""

from typing import Annotated, Literal

from pydantic import Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section


class Trail(Section):
    """The CloudTrail trail that must record who changes the pool; `doctor` checks it, and nothing creates one."""

    name: f.TrailName | None = Field(
        default=None,
        description="Name of the trail, or its ARN for one of an organization; default: any trail of the account.",
    )


class StandbyRegion(Section):
    """A second SES region, made and verified, from which the pool can send when SES in `aws.region` cannot."""

    name: f.Region = Field(
        description="Another SES region that may serve the pool; everything of SES is made there too."
    )
    use: Literal["standby", "sending", "leaving"] = Field(
        default="standby",
        description="standby: ready. sending: the pool sends by it ('poolpost failover' sets and unsets this). leaving: the "
        "next deploy destroys what it has; then remove the table. Default: standby.",
    )


class Aws(Section):
    """Where everything is made: one account, one SES region."""

    account_id: f.AccountId = Field(description="The only account that may be touched; anything else stops.")
    region: f.Region = Field(description="The SES region. Sandbox, quota and identities are per region (REG10).")
    partition: Literal["aws", "aws-us-gov"] = Field(
        default="aws", description="Default: aws. SES and Cognito user pools are not available in China."
    )
    role_arn: f.RoleArn | None = Field(
        default=None, description="Role to assume for everything; default: the credentials found."
    )
    sandbox: bool = Field(
        default=False,
        description="Whether the pool may be switched while SES is in the sandbox (mail reaches verified addresses only).",
    )
    tags: Annotated[dict[f.TagKey, f.TagValue], Field(max_length=50)] = Field(
        default_factory=dict, description="Tags of every resource made (never of the user pool)."
    )
    adopt: f.Listed[str] = Field(
        default=(),
        description="What SES has already, imported rather than made: identity, configuration-set, or an address below; in the "
        "second region second-identity and so on.",
    )
    standby_region: StandbyRegion | None = Field(
        default=None, description="A second SES region to fail over to. Default: none."
    )
    trail: Trail | None = Field(
        default=None,
        description="[aws.trail]: doctor checks that CloudTrail keeps management events; default: not checked.",
    )


class LocalBackend(Section):
    """Terraform state in a file beside the project."""

    type: Literal["local"]


class S3Backend(Section):
    """Terraform state in S3, locked by S3 itself (Terraform >= 1.10)."""

    type: Literal["s3"]
    bucket: f.BucketName
    key: str = Field(min_length=1, max_length=1024, description="Object key, one per environment.")
    region: f.Region = Field(description="Region of the bucket.")
    use_lockfile: bool = Field(default=True, description="Lock with a file in the bucket; default: true.")
    kms_key_id: f.KmsKeyArn | None = Field(
        default=None, description="Key that encrypts the state; default: the bucket's own."
    )
    role_arn: f.RoleArn | None = Field(default=None, description="Role for the state; default: the credentials found.")


Backend = Annotated[LocalBackend | S3Backend, Field(discriminator="type")]


class Account(Section):
    """Settings of the whole account and region: one environment per account and region should own them."""

    suppressed_reasons: Annotated[f.Listed[Literal["BOUNCE", "COMPLAINT"]], Field(max_length=2)] | None = Field(
        default=None, description="Account-level suppression list; default: unchanged."
    )
    service_linked_role: bool = Field(
        default=False,
        description="Create the role that Cognito sends with; default: Cognito creates it when the pool is switched.",
    )


class RegionOverride(Section):
    """For a region that AWS added after our table was made: it replaces the row of the pool's region."""

    reason: str = Field(min_length=10, description="Where you know it from; shown as a warning at every check.")
    developer_ses_regions: Annotated[f.Listed[f.Region], Field(min_length=1)]
    policy_principal: str | None = Field(
        default=None,
        pattern=r"^(email\.)?cognito-idp(\.[a-z0-9-]+)?\.amazonaws\.com$",
        description="Default: no policy is created.",
    )
