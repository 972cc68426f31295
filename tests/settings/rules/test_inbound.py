"""The rules about received mail: what violates each, and at which key."""

from typing import Any

import pytest

from poolpost.settings import EnvironmentFileError, validated
from poolpost.settings.rules.all_rules import findings
from poolpost.settings.rules.inbound import RULES
from tests.conftest import changed
from tests.scenes.inbound import INBOUND, with_inbound
from tests.scenes.violations import Violation, found, ids

_FOREIGN = "arn:aws:{}:eu-west-1:999999999999:{}"


def _inbound(*changes: tuple[str, Any]) -> list[tuple[str, Any]]:
    return with_inbound(*changes)


VIOLATIONS: list[Violation] = [
    (
        "region-receives-mail",
        "inbound",
        "a region that only sends",
        [*_inbound(), ("aws.region", "eu-central-2")],
    ),
    *[
        ("inbound-domain-is-free", "inbound.domain", what, [*more, *_inbound(("domain", name), ("rules", _CATCH_ALL))])
        for _CATCH_ALL in [{"all": {"s3": {}}}]
        for name, what, more in [
            ("in.example.net", "a domain that is not verified", [("dns.zones", ["example.com", "example.net"])]),
            ("bounce.mail.example.com", "the MAIL FROM domain", []),
            ("mail.example.com", "the apex of a zone", [("dns.zones", ["mail.example.com", "example.com"])]),
            (
                "click.mail.example.com",
                "the tracking domain",
                [("configuration_set.tracking", {"domain": "click.mail.example.com"})],
            ),
        ]
    ],
    (
        "inbound-domain-is-verified",
        "inbound",
        "a pool that sends by an address, without a domain",
        [*_inbound(), ("user_pool.identity", "address"), ("domain", None), ("dns", None)],
    ),
    (
        "recipients-are-inbound",
        "inbound.rules.dmarc.recipients.0",
        "an address of another domain",
        _inbound(("rules.dmarc.recipients", ["dmarc@example.com"])),
    ),
    (
        "recipients-are-inbound",
        "inbound.rules.dmarc.recipients.0",
        "an address with a blank",
        _inbound(("rules.dmarc.recipients", ["d marc@in.mail.example.com"])),
    ),
    (
        "received-mail-goes-somewhere",
        "inbound.rules.dmarc",
        "no action",
        _inbound(("rules.dmarc", {})),
    ),
    (
        "received-mail-goes-somewhere",
        "inbound.rules.dmarc.order",
        "an action that the order leaves out",
        _inbound(("rules.dmarc.order", ["sns"])),
    ),
    ("bucket-is-used", "inbound.rules.dmarc.s3", "no bucket", _inbound(("bucket", None))),
    (
        "bucket-is-used",
        "inbound.bucket",
        "a bucket for nothing",
        _inbound(("rules", {"all": {"sns": {"topic_arn": "arn:aws:sns:eu-west-1:000000000000:mail"}}})),
    ),
    (
        "receives-in-its-own-account",
        "inbound.bucket.kms",
        "a foreign key",
        _inbound(("bucket.kms", _FOREIGN.format("kms", "key/1"))),
    ),
    (
        "receives-in-its-own-account",
        "inbound.rules.dmarc.sns.topic_arn",
        "a foreign topic",
        _inbound(("rules.dmarc.sns", {"topic_arn": _FOREIGN.format("sns", "mail")})),
    ),
    (
        "receives-in-its-own-account",
        "inbound.rules.dmarc.lambda.function_arn",
        "a foreign function",
        _inbound(("rules.dmarc.lambda", {"function_arn": _FOREIGN.format("lambda", "function:f")})),
    ),
    (
        "bounces-come-from-the-domain",
        "inbound.rules.dmarc.bounce.sender",
        "a sender that is not verified",
        _inbound(("rules.dmarc.bounce", {"sender": "no-reply@example.org", "message": "no"})),
    ),
    (
        "named-addresses-have-a-rule",
        "dns.dmarc.rua",
        "reports to an address that no rule takes",
        [*_inbound(), ("dns.dmarc.rua", ["mailto:reports@in.mail.example.com"])],
    ),
    (
        "named-addresses-have-a-rule",
        "user_pool.reply_to",
        "replies to an address that no rule takes",
        [*_inbound(), ("user_pool.reply_to", "support@in.mail.example.com")],
    ),
]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=ids(VIOLATIONS))
def test_each_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each is found by its own rule, at the key that has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation() -> None:
    """A rule without one is not known to find anything."""
    assert {rule.id for rule in RULES} == {violation[0] for violation in VIOLATIONS} | {"receipt-rule-name-fits"}


def test_a_rule_of_an_environment_with_a_long_name_does_not_fit() -> None:
    """The name of an environment, which is part of the rule's in SES, may be longer than SES allows for both."""
    name = "a" * 32
    environment, data = changed(*_inbound(("rules", {name: {"s3": {}}})), name="e" * 30)
    with pytest.raises(EnvironmentFileError) as caught:
        validated(environment, data)
    assert [(each.rule, each.subject) for each in caught.value.findings] == [
        ("receipt-rule-name-fits", f"inbound.rules.{name}")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(_inbound(), id="a subdomain"),
        pytest.param(_inbound(("domain", "mail.example.com"), ("rules.dmarc.recipients", [])), id="the domain itself"),
        pytest.param(
            [
                ("dns.zones", ["mail.example.com"]),
                *_inbound(("domain", "mail.example.com"), ("apex", True), ("rules.dmarc.recipients", [])),
            ],
            id="the apex, said so",
        ),
        pytest.param(
            [*_inbound(), ("dns.dmarc.rua", ["mailto:dmarc@in.mail.example.com"])], id="reports that a rule takes"
        ),
    ],
)
def test_what_is_allowed_is_not_found(changes: list[tuple[str, Any]]) -> None:
    """The rules find nothing in an environment that receives as it may."""
    own = {rule.id for rule in RULES}
    assert [each for each in findings(validated(*changed(*changes))) if each.rule in own] == []


def test_a_rule_without_recipients_is_for_its_own_domain() -> None:
    """SES would apply a rule without recipients to every verified domain of the account."""
    settings = validated(*changed(*_inbound(("rules", {"all": {"s3": {}}}))))
    assert settings.inbound is not None
    assert settings.inbound.recipients(settings.inbound.rules["all"]) == (INBOUND["domain"],)
