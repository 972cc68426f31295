"""Errors of AWS as people pasted them in public: names and ids replaced, and what each means."""

from dataclasses import dataclass

ROLE = "arn:aws:sts::222222222222:assumed-role/deploy/ci"
IDENTITY = "arn:aws:ses:eu-west-1:222222222222:identity/no-reply@example.com"


@dataclass(frozen=True)
class Case:
    """
    One text.

    Attributes:
        source: where the kind was met.
        text: as it was pasted.
        means: a part of what it means.
        remedy: a part of what to do.
    """

    source: str
    text: str
    means: str
    remedy: str = ""


def java(message: str, code: str) -> str:
    """Write an error of Cognito as Java and CloudFormation do."""
    service = "AWSCognitoIdentityProviderService"
    return f"{message} (Service: {service}; Status Code: 400; Error Code: {code}; Request ID: 7f-1; Proxy: null)"


def handler(message: str, code: str) -> str:
    """Write an error as a resource handler of CloudFormation does."""
    return f'Resource handler returned message: "{message}" (RequestToken: b4-1, HandlerErrorCode: {code})'


def denied(action: str, resource: str, because: str = "") -> str:
    """Write IAM's sentence."""
    return (
        f"AccessDeniedException: User: {ROLE} is not authorized to perform: {action} on resource: {resource}{because}"
    )


NOT_VERIFIED = "Email address is not verified. The following identities failed the check in region"
FROM_SES = f"Cognito received the following error from Amazon SES when attempting to send email: {NOT_VERIFIED}"
UNVERIFIED = "From's identity is not verified in that region"
PAUSED = "For more information, please check the inbox of the email address associated with your AWS account."
RECORD = (
    "[Tried to create resource record set [name='x._domainkey.mail.example.com.', type='CNAME'] but it already exists]"
)
SLR = "role/aws-service-role/email.cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdpEmailService"
CASES = {
    # A user's own limit, the limit of the default sender, the API's limit, the quota of SES
    "a user's attempts": Case(
        "aws-amplify/amplify-js#8013, #13225",
        "LimitExceededException: Attempt limit exceeded, please try after some time.",
        "limit for this one user",
        "other users are not affected",
    ),
    "the daily limit of COGNITO_DEFAULT": Case(
        "aws-amplify/amplify-studio#884",
        "Exceeded daily limit for the operation of the account. Please configure your user pool to use your own SES config",
        "COGNITO_DEFAULT, which sends 50 mails a day",
        "user_pool.sending = 'DEVELOPER'",
    ),
    "API throttling": Case("aws-amplify/amplify-js#3554", "ThrottlingException: Rate exceeded", "too many API calls"),
    "the sending rate": Case(
        "https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html",
        "454 Throttling failure: Maximum sending rate exceeded",
        "more mail than the SES quota allows",
        "L-804C8AE8",
    ),
    # Who may not do what
    "no CreateTopic": Case(
        "AI-Shipping-Labs/website#498",
        denied("sns:CreateTopic", "arn:aws:sns:eu-west-1:222222222222:sign-in-mail"),
        f"{ROLE} may not call sns:CreateTopic on arn:aws:sns:eu-west-1:222222222222:sign-in-mail",
        "docs/iam (deploy.json, EventsWrite",
    ),
    "no service-linked role": Case(
        "amplify-education/serverless-domain-manager#112",
        denied("iam:CreateServiceLinkedRole", f"arn:aws:iam::222222222222:{SLR}"),
        "may not call iam:CreateServiceLinkedRole",
        "docs/iam (deploy.json, CognitoMailRole",
    ),
    "no PassRole": Case(
        "awslabs/aws-api-gateway-developer-portal#11",
        f'"message": "{denied("iam:PassRole", "arn:aws:iam::222222222222:role/sms")}", "code": "AccessDeniedException"',
        "may not call iam:PassRole on arn:aws:iam::222222222222:role/sms",
        "docs/iam (deploy.json, PoolDependencies",
    ),
    "a deny of the organization": Case(
        "https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns",
        denied(
            "iam:GetRole",
            "arn:aws:iam::222222222222:role/x",
            " with an explicit deny in a service control policy: arn:aws:organizations::333333333333:policy/o-1/p-1",
        ),
        "in a service control policy (arn:aws:organizations::333333333333:policy/o-1/p-1) (an explicit deny)",
        "change that service control policy",
    ),
    "an action that poolpost does not call": Case(
        "amazon-archives/amazon-cognito-identity-js#670",
        denied("lambda:CreateFunction", "arn:aws:lambda:eu-west-1:222222222222:function:x"),
        "may not call lambda:CreateFunction",
        "neither plan nor deploy of docs/iam needs it",
    ),
    "an expired session": Case(
        "https://www.repost.aws/es/knowledge-center/ec2-expired-token",
        "com.amazonaws.AmazonServiceException: The security token included in the request is expired "
        "(Service: AmazonSQS; Status Code: 403; Error Code: ExpiredToken; Request ID: 1-1)",
        "the caller's credentials have expired",
    ),
    # The identity
    "Cognito finds the address not verified": Case(
        "aws/aws-cdk#19787", f"{FROM_SES} EU-WEST-1: {IDENTITY}", UNVERIFIED
    ),
    "the same by CloudFormation": Case(
        "aws/aws-cdk#18964, aws-amplify/amplify-backend#3134",
        java(f"{FROM_SES} US-EAST-1: {IDENTITY}", "InvalidParameterException"),
        UNVERIFIED,
    ),
    "an ARN of another account": Case(
        "aws/aws-cdk#25115",
        java("Email arn does not belong to your account.", "NotAuthorizedException"),
        "belongs to another account, or its ARN is incomplete",
        "SourceArn",
    ),
    "From without an identity": Case(
        "aws/aws-cdk#9739",
        java("Cannot configure From email address for default email configuration", "InvalidParameterException"),
        "without an SES identity",
    ),
    "MAIL FROM elsewhere": Case(
        "getmoto/moto#6753",
        "Provided MAIL-FROM domain 'bar.example.org' is not subdomain of the domain of the identity 'test@example.com'",
        "MAIL FROM must be a subdomain",
        "domain.mail_from.label",
    ),
    "a verified sender, another recipient": Case(
        "mageplaza/magento-2-smtp#211, danilop/LambdAuth#64",
        f"Message rejected: {NOT_VERIFIED} US-EAST-1: jane@example.org",
        "in the sandbox and the recipient is not verified",
        "poolpost access show",
    ),
    "the same by a PHP library": Case(
        "WPManageNinja/fluent-smtp#74, #103",
        f"SimpleEmailService::sendRawEmail(): Sender - MessageRejected: {NOT_VERIFIED} US-EAST-1: jane@example.org Request Id: 5",
        UNVERIFIED,
    ),
    "the same by a wiki, in lower case": Case(
        "aws/amazon-ecs-agent#533",
        "failed to send data [smtp: invalid response code received from server (code: 554, response: message rejected: "
        "email address is not verified. the following identities failed the check in region us-west-2",
        UNVERIFIED,
    ),
    "the same as XML": Case(
        "django-ses/django-ses#16",
        "<Error><Type>Sender</Type><Code>MessageRejected</Code><Message>Email address is not verified.</Message></Error>",
        UNVERIFIED,
    ),
    # What exists already
    "the identity exists": Case(
        "anomalyco/sst#4556",
        "StatusCode: 400, RequestID: 66-1, AlreadyExistsException: Email identity mail.example.com already exist.",
        "SES has an identity or configuration set of this name",
        "poolpost preflight",
    ),
    "the identity exists, by CloudFormation": Case(
        "widdix/mastodon-on-aws#27",
        handler(
            "Resource of type 'AWS::SES::EmailIdentity' with identifier 'mail.example.com' already exists.",
            "AlreadyExists",
        ),
        "SES has an identity or configuration set of this name",
    ),
    "the configuration set exists": Case(
        "hashicorp/terraform-provider-aws#9186, #6265",
        "Error creating SES configuration set: ConfigurationSetAlreadyExists: Configuration set <sign-in> already exists.",
        "SES has an identity or configuration set of this name",
    ),
    "the record exists": Case(
        "clouddrove/terraform-aws-ses#25, hashicorp/terraform-provider-aws#7918",
        f"Error: creating Route 53 Record: InvalidChangeBatch: {RECORD}\n  status code: 400, request id: 8-1",
        "the hosted zone has a record of this name",
        "poolpost preflight",
    ),
    # The pool
    "the SMS role does not trust Cognito": Case(
        "awslabs/nx-plugin-for-aws#631, aws-amplify/amplify-flutter#1328",
        "InvalidSmsRoleTrustRelationshipException: Role does not have a trust relationship allowing Cognito to assume the role",
        "AWS refuses every UpdateUserPool",
    ),
    "the SMS role may not publish": Case(
        "OElesin/querypal#6",
        "CREATE_FAILED UserPool AWS::Cognito::UserPool "
        + java("Role does not have permission to publish with SNS", "InvalidSmsRoleAccessPolicyException"),
        "SMS role",
    ),
    "MFA without SMS": Case(
        "aws/aws-cdk#32615, aws-cloudformation/cloudformation-coverage-roadmap#2221",
        handler(
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
            "InvalidRequest",
        ),
        "MFA settings contradict each other",
    ),
    "MFA off and configured": Case(
        "lgallard/terraform-aws-cognito-user-pool#74",
        "InvalidParameterException: Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
        "MFA settings contradict each other",
    ),
    "a feature of another tier": Case(
        "hashicorp/terraform-provider-aws#40734",
        "Error: updating Cognito User Pool (x): operation error Cognito Identity Provider: UpdateUserPool, https response "
        "error StatusCode: 400, RequestID: 71-1, FeatureUnavailableInTierException: The following features need to be "
        "disabled for the ESSENTIALS pricing tier configured: Threat Protection",
        "lacks a feature that the pool carries",
    ),
    "two updates at once": Case(
        "serverless/serverless#6524",
        "Only one request to update this UserPool can be processed at a time",
        "at this moment",
        "nothing was written by this one",
    ),
    "two updates of clients at once": Case(
        "hashicorp/terraform-provider-aws#19794",
        "Error: ConcurrentModificationException: Only one request to update user pool client can be processed at a time.",
        "at this moment",
    ),
    "a link message without its placeholder": Case(
        "aws/aws-cli#8280",
        "An error occurred (InvalidParameterException) when calling the UpdateUserPool operation: The message is invalid.",
        "a message lacks its placeholder",
        "poolpost messages preview",
    ),
    "a code message without its placeholder": Case(
        "https://repost.aws/questions/QUZIuScwnfRfSS72TEKdTaAQ/cognito-refuses-to-verify-updated-email-address-with-email-link",
        handler(
            "1 validation error detected: Value 'Hello {##Verify##}' at 'verificationMessageTemplate.emailMessage' failed to "
            "satisfy constraint: Member must satisfy regular expression pattern: [x]*\\{####\\}[x]*",
            "InvalidRequest",
        ),
        "a message lacks its placeholder",
    ),
    "a trigger that is no ARN": Case(
        "aws-amplify/amplify-cli#1897, aws-amplify/amplify-js#3731",
        "1 validation error detected: Value 'functionArn' at 'lambdaConfig.customMessage' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: arn:x",
        "has a value that the service does not take",
    ),
    # Sending
    "a wrong Reply-To": Case(
        "amazon-archives/amazon-cognito-identity-js#307, aws-amplify/amplify-js#1305",
        "CodeDeliveryFailureException\nMessage: Invalid email provided/Unable to send the email",
        "Reply-To",
    ),
    "an invitation": Case(
        "aws/aws-sdk#438, boto/boto3#3524",
        "An error occurred (CodeDeliveryFailureException) when calling the AdminCreateUser operation: Unable to send the email",
        "created the user and could not hand the invitation over",
        "RESEND",
    ),
    "a trigger that ends": Case(
        "aws-amplify/amplify-js#9127",
        "cause=com.amazonaws.services.cognitoidentityprovider.model.UserLambdaValidationException: DefineAuthChallenge failed "
        "with error Runtime exited (Service: AmazonCognitoIdentityProvider; Error Code: UserLambdaValidationException)",
        "a Lambda trigger of the pool is gone",
    ),
    "a trigger that Cognito may not call": Case(
        "aws/serverless-application-model#134",
        "PreSignUp invocation failed due to error AccessDeniedException.",
        "may not be called by Cognito",
    ),
    "a trigger that returns nothing": Case(
        "https://stackoverflow.com/questions/42706896/unrecognizable-lambda-output-cognito",
        java("Unrecognizable lambda output", "InvalidLambdaResponseException"),
        "an answer of the wrong form",
    ),
    "custom authentication without a trigger": Case(
        "aws-amplify/amplify-js#6327, #5623",
        "Custom auth lambda trigger is not configured for the user pool.",
        "no mail is involved",
    ),
    "a name that is no address": Case(
        "aws-amplify/amplify-ui#6678",
        '{"__type": "InvalidParameterException", "message": "Username should be an email."}',
        "has a value that the service does not take",
        "keeps no mail from arriving",
    ),
    "sending paused": Case(
        "GoodDollar/GoodServer#419, hcengineering/platform#8899",
        f"MessageRejected: Sending paused for this account. {PAUSED}",
        "sending is paused for the account",
    ),
    "sending suspended, by SMTP": Case(
        "yegor256/0pdd#240",
        f"554 Message rejected: Sending suspended for this account. {PAUSED}",
        "sending is paused for the account",
    ),
    "SES cannot publish to a receipt rule's topic": Case(
        "hashicorp/terraform-provider-aws#14773",
        "Error creating SES rule: InvalidSnsTopic: Could not publish to SNS topic: arn:aws:sns:eu-west-1:222222222222:test",
        "the topic of a receipt rule",
    ),
    "SES could not publish a bounce": Case(
        "aws-samples/communication-developer-services-reference-architectures#11",
        'An error occurred while trying to publish a notification of type "Bounce" to Amazon SNS topic "arn:aws:sns:x:1:t".',
        "SES may not publish to the SNS topic",
    ),
    "an event type that the old API has not": Case(
        "marckohlbrugge/sessy#190",
        "An error occurred (ValidationError) when calling the CreateConfigurationSetEventDestination operation: 1 validation "
        "error detected: Value at 'eventDestination.matchingEventTypes' failed to satisfy constraint",
        "has a value that the service does not take",
    ),
}
