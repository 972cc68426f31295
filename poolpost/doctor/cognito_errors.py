"""The errors of Cognito that say something about a pool's mail, or about an update of the pool."""

from poolpost.doctor.error_text import ErrorText, named

_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
_EMAIL = f"{_GUIDE}/user-pool-email.html"
_QUOTAS = f"{_GUIDE}/quotas.html"
_SMS = f"{_GUIDE}/user-pool-settings-mfa-sms-email-message.html"
_MESSAGES = f"{_GUIDE}/cognito-user-pool-settings-message-customizations.html"
_UPDATE = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html"

COGNITO = (
    ErrorText(
        phrase=r"email address is not verified|identities failed the check in region",
        sending="DEVELOPER",
        means="SES is in the sandbox and the recipient is not verified, or From's identity is not verified in that region",
        remedy="compare the identities and the region that the text names with 'poolpost doctor {name}'; out of the "
        "sandbox: 'poolpost access show {name}'",
        source="https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html",
    ),
    ErrorText(
        phrase=r"daily email limit|exceeded daily",
        sending="COGNITO_DEFAULT",
        means="the pool sends with COGNITO_DEFAULT, which sends 50 mails a day",
        remedy="deploy, with user_pool.sending = 'DEVELOPER' in the file: 'cdktf deploy {name}'",
        source=_EMAIL,
    ),
    ErrorText(
        names=named("LimitExceededException", "TooManyFailedAttemptsException"),
        words=r"attempt limit|attempts|try after some time",
        means="Cognito's limit for this one user: too many sign-in, code or password attempts; no quota of mail",
        remedy="wait (up to an hour) and try once; do not send codes in a loop; other users are not affected",
        source=_QUOTAS,
    ),
    ErrorText(
        names=named("LimitExceededException"),
        means="a limit of the account or the resource is reached, and the text does not say that it is the daily mail",
        remedy="read which limit the text names; 'poolpost doctor {name}' shows whether the pool is near 50 mails a day",
        source=_QUOTAS,
    ),
    ErrorText(
        names=named("InvalidSmsRoleTrustRelationshipException", "InvalidSmsRoleAccessPolicyException"),
        means="the pool's SMS role is missing, does not allow Cognito to assume it (trust, external id), or may not publish: "
        "AWS refuses every UpdateUserPool, a change of the e-mail too",
        remedy="restore the role that 'aws cognito-idp describe-user-pool' names in SmsConfiguration.SnsCallerArn, with "
        "cognito-idp.amazonaws.com and the pool's external id in its trust policy; then run the deploy again",
        source=_UPDATE,
    ),
    ErrorText(
        phrase=r"sms configuration (and auto verification|is required)|invalid mfa configuration given",
        means="the pool's MFA settings contradict each other, or SMS lacks its configuration: AWS refuses the whole call",
        remedy="correct the MFA settings where they are made ('aws cognito-idp get-user-pool-mfa-config' shows them); "
        "poolpost sends them back as they are",
        source=_SMS,
    ),
    ErrorText(
        phrase=r"must exist in autoverifiedattributes",
        means="the update asks for verification before an attribute changes, and leaves out that the pool verifies it "
        "(AutoVerifiedAttributes): an update resets what it leaves out",
        remedy="send the whole pool, not one setting: 'poolpost pool show {name}' shows what poolpost would send",
        source="https://github.com/aws/aws-cli/issues/7151",
    ),
    ErrorText(
        phrase=r"invalid attributedatatype input",
        means="the template writes the pool's schema otherwise than it was created, and Cognito refuses the whole update",
        remedy="leave the schema of the existing pool out of the update where the tool can; never replace the pool for it: "
        "that deletes its users",
        source="https://github.com/aws-amplify/amplify-backend/issues/3299",
    ),
    ErrorText(
        phrase=r"the message is empty",
        means="a CustomMessage trigger returned a message without the place of the code, or none",
        remedy="let the trigger put event.request.codeParameter into emailMessage, and set emailSubject too",
        source="https://github.com/amazon-archives/amazon-cognito-identity-js/issues/521",
    ),
    ErrorText(
        phrase=r"email arn does not belong to your account",
        means="the SES identity that the pool was given (SourceArn) belongs to another account, or its ARN is incomplete",
        remedy="compare EmailConfiguration.SourceArn with aws.account_id and domain.name of the file: 'poolpost doctor {name}'; "
        "'cdktf deploy {name}' writes the right one",
        source=_EMAIL,
    ),
    ErrorText(
        phrase=r"cannot configure from email address for default email",
        means="a From address was given to COGNITO_DEFAULT without an SES identity (SourceArn)",
        remedy="deploy, with user_pool.sending = 'DEVELOPER' in the file: 'cdktf deploy {name}' gives From its identity",
        source=_EMAIL,
    ),
    ErrorText(
        phrase=r"passrole",
        means="the deploying principal may not pass a role to Cognito (iam:PassRole)",
        remedy="allow iam:PassRole on that role, for cognito-idp.amazonaws.com, to the deploying principal",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    ),
    ErrorText(
        names=named("InvalidEmailRoleAccessPolicyException"),
        phrase=r"(not|isn.t) allowed to use your email identity",
        means="Cognito may not use the identity: its policy or the service-linked role is missing, or it is in another region",
        remedy="run 'cdktf deploy {name}' again once the domain is verified; the caller needs iam:CreateServiceLinkedRole",
        source=f"{_GUIDE}/using-service-linked-roles.html",
    ),
    ErrorText(
        phrase=r"(verificationmessagetemplate|invitemessagetemplate|email_?verification_?message)\S*' failed to satisfy",
        names=named("InvalidParameterException"),
        words=r"the message is invalid|message template",
        means="a message lacks its placeholder: {####} in a verification by code, {##text##} in one by link, {username} and "
        "{####} in an invitation",
        remedy="correct the message: 'poolpost check {name}' and 'poolpost messages preview {name}' show what the file sets",
        source=_MESSAGES,
    ),
    ErrorText(
        names=named("CodeDeliveryFailureException"),
        operation=r"admincreateuser",
        means="Cognito created the user and could not hand the invitation over",
        remedy="run 'poolpost doctor {name}' and fix what fails; then send it again: aws cognito-idp admin-create-user "
        "--message-action RESEND",
        source="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html",
    ),
    ErrorText(
        names=named("CodeDeliveryFailureException"),
        means="Cognito could not hand the mail over: identity, policy, Reply-To or a Lambda trigger is wrong",
        remedy="run 'poolpost doctor {name}' and fix what fails",
        source=_EMAIL,
    ),
    ErrorText(
        names=named("InvalidLambdaResponseException"),
        means="a CustomMessage trigger gave a text of its own while the pool sends with COGNITO_DEFAULT, "
        "or an answer of the wrong form",
        remedy="set user_pool.sending = 'DEVELOPER', or let the trigger return no emailMessage",
        source=f"{_GUIDE}/user-pool-lambda-custom-message.html",
    ),
    ErrorText(
        phrase=r"custom auth lambda trigger is not configured",
        means="sign-in asks for custom authentication, and the pool has no trigger for it; no mail is involved",
        remedy="let the application sign in with a password flow, or add the three triggers of custom authentication",
        source="https://github.com/aws-amplify/amplify-js/issues/6327",
    ),
    ErrorText(
        names=named("UnexpectedLambdaException", "UserLambdaValidationException"),
        phrase=r"invocation failed due to|failed with error",
        means="a Lambda trigger of the pool is gone, may not be called by Cognito, failed, or refused the user; "
        "where it is CustomMessage or CustomEmailSender, no mail is sent then",
        remedy="read the function's log; 'aws cognito-idp describe-user-pool' lists the triggers in LambdaConfig, and each "
        "function's policy must let cognito-idp.amazonaws.com call it",
        source=f"{_GUIDE}/user-pool-lambda-custom-email-sender.html",
    ),
    ErrorText(
        names=named("FeatureUnavailableInTierException", "TierChangeNotAllowedException"),
        means="the pool's tier lacks a feature that the pool carries, or cannot be changed so: AWS refuses the whole update",
        remedy="turn the feature off or raise UserPoolTier; then run the deploy again",
        source=_UPDATE,
    ),
    ErrorText(
        phrase=r"valid user? pool domain",
        means="the pool verifies by link, and a link needs a domain of the pool: no verification mail is sent",
        remedy="create a domain for the pool (aws cognito-idp create-user-pool-domain), or verify by code",
        source=f"{_GUIDE}/signing-up-users-in-your-app.html",
    ),
)
"""In this order: what the text says in words goes before what the exception alone says."""
