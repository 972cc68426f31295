"""The user pool of the demo and the tests: in production, owned by another team, and using nearly every feature."""

from typing import Any

ACCOUNT = "000000000000"
REGION = "eu-west-1"
POOL_ID = f"{REGION}_Production1"


def _function(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def production_pool(pool_id: str = POOL_ID) -> dict[str, Any]:
    """
    Return a raw UserPool as DescribeUserPool returns it.

    It has triggers with versions and a key, a password policy, MFA, device tracking, threat protection, tags
    (CloudFormation's too), both kinds of verification text, deletion protection, and settings newer than AWS
    provider 5.100.0 (InboundFederation, KeyConfiguration, IssuerConfiguration), which no Terraform plan can show.
    """
    region = pool_id.partition("_")[0]
    key = f"arn:aws:kms:{region}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
    return {
        "Id": pool_id,
        "Arn": f"arn:aws:cognito-idp:{region}:{ACCOUNT}:userpool/{pool_id}",
        "Name": "production-users",
        "CreationDate": 1612345678.901,
        "LastModifiedDate": 1762345678.901,
        "EstimatedNumberOfUsers": 48210,
        "Domain": "example-sign-in",
        "DeletionProtection": "ACTIVE",
        "MfaConfiguration": "OPTIONAL",
        "UserPoolTier": "PLUS",
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": False},
        "SchemaAttributes": [
            {"Name": "email", "AttributeDataType": "String", "Mutable": True, "Required": True},
            {"Name": "custom:tenant", "AttributeDataType": "String", "Mutable": True, "Required": False},
        ],
        "AutoVerifiedAttributes": ["email"],
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 14,
                "RequireUppercase": True,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": False,
                "PasswordHistorySize": 5,
                "TemporaryPasswordValidityDays": 3,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]},
        },
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": True,
            "UnusedAccountValidityDays": 3,
            "InviteMessageTemplate": {
                "EmailSubject": "Welcome to Example",
                "EmailMessage": "Hello {username}, your temporary password is {####}",
            },
        },
        "EmailVerificationSubject": "Your Example code",
        "EmailVerificationMessage": "Your code is {####}. Grüße, Example",
        "VerificationMessageTemplate": {
            "DefaultEmailOption": "CONFIRM_WITH_LINK",
            "EmailSubject": "Your Example code",
            "EmailMessage": "Your code is {####}. Grüße, Example",
            "EmailSubjectByLink": "Confirm your address",
            "EmailMessageByLink": "Please {##confirm your address##}.",
        },
        "DeviceConfiguration": {
            "ChallengeRequiredOnNewDevice": True,
            "DeviceOnlyRememberedOnUserPrompt": True,
        },
        "UserPoolAddOns": {
            "AdvancedSecurityMode": "ENFORCED",
            "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
        },
        "LambdaConfig": {
            "PreSignUp": _function("allow-known-domains"),
            "PostConfirmation": _function("create-tenant"),
            "CustomMessage": _function("localise-mail"),
            "PreTokenGeneration": _function("add-claims"),
            "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": _function("add-claims")},
            "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": _function("send-sms")},
            "InboundFederation": {"LambdaVersion": "V1_0", "LambdaArn": _function("map-federated-user")},
            "KMSKeyID": key,
        },
        "UserPoolTags": {
            "team": "identity",
            "cost-centre": "4711",
            "aws:cloudformation:stack-name": "amplify-production-auth",
        },
        "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": key},
        "IssuerConfiguration": {"Type": "UPDATED"},
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    }


def production_mfa() -> dict[str, Any]:
    """Return the pool's raw GetUserPoolMfaConfig answer."""
    return {
        "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "WebAuthnConfiguration": {"RelyingPartyId": "sign-in.example.com", "UserVerification": "required"},
    }
