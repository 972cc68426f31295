"""Sending authorization policies: what lets Cognito send with an identity from another region."""

import json
from typing import Any

from poolpost.emulator import ses_status
from poolpost.emulator.errors import AwsError, already_exists, bad_request, not_found
from poolpost.emulator.ses_identities import find
from poolpost.emulator.state import Identity, Json, Region

MAX_POLICY_BYTES = 4096
"""SES v2 API reference, CreateEmailIdentityPolicy: "the policy can't exceed 4 KB"."""
MAX_POLICIES = 20
"""SES developer guide, "Sending authorization policy anatomy"."""


def create(here: Region, body: Json) -> Json:
    """Create a policy; the identity must be verified first."""
    identity = find(here, body["EmailIdentity"])
    if body["PolicyName"] in identity.policies:
        msg = f"Policy {body['PolicyName']} already exists."
        raise already_exists(msg)
    if len(identity.policies) >= MAX_POLICIES:
        code = "LimitExceededException"
        raise AwsError(code, f"Identity {identity.name} has {MAX_POLICIES} policies already.")
    return _store_policy(here, identity, body)


def update(here: Region, body: Json) -> Json:
    """Replace an existing policy."""
    identity = find(here, body["EmailIdentity"])
    _policy(identity, body["PolicyName"])
    return _store_policy(here, identity, body)


def _store_policy(here: Region, identity: Identity, body: Json) -> Json:
    if not ses_status.is_verified(here, identity):
        msg = f"Identity <{identity.name}> is not verified."
        raise bad_request(msg)
    if len(body["Policy"].encode()) > MAX_POLICY_BYTES or not _is_json_object(body["Policy"]):
        msg = f"Policy must be a JSON object of at most {MAX_POLICY_BYTES} bytes."
        raise bad_request(msg)
    identity.policies[body["PolicyName"]] = body["Policy"]
    return {}


def _is_json_object(text: str) -> bool:
    try:
        value: Any = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, dict)


def get_all(here: Region, body: Json) -> Json:
    """All policies, each the text that was put."""
    return {"Policies": find(here, body["EmailIdentity"]).policies}


def delete(here: Region, body: Json) -> Json:
    """Remove a policy."""
    identity = find(here, body["EmailIdentity"])
    _policy(identity, body["PolicyName"])
    del identity.policies[body["PolicyName"]]
    return {}


def _policy(identity: Identity, name: str) -> str:
    if name not in identity.policies:
        msg = f"Policy {name} does not exist."
        raise not_found(msg)
    return identity.policies[name]
