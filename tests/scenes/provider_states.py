"""A pool in Terraform's state, before and after a plan."""

from typing import Any

Json = dict[str, Any]
OLD: Json = {"id": "eu-west-1_x", "email_configuration": [{"email_sending_account": "COGNITO_DEFAULT"}]}
NEW: Json = OLD | {
    "email_configuration": [{"email_sending_account": "DEVELOPER", "source_arn": "arn", "from_email_address": ""}]
}
