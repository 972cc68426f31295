"""No secret of a child reaches a snapshot, and no member that AWS adds is passed over in silence."""

import json

import botocore.session
import pytest

from poolpost.aws.pool_children_members import KEPT, KINDS, LEFT_OUT, NOT_KEPT, PROVIDER_DETAILS, kept
from tests.scenes.children import PROVIDERS, SECRET

_SHAPES = {
    "IdentityProviders": "IdentityProviderType",
    "Domains": "DomainDescriptionType",
    "Clients": "UserPoolClientType",
    "RiskConfigurations": "RiskConfigurationType",
    "ClientRiskConfigurations": "RiskConfigurationType",
    "ResourceServers": "ResourceServerType",
    "Groups": "GroupType",
    "LogDelivery": "LogConfigurationType",
    "UiCustomizations": "UICustomizationType",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_member_that_botocore_knows_is_kept_or_left_out_on_purpose(kind: str) -> None:
    """A member of a newer botocore fails here, so that somebody decides."""
    shape = botocore.session.get_session().get_service_model("cognito-idp").shape_for(_SHAPES[kind])
    assert set(shape.members) - KEPT[kind] - LEFT_OUT.keys() == set()
    assert KEPT[kind] <= set(shape.members)
    assert {name for name, each in shape.members.items() if each.metadata.get("sensitive")} <= LEFT_OUT.keys()


@pytest.mark.parametrize("name", PROVIDERS)
def test_no_secret_of_any_type_of_identity_provider_is_kept(name: str) -> None:
    """Each type has its own; its name stays, so that a review sees that there is one."""
    kind, details = PROVIDERS[name]
    found = kept("IdentityProviders", {"ProviderName": name, "ProviderType": kind, "ProviderDetails": details})
    assert SECRET not in json.dumps(found)
    hidden = {key for key, value in found["ProviderDetails"].items() if value == NOT_KEPT}
    assert hidden == {key for key, value in details.items() if value == SECRET}
    assert hidden.isdisjoint(PROVIDER_DETAILS)
    assert found["ProviderDetails"].keys() == details.keys()


def test_a_member_that_no_table_knows_shows_that_it_is_there_and_nothing_of_its_value() -> None:
    """Counter-check: without the table's word its value would be in git."""
    found = kept("Clients", {"ClientId": "1", "ClientName": "web", "ClientSecret": SECRET, "FutureSecret": SECRET})
    assert found == {"ClientName": "web", "FutureSecret": NOT_KEPT}


def test_a_long_text_is_kept_as_its_digest() -> None:
    """SAML metadata of 100 KiB in git helps no reviewer, but a change of it must show."""
    first, second = (
        kept("IdentityProviders", {"ProviderDetails": {"MetadataFile": end * 2000}})["ProviderDetails"]["MetadataFile"]
        for end in "ab"
    )
    assert first.startswith("sha256:")
    assert first.endswith(" (2000 characters)")
    assert first != second
    assert kept("UiCustomizations", {"CSS": "x" * 1000}) == {"CSS": "x" * 1000}


def test_scopes_have_one_order() -> None:
    """AWS keeps none, and an index in a path must mean the same scope."""
    scopes = [{"ScopeName": "b"}, {"ScopeName": "a"}]
    assert kept("ResourceServers", {"Scopes": scopes}) == kept("ResourceServers", {"Scopes": scopes[::-1]})


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://idp.example.com/a?b=&c", f"https://idp.example.com/a?b={NOT_KEPT}&c"),
        (f"https://me:{SECRET}@idp.example.com/attributes", f"https://{NOT_KEPT}@idp.example.com/attributes"),
        (f"https://x.example.com/?token={SECRET}&v=1", f"https://x.example.com/?token={NOT_KEPT}&v={NOT_KEPT}"),
        ("https://login.example.com/m.xml?appid=0-1", "https://login.example.com/m.xml?appid=0-1"),
        ("openid email", "openid email"),
    ],
)
def test_a_url_keeps_neither_password_nor_token(url: str, shown: str) -> None:
    """A snapshot is committed, and an identity provider's URL may carry a credential."""
    assert kept("IdentityProviders", {"ProviderDetails": {"attributes_url": url}})["ProviderDetails"] == {
        "attributes_url": shown
    }
