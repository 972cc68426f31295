"""
The error texts that people paste, and what each means.

Sources: SES developer guide, troubleshoot-error-messages; Cognito developer guide, user-pool-email and quotas; botocore
models of sesv2 and cognito-idp.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorText:
    """
    One error of AWS.

    Attributes:
        pattern: what it is recognised by, case aside.
        means: the cause, in plain words.
        remedy: what to do.
    """

    pattern: str
    means: str
    remedy: str


KNOWN = (
    ErrorText(
        pattern=r"email address is not verified|not verified\.? the following identities failed",
        means="SES is in the sandbox and the recipient is not verified, or From's identity is not verified in that region",
        remedy="compare the identities and the region that the text names with 'poolpost doctor {name}'; out of the "
        "sandbox: 'poolpost access show {name}'",
    ),
    ErrorText(
        pattern=r"limitexceededexception|exceeded daily email limit|daily email limit",
        means="the pool sends with COGNITO_DEFAULT, which sends 50 mails a day",
        remedy="deploy, with user_pool.sending = 'DEVELOPER' in the file: 'cdktf deploy {name}'",
    ),
    ErrorText(
        pattern=r"invalidemailroleaccesspolicyexception|(not|isn.t) allowed to use your email identity",
        means="Cognito may not use the identity: its policy or the service-linked role is missing, or it is in another region",
        remedy="run 'cdktf deploy {name}' again once the domain is verified; the caller needs iam:CreateServiceLinkedRole",
    ),
    ErrorText(
        pattern=r"(could not publish|not authori[sz]ed|invalid ?parameter ?value).*(sns|topic|kms)",
        means="SES may not publish to the SNS topic: its policy, or that of its key, does not let SES in",
        remedy="'cdktf deploy {name}' writes both; AWS's own key (alias/aws/sns) cannot let SES in: events.sns.kms = 'create'",
    ),
    ErrorText(
        pattern=r"mailfromdomainnotverified",
        means="the MX record of MAIL FROM is missing or wrong, and REJECT_MESSAGE sends nothing without it",
        remedy="publish what 'poolpost dns {name} --check' says is missing",
    ),
    ErrorText(
        pattern=r"from email address is invalid|invalid from",
        means="From is not 'Name <address>' as RFC 5322 wants it: quotes, commas and non-ASCII names must be encoded",
        remedy="write user_pool.from in the environment file, which encodes it, and deploy",
    ),
    ErrorText(
        pattern=r"configuration set .*does not exist|configurationsetdoesnotexist",
        means="the pool names a configuration set that is not in its SES region",
        remedy="'cdktf deploy {name}' makes it, and points the pool to it",
    ),
    ErrorText(
        pattern=r"sendingpaused|sending paused|account has been (paused|suspended)|accountsuspended",
        means="SES has paused the account or the configuration set",
        remedy="answer AWS's case in the support centre; 'poolpost doctor {name}' shows the rates",
    ),
    ErrorText(
        pattern=r"maximum sending rate exceeded|daily message quota exceeded|throttlingexception",
        means="more mail than the SES quota allows",
        remedy="ask for more: Service Quotas, Amazon SES, 'Sending quota' (L-804C8AE8)",
    ),
    ErrorText(
        pattern=r"codedeliveryfailureexception",
        means="Cognito could not hand the mail over: identity, policy, Reply-To or a Lambda trigger is wrong",
        remedy="run 'poolpost doctor {name}' and mend what fails",
    ),
    ErrorText(
        pattern=r"invalidlambdaresponseexception",
        means="a CustomMessage trigger gave a text of its own while the pool sends with COGNITO_DEFAULT",
        remedy="set user_pool.sending = 'DEVELOPER', or let the trigger return no emailMessage",
    ),
    ErrorText(
        pattern=r"conflictexception",
        means="a request for production access is under review already, or was denied",
        remedy="'poolpost access show {name}' tells the case to answer",
    ),
)


def recognised(text: str) -> ErrorText | None:
    """Find what an error text means; None when it is none that we know."""
    return next((known for known in KNOWN if re.search(known.pattern, text, re.IGNORECASE)), None)
