"""What differs between the children of a snapshot and the live ones, in which order, and what is accepted."""

from datetime import date
from typing import Any

import pytest

from poolpost.pool.children import compare, differences, misshapen, new_providers
from poolpost.settings import Settings
from tests.conftest import MakeSettings

TODAY = date(2026, 11, 28)
CLIENT = {"ClientName": "web", "CallbackURLs": ["https://a.example/cb"], "EnableTokenRevocation": True}
SAVED: dict[str, Any] = {
    "IdentityProviders": {"Okta": {"ProviderType": "OIDC", "ProviderDetails": {"oidc_issuer": "https://okta.example"}}},
    "Clients": {"1a": CLIENT},
    "Groups": {"staff": {"Precedence": 1}},
    "Unread": {},
}
EVIL = {"ProviderType": "SAML", "ProviderDetails": {"MetadataURL": "https://evil.example"}}


def live(**kinds: Any) -> dict[str, Any]:
    """Return the live children: as saved, with other kinds."""
    return SAVED | kinds


def accepting(settings: MakeSettings, *entries: tuple[str, date]) -> Settings:
    """Make an environment that accepts children until a day."""
    listed = [{"child": child, "reason": "the pilot of the sales team", "until": until} for child, until in entries]
    return settings(("user_pool.accepted_children", listed))


def test_nothing_differs_from_itself() -> None:
    """Also where lists come back in another order, and an empty value is not returned."""
    urls = ["https://b.example", "https://a.example"]
    saved = {"Clients": {"1a": CLIENT | {"CallbackURLs": urls}}, "Unread": {}}
    now = {"Clients": {"1a": CLIENT | {"CallbackURLs": urls[::-1], "LogoutURLs": []}}, "Unread": {}}
    assert list(differences(saved, now)) == []


def test_new_identity_providers_come_first_and_then_what_is_gone_and_what_changed() -> None:
    """Each in the format of all differences: path, before, after."""
    now = live(
        IdentityProviders={
            "Evil": EVIL,
            "Okta": {**SAVED["IdentityProviders"]["Okta"], "IdpIdentifiers": ["a.example"]},
        },
        Clients={"1a": CLIENT | {"CallbackURLs": ["https://evil.example/cb"]}, "2b": {"ClientName": "new"}},
        Groups={},
    )
    found = [str(each) for each in differences(SAVED, now)]
    assert found[0].startswith('IdentityProviders.Evil: absent -> {"ProviderType": "SAML"')
    assert found[1:] == [
        'IdentityProviders.Okta.IdpIdentifiers: absent -> ["a.example"]',
        'Clients.2b: absent -> {"ClientName": "new"}',
        'Clients.1a.CallbackURLs: ["https://a.example/cb"] -> ["https://evil.example/cb"]',
        'Groups.staff: {"Precedence": 1} -> absent',
    ]


@pytest.mark.parametrize("unread_in", ["saved", "live"])
def test_what_was_not_read_is_not_compared_and_is_reported(unread_in: str, settings: MakeSettings) -> None:
    """A kind that one side lacks would be all new or all gone; it is neither, and it is not "the same"."""
    lacking = {kind: value for kind, value in SAVED.items() if kind != "Clients"} | {"Unread": {"Clients": "denied"}}
    saved, now = (lacking, SAVED) if unread_in == "saved" else (SAVED, lacking)
    compared = compare(settings(), saved, now, TODAY)
    assert compared.found == ()
    assert (compared.not_saved, compared.unread) == (
        ({"Clients": "denied"}, {}) if unread_in == "saved" else ({}, {"Clients": "denied"})
    )


def test_where_only_names_were_read_new_and_gone_children_still_show() -> None:
    """The settings of those on both sides are not compared."""
    now = live(Clients={"1a": {"ClientName": "other"}, "2b": {"ClientName": "new"}}, Unread={"Clients.*": "too many"})
    assert [each.path for each in differences(SAVED, now)] == ["Clients.2b"]


def test_a_difference_is_accepted_until_its_day_and_then_asked_about_again(settings: MakeSettings) -> None:
    """The last day counts; afterwards it is found again, with the reason that had been given."""
    now = live(IdentityProviders=SAVED["IdentityProviders"] | {"Evil": EVIL})
    until = accepting(settings, ("IdentityProviders.Evil", TODAY))
    compared = compare(until, SAVED, now, TODAY)
    assert compared.found == compared.new_providers == compared.expired == compared.unused == ()
    assert [(one.difference.path, one.by.reason) for one in compared.accepted] == [
        ("IdentityProviders.Evil", "the pilot of the sales team")
    ]
    after = compare(until, SAVED, now, date(2026, 11, 29))
    assert [each.path for each in after.new_providers] == ["IdentityProviders.Evil"]
    assert [each.child for each in after.expired] == ["IdentityProviders.Evil"]
    assert after.accepted == ()


def test_an_acceptance_covers_what_is_below_its_path_and_no_namesake(settings: MakeSettings) -> None:
    """'Clients.1' is not 'Clients.1a'."""
    now = live(Clients={"1a": CLIENT | {"CallbackURLs": ["https://evil.example/cb"]}})
    assert compare(accepting(settings, ("Clients.1a", TODAY)), SAVED, now, TODAY).found == ()
    assert compare(accepting(settings, ("Clients.1a.CallbackURLs", TODAY)), SAVED, now, TODAY).found == ()
    other = compare(accepting(settings, ("Clients.1", TODAY)), SAVED, now, TODAY)
    assert [each.path for each in other.found] == ["Clients.1a.CallbackURLs"]
    assert [each.child for each in other.unused] == ["Clients.1"]


def test_only_a_whole_new_provider_is_a_new_provider(settings: MakeSettings) -> None:
    """A setting that a known one gained is a change."""
    okta = SAVED["IdentityProviders"]["Okta"] | {"AttributeMapping": {"email": "mail"}}
    compared = compare(settings(), SAVED, live(IdentityProviders={"Okta": okta}), TODAY)
    assert [each.path for each in compared.found] == ["IdentityProviders.Okta.AttributeMapping.email"]
    assert compared.new_providers == ()


def test_the_gate_learns_of_new_providers_by_their_names(settings: MakeSettings) -> None:
    """Accepted ones are known; a snapshot that holds none of them knows nothing."""
    names = ("Okta", "Evil")
    assert new_providers(settings(), SAVED, names, TODAY) == ("Evil",)
    assert new_providers(accepting(settings, ("IdentityProviders.Evil", TODAY)), SAVED, names, TODAY) == ()
    assert new_providers(settings(), {"Unread": {"IdentityProviders": "denied"}}, names, TODAY) == ()
    assert new_providers(settings(), SAVED, ("Okta",), TODAY) == ()


@pytest.mark.parametrize(
    ("children", "path"),
    [
        ([], "Children"),
        ({"Clients": []}, "Children.Clients"),
        ({"Clients": {"1a": "x"}}, "Children.Clients.1a"),
        ({"Unread": "x"}, "Children.Unread"),
    ],
)
def test_children_that_are_no_children_are_damage(children: object, path: str) -> None:
    """A file of a pull request says anything."""
    assert misshapen({"Children": children}) == [path]
    assert misshapen({"Children": SAVED}) == misshapen({}) == []
