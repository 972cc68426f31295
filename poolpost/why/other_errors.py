"""Exceptions of AWS that say nothing about mail: what each means (API references of the services, November 2026)."""

_BAD_REQUEST = "the request has a value that the service does not take; the sentence after the exception names it"
_GONE = "what the call names does not exist in this account and region"
_EXISTS = "something of that name exists already"
_SERVICE = "the service itself failed; run it again, and see https://health.aws.amazon.com/health/status"
_LIMIT = "a limit of the account is reached: Service Quotas raises most of them"
_USER = "it is about this one user's account or what the user typed"
_KEY = "the KMS key cannot be used so: its kind, store or state"
_TAGS = "a tag, or a policy about tags, refuses it"

NOT_ABOUT_MAIL: dict[str, str] = {
    **dict.fromkeys(
        (
            "BadRequestException", "InvalidParameterException", "InvalidParameterValueException", "InvalidParameterValue",
            "ValidationException", "ValidationError", "InvalidInput", "InvalidInputException", "InvalidChangeBatch",
            "InvalidDomainName", "InvalidArnException", "InvalidAliasNameException", "InvalidUserPoolConfigurationException",
            "MalformedPolicyDocumentException", "PackedPolicyTooLargeException", "PolicyLengthExceededException",
            "PublicPolicyException", "InvalidSecurityException", "InvalidStateException", "DryRunOperationException",
        ),
        _BAD_REQUEST,
    ),
    **dict.fromkeys(
        (
            "NotFoundException", "ResourceNotFoundException", "NoSuchEntityException", "NoSuchEntity", "NoSuchHostedZone",
            "NoSuchHealthCheck", "NoSuchChange",
        ),
        _GONE,
    ),
    **dict.fromkeys(("AlreadyExistsException", "AlreadyExists"), _EXISTS),
    **dict.fromkeys(
        (
            "InternalErrorException", "ServiceException", "ServiceFailureException", "KMSInternalException",
            "DependencyTimeoutException", "InternalFailure", "ServiceUnavailable",
        ),
        _SERVICE,
    ),
    **dict.fromkeys(
        ("FilterPolicyLimitExceededException", "ReplayLimitExceededException", "SubscriptionLimitExceededException",
         "TagLimitExceededException", "TopicLimitExceededException"),
        _LIMIT,
    ),
    **dict.fromkeys(
        (
            "AliasExistsException", "CodeMismatchException", "ExpiredCodeException", "ForbiddenException",
            "InvalidPasswordException", "MFAMethodNotFoundException", "PasswordHistoryPolicyViolationException",
            "PasswordResetRequiredException", "SoftwareTokenMFANotFoundException", "UnsupportedUserStateException",
            "UserNotConfirmedException", "UserNotFoundException", "UsernameExistsException", "OperationNotEnabledException",
            "PreconditionNotMetException", "UnsupportedOperationException",
        ),
        _USER,
    ),
    **dict.fromkeys(
        (
            "CloudHsmClusterInvalidConfigurationException", "CustomKeyStoreInvalidStateException",
            "CustomKeyStoreNotFoundException", "IncorrectKeyException", "InvalidCiphertextException",
            "InvalidGrantTokenException", "InvalidKeyUsageException", "XksKeyAlreadyInUseException",
            "XksKeyInvalidConfigurationException", "XksKeyNotFoundException",
        ),
        _KEY,
    ),
    **dict.fromkeys(("StaleTagException", "TagException", "TagPolicyException", "UserPoolTaggingException"), _TAGS),
    **dict.fromkeys(
        ("IDPCommunicationErrorException", "IDPRejectedClaimException", "InvalidIdentityTokenException"),
        "the identity provider of whoever ran it (OIDC in CI) was not reached, or its token was refused",
    ),
    "NotAuthorizedException": "sign-in was refused (password, disabled user, session over), or the caller lacks a permission",
    "RegionDisabledException": "the region is not enabled for this account",
    "EndpointDisabledException": "a subscriber's endpoint for push messages is off",
    "PlatformApplicationDisabledException": "an application for push messages is off",
}  # fmt: skip
