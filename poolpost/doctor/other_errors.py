"""Exceptions of AWS that say nothing about mail: what each means (API references of the services, November 2026)."""

OTHER = (
    (
        "the request has a value that the service does not take; the sentence after the exception names it",
        (
            "BadRequestException InvalidParameterException InvalidParameterValueException ParameterValueInvalid "
            "ValidationException ValidationError InvalidInput InvalidInputException InvalidChangeBatch "
            "InvalidDomainName InvalidArnException InvalidAliasNameException "
            "InvalidUserPoolConfigurationException MalformedPolicyDocumentException PackedPolicyTooLargeException "
            "PolicyLengthExceededException PublicPolicyException InvalidSecurityException InvalidStateException "
            "DryRunOperationException"
        ),
    ),
    (
        "what the call names does not exist in this account and region",
        (
            "NotFoundException ResourceNotFoundException NoSuchEntityException NoSuchHostedZone "
            "NoSuchHealthCheck NoSuchChange"
        ),
    ),
    (
        "something of that name exists already",
        "AlreadyExistsException",
    ),
    (
        "the service itself failed; run it again, and see https://health.aws.amazon.com/health/status",
        (
            "InternalErrorException ServiceException ServiceFailureException KMSInternalException "
            "DependencyTimeoutException InternalFailure ServiceUnavailable"
        ),
    ),
    (
        "a limit of the account is reached: Service Quotas raises most of them",
        (
            "FilterPolicyLimitExceededException ReplayLimitExceededException SubscriptionLimitExceededException "
            "TagLimitExceededException TopicLimitExceededException"
        ),
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
    ),
    (
        "the KMS key cannot be used so: its kind, store or state",
        (
            "CloudHsmClusterInvalidConfigurationException CustomKeyStoreInvalidStateException "
            "CustomKeyStoreNotFoundException IncorrectKeyException InvalidCiphertextException "
            "InvalidGrantTokenException InvalidKeyUsageException XksKeyAlreadyInUseException "
            "XksKeyInvalidConfigurationException XksKeyNotFoundException"
        ),
    ),
    (
        "a tag, or a policy about tags, refuses it",
        ("StaleTagException TagException TagPolicyException UserPoolTaggingException"),
    ),
    (
        "the identity provider of whoever ran it (OIDC in CI) was not reached, or its token was refused",
        ("IDPCommunicationErrorException IDPRejectedClaimException InvalidIdentityTokenException"),
    ),
    (
        "sign-in was refused (password, disabled user, session over), or the caller lacks a permission",
        ("NotAuthorizedException"),
    ),
    (
        "the region is not enabled for this account",
        ("RegionDisabledException"),
    ),
    (
        "a subscriber's endpoint for push messages is off",
        ("EndpointDisabledException"),
    ),
    (
        "an application for push messages is off",
        ("PlatformApplicationDisabledException"),
    ),
)
"""What it means, and the exceptions that mean it, blanks between."""
