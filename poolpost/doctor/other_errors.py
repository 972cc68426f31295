"""Exceptions of AWS that say nothing about mail: what each means, and the page that says so."""

_COMMON = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html"
_UPDATE = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html"
_USERS = "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html"
_KEYS = "https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html"
_TOPIC = "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html"
_TAGS = "https://github.com/aws/aws-sdk-go/issues/2891"
_STS = "https://docs.aws.amazon.com/botocore/latest/reference/services/sts/client/exceptions/IDPRejectedClaimException.html"

OTHER = (
    (
        "the request has a value that the service does not take; the sentence after the exception names it",
        (
            "BadRequestException InvalidParameterException InvalidParameterValueException ParameterValueInvalid "
            "ValidationException ValidationError InvalidInput InvalidInputException InvalidChangeBatch "
            "InvalidDomainName InvalidArnException InvalidAliasNameException "
            "InvalidUserPoolConfigurationException MalformedPolicyDocumentException PackedPolicyTooLargeException "
            "PolicyLengthExceededException PublicPolicyException InvalidSecurityException InvalidStateException "
            "DryRunOperationException InvalidRequest"
        ),
        _COMMON,
    ),
    (
        "what the call names does not exist in this account and region",
        (
            "NotFoundException ResourceNotFoundException NoSuchEntityException NoSuchHostedZone "
            "NoSuchHealthCheck NoSuchChange"
        ),
        _UPDATE,
    ),
    (
        "something of that name exists already",
        "AlreadyExistsException ConfigurationSetAlreadyExists EntityAlreadyExists HostedZoneAlreadyExists",
        _COMMON,
    ),
    (
        "the service itself failed; run it again, and see https://health.aws.amazon.com/health/status",
        (
            "InternalErrorException ServiceException ServiceFailureException KMSInternalException "
            "DependencyTimeoutException InternalFailure ServiceUnavailable"
        ),
        _COMMON,
    ),
    (
        "a limit of the account is reached: Service Quotas raises most of them",
        (
            "FilterPolicyLimitExceededException ReplayLimitExceededException SubscriptionLimitExceededException "
            "TagLimitExceededException TopicLimitExceededException"
        ),
        _TOPIC,
    ),
    (
        "it is about this one user's account or what the user typed",
        (
            "AliasExistsException CodeMismatchException ExpiredCodeException ForbiddenException "
            "InvalidPasswordException MFAMethodNotFoundException PasswordHistoryPolicyViolationException "
            "PasswordResetRequiredException SoftwareTokenMFANotFoundException UnsupportedUserStateException "
            "UserNotConfirmedException UserNotFoundException UsernameExistsException OperationNotEnabledException "
            "PreconditionNotMetException UnsupportedOperationException"
        ),
        _USERS,
    ),
    (
        "the KMS key cannot be used so: its kind, store or state",
        (
            "CloudHsmClusterInvalidConfigurationException CustomKeyStoreInvalidStateException "
            "CustomKeyStoreNotFoundException IncorrectKeyException InvalidCiphertextException "
            "InvalidGrantTokenException InvalidKeyUsageException XksKeyAlreadyInUseException "
            "XksKeyInvalidConfigurationException XksKeyNotFoundException"
        ),
        _KEYS,
    ),
    (
        "a tag, or a policy about tags, refuses it",
        ("StaleTagException TagException TagPolicyException UserPoolTaggingException"),
        _TAGS,
    ),
    (
        "the identity provider of the caller (OIDC in CI) was not reached, or its token was refused",
        ("IDPCommunicationErrorException IDPRejectedClaimException InvalidIdentityTokenException"),
        _STS,
    ),
    (
        "sign-in was refused (password, disabled user, session over), or the caller lacks a permission",
        ("NotAuthorizedException"),
        _USERS,
    ),
    (
        "the region is not enabled for this account",
        ("RegionDisabledException"),
        _STS,
    ),
    (
        "a subscriber's endpoint for push messages is off",
        ("EndpointDisabledException"),
        _TOPIC,
    ),
    (
        "an application for push messages is off",
        ("PlatformApplicationDisabledException"),
        _TOPIC,
    ),
)
"""What it means, the exceptions that mean it with blanks between, and the source."""
