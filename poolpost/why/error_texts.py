"""
What each error of AWS means for a pool's mail, and what to do.

Every exception of the calls that poolpost, the provider and an application that signs users up make has an entry (a test goes
through botocore's models), be it "not about mail". Sources: the API references of these services; SES developer guide,
troubleshoot-error-messages and smtp-response-codes; Cognito developer guide, user-pool-email and quotas; IAM user guide,
troubleshoot access denied.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from poolpost.why.aws_error import AwsError, parsed
from poolpost.why.other_errors import NOT_ABOUT_MAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorText:
    """
    One error of AWS.

    Attributes:
        names: the exceptions that it can be, lower case; empty: any, or none.
        words: what the text must hold, a pattern in lower case; empty: anything.
        operation: the API call that it must come from, a pattern; empty: any.
        smtp: the reply code of SMTP that is it, too.
        sending: the sender of the pool that it speaks of: with another one it is of another time or pool.
        means: the cause, in plain words.
        remedy: what to do.
        about_mail: whether it keeps mail from arriving.
    """

    names: frozenset[str] = frozenset()
    words: str = ""
    operation: str = ""
    smtp: str = ""
    sending: Literal["", "COGNITO_DEFAULT", "DEVELOPER"] = ""
    means: str
    remedy: str
    about_mail: bool = True

    def is_it(self, error: AwsError) -> bool:
        """Return whether an error is this one."""
        if self.smtp and self.smtp == error.smtp and (not self.words or re.search(self.words, error.text)):
            return True
        named = error.name in self.names if self.names else bool(self.words)
        called = not self.operation or bool(re.search(self.operation, error.operation or error.text))
        return named and called and (not self.words or bool(re.search(self.words, error.text)))


def _named(*names: str) -> frozenset[str]:
    """Return exceptions as they are compared; services leave the ending out in places."""
    lower = {name.lower() for name in names}
    return frozenset(lower | {name.removesuffix("exception") for name in lower})


DENIED = _named(
    "AccessDeniedException",
    "AuthorizationErrorException",
    "NotAuthorizedException",
    "UnauthorizedOperation",
    "Forbidden",
)
_DAILY = r"daily email limit|exceeded daily"
_THROTTLED = _named(
    "ThrottlingException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "PriorRequestNotComplete",
    "KMSThrottlingException",
)

_PAUSED = "sending is paused for the account: by AWS (bounces, complaints), or by put-account-sending-attributes"
_UNPAUSE = (
    "'poolpost doctor {name}' shows status and rates: under review, answer AWS's case in the support centre; healthy, "
    "aws sesv2 put-account-sending-attributes --sending-enabled"
)

KNOWN = (
    ErrorText(
        words=r"email address is not verified|identities failed the check in region",
        smtp="554",
        sending="DEVELOPER",
        means="SES is in the sandbox and the recipient is not verified, or From's identity is not verified in that region",
        remedy="compare the identities and the region that the text names with 'poolpost doctor {name}'; out of the "
        "sandbox: 'poolpost access show {name}'",
    ),
    ErrorText(
        words=_DAILY,
        sending="COGNITO_DEFAULT",
        means="the pool sends with COGNITO_DEFAULT, which sends 50 mails a day",
        remedy="deploy, with user_pool.sending = 'DEVELOPER' in the file: 'cdktf deploy {name}'",
    ),
    ErrorText(
        names=_named("LimitExceededException", "TooManyFailedAttemptsException"),
        words=r"attempt limit|attempts|try after some time",
        means="Cognito's limit for this one user: too many sign-in, code or password attempts; no quota of mail",
        remedy="wait (up to an hour) and try once; do not send codes in a loop; other users are not affected",
        about_mail=False,
    ),
    ErrorText(
        names=_named("LimitExceededException"),
        means="a limit of the account or the resource is reached, and the text does not say that it is the daily mail",
        remedy="read which limit the text names; 'poolpost doctor {name}' shows whether the pool is near 50 mails a day",
        about_mail=False,
    ),
    ErrorText(
        names=_named("InvalidSmsRoleTrustRelationshipException", "InvalidSmsRoleAccessPolicyException"),
        means="the pool's SMS role is gone, does not let Cognito assume it (trust, external id), or may not publish: "
        "AWS refuses every UpdateUserPool, a change of the e-mail too",
        remedy="restore the role that 'aws cognito-idp describe-user-pool' names in SmsConfiguration.SnsCallerArn, with "
        "cognito-idp.amazonaws.com and the pool's external id in its trust policy; then run the deploy again",
    ),
    ErrorText(
        words=r"passrole",
        means="who deploys may not hand a role to Cognito (iam:PassRole)",
        remedy="allow iam:PassRole on that role, for cognito-idp.amazonaws.com, to whoever deploys",
        about_mail=False,
    ),
    ErrorText(
        names=_named("InvalidEmailRoleAccessPolicyException"),
        means="Cognito may not use the identity: its policy or the service-linked role is missing, or it is in another region",
        remedy="run 'cdktf deploy {name}' again once the domain is verified; the caller needs iam:CreateServiceLinkedRole",
    ),
    ErrorText(
        words=r"(not|isn.t) allowed to use your email identity",
        means="Cognito may not use the identity: its policy or the service-linked role is missing, or it is in another region",
        remedy="run 'cdktf deploy {name}' again once the domain is verified; the caller needs iam:CreateServiceLinkedRole",
    ),
    ErrorText(
        words=r"could not publish.*(sns|topic)|invalid ?sns ?destination|invalid ?parameter ?value.*(sns|topic|kms)",
        means="SES may not publish to the SNS topic: its policy, or that of its key, does not let SES in",
        remedy="'cdktf deploy {name}' writes both; AWS's own key (alias/aws/sns) cannot let SES in: events.sns.kms = 'create'",
    ),
    ErrorText(
        names=_named(
            "KMSAccessDeniedException",
            "KMSDisabledException",
            "KMSInvalidStateException",
            "KMSNotFoundException",
            "KMSOptInRequired",
            "DisabledException",
            "KeyUnavailableException",
        ),
        means="the key of the topic, or of a custom sender, is gone, disabled or lets the caller not in",
        remedy="'poolpost doctor {name}' says which key; enable it (aws kms enable-key) or cancel its deletion",
    ),
    ErrorText(
        names=_named("MailFromDomainNotVerifiedException"),
        words="",
        means="the MX record of MAIL FROM is missing or wrong, and REJECT_MESSAGE sends nothing without it",
        remedy="publish what 'poolpost dns {name} --check' says is missing",
    ),
    ErrorText(
        words=r"from email address is invalid|invalid from",
        means="From is not 'Name <address>' as RFC 5322 wants it: quotes, commas and non-ASCII names must be encoded",
        remedy="write user_pool.from in the environment file, which encodes it, and deploy",
    ),
    *(
        ErrorText(
            names=named,
            words=words,
            means="the pool names a configuration set that is not in its SES region",
            remedy="'cdktf deploy {name}' creates it, and points the pool to it",
        )
        for named, words in (
            (_named("ConfigurationSetDoesNotExistException"), ""),
            (frozenset[str](), r"configuration set .*does not exist"),
        )
    ),
    ErrorText(
        names=_named("ConfigurationSetSendingPausedException"),
        means="sending is turned off for the configuration set",
        remedy="find out why it was turned off, then: aws sesv2 put-configuration-set-sending-options "
        "--configuration-set-name NAME --sending-enabled",
    ),
    ErrorText(
        names=_named("SendingPausedException", "AccountSendingPausedException", "AccountSuspendedException"),
        means=_PAUSED,
        remedy=_UNPAUSE,
    ),
    ErrorText(
        words=r"sending (is )?(paused|suspended|disabled)|account .*(paused|suspended)",
        means=_PAUSED,
        remedy=_UNPAUSE,
    ),
    ErrorText(
        words=r"maximum sending rate exceeded|daily message quota exceeded|sending quota",
        smtp="454",
        means="more mail than the SES quota allows",
        remedy="ask for more: Service Quotas, Amazon SES, 'Sending quota' (L-804C8AE8)",
    ),
    ErrorText(
        names=_THROTTLED,
        means="too many API calls in a short time; the sending quota is another thing, and is not touched by it",
        remedy="run the same command again in a minute; an application retries with growing pauses",
        about_mail=False,
    ),
    ErrorText(
        names=_named("CodeDeliveryFailureException"),
        means="Cognito could not hand the mail over: identity, policy, Reply-To or a Lambda trigger is wrong",
        remedy="run 'poolpost doctor {name}' and fix what fails",
    ),
    ErrorText(
        names=_named("InvalidLambdaResponseException"),
        means="a CustomMessage trigger gave a text of its own while the pool sends with COGNITO_DEFAULT, "
        "or an answer of the wrong form",
        remedy="set user_pool.sending = 'DEVELOPER', or let the trigger return no emailMessage",
    ),
    ErrorText(
        names=_named("UnexpectedLambdaException", "UserLambdaValidationException"),
        means="a Lambda trigger of the pool failed, or refused the user; where it is CustomMessage or CustomEmailSender, "
        "no mail is sent then",
        remedy="read the function's log; 'aws cognito-idp describe-user-pool' lists the triggers in LambdaConfig",
    ),
    ErrorText(
        names=_named("ConflictException"),
        operation=r"putaccountdetails",
        means="a request for production access is under review already, or was denied",
        remedy="'poolpost access show {name}' tells the case to answer",
    ),
    ErrorText(
        names=_named(
            "ConflictException",
            "ConcurrentModificationException",
            "ConcurrentAccessException",
            "ResourceConflictException",
            "UserImportInProgressException",
            "PreconditionFailedException",
        ),
        means="somebody else changes the same thing at this moment",
        remedy="run the same command again; nothing was written by this one",
        about_mail=False,
    ),
    ErrorText(
        names=_named("FeatureUnavailableInTierException", "TierChangeNotAllowedException"),
        means="the pool's tier lacks a feature that the pool carries, or cannot be changed so: AWS refuses the whole update",
        remedy="turn the feature off or raise UserPoolTier; then run the deploy again",
    ),
    ErrorText(
        names=_named("MessageRejected"),
        means="SES refused this message: an address, a header or its content",
        remedy="read the sentence after it; 'poolpost doctor {name} --send' shows which step refuses",
    ),
    ErrorText(
        names=_named("ExpiredTokenException", "ExpiredToken", "RequestExpired"),
        words="",
        means="the credentials of whoever ran it are over; nothing was written",
        remedy="renew them (aws sso login, or a new role session), and run the same command again",
        about_mail=False,
    ),
    ErrorText(
        smtp="535",
        means="the SMTP user name or password is wrong, of another region, or made from an access key as it is",
        remedy="make SMTP credentials for this region in the SES console; Cognito does not use SMTP",
    ),
    ErrorText(
        smtp="530",
        means="SES takes mail over TLS only",
        remedy="use STARTTLS on port 587, or TLS on port 465",
    ),
    ErrorText(
        smtp="501",
        means="SMTP: an address or parameter of the command is not valid",
        remedy="compare the addresses with RFC 5321; a domain name that is not ASCII is written in Punycode",
    ),
    ErrorText(
        smtp="550",
        words=r"suppress|does not exist|unknown|no such user|mailbox",
        means="the receiver, or the suppression list, refuses this address",
        remedy="'poolpost why {name} --to ADDRESS' looks at the suppression list",
    ),
)
"""In this order: what the text says in words goes before what the exception alone says."""


def explained(error: AwsError) -> ErrorText | None:
    """Return what an error means; None when it is none that is known."""
    if error.action:
        return _denied(error)
    known = next((known for known in KNOWN if known.is_it(error)), None)
    return known or _not_about_mail(error)


def recognised(text: str) -> ErrorText | None:
    """Return what an error text means, as it is pasted."""
    return explained(parsed(text))


def names() -> Iterator[str]:
    """Yield every exception that has an entry, lower case."""
    for known in KNOWN:
        yield from known.names
    yield from DENIED
    yield from (name.lower() for name in NOT_ABOUT_MAIL)


def _denied(error: AwsError) -> ErrorText:
    """Say who lacks which permission; the words of services in an ARN say nothing about the cause."""
    who = error.principal or "whoever called"
    where = f" on {error.resource}" if error.resource else ""
    boundary = next((what for what in _BOUNDARIES if what in error.because), "")
    explicit = " (an explicit deny)" if "explicit deny" in error.because else ""
    through = f" in a {boundary}" if boundary else ""
    return ErrorText(
        means=f"{who} may not call {error.action}{where}{through}{explicit}".replace("{", "").replace("}", ""),
        remedy=f"allow that principal {error.action}{where}; docs/iam has the policies of plan and deploy".replace(
            "{", ""
        ).replace("}", ""),
        about_mail=False,
    )


_BOUNDARIES = (
    "service control policy", "resource control policy", "permissions boundary", "session policy", "vpc endpoint policy",
    "resource-based policy",
)  # fmt: skip


def _not_about_mail(error: AwsError) -> ErrorText | None:
    means = {name.lower(): text for name, text in NOT_ABOUT_MAIL.items()}.get(error.name)
    if means is None and error.name in DENIED:
        return ErrorText(
            means="the caller lacks a permission, or is signed in as somebody else",
            remedy="paste the whole text, which says who may not do what; 'aws sts get-caller-identity' shows who you are",
            about_mail=False,
        )
    if means is None:
        return None
    return ErrorText(means=means, remedy="this keeps no mail from arriving; fix the call that failed", about_mail=False)
