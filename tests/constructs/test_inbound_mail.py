"""What receives mail: rules in the file's order, activation and MX record last."""

from tests.conftest import MakeSettings
from tests.scenes.inbound import with_inbound
from tests.scenes.synthesis import Synthesize

FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:replies"
TWO = (
    ("rules.replies.s3", {}),
    ("rules.replies.lambda", {"function_arn": FUNCTION}),
    ("rules.replies.order", ["lambda", "s3"]),
)


def test_rules_keep_the_order_of_the_file(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Each is created after its predecessor, and its actions run in the order that the file says."""
    rules = synthesize(settings(*with_inbound(*TWO)))["resource"]["aws_ses_receipt_rule"]
    assert "after" not in rules["inbound_dmarc"]
    assert rules["inbound_replies"]["after"] == "${aws_ses_receipt_rule.inbound_dmarc.name}"
    actions = {kind: rules["inbound_replies"][kind][0]["position"] for kind in ("lambda_action", "s3_action")}
    assert actions == {"lambda_action": 1, "s3_action": 2}
    assert rules["inbound_replies"]["recipients"] == ["in.mail.example.com"]


def test_only_its_own_rule_may_invoke_the_function(synthesize: Synthesize, settings: MakeSettings) -> None:
    """A permission without the rule's ARN would let every rule set of the account invoke it."""
    permission = synthesize(settings(*with_inbound(*TWO)))["resource"]["aws_lambda_permission"]["inbound_replies"]
    rule = "arn:aws:ses:eu-west-1:000000000000:receipt-rule-set/mail:receipt-rule/poolpost-local-replies"
    assert (permission["source_arn"], permission["source_account"]) == (rule, "000000000000")


def test_the_mx_record_comes_last(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Until the set is active, SES refuses the mail that an MX record would bring."""
    stack = synthesize(settings(*with_inbound()))["resource"]
    active = stack["aws_ses_active_receipt_rule_set"]["inbound"]
    assert active["depends_on"] == ["aws_ses_receipt_rule.inbound_dmarc"]
    record = stack["aws_route53_record"]["inbound_mx"]
    assert record["records"] == ["10 inbound-smtp.eu-west-1.amazonaws.com"]
    assert record["depends_on"] == ["aws_ses_receipt_rule.inbound_dmarc", "aws_ses_active_receipt_rule_set.inbound"]


def test_a_rule_set_of_others_is_neither_created_nor_activated(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Rules are added to it, and a destroy takes only these away."""
    stack = synthesize(settings(*with_inbound(("create_rule_set", False))))["resource"]
    assert not {"aws_ses_receipt_rule_set", "aws_ses_active_receipt_rule_set"} & stack.keys()
    assert stack["aws_ses_receipt_rule"]["inbound_dmarc"]["rule_set_name"] == "mail"


def test_the_pool_does_not_wait_for_received_mail(synthesize: Synthesize, settings: MakeSettings) -> None:
    """A receipt rule that SES refuses must not keep the pool on its old sender."""
    switch = synthesize(settings(*with_inbound()))["resource"]["terraform_data"]["user_pool_email"]
    assert not [each for each in switch["depends_on"] if "inbound" in each]
