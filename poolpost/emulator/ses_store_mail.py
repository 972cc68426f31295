"""What SES may use for received mail: a bucket by its policy, the bucket's key by its own, a function by its permission."""

import re

from poolpost.emulator import ministack_state, policies
from poolpost.emulator.errors import AwsError
from poolpost.emulator.state import Region

SES = "ses.amazonaws.com"
_KEY = re.compile(r"<KMSMasterKeyID>([^<]+)</KMSMasterKeyID>")


def store(here: Region, rule_arn: str, bucket: str, key: str, content: bytes) -> None:
    """
    Write an object in the name of SES, for one rule.

    Raises:
        AwsError: InvalidS3Configuration: there is no such bucket, or its policy or that of its key does not let SES write.
    """
    held = ministack_state.bucket(here, bucket)
    context = _context(here, rule_arn)
    resource = f"arn:aws:s3:::{bucket}/{key}"
    if held is None or not policies.allows(
        held["policy"], service=SES, action="s3:PutObject", resource=resource, context=context
    ):
        raise _refused(bucket)
    found = _KEY.search(held["encryption"])
    if found is not None and not _may_use_key(here, found[1], context):
        raise _refused(bucket)
    ministack_state.put_object(here, bucket, key, content)


def check_function(here: Region, rule_arn: str, function_arn: str) -> None:
    """
    Check that SES may invoke a function for one rule.

    Raises:
        AwsError: InvalidLambdaFunction.
    """
    policy = ministack_state.function_policy(here, function_arn)
    action = "lambda:InvokeFunction"
    context = _context(here, rule_arn)
    if not policies.allows(policy, service=SES, action=action, resource=function_arn, context=context):
        code = "InvalidLambdaFunction"
        raise AwsError(code, f"Could not invoke Lambda function: {function_arn}")


def _may_use_key(here: Region, name: str, context: dict[str, str]) -> bool:
    key = ministack_state.key(here, name)
    return (
        key is not None
        and key["KeyState"] == "Enabled"
        and all(
            policies.allows(key["Policy"], service=SES, action=action, resource=key["Arn"], context=context)
            for action in ("kms:GenerateDataKey", "kms:Decrypt")
        )
    )


def _context(here: Region, rule_arn: str) -> dict[str, str]:
    return {"aws:sourceaccount": here.account, "aws:sourcearn": rule_arn}


def _refused(bucket: str) -> AwsError:
    return AwsError("InvalidS3Configuration", f"Could not write to bucket: {bucket}")
