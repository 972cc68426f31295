"""The settings that differ between two environments."""

from poolpost.review.setting_differences import (
    differences,
    flat,
    promotable,
    tree,
)
from poolpost.settings import load
from tests.conftest import MakeSettings
from tests.scenes.promotable import ENVIRONMENTS


def test_another_domain_with_the_same_sender_is_no_difference(settings: MakeSettings) -> None:
    """`no-reply@` at each environment's own domain is one and the same setting; so is a name below it."""
    ours = settings(("user_pool.from", "Example <no-reply@sub.mail.example.com>"))
    theirs = settings(
        ("domain.name", "mail.example.org"),
        ("dns.zones", ["example.org"]),
        ("user_pool.from", "Example <no-reply@sub.mail.example.org>"),
    )
    assert promotable(ours) == promotable(theirs)
    assert promotable(ours)["user_pool.from"] == "Example <no-reply@sub.{domain}>"


def test_the_shipped_staging_and_production_promise_the_same() -> None:
    """What staging proves is what production gets."""
    assert differences(load("staging", ENVIRONMENTS), load("production", ENVIRONMENTS)) == []


def test_dotted_keys_are_those_of_the_file() -> None:
    """`from` and `id`, not what Python calls them; a list is one value."""
    found = flat(tree(load("production", ENVIRONMENTS)))
    assert found["user_pool.id"] == "eu-west-1_Production"
    assert found["events.sns.event_types"][:2] == ["BOUNCE", "COMPLAINT"]
    assert "name" not in found
