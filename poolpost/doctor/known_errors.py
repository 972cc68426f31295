"""
The errors of AWS that say something about a pool's mail, or about a call that people take for it.

Every exception of the calls that poolpost, the provider and an application that signs users up make is here or in
`other_errors` (a test goes through botocore's models). Sources: the API references of these services; SES developer guide,
troubleshoot-error-messages and smtp-response-codes; Cognito developer guide, user-pool-email and quotas.
"""

from poolpost.doctor.error_text import ErrorText, named

KNOWN = (
    ErrorText(
        phrase=r"email address is not verified|identities failed the check in region",
        sending="DEVELOPER",
        means="SES is in the sandbox and the recipient is not verified, or From's identity is not verified in that region",
        remedy="compare the identities and the region that the text names with 'poolpost doctor {name}'; out of the "
        "sandbox: 'poolpost access show {name}'",
    ),
    ErrorText(
        phrase=r"daily email limit|exceeded daily",
        sending="COGNITO_DEFAULT",
        means="the pool sends with COGNITO_DEFAULT, which sends 50 mails a day",
        remedy="deploy, with user_pool.sending = 'DEVELOPER' in the file: 'cdktf deploy {name}'",
    ),
    ErrorText(
        names=named("LimitExceededException", "TooManyFailedAttemptsException"),
        words=r"attempt limit|attempts|try after some time",
        means="Cognito's limit for this one user: too many sign-in, code or password attempts; no quota of mail",
        remedy="wait (up to an hour) and try once; do not send codes in a loop; other users are not affected",
    ),
    ErrorText(
        names=named("LimitExceededException"),
        means="a limit of the account or the resource is reached, and the text does not say that it is the daily mail",
        remedy="read which limit the text names; 'poolpost doctor {name}' shows whether the pool is near 50 mails a day",
    ),
    ErrorText(
        names=named("InvalidSmsRoleTrustRelationshipException", "InvalidSmsRoleAccessPolicyException"),
        means="the pool's SMS role is missing, does not allow Cognito to assume it (trust, external id), or may not publish: "
        "AWS refuses every UpdateUserPool, a change of the e-mail too",
        remedy="restore the role that 'aws cognito-idp describe-user-pool' names in SmsConfiguration.SnsCallerArn, with "
        "cognito-idp.amazonaws.com and the pool's external id in its trust policy; then run the deploy again",
    ),
    ErrorText(
        phrase=r"passrole",
        means="the deploying principal may not pass a role to Cognito (iam:PassRole)",
        remedy="allow iam:PassRole on that role, for cognito-idp.amazonaws.com, to the deploying principal",
    ),
    ErrorText(
        names=named("InvalidEmailRoleAccessPolicyException"),
        phrase=r"(not|isn.t) allowed to use your email identity",
        means="Cognito may not use the identity: its policy or the service-linked role is missing, or it is in another region",
        remedy="run 'cdktf deploy {name}' again once the domain is verified; the caller needs iam:CreateServiceLinkedRole",
    ),
    ErrorText(
        phrase=r"could not publish.*(sns|topic)|invalid ?sns ?destination|invalid ?parameter ?value.*(sns|topic|kms)",
        means="SES may not publish to the SNS topic: its policy, or that of its key, does not allow SES",
        remedy="'cdktf deploy {name}' writes both; AWS's own key (alias/aws/sns) cannot let SES in: events.sns.kms = 'create'",
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
    ),
    ErrorText(
        names=named("MailFromDomainNotVerifiedException"),
        means="the MX record of MAIL FROM is missing or wrong, and REJECT_MESSAGE sends nothing without it",
        remedy="publish what 'poolpost dns {name} --check' says is missing",
    ),
    ErrorText(
        phrase=r"from email address is invalid|invalid from",
        means="From is not 'Name <address>' as RFC 5322 wants it: quotes, commas and non-ASCII names must be encoded",
        remedy="write user_pool.from in the environment file, which encodes it, and deploy",
    ),
    ErrorText(
        names=named("ConfigurationSetDoesNotExistException"),
        phrase=r"configuration set .*does not exist",
        means="the pool names a configuration set that is not in its SES region",
        remedy="'cdktf deploy {name}' creates it, and points the pool to it",
    ),
    ErrorText(
        names=named("ConfigurationSetSendingPausedException"),
        means="sending is turned off for the configuration set",
        remedy="find out why it was turned off, then: aws sesv2 put-configuration-set-sending-options "
        "--configuration-set-name NAME --sending-enabled",
    ),
    ErrorText(
        names=named("SendingPausedException", "AccountSendingPausedException", "AccountSuspendedException"),
        phrase=r"sending (is )?(paused|suspended|disabled)|account .*(paused|suspended)",
        means="sending is paused for the account: by AWS (bounces, complaints), or by put-account-sending-attributes",
        remedy="'poolpost doctor {name}' shows status and rates: under review, answer AWS's case in the support centre; "
        "healthy, aws sesv2 put-account-sending-attributes --sending-enabled",
    ),
    ErrorText(
        phrase=r"maximum sending rate exceeded|daily message quota exceeded|sending quota",
        means="more mail than the SES quota allows",
        remedy="request an increase: Service Quotas, Amazon SES, 'Sending quota' (L-804C8AE8)",
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
    ),
    ErrorText(
        names=named("CodeDeliveryFailureException"),
        means="Cognito could not hand the mail over: identity, policy, Reply-To or a Lambda trigger is wrong",
        remedy="run 'poolpost doctor {name}' and fix what fails",
    ),
    ErrorText(
        names=named("InvalidLambdaResponseException"),
        means="a CustomMessage trigger gave a text of its own while the pool sends with COGNITO_DEFAULT, "
        "or an answer of the wrong form",
        remedy="set user_pool.sending = 'DEVELOPER', or let the trigger return no emailMessage",
    ),
    ErrorText(
        names=named("UnexpectedLambdaException", "UserLambdaValidationException"),
        phrase=r"invocation failed due to|failed with error",
        means="a Lambda trigger of the pool is gone, may not be called by Cognito, failed, or refused the user; "
        "where it is CustomMessage or CustomEmailSender, no mail is sent then",
        remedy="read the function's log; 'aws cognito-idp describe-user-pool' lists the triggers in LambdaConfig, and each "
        "function's policy must let cognito-idp.amazonaws.com call it",
    ),
    ErrorText(
        names=named("ConflictException"),
        operation=r"putaccountdetails",
        means="a request for production access is under review already, or was denied",
        remedy="'poolpost access show {name}' tells the case to answer",
    ),
    ErrorText(
        names=named(
            "ConflictException",
            "ConcurrentModificationException",
            "ConcurrentAccessException",
            "ResourceConflictException",
            "UserImportInProgressException",
            "PreconditionFailedException",
        ),
        means="somebody else changes the same thing at this moment",
        remedy="run the same command again; nothing was written by this one",
    ),
    ErrorText(
        names=named("FeatureUnavailableInTierException", "TierChangeNotAllowedException"),
        means="the pool's tier lacks a feature that the pool carries, or cannot be changed so: AWS refuses the whole update",
        remedy="turn the feature off or raise UserPoolTier; then run the deploy again",
    ),
    ErrorText(
        names=named("MessageRejected"),
        means="SES refused this message: an address, a header or its content",
        remedy="read the sentence after it; 'poolpost doctor {name} --send' shows which step refuses",
    ),
    ErrorText(
        names=named("ExpiredTokenException", "ExpiredToken", "RequestExpired"),
        means="the credentials of whoever ran it are over; nothing was written",
        remedy="renew them (aws sso login, or a new role session), and run the same command again",
    ),
    ErrorText(
        names=named("AccessDeniedException", "AuthorizationErrorException", "UnauthorizedOperation"),
        means="the caller lacks a permission, or is signed in as somebody else",
        remedy="paste the whole text, which says who may not do what; 'aws sts get-caller-identity' shows who you are",
    ),
    ErrorText(
        phrase=r"valid user? pool domain",
        means="the pool verifies by link, and a link needs a domain of the pool: no verification mail is sent",
        remedy="give the pool a domain (aws cognito-idp create-user-pool-domain), or verify by code",
    ),
    # SMTP replies of SES (SES developer guide, smtp-response-codes), in whichever words a library puts around them.
    ErrorText(
        phrase=r"authentication credentials invalid|account not subscribed to ses",
        means="the SMTP user name or password is wrong, of another region, or made from an access key as it is",
        remedy="create SMTP credentials for this region in the SES console; Cognito does not use SMTP",
    ),
    ErrorText(
        phrase=r"530 authentication required",
        means="the application sends by SMTP and does not sign in",
        remedy="set SMTP user name and password of this region; Cognito does not use SMTP",
    ),
    ErrorText(
        phrase=r"must issue a starttls",
        means="SES takes mail over TLS only",
        remedy="use STARTTLS on port 587, or TLS on port 465",
    ),
    ErrorText(
        phrase=r"invalid (mail from|rcpt to) address|missing final '@domain'",
        means="SMTP: an address is not valid",
        remedy="compare the addresses with RFC 5321; a domain name that is not ASCII is written in Punycode",
    ),
    ErrorText(
        phrase=r"\b55[0-4]\b.{0,80}(user unknown|no such user|mailbox|suppress)",
        means="the receiver, or the suppression list, refuses this address",
        remedy="'poolpost why {name} --to ADDRESS' looks at the suppression list",
    ),
)
"""In this order: what the text says in words goes before what the exception alone says."""
