"""The environments and pools of the simulation, made once."""

import copy
from functools import cache
from typing import Any

from poolpost.settings import Settings, validated
from tests.conftest import changed
from tests.scenes.pool_matrix import matrix

Json = dict[str, Any]
NAME = "local"
MFA: Json = {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
_CHANGES = (("dns", {"provider": "external"}), ("events", None), ("alarms", None))
_FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:"


@cache
def environment(pool_id: str) -> Settings:
    """Return the environment, with the pool that it names."""
    return validated(*changed(*_CHANGES, ("user_pool.id", pool_id), name=NAME))


def pool_of(pool_id: str) -> Json:
    """Return a pool with a little of everything that can be lost: triggers, tags, factors, a policy of its own."""
    return _pool() | {"Id": pool_id, "Arn": f"arn:aws:cognito-idp:eu-west-1:000000000000:userpool/{pool_id}"}


@cache
def _pool() -> Json:
    pool = copy.deepcopy(matrix()["as AWS makes it"][0])
    pool["Policies"]["PasswordPolicy"] = {"MinimumLength": 14, "TemporaryPasswordValidityDays": 7}
    del pool["SchemaAttributes"]  # each member costs time in every comparison, and nobody here changes this one
    return pool | {
        "MfaConfiguration": "OPTIONAL",
        "UserPoolTier": "PLUS",
        "LambdaConfig": {"PreSignUp": f"{_FUNCTION}sign-up", "CustomMessage": f"{_FUNCTION}words"},
        "UserPoolTags": {"team": "identity", "aws:cloudformation:stack-name": "auth"},
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True},
        "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
    }
