"""AWS's exception, in the words of every tool that shows it."""

import pytest

from poolpost.doctor.aws_error import parsed

FORMS = [
    "An error occurred (X) when calling the UpdateUserPool operation (reached max retries: 4): it failed",
    "X: it failed",
    "Uncaught (in promise) X: it failed",
    "Error: creating Cognito User Pool (n): operation error Cognito Identity Provider: CreateUserPool, https response error "
    "StatusCode: 400, RequestID: 7f-1, X: it failed",
    "operation error SESv2: GetAccount, https response error StatusCode: 403, RequestID: 7f-1, api error X: it failed",
    "software.amazon.awssdk.services.sesv2.model.X: it failed (Service: SesV2, Status Code: 400, Request ID: 7f-1)",
    "it failed (Service: AmazonSimpleEmailService; Status Code: 400; Error Code: X; Request ID: 7f-1; Proxy: null)",
    'HTTP 400 {"__type":"com.amazonaws.cognito.identity.idp.model#X","message":"it failed"}',
    '{"code":"X","name":"X","message":"it failed"}',
    "botocore.errorfactory.X: An error occurred (X) when calling the SendEmail operation: it failed",
    "X",
]


@pytest.mark.parametrize("form", FORMS)
def test_the_exception_is_found_in_the_words_of_every_tool(form: str) -> None:
    """botocore, JavaScript, Go, Java, CloudFormation, JSON, or its name alone."""
    assert parsed(form.replace("X", "InvalidLambdaResponseException")).name == "invalidlambdaresponse"
