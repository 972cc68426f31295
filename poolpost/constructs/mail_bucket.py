"""The S3 bucket of received mail: private, over TLS only, encrypted, emptied by age."""

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter,
)
from cdktf_cdktf_provider_aws.s3_bucket_ownership_controls import (
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from constructs import Construct

from poolpost.constructs.naming import named
from poolpost.settings import Settings
from poolpost.settings.stack_policies import mail_bucket_policy, mail_key_policy
from poolpost.settings.tables.inbound import Bucket

_UNFINISHED_DAYS = 7  # parts of uploads that never ended; SES writes in one request


class MailBucket(Construct):
    """
    A bucket that only SES writes to, for the rules of this environment.

    S3 refuses to delete a bucket with objects, and `force_destroy` stays off: no plan deletes mail.

    Attributes:
        name: a reference to the bucket's name.
        resources: what must exist before SES writes.
    """

    def __init__(self, scope: Construct, *, settings: Settings, bucket: Bucket) -> None:
        """Define the bucket, and a key where the file asks for one."""
        super().__init__(scope, "bucket")
        self._settings = settings
        created = named(S3Bucket(self, "bucket", bucket=bucket.name), "inbound")
        self.name = created.id
        block = S3BucketPublicAccessBlock(
            self,
            "public-access-block",
            bucket=created.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        ownership = S3BucketOwnershipControls(
            self,
            "ownership",
            bucket=created.id,
            rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
        )
        policy = S3BucketPolicy(
            self, "policy", bucket=created.id, policy=mail_bucket_policy(settings, created.arn), depends_on=[block]
        )
        parts = (block, ownership, policy, self._encryption(created, bucket), self._lifecycle(created, bucket))
        self.resources: list[ITerraformDependable] = [named(part, "inbound") for part in parts]

    def _encryption(self, created: S3Bucket, bucket: Bucket) -> S3BucketServerSideEncryptionConfigurationA:
        key = self._key(bucket)
        default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
            sse_algorithm="AES256" if key is None else "aws:kms", kms_master_key_id=key
        )
        # A bucket key saves a request to KMS for each mail.
        rule = S3BucketServerSideEncryptionConfigurationRuleA(
            apply_server_side_encryption_by_default=default, bucket_key_enabled=key is not None
        )
        return S3BucketServerSideEncryptionConfigurationA(self, "encryption", bucket=created.id, rule=[rule])

    def _key(self, bucket: Bucket) -> str | None:
        if bucket.kms != "create":
            return None if bucket.kms == "none" else bucket.kms
        key = KmsKey(
            self,
            "key",
            description=f"Received mail of poolpost environment {self._settings.name}",
            enable_key_rotation=True,
            policy=mail_key_policy(self._settings),
        )
        named(key, "inbound")
        alias = KmsAlias(self, "alias", name=f"alias/poolpost-{self._settings.name}-inbound", target_key_id=key.key_id)
        named(alias, "inbound")
        return key.arn

    def _lifecycle(self, created: S3Bucket, bucket: Bucket) -> S3BucketLifecycleConfiguration:
        unfinished = S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
            days_after_initiation=_UNFINISHED_DAYS
        )
        rule = S3BucketLifecycleConfigurationRule(
            id="retention",
            status="Enabled",
            filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
            expiration=[S3BucketLifecycleConfigurationRuleExpiration(days=bucket.retention_days)],
            abort_incomplete_multipart_upload=[unfinished],
        )
        return S3BucketLifecycleConfiguration(self, "lifecycle", bucket=created.id, rule=[rule])
