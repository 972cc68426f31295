"""Errors around the mail and of SMTP as people pasted them in public: names and ids replaced, and what each means."""

from tests.wild.error_cases import Case

CASES = {
    # Around the mail
    "verification before an update": Case(
        "aws/aws-cli#7151",
        "An error occurred (InvalidParameterException) when calling the UpdateUserPool operation: All attributes in "
        "AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
        "an update resets what it leaves out",
    ),
    "a schema that is written otherwise": Case(
        "aws-amplify/amplify-backend#3299",
        'Resource handler returned message: "Invalid AttributeDataType input, consider using the provided enum',
        "refuses the whole update",
        "never replace the pool",
    ),
    "SMS in a pool that verifies phones": Case(
        "hashicorp/terraform-provider-aws#28294",
        "Error: error setting Cognito User Pool (eu-west-1_Production1) MFA Configuration: InvalidParameterException: SMS "
        "configuration is required when phone_number is selected for auto verification",
        "MFA settings contradict each other",
    ),
    "an empty message": Case(
        "amazon-archives/amazon-cognito-identity-js#521",
        '{"__type":"InvalidParameterException","message":"The message is empty."}',
        "CustomMessage trigger returned a message without",
        "event.request.codeParameter",
    ),
    "a domain that SES does not know": Case(
        "floci-io/floci#723",
        "BadRequestException: Domain mail.example.com is not verified for DKIM signing.",
        "no identity of that domain",
    ),
    "an alarm and the topic's key": Case(
        "ASFHyP3/hyp3#762, ministryofjustice/opg-lpa#713",
        'Failed to execute action arn:aws:sns:eu-west-1:222222222222:alarms. Received error: "null (Service: AWSKMS; Status '
        'Code: 400; Error Code: AccessDeniedException; Request ID: 7f-1; Proxy: null)"',
        "does not let CloudWatch in",
        "kms:GenerateDataKey*",
    ),
    "an alarm and the topic's key, in words": Case(
        "awslabs/landing-zone-accelerator-on-aws#31",
        "CloudWatch Alarms does not have authorization to access the SNS topic encryption key.",
        "does not let CloudWatch in",
    ),
    "an alarm and the topic's policy": Case(
        "aws-solutions/automated-security-response-on-aws#43",
        'Failed to execute action arn:aws:sns:x:1:t. Received error: "Resource: arn:aws:cloudwatch:x:1:alarm:bounces is not '
        'authorized to perform: SNS:Publish on resource: arn:aws:sns:x:1:t because no resource-based policy allows it"',
        "arn:aws:cloudwatch:x:1:alarm:bounces may not call SNS:Publish",
        "allow it in the policy of arn:aws:sns:x:1:t",
    ),
    "a request for production access again": Case(
        "aws/aws-cli#6652",
        "An error occurred (ConflictException) when calling the PutAccountDetails operation: None",
        "is under review already, or was denied",
        "poolpost access show production",
    ),
    "a TXT value in one string": Case(
        "hashicorp/terraform-provider-aws#14941, boto/boto3#1462",
        "InvalidChangeBatch: [Invalid Resource Record: FATAL problem: CharacterStringTooLong (Value is too long)]",
        "longer than the 255 characters",
    ),
    "a state that is locked": Case(
        "hashicorp/terraform#22410, Genaker/TerraformMagentoCloud#22",
        "Error: Error acquiring the state lock\n\nConditionalCheckFailedException: The conditional request failed\nLock "
        "Info:\n  ID: f976-1\n  Who: me@host",
        "holds the lock of Terraform's state",
        "cdktf.out/stacks/production",
    ),
    # SMTP
    "a wrong password": Case(
        "sandstorm-io/sandstorm#2734",
        '{"code":"EAUTH","response":"535 Authentication Credentials Invalid","responseCode":535,"command":"AUTH PLAIN"}',
        "SMTP user name or password is wrong",
    ),
    "no sign-in": Case(
        "Billionmail/BillionMail#156",
        "host email-smtp.eu-west-1.amazonaws.com[192.0.2.1] said: 530 Authentication required (in reply to MAIL FROM command)",
        "does not sign in",
    ),
    "a connection without mail": Case(
        "knadh/listmonk#1624", "error sending message: 451 4.4.2 Timeout waiting for data from client.", "SES closed it"
    ),
    "a connection without mail, by Python": Case(
        "mozilla/sumo#2215",
        "SMTPSenderRefused(451, b'4.4.2 Timeout waiting for data from client.', 'no-reply@example.com')",
        "SES closed it",
    ),
    "too many connections": Case(
        "https://docs.aws.amazon.com/ses/latest/DeveloperGuide/smtp-response-codes.html",
        "421 Too many concurrent SMTP connections",
        "too many connections at once",
    ),
}
