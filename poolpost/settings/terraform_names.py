"""How values of an environment file become Terraform names, shared by the stack, its rules and the gate."""

import re


def slug(text: str) -> str:
    """Return a Terraform name for an address or a domain; rule `names-are-distinct` keeps two of them from sharing one."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def subscriber_name(protocol: str, endpoint: str) -> str:
    """Return the Terraform name of a subscription."""
    return slug(f"{protocol}-{endpoint}")


def sender_name(application: str) -> str:
    """Return the Terraform name of the policy of an application in [senders]."""
    return f"sender_{application}"


def sender_policy_name(environment: str, application: str) -> str:
    """Return the name that this policy has in its role."""
    return f"poolpost-{environment}-{application}"


JUDGED = "POOLPOST_JUDGED"
"""Environment variable by which the gate tells `pool ready`, the last step before the write, which pool it checked."""
NEW = "new"
"""Its value for a pool that is yet to be created."""


EMAIL = {
    "configuration_set": "ConfigurationSet",
    "email_sending_account": "EmailSendingAccount",
    "from_email_address": "From",
    "reply_to_email_address": "ReplyToEmailAddress",
    "source_arn": "SourceArn",
}


PATCH_ADDRESS = "terraform_data.user_pool_email"
POOL_ADDRESS = "aws_cognito_user_pool.pool"


def replica_address(region: str) -> str:
    """Return the address of the step that writes to the pool's replica in a Region."""
    return f"{PATCH_ADDRESS}_{slug(region)}"


STEP = re.compile(rf"{re.escape(PATCH_ADDRESS)}(_[a-z]{{2,4}}(_[a-z]+)+_\d)?")
"""The addresses of the steps that write to a pool, and to its replica in a Region."""


ACCEPT = "POOLPOST_ACCEPT_UNKNOWN"
"""Environment variable with what may pass, separated by commas: paths of unknown members, addresses of other resources."""
PROOF = {"TF_VAR_poolpost_gate": "judged", "TF_VAR_poolpost_attempts": "1"}
"""Without it Terraform itself refuses to plan, apply and destroy; no write to a pool is repeated."""


OWN = re.compile(
    r"terraform_data\.(user_pool_email(_[a-z]{2,4}(_[a-z]+)+_\d)?|mail_would_arrive)"
    r"|aws_cognito_user_pool\.pool"
    r"|aws_sesv2_email_identity\.(domain|address_\w+)"
    r"|aws_sesv2_email_identity_(mail_from|feedback)_attributes\.domain"
    r"|aws_sesv2_email_identity_policy\.cognito"
    r"|aws_sesv2_configuration_set\.sign_in"
    r"|aws_sesv2_configuration_set_event_destination\.(sns|cloudwatch|eventbridge|firehose)"
    r"|aws_sesv2_account_suppression_attributes\.account"
    r"|aws_iam_role_policy\.sender_\w+|aws_iam_(role|role_policy)\.firehose|aws_iam_service_linked_role\.cognito_email"
    r"|aws_route53_record\.(dkim_[123]|mail_from_mx|mail_from_spf|dmarc|apex_spf|tracking|inbound_mx|report_consent_\w+)"
    r"|aws_sns_topic(_policy)?\.events|aws_kms_(key|alias)\.(events|inbound)"
    r"|aws_sns_topic_subscription\.\w+|aws_lambda_permission\.\w+"
    r"|aws_ses_(active_)?receipt_rule_set\.inbound|aws_ses_receipt_rule\.inbound_\w+"
    r"|aws_s3_bucket(_(lifecycle_configuration|ownership_controls|policy|public_access_block))?\.inbound"
    r"|aws_s3_bucket_server_side_encryption_configuration\.inbound"
    r"|aws_cloudwatch_metric_alarm\.(bounce_rate|complaint_rate|daily_sends)"
    r"|aws_sesv2_email_identity\.second_(domain|address_\w+)"
    r"|aws_sesv2_email_identity_(mail_from|feedback)_attributes\.second_domain"
    r"|aws_sesv2_email_identity_policy\.second_cognito"
    r"|aws_sesv2_configuration_set\.second_sign_in"
    r"|aws_sesv2_configuration_set_event_destination\.second_(sns|cloudwatch|eventbridge)"
    r"|aws_route53_record\.second_dkim_[123]"
    r"|aws_sns_topic(_policy)?\.second_events|aws_kms_(key|alias)\.second_events"
    r"|aws_cloudwatch_metric_alarm\.second_(bounce_rate|complaint_rate|daily_sends)"
)
"""Every address that a stack of this or an earlier version of poolpost contains."""


PLANNED = "POOLPOST_PLANNED"
"""Environment variable by which Terraform passes what its plan showed: `Settings.planned` as JSON."""


UNPROVED = "POOLPOST_UNPROVED"
"""Environment variable: `<environment>: <reason>`."""
