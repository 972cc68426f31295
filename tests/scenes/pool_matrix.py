"""
The pools that the safety step is proved with: every settable member alone, all together, and what hurts in practice.

Each is a raw UserPool and a raw MFA configuration, as AWS describes them.
"""

import copy
from typing import Any

from poolpost.emulator.demo_pool import ACCOUNT, REGION, production_mfa, production_pool

Pool = tuple[dict[str, Any], dict[str, Any]]

_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/sms"
OFF = {"MfaConfiguration": "OFF"}


def _function(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


_SMS = {"SnsCallerArn": _ROLE, "ExternalId": "external", "SnsRegion": REGION}
_CODE = {
    "DefaultEmailOption": "CONFIRM_WITH_CODE",
    "EmailSubject": "Code",
    "EmailMessage": "Your code is {####}",
    "SmsMessage": "Code {####}",
}
_LINK = {
    "DefaultEmailOption": "CONFIRM_WITH_LINK",
    "EmailSubjectByLink": "Confirm",
    "EmailMessageByLink": "Please {##confirm##}",
}

ACR = {f"Level{level}": {"AcrValue": f"urn:cognito:loa:{level}"} for level in range(1, 5)}
"""AWS's own names, as DescribeUserPool merges them in (botocore 1.44.5, UserPoolType)."""

CHANGES: dict[str, dict[str, Any]] = {
    "as AWS makes it": {},
    "account recovery": {"AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}},
    "admin creates users": {
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True, "UnusedAccountValidityDays": 7}
    },
    "invitation with a subject only": {
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": False,
            "UnusedAccountValidityDays": 7,
            "InviteMessageTemplate": {"EmailSubject": "Welcome only"},
        }
    },
    "invitation in full": {
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": False,
            "UnusedAccountValidityDays": 7,
            "InviteMessageTemplate": {
                "EmailSubject": "Hi",
                "EmailMessage": "Hi {username} {####}",
                "SMSMessage": "Hi {username} {####}",
            },
        }
    },
    "verified attributes": {"AutoVerifiedAttributes": ["email"]},
    "attributes verified before an update": {
        "AutoVerifiedAttributes": ["email"],
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    },
    "deletion protection off": {"DeletionProtection": "INACTIVE"},
    "devices remembered on request": {
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
    },
    "devices always remembered": {
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False}
    },
    "an empty device configuration": {"DeviceConfiguration": {}},
    "verification by code": {
        "VerificationMessageTemplate": _CODE,
        "EmailVerificationMessage": _CODE["EmailMessage"],
        "EmailVerificationSubject": _CODE["EmailSubject"],
        "SmsVerificationMessage": _CODE["SmsMessage"],
    },
    "verification by link": {"VerificationMessageTemplate": _LINK},
    "texts for code and link": {
        "VerificationMessageTemplate": _CODE | _LINK,
        "EmailVerificationMessage": _CODE["EmailMessage"],
        "EmailVerificationSubject": _CODE["EmailSubject"],
        "SmsVerificationMessage": _CODE["SmsMessage"],
    },
    "a text that is not NFC": {
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": "cafe\u0301 {####}"},
        "EmailVerificationMessage": "cafe\u0301 {####}",
    },
    "triggers": {
        "LambdaConfig": {
            name: _function(name.lower())
            for name in ("PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication", "UserMigration")
        }
    },
    "challenge triggers": {
        "LambdaConfig": {
            name: _function(name.lower())
            for name in ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse", "CustomMessage")
        }
    },
    "a token trigger with a version": {
        "LambdaConfig": {
            "PreTokenGeneration": _function("claims"),
            "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": _function("claims")},
        }
    },
    "custom senders and their key": {
        "LambdaConfig": {
            "KMSKeyID": _KEY,
            "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": _function("sms")},
            "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": _function("mail")},
        }
    },
    "an inbound federation trigger": {
        "LambdaConfig": {
            "PreSignUp": _function("signup"),
            "InboundFederation": {"LambdaVersion": "V1_0", "LambdaArn": _function("federation")},
        }
    },
    "empty blocks": {"LambdaConfig": {}, "SmsConfiguration": {}, "AutoVerifiedAttributes": [], "UserPoolTags": {}},
    "a password policy": {
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 20,
                "RequireUppercase": False,
                "RequireLowercase": True,
                "RequireNumbers": False,
                "RequireSymbols": True,
                "PasswordHistorySize": 24,
                "TemporaryPasswordValidityDays": 1,
            }
        },
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 1},
    },
    "temporary passwords of no days": {
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 8,
                "RequireUppercase": True,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
                "TemporaryPasswordValidityDays": 0,
            }
        },
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 0},
    },
    "an old pool without temporary validity": {
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 8,
                "RequireUppercase": True,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
            }
        },
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 30},
    },
    "first factors": {
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 8,
                "RequireUppercase": True,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
                "TemporaryPasswordValidityDays": 7,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]},
        }
    },
    "SMS": {"SmsConfiguration": _SMS, "SmsAuthenticationMessage": "Code {####}"},
    "SMS by End User Messaging": {
        "SmsConfiguration": {"EumsSms": {"CallerArn": _ROLE, "OriginationIdentity": "+12065550100", "Region": REGION}}
    },
    "threat protection": {
        "UserPoolAddOns": {
            "AdvancedSecurityMode": "ENFORCED",
            "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
        },
        "UserPoolTier": "PLUS",
    },
    "the lite tier": {"UserPoolTier": "LITE"},
    "tags": {"UserPoolTags": {"team": "identity"}},
    "tags of CloudFormation only": {"UserPoolTags": {"aws:cloudformation:stack-name": "auth"}},
    "a key of one's own": {"KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": _KEY}},
    "an issuer": {"IssuerConfiguration": {"Type": "UPDATED"}},
    "dynamic client registration": {"DcrConfiguration": {"EnableStatus": "Enabled", "AllowedScopes": []}},
    "ACR names": {"AcrConfiguration": ACR | {"Level2": {"AcrValue": "https://example.com/gold"}}},
    "ACR names of AWS": {"AcrConfiguration": ACR},
    "ACR names of AWS on the lite tier": {"AcrConfiguration": ACR, "UserPoolTier": "LITE"},
    "an unknown member in a map's values": {
        "AcrConfiguration": ACR | {"Level1": {"AcrValue": "urn:example:1", "Future": "x"}}
    },
    "an unknown level of ACR names": {"AcrConfiguration": ACR | {"Level5": {"AcrValue": "urn:example:5"}}},
    "an unknown member in a list's elements": {
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1, "Future": "x"}]}
    },
    "a scalar that became an object": {"LambdaConfig": {"PreSignUp": {"LambdaArn": "x", "Future": "y"}}},
    "a name in a list that became an object": {"AutoVerifiedAttributes": [{"Name": "email", "Future": "x"}]},
    "a tag that became an object": {"UserPoolTags": {"team": {"Value": "identity"}}},
    "two texts for one": {
        "VerificationMessageTemplate": _CODE,
        "EmailVerificationMessage": "The old text {####}",
        "EmailVerificationSubject": _CODE["EmailSubject"],
    },
    "two texts for one, by line ends": {
        "VerificationMessageTemplate": _CODE | {"EmailMessage": "Code\n{####}"},
        "EmailVerificationMessage": "Code\r\n{####}",
    },
    "two subjects for one": {
        "VerificationMessageTemplate": _CODE,
        "EmailVerificationSubject": "The old subject",
    },
    "two SMS texts for one": {
        "VerificationMessageTemplate": _CODE,
        "SmsVerificationMessage": "The old text {####}",
    },
    "an unknown member": {"FutureThing": {"Mode": "ON"}},
    "an unknown trigger": {"LambdaConfig": {"FutureTrigger": _function("future")}},
    "an unknown member three levels down": {
        "LambdaConfig": {"CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": _function("sms"), "Future": "x"}}
    },
}
"""What each pool has beside `as AWS makes it`."""

UNKNOWN = {
    "an unknown member",
    "an unknown trigger",
    "an unknown member three levels down",
    "an unknown member in a map's values",
    "an unknown level of ACR names",
    "an unknown member in a list's elements",
    "a scalar that became an object",
    "a name in a list that became an object",
    "a tag that became an object",
}
"""Pools that nobody may write: a member in them is in no table."""

TWO_TEXTS = {
    "two texts for one",
    "two texts for one, by line ends",
    "two subjects for one",
    "two SMS texts for one",
}
"""Pools that nobody may write without a choice: which text AWS would keep is not documented."""

FACTORS: dict[str, dict[str, Any]] = {
    "MFA by authenticator": {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}},
    "MFA required by SMS": {
        "MfaConfiguration": "ON",
        "SmsMfaConfiguration": {"SmsAuthenticationMessage": "Code {####}", "SmsConfiguration": _SMS},
    },
    "MFA by e-mail": {
        "MfaConfiguration": "OPTIONAL",
        "EmailMfaConfiguration": {"Message": "Code {####}", "Subject": "Code"},
    },
    "passkeys": {
        "MfaConfiguration": "OFF",
        "WebAuthnConfiguration": {
            "RelyingPartyId": "example.com",
            "UserVerification": "required",
            "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
        },
    },
    "an unknown factor": {
        "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": True, "Future": "x"},
        "FutureMfaConfiguration": {"Enabled": True},
    },
}
"""Pools whose MFA configuration is what matters."""


def matrix() -> dict[str, Pool]:
    """Return every pool by name, each with an id of its own."""
    pools: dict[str, Pool] = {name: (change, OFF) for name, change in CHANGES.items()}
    for name, factors in FACTORS.items():
        sms = {"SmsConfiguration": _SMS, "SmsAuthenticationMessage": "Code {####}"} if "SMS" in name else {}
        pools[name] = (sms | {"MfaConfiguration": factors["MfaConfiguration"]}, factors)
    made = {
        name: (_pool(f"{REGION}_Matrix{number:02}") | copy.deepcopy(change), copy.deepcopy(mfa))
        for number, (name, (change, mfa)) in enumerate(pools.items())
    }
    return made | {"everything at once": (production_pool(f"{REGION}_MatrixAll"), production_mfa())}


def _pool(pool_id: str) -> dict[str, Any]:
    """Return a pool as CreateUserPool makes it when it is told nothing."""
    return {
        "Id": pool_id,
        "Arn": f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{pool_id}",
        "Name": "users",
        "CreationDate": 1612345678.901,
        "LastModifiedDate": 1762345678.901,
        "EstimatedNumberOfUsers": 12,
        "SchemaAttributes": [{"Name": "email", "AttributeDataType": "String", "Mutable": True, "Required": False}],
        "DeletionProtection": "ACTIVE",
        "MfaConfiguration": "OFF",
        "UserPoolTier": "ESSENTIALS",
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 8,
                "RequireUppercase": True,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
                "TemporaryPasswordValidityDays": 7,
            }
        },
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    }
