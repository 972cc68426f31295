"""An environment without what is meant to differ."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from poolpost.review.neutral_environment import neutral
from poolpost.review.promotion_digest import settings_digest
from poolpost.review.setting_differences import (
    differences,
    meant_differences,
)
from tests.conftest import MakeSettings
from tests.scenes.by_address import ALONE, BESIDE
from tests.scenes.promotable import ENVIRONMENTS, production

MEANT_CHANGES: list[tuple[str, Any]] = [
    ("promotes_from", "dev"),
    ("evidence_max_age_days", 7),
    ("evidence_signers", "signers"),
    ("aws.account_id", "999999999999"),
    ("aws.role_arn", None),
    ("aws.sandbox", True),
    ("aws.tags", {}),
    ("backend", {"type": "local"}),
    ("dns.provider", "route53"),
    ("dns.ttl", 60),
    ("dns.dmarc", {"p": "none", "rua": ["mailto:dmarc@example.com"]}),
    ("dns.dmarc", None),
    ("dns.dmarc_ramp", None),
    ("dns.apex_spf", {}),
    ("dns.resolvers", ["192.0.2.53"]),
    ("addresses", {"senders": ["old@example.org"]}),
    ("configuration_set.name", "other"),
    ("account", None),
    ("events.sns.topic_name", "other"),
    ("events.sns.subscribers", []),
    ("alarms.daily_sends", None),
    ("user_pool.id", "eu-west-1_Other"),
    ("user_pool.reply_to", None),
    ("user_pool.expected_daily_mail", None),
    ("user_pool.wait_minutes", 30),
    ("production_access", None),
    ("verification_templates.confirm-address.success_url", "https://www.example.net/"),
]
PROMOTABLE_CHANGES: list[tuple[str, Any]] = [
    ("domain.feedback_forwarding", True),
    ("domain.dkim.key_length", "RSA_1024_BIT"),
    ("domain.mail_from.label", "mail"),
    ("domain.mail_from.on_mx_failure", "USE_DEFAULT_VALUE"),
    ("configuration_set.max_delivery_seconds", None),
    ("configuration_set.tls_policy", "OPTIONAL"),
    ("configuration_set.suppressed_reasons", []),
    ("configuration_set.tracking", {"domain": "click.example.com"}),
    ("events.sns.kms", "none"),
    ("events.sns.kms", "arn:aws:kms:eu-west-1:333333333333:key/1234"),
    ("events.sns.event_types", ["BOUNCE", "COMPLAINT"]),
    ("events.cloudwatch", None),
    ("events.eventbridge", None),
    ("alarms", None),
    ("alarms.bounce_rate", 0.02),
    ("user_pool.mode", "manage"),
    ("user_pool.from", "Other <no-reply@mail.example.com>"),
    ("user_pool.from", "Example <other@mail.example.com>"),
    ("user_pool.from", "Example <no-reply@below.mail.example.com>"),
    ("user_pool.use_configuration_set", False),
    ("messages.verification.email_subject", "Another subject"),
    ("messages", None),
    ("verification_templates.confirm-address.subject", "Another subject"),
    ("verification_templates", None),
]


@hypothesis_settings(deadline=None)  # the machine may be busy; each example reads files
@given(st.lists(st.sampled_from(MEANT_CHANGES), max_size=8, unique_by=lambda change: change[0]))
def test_what_is_meant_to_differ_changes_no_digest(changes: list[tuple[str, Any]]) -> None:
    """Account ids and the like leave the settings, the neutral environment and so the Terraform as they are."""
    before, after = production(), production(*changes)
    assert settings_digest(after, ENVIRONMENTS) == settings_digest(before, ENVIRONMENTS)
    assert neutral(after, ENVIRONMENTS) == neutral(before, ENVIRONMENTS)
    assert differences(before, after) == []


@pytest.mark.parametrize("change", PROMOTABLE_CHANGES, ids=lambda change: f"{change[0]}={str(change[1])[:30]}")
def test_what_is_promotable_changes_the_digest(change: tuple[str, Any]) -> None:
    """Whatever is not meant to differ has to be proved."""
    before, after = production(), production(change)
    assert settings_digest(after, ENVIRONMENTS) != settings_digest(before, ENVIRONMENTS)
    assert neutral(after, ENVIRONMENTS) != neutral(before, ENVIRONMENTS)
    assert [each.key for each in differences(before, after)]
    assert (
        meant_differences(before, after) == [] or "." not in change[0] or change[1] is None or "tracking" in change[0]
    )


def test_an_address_stays_an_address_without_a_domain(settings: MakeSettings) -> None:
    """The neutral twin has neither domain nor DNS, and sends by the address at the neutral domain; the digest knows both."""
    alone, beside = settings(*ALONE), settings(*BESIDE)
    made = neutral(alone)
    assert (made.has_domain, made.identity) == (False, "no-reply@n.example")
    assert neutral(beside).identity == "no-reply@mail.n.example".replace("mail.", "")
    assert neutral(beside).has_domain
    assert len({settings_digest(each) for each in (alone, beside, settings())}) == 3


def test_another_address_of_another_environment_is_the_same_setting(settings: MakeSettings) -> None:
    """What is proved is the part before the @ and the kind of identity, not whose domain it is."""
    other = settings(*ALONE, ("user_pool.from", "Example Sign-in <no-reply@acme.example>"))
    assert differences(settings(*ALONE), other) == []
    assert settings_digest(settings(*ALONE)) == settings_digest(other)
