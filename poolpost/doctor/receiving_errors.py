"""The errors with which SES refuses a receipt rule or rule set: it tests what a rule uses when it takes the rule."""

from poolpost.doctor.error_text import ErrorText, named

_PERMISSIONS = "https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html"

RECEIVING = (
    ErrorText(
        phrase=r"could not write to bucket",
        names=named("InvalidS3Configuration"),
        means="SES may not store received mail: the bucket's policy, or that of its key, does not name this account and rule",
        remedy="run the same deploy again if the bucket is the stack's; for a key of your own let ses.amazonaws.com use "
        "kms:GenerateDataKey* and kms:Decrypt; 'poolpost doctor {name}' compares both",
        source=_PERMISSIONS,
    ),
    ErrorText(
        phrase=r"could not invoke lambda function",
        names=named("InvalidLambdaFunction"),
        means="SES may not invoke the function of a receipt rule, or there is none of this name in SES's account and region",
        remedy="correct function_arn of the rule in environments/{name}.toml, and deploy again: that adds the permission",
        source=_PERMISSIONS,
    ),
    ErrorText(
        phrase=r"invalid sns topic",
        names=named("InvalidSnsTopic"),
        means="the topic of a receipt rule does not exist in SES's account and region, or SES may not publish to it",
        remedy="correct topic_arn of the rule in environments/{name}.toml, or let ses.amazonaws.com publish to the topic",
        source=_PERMISSIONS,
    ),
    ErrorText(
        phrase=r"cannot delete active rule ?set",
        names=named("CannotDelete"),
        means="the receipt rule set is active: SES deletes it only after another one, or none, is",
        remedy="'poolpost preflight {name}' says which set is active; nothing is lost, and the same command continues",
        source="https://docs.aws.amazon.com/ses/latest/APIReference/API_DeleteReceiptRuleSet.html",
    ),
    ErrorText(
        phrase=r"rule set does not exist",
        names=named("RuleSetDoesNotExist"),
        means="the receipt rule set that the file names is not in this account and region",
        remedy="name the active one in inbound.rule_set, or set inbound.create_rule_set = true where none is active",
        source="https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateReceiptRule.html",
    ),
)
