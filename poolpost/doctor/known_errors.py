"""
The errors of AWS that say something about a pool's mail, or about a call that people take for it.

Every exception of the calls that poolpost, the provider and an application that signs users up make is here or in
`other_errors` (a test goes through botocore's models).
"""

from poolpost.doctor.cognito_errors import COGNITO
from poolpost.doctor.error_text import ErrorText, named
from poolpost.doctor.receiving_errors import RECEIVING
from poolpost.doctor.ses_errors import SES

_COMMON = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html"

CALLS = (
    ErrorText(
        phrase=r"failed to execute action arn:aws[\w-]*:sns:.{0,300}kms|access the sns topic encryption key",
        means="an alarm could not be published: the key of the topic does not let CloudWatch in",
        remedy="allow cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey* in the key's policy (the key of AWS, "
        "alias/aws/sns, cannot be changed so); 'poolpost doctor {name}' compares it",
        source="https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger",
    ),
    ErrorText(
        phrase=r"(acquiring the|locking) state",
        means="another run holds the lock of Terraform's state, or one that ended early left it; no mail is affected",
        remedy="wait for the run that the text names (Who, Created); if it has ended, run 'terraform force-unlock' with that "
        "ID in cdktf.out/stacks/{name}",
        source="https://developer.hashicorp.com/terraform/language/state/locking",
    ),
    ErrorText(
        phrase=r"characterstringtoolong",
        means="a TXT value is longer than the 255 characters that one of its strings may have",
        remedy="write it as several strings of one record, each in quotes: 'poolpost dns {name} --format bind' shows them so",
        source="https://github.com/hashicorp/terraform-provider-aws/issues/14941",
    ),
    ErrorText(
        names=named("InvalidChangeBatch"),
        words=r"already exists",
        means="the hosted zone has a record of this name, and this stack did not create it",
        remedy="'poolpost preflight {name}' lists such records, each with what to do",
        source="https://github.com/hashicorp/terraform-provider-aws/issues/6761",
    ),
    ErrorText(
        names=named(
            "ThrottlingException",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "PriorRequestNotComplete",
            "KMSThrottlingException",
        ),
        means="too many API calls in a short time; the sending quota is another thing, and is not touched by it",
        remedy="run the same command again in a minute; an application retries with growing pauses",
        source=_COMMON,
    ),
    ErrorText(
        phrase=r"only one request to update this user ?pool",
        names=named(
            "ConflictException",
            "ConcurrentModificationException",
            "ConcurrentAccessException",
            "ResourceConflictException",
            "UserImportInProgressException",
            "PreconditionFailedException",
        ),
        means="someone else changes the same thing at this moment",
        remedy="run the same command again; nothing was written by this one",
        source="https://github.com/serverless/serverless/issues/6524",
    ),
    ErrorText(
        names=named("ExpiredTokenException", "ExpiredToken", "RequestExpired"),
        means="the caller's credentials have expired; nothing was written",
        remedy="renew them (aws sso login, or a new role session), and run the same command again",
        source=_COMMON,
    ),
    ErrorText(
        names=named("AccessDeniedException", "AuthorizationErrorException", "UnauthorizedOperation"),
        means="the caller lacks a permission, or is signed in as someone else",
        remedy="paste the whole text, which says who may not do what; 'aws sts get-caller-identity' shows who you are",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
    ),
    ErrorText(
        phrase=r"validation errors? detected: value",
        means="the request has a value that the service does not take; the sentence after it names the value and the rule",
        remedy="correct that value where the call is made; 'poolpost check {name}' finds what an environment file sets wrong",
        source=_COMMON,
    ),
)

KNOWN = (*COGNITO, *RECEIVING, *SES, *CALLS)
"""In this order: what the text says in words goes before what the exception alone says."""
