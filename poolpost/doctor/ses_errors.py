"""The errors of SES, of its topic and key, and of its SMTP interface."""

from poolpost.doctor.error_text import ErrorText, named

_GUIDE = "https://docs.aws.amazon.com/ses/latest/dg"
_ERRORS = f"{_GUIDE}/troubleshoot-error-messages.html"
_SETS = f"{_GUIDE}/using-configuration-sets.html"
_MAIL_FROM = f"{_GUIDE}/mail-from.html"
_SMTP = f"{_GUIDE}/troubleshoot-smtp.html"

SES = (
    ErrorText(
        phrase=r"could not publish.*(sns|topic)|trying to publish a notification|invalid ?sns ?destination"
        r"|invalid ?parameter ?value.*(sns|topic|kms)",
        means="SES may not publish to the SNS topic: its policy, or that of its key, does not allow SES",
        remedy="'cdktf deploy {name}' writes both; AWS's own key (alias/aws/sns) cannot let SES in: events.sns.kms = 'create'",
        source=f"{_GUIDE}/event-publishing-add-event-destination-sns.html",
    ),
    ErrorText(
        names=named(
            "KMSAccessDeniedException",
            "KMSDisabledException",
            "KMSInvalidStateException",
            "KMSNotFoundException",
            "KMSOptInRequired",
            "DisabledException",
            "KeyUnavailableException",
        ),
        means="the key of the topic, or of a custom sender, is missing, disabled or does not allow the caller",
        remedy="'poolpost doctor {name}' says which key; enable it (aws kms enable-key) or cancel its deletion",
        source="https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html",
    ),
    ErrorText(
        names=named("MailFromDomainNotVerifiedException"),
        means="the MX record of MAIL FROM is missing or wrong, and REJECT_MESSAGE sends nothing without it",
        remedy="publish what 'poolpost dns {name} --check' says is missing",
        source=_MAIL_FROM,
    ),
    ErrorText(
        phrase=r"is not verified for dkim signing",
        means="SES has no identity of that domain in this region and account",
        remedy="'poolpost doctor {name}' looks at the identity; 'cdktf deploy {name}' creates it",
        source="https://github.com/floci-io/floci/pull/723",
    ),
    ErrorText(
        phrase=r"is not (a )?subdomain of the domain of the identity",
        means="MAIL FROM must be a subdomain of the identity's domain",
        remedy="set domain.mail_from.label, which is put in front of domain.name, and deploy",
        source=_MAIL_FROM,
    ),
    ErrorText(
        phrase=r"from email address is invalid|invalid from",
        means="From is not 'Name <address>' as RFC 5322 wants it: quotes, commas and non-ASCII names must be encoded",
        remedy="write user_pool.from in the environment file, which encodes it, and deploy",
        source="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html",
    ),
    ErrorText(
        names=named("ConfigurationSetDoesNotExistException"),
        phrase=r"configuration set .*does not exist",
        means="the pool names a configuration set that is not in its SES region",
        remedy="'cdktf deploy {name}' creates it, and points the pool to it",
        source=_SETS,
    ),
    ErrorText(
        names=named("AlreadyExistsException", "ConfigurationSetAlreadyExistsException"),
        words=r"email ?identity|configuration set",
        means="SES has an identity or configuration set of this name, and this stack did not create it",
        remedy="'poolpost preflight {name}' says whose it is and how to adopt it, or which name to choose",
        source=f"{_GUIDE}/creating-identities.html",
    ),
    ErrorText(
        names=named("ConfigurationSetSendingPausedException"),
        means="sending is turned off for the configuration set",
        remedy="find out why it was turned off, then: aws sesv2 put-configuration-set-sending-options "
        "--configuration-set-name NAME --sending-enabled",
        source=_SETS,
    ),
    ErrorText(
        names=named("SendingPausedException", "AccountSendingPausedException", "AccountSuspendedException"),
        phrase=r"sending (is )?(paused|suspended|disabled)|account .*(paused|suspended)",
        means="sending is paused for the account: by AWS (bounces, complaints), or by put-account-sending-attributes",
        remedy="'poolpost doctor {name}' shows status and rates: under review, answer AWS's case in the support centre; "
        "healthy, aws sesv2 put-account-sending-attributes --sending-enabled",
        source=f"{_GUIDE}/faqs-enforcement.html",
    ),
    ErrorText(
        phrase=r"maximum sending rate exceeded|daily message quota exceeded|sending quota",
        means="more mail than the SES quota allows",
        remedy="request an increase: Service Quotas, Amazon SES, 'Sending quota' (L-804C8AE8)",
        source=f"{_GUIDE}/manage-sending-quotas-errors.html",
    ),
    ErrorText(
        names=named("ConflictException"),
        operation=r"putaccountdetails",
        means="a request for production access is under review already, or was denied",
        remedy="'poolpost access show {name}' names the case to answer",
        source=f"{_GUIDE}/request-production-access.html",
    ),
    ErrorText(
        names=named("MessageRejected"),
        means="SES refused this message: an address, a header or its content",
        remedy="read the sentence after it; 'poolpost doctor {name} --send' shows which step refuses",
        source=_ERRORS,
    ),
    # SMTP replies, in whichever words a library puts around them.
    ErrorText(
        phrase=r"authentication credentials invalid|account not subscribed to ses",
        means="the SMTP user name or password is wrong, of another region, or made from an access key as it is",
        remedy="create SMTP credentials for this region in the SES console; Cognito does not use SMTP",
        source=_SMTP,
    ),
    ErrorText(
        phrase=r"530 authentication required",
        means="the application sends by SMTP and does not sign in",
        remedy="set SMTP user name and password of this region; Cognito does not use SMTP",
        source=_SMTP,
    ),
    ErrorText(
        phrase=r"must issue a starttls",
        means="SES takes mail over TLS only",
        remedy="use STARTTLS on port 587, or TLS on port 465",
        source=_SMTP,
    ),
    ErrorText(
        phrase=r"invalid (mail from|rcpt to) address|missing final '@domain'",
        means="SMTP: an address is not valid",
        remedy="compare the addresses with RFC 5321; a domain name that is not ASCII is written in Punycode",
        source=_SMTP,
    ),
    ErrorText(
        phrase=r"timeout waiting for data from client",
        means="the application opened an SMTP connection and sent nothing for some seconds: SES closed it",
        remedy="send as soon as the connection is open, and let the library close idle ones; Cognito does not use SMTP",
        source=_SMTP,
    ),
    ErrorText(
        phrase=r"too many concurrent smtp connections|451 temporary (service|local) (failure|problem)",
        means="SES cannot take this SMTP request now: too many connections at once, or a fault of its own",
        remedy="send it again after a growing pause, over fewer connections; Cognito does not use SMTP",
        source=_SMTP,
    ),
    ErrorText(
        phrase=r"\b55[0-4]\b.{0,80}(user unknown|no such user|mailbox|suppress)",
        means="the receiver, or the suppression list, refuses this address",
        remedy="'poolpost why {name} --to ADDRESS' looks at the suppression list",
        source=f"{_GUIDE}/sending-email-suppression-list.html",
    ),
)
"""In this order: what the text says in words goes before what the exception alone says."""
