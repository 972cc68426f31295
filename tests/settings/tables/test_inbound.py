"""The table [inbound]: a rule's actions and their order."""

from poolpost.settings.tables.inbound import ReceiptRule

FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:f"


def test_actions_run_in_the_order_of_the_file() -> None:
    """Only the actions that the rule has, in its own order or the default one."""
    table = {"lambda": {"function_arn": FUNCTION}, "s3": {}}
    assert ReceiptRule.model_validate(table).actions == ("s3", "lambda")
    assert ReceiptRule.model_validate(table | {"order": ["lambda", "s3"]}).actions == ("lambda", "s3")
