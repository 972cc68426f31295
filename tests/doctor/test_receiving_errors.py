"""Each refusal of a receipt rule is recognised, as SES and as Terraform write it."""

import pytest

from poolpost.doctor.error_texts import recognised

PROVIDER = "Error: creating SES Receipt Rule (poolpost-local-dmarc): operation error SES: CreateReceiptRule, "


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("InvalidS3Configuration: Could not write to bucket: acme-mail", "SES may not store received mail"),
        ("Could not write to bucket: acme-mail", "SES may not store received mail"),
        ("InvalidLambdaFunctionException: Could not invoke Lambda function: arn", "SES may not invoke the function"),
        ("InvalidSnsTopicException: Invalid SNS topic: arn", "the topic of a receipt rule does not exist"),
        ("CannotDeleteException: Cannot delete active rule set: mail", "the receipt rule set is active"),
        ("RuleSetDoesNotExistException: Rule set does not exist: mail", "is not in this account and region"),
    ],
)
@pytest.mark.parametrize("before", ["", PROVIDER])
def test_a_refusal_says_what_to_do(text: str, means: str, before: str) -> None:
    """What SES tested when it took the rule, and what has to change."""
    found = recognised(before + text)
    assert found is not None
    assert means in found.means
