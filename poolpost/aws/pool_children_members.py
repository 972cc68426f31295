"""
What of a user pool's children is kept in a snapshot: by allow-lists, so that no secret reaches a file.

The tables follow botocore 1.44.5 (cognito-idp 2016-04-18); a test holds them against the installed one. A member or key that
is in no list keeps its name and loses its value: its appearance is a difference, and nothing of it is written down.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from poolpost.standards.raw import Json

NOT_KEPT = "(not kept)"
"""Stands for a value that may be a secret, or that this poolpost does not know."""
LONGEST = 1000
"""Characters of a text that is kept as it is; a longer one (SAML metadata, CSS, HTML) is kept as its SHA-256."""

_RISKS = frozenset(
    {"CompromisedCredentialsRiskConfiguration", "AccountTakeoverRiskConfiguration", "RiskExceptionConfiguration"}
)
KEPT: dict[str, frozenset[str]] = {
    "IdentityProviders": frozenset({"ProviderType", "ProviderDetails", "AttributeMapping", "IdpIdentifiers"}),
    "Domains": frozenset({"CustomDomainConfig", "ManagedLoginVersion", "Routing"}),
    "Clients": frozenset(
        {
            *("ClientName", "RefreshTokenValidity", "AccessTokenValidity", "IdTokenValidity", "TokenValidityUnits"),
            *("ReadAttributes", "WriteAttributes", "ExplicitAuthFlows", "SupportedIdentityProviders"),
            *("CallbackURLs", "LogoutURLs", "DefaultRedirectURI", "AllowedOAuthFlows", "AllowedOAuthScopes"),
            *("AllowedOAuthFlowsUserPoolClient", "AnalyticsConfiguration", "PreventUserExistenceErrors"),
            *("EnableTokenRevocation", "EnablePropagateAdditionalUserContextData", "AuthSessionValidity"),
            "RefreshTokenRotation",
        }
    ),
    "RiskConfigurations": _RISKS,
    "ClientRiskConfigurations": _RISKS,
    "ResourceServers": frozenset({"Name", "Scopes"}),
    "Groups": frozenset({"Description", "RoleArn", "Precedence"}),
    "LogDelivery": frozenset({"CloudWatchLogsConfiguration", "S3Configuration", "FirehoseConfiguration"}),
    "UiCustomizations": frozenset({"CSS", "ImageUrl"}),
}
"""Kind -> members that are kept; those through which accounts are taken over come first."""
KINDS = tuple(KEPT)

LEFT_OUT = {
    "ClientSecret": "a secret",
    "UserPoolId": "the pool itself",
    "AWSAccountId": "the account itself",
    "ClientId": "the child's name in the snapshot",
    "Domain": "the same",
    "EventSource": "the same",
    "GroupName": "the same",
    "Identifier": "the same",
    "LogLevel": "the same",
    "ProviderName": "the same",
    "CSSVersion": "changes by itself",
    "CloudFrontDistribution": "AWS's own",
    "CreationDate": "changes nothing",
    "LastModifiedDate": "changes by itself",
    "S3Bucket": "AWS's own",
    "Status": "changes by itself",
    "Version": "changes by itself",
}
"""Members that no snapshot holds, and why."""

PROVIDER_DETAILS = frozenset(
    {
        *("IDPInit", "IDPSignout", "EncryptedResponses", "ActiveEncryptionCertificate", "MetadataFile", "MetadataURL"),
        *("RequestSigningAlgorithm", "SLORedirectBindingURI", "SSORedirectBindingURI"),
        *("api_version", "attributes_request_method", "attributes_url", "attributes_url_add_attributes"),
        *("authorize_scopes", "authorize_url", "client_id", "jwks_uri", "key_id", "oidc_issuer", "team_id"),
        *("token_request_method", "token_url"),
    }
)
"""
Keys of ProviderDetails that are public. Source: CreateIdentityProvider, ProviderDetails, for SAML, OIDC, Facebook, Google,
LoginWithAmazon and SignInWithApple. `client_secret` and Apple's `private_key` are not among them.
"""


_USER = re.compile(r"(?<=://)[^/@]*@")
_PUBLIC_QUERY = frozenset({"appid"})
"""Names in the query of a metadata URL whose values are public: Microsoft Entra names the application so."""


def kept(kind: str, child: Json) -> Json:
    """Return what a snapshot holds of one child, as AWS described it."""
    members = {n: value for n, value in child.items() if n not in LEFT_OUT and value not in ({}, [], "", None)}
    values = {name: value if name in KEPT[kind] else NOT_KEPT for name, value in members.items()}
    if isinstance(details := values.get("ProviderDetails"), dict):
        values["ProviderDetails"] = {
            key: _public(value) if key in PROVIDER_DETAILS else NOT_KEPT for key, value in details.items()
        }
    if isinstance(scopes := values.get("Scopes"), list):  # AWS keeps no order of them
        values["Scopes"] = sorted(scopes, key=lambda scope: str(scope.get("ScopeName")))
    return _shortened(values)


def _public(value: Any) -> Any:
    """Return a value without what may be a secret in a URL: user and password, and the values of its query."""
    if not isinstance(value, str) or "://" not in value:
        return value
    before, question, query = value.partition("?")
    before = _USER.sub(f"{NOT_KEPT}@", before)
    pairs = (pair.partition("=") for pair in query.split("&"))
    names = (f"{name}={inner if name in _PUBLIC_QUERY else NOT_KEPT}" if sign else name for name, sign, inner in pairs)
    return before + question + "&".join(names)


def by_name(kind: str, name: str, children: Iterable[Json]) -> Json:
    """Return the children of one kind by the member that names each, as a snapshot holds them."""
    return {str(child[name]): kept(kind, child) for child in children}


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return f"sha256:{hashlib.sha256(value.encode()).hexdigest()} ({len(value)} characters)"
    return value
