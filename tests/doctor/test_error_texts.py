"""Each error of AWS is recognised as a whole, in every form in which tools write it."""

import re

import botocore.session
import pytest

from poolpost.doctor.aws_error import without_ending
from poolpost.doctor.error_texts import exceptions, recognised
from poolpost.doctor.known_errors import KNOWN
from poolpost.doctor.other_errors import OTHER
from tests.wild import call_error_cases, error_cases

ROLE = "arn:aws:sts::222222222222:assumed-role/deploy/ci"
CASES = [
    (
        "An error occurred (InvalidParameterException): Email address is not verified. The following identities "
        "failed the check in region EU-WEST-1: jane@example.org",
        "in the sandbox and the recipient is not verified",
    ),
    ("554 Message rejected: Email address is not verified.", "in the sandbox and the recipient is not verified"),
    (
        "LimitExceededException: Exceeded daily email limit for the operation or the account. If a higher limit "
        "is required, please configure your user pool to use your own Amazon SES configuration",
        "COGNITO_DEFAULT, which sends 50 mails a day",
    ),
    ("TooManyFailedAttemptsException: Too many failed attempts", "limit for this one user"),
    ("LimitExceededException: User pool quota exceeded", "does not say that it is the daily mail"),
    ("Cannot pass role to Cognito: iam:PassRole is missing", "may not pass a role to Cognito"),
    (
        "InvalidEmailRoleAccessPolicyException: Cognito is not allowed to use your email identity",
        "service-linked role is missing",
    ),
    ("Cognito isn't allowed to use your email identity", "its policy or the service-linked role is missing"),
    ("InvalidParameterException: Provided From email address is invalid", "From is not 'Name <address>'"),
    ("MailFromDomainNotVerifiedException", "MX record of MAIL FROM"),
    ("Configuration set <sign-in> does not exist.", "configuration set that is not in its SES region"),
    ("ConfigurationSetDoesNotExistException", "configuration set that is not in its SES region"),
    ("ConfigurationSetSendingPausedException: paused", "turned off for the configuration set"),
    ("SendingPausedException", "paused for the account"),
    ("Your account's sending is suspended: sending suspended", "paused for the account"),
    ("454 Throttling failure: Daily message quota exceeded.", "more mail than the SES quota"),
    ("TooManyRequestsException: Too many requests", "too many API calls"),
    ("CodeDeliveryFailureException", "could not hand the mail over"),
    ("InvalidLambdaResponseException", "CustomMessage"),
    ("UserLambdaValidationException: CustomMessage failed with error x.", "a Lambda trigger of the pool is gone"),
    ("An error occurred (ConflictException) when calling the PutAccountDetails operation", "under review already"),
    (
        "An error occurred (ConcurrentModificationException) when calling the UpdateUserPool operation: x",
        "at this moment",
    ),
    ("InvalidParameterValue: Could not publish to SNS topic <arn>", "SES may not publish to the SNS topic"),
    ("KMSAccessDeniedException: The ciphertext refers to a key", "the key of the topic"),
    ("FeatureUnavailableInTierException: not in ESSENTIALS", "lacks a feature"),
    ("MessageRejected: Missing final '@domain'", "refused this message"),
    ("ExpiredToken: The security token included in the request is expired", "the caller's credentials have expired"),
    ("535 Authentication Credentials Invalid", "SMTP user name or password"),
    ("530 Must issue a STARTTLS command first", "over TLS only"),
    ("501 Invalid MAIL FROM address provided", "not valid"),
    ("550 5.1.1 No such user here", "refuses this address"),
    ("InvalidS3Configuration: Could not write to bucket: acme-mail", "SES may not store received mail"),
    ("InvalidLambdaFunction: Could not invoke Lambda function: arn", "SES may not invoke the function"),
    ("InvalidSnsTopic: Invalid SNS topic: arn", "the topic of a receipt rule does not exist"),
    ("CannotDelete: Cannot delete active rule set: mail", "the receipt rule set is active"),
    ("RuleSetDoesNotExist: Rule set does not exist: mail", "is not in this account and region"),
    ("(535, b'Authentication Credentials Invalid')", "SMTP user name or password"),
    (
        "554 Access denied: User `arn:aws:iam::1:user/smtp' is not authorized to perform `ses:SendRawEmail' on resource "
        "`arn:aws:ses:eu-west-1:1:identity/mail.example.com'",
        "arn:aws:iam::1:user/smtp may not call ses:SendRawEmail on arn:aws:ses:eu-west-1:1:identity/mail.example.com",
    ),
    ("AccessDeniedException", "the caller lacks a permission"),
    (
        "InvalidParameterException: Cannot perform specific action because there does not exist a valid user pool domain",
        "a link needs a domain of the pool",
    ),
]


@pytest.mark.parametrize(("text", "words"), CASES, ids=[text[:60] for text, _ in CASES])
def test_an_error_text_is_recognised(text: str, words: str) -> None:
    """As it is pasted, whatever is around it and in whichever case; the remedy names the environment."""
    known = recognised(text)
    assert known is not None
    assert words in known.means
    assert "{" not in known.remedy_for("production")
    loud = recognised(text.upper())
    assert loud is not None
    assert loud.means.lower() == known.means.lower()


WILD = (*error_cases.CASES.values(), *call_error_cases.CASES.values())


def test_every_known_error_has_a_case() -> None:
    """An entry that nothing here is recognised by is not tested."""
    texts = [text for text, _ in CASES] + [case.text for case in WILD]
    assert set(KNOWN) <= {recognised(text) for text in texts}


def test_every_error_names_its_source() -> None:
    """A page, or a public issue; `why --error` shows it."""
    sources = {known.source for known in KNOWN} | {source for _, _, source in OTHER}
    assert [source for source in sources if not re.fullmatch(r"https://[\w.-]+/\S+", source)] == []


# What poolpost, the AWS provider and an application that signs users up call.
CALLED = {
    "cognito-idp": "DescribeUserPool UpdateUserPool CreateUserPool GetUserPoolMfaConfig ListUserPools TagResource "
    "SignUp ConfirmSignUp ResendConfirmationCode ForgotPassword ConfirmForgotPassword AdminCreateUser "
    "AdminResetUserPassword InitiateAuth "
    "AdminInitiateAuth RespondToAuthChallenge AdminRespondToAuthChallenge GetUserAttributeVerificationCode "
    "UpdateUserAttributes VerifyUserAttribute AdminUpdateUserAttributes",
    "sesv2": "GetAccount PutAccountDetails CreateEmailIdentity GetEmailIdentity DeleteEmailIdentity "
    "PutEmailIdentityDkimSigningAttributes PutEmailIdentityMailFromAttributes PutEmailIdentityConfigurationSetAttributes "
    "CreateEmailIdentityPolicy UpdateEmailIdentityPolicy DeleteEmailIdentityPolicy CreateConfigurationSet GetConfigurationSet "
    "DeleteConfigurationSet CreateConfigurationSetEventDestination GetConfigurationSetEventDestinations SendEmail "
    "GetSuppressedDestination PutAccountSuppressionAttributes CreateCustomVerificationEmailTemplate "
    "SendCustomVerificationEmail PutAccountSendingAttributes",
    "ses": "SendEmail SendRawEmail VerifyEmailIdentity VerifyDomainIdentity SetIdentityMailFromDomain",
    "sns": "CreateTopic SetTopicAttributes GetTopicAttributes Subscribe Publish DeleteTopic ListSubscriptionsByTopic",
    "kms": "CreateKey DescribeKey PutKeyPolicy GetKeyPolicy ScheduleKeyDeletion EnableKeyRotation CreateAlias "
    "GenerateDataKey Decrypt",
    "iam": "CreateServiceLinkedRole GetRole",
    "route53": "ChangeResourceRecordSets ListResourceRecordSets GetHostedZone ListHostedZonesByName GetChange",
    "sts": "AssumeRole GetCallerIdentity AssumeRoleWithWebIdentity GetSessionToken",
    "lambda": "GetFunctionConfiguration AddPermission",
}


@pytest.mark.parametrize("service", CALLED)
def test_every_exception_that_botocore_knows_of_these_calls_has_an_entry(service: str) -> None:
    """A new one in a new botocore fails here: say what it means for mail, or that it means nothing."""
    model = botocore.session.get_session().get_service_model(service)
    shapes = [shape for call in CALLED[service].split() for shape in model.operation_model(call).error_shapes]
    on_the_wire = {shape.metadata.get("error", {}).get("code", shape.name) for shape in shapes}
    raised = {shape.name for shape in shapes} | on_the_wire
    assert {name for name in raised if without_ending(name) not in exceptions()} == set()


def test_what_only_names_a_service_is_not_taken_for_its_policy() -> None:
    """The word sns in an ARN is no reason to change the topic's policy; nor is a throttled API the sending quota."""
    for text in (
        f"User: {ROLE} is not authorized to perform: sns:GetTopicAttributes on resource: x",
        "Rate exceeded for sns",
    ):
        known = recognised(text)
        assert known is None or "SES may not publish" not in known.means


@pytest.mark.parametrize("text", ["the call took 454 ms", "line 535 of main.py", "see 530 and 501", "Error: 554 rows"])
def test_a_number_alone_is_no_reply_of_smtp(text: str) -> None:
    """Whatever else has three digits is not explained."""
    assert recognised(text) is None


def test_braces_of_a_pasted_text_are_text() -> None:
    """A policy's variables stand in resources."""
    known = recognised("User: x is not authorized to perform: sns:Publish on resource: arn:aws:sns:{region}:${aws:x}")
    assert known is not None
    assert "{region}:${aws:x}" in known.remedy_for("production")
