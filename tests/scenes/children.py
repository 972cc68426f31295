"""A user pool with children of every kind, made by boto3 on the embedded AWS."""

from typing import Any

SECRET = "hush-hush-hush"  # noqa: S105 -- what must reach no file
PROVIDERS: dict[str, tuple[str, dict[str, str]]] = {
    "Okta": (
        "OIDC",
        {
            "client_id": "1",
            "client_secret": SECRET,
            "oidc_issuer": "https://okta.example.com",
            "authorize_scopes": "openid",
            "attributes_request_method": "GET",
        },
    ),
    "Entra": ("SAML", {"MetadataFile": "<EntityDescriptor>" + "x" * 2000, "IDPSignout": "true"}),
    "Google": ("Google", {"client_id": "2", "client_secret": SECRET, "authorize_scopes": "email"}),
    "Facebook": ("Facebook", {"client_id": "3", "client_secret": SECRET, "api_version": "v17.0"}),
    "LoginWithAmazon": ("LoginWithAmazon", {"client_id": "4", "client_secret": SECRET, "authorize_scopes": "profile"}),
    "SignInWithApple": (
        "SignInWithApple",
        {
            "client_id": "5",
            "team_id": "T",
            "key_id": "K",
            "private_key": SECRET,
            "authorize_scopes": "email",
            "future_password": SECRET,
        },
    ),
}
"""Name -> type and details: each type that Cognito has, with its secret, and a key that no version knows yet."""
LOGS = {
    "LogLevel": "ERROR",
    "EventSource": "userNotification",
    "CloudWatchLogsConfiguration": {"LogGroupArn": "arn:aws:logs:eu-west-1:000000000000:log-group:sign-in"},
}


def domain_of(pool_id: str) -> str:
    """Return the custom domain of a pool: a name that no other pool has."""
    return f"{pool_id.rpartition('_')[2].lower()}.example.com"


def add_provider(cognito: Any, pool_id: str, name: str) -> None:
    """Add one of `PROVIDERS` to a pool."""
    kind, details = PROVIDERS[name]
    cognito.create_identity_provider(
        UserPoolId=pool_id,
        ProviderName=name,
        ProviderType=kind,
        ProviderDetails=details,
        AttributeMapping={"email": "email"},
    )


def add_children(cognito: Any, pool_id: str) -> str:
    """Add children of every kind to a pool with a domain and threat protection; returns the id of its app client."""
    pool = {"UserPoolId": pool_id}
    client = cognito.create_user_pool_client(
        **pool, ClientName="web", GenerateSecret=True, CallbackURLs=["https://app.example.com/callback"]
    )["UserPoolClient"]["ClientId"]
    for name in PROVIDERS:
        add_provider(cognito, pool_id, name)
    cognito.create_group(**pool, GroupName="staff", Description="All of us", Precedence=1)
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("write", "read")]
    cognito.create_resource_server(**pool, Identifier="api", Name="API", Scopes=scopes)
    certificate = "arn:aws:acm:us-east-1:000000000000:certificate/1"
    cognito.create_user_pool_domain(
        **pool, Domain=domain_of(pool_id), CustomDomainConfig={"CertificateArn": certificate}
    )
    blocked = {"Actions": {"EventAction": "BLOCK"}}
    cognito.set_risk_configuration(**pool, CompromisedCredentialsRiskConfiguration=blocked)
    cognito.set_risk_configuration(
        **pool, ClientId=client, CompromisedCredentialsRiskConfiguration={"Actions": {"EventAction": "NO_ACTION"}}
    )
    cognito.set_log_delivery_configuration(**pool, LogConfigurations=[LOGS])
    cognito.set_ui_customization(**pool, CSS=".logo-customizable {}")
    return client
