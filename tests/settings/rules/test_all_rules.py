"""Every rule about environment files: what violates it, at which key, and that the base environment does not."""

import copy
from pathlib import Path
from typing import Any

import pytest

from poolpost.findings import Finding
from poolpost.settings import EnvironmentFileError, validated
from poolpost.settings.model import Settings
from poolpost.settings.rules.all_rules import RULES, findings
from tests.conftest import MakeSettings, changed
from tests.scenes.complete_environments import ENVIRONMENTS, write_files
from tests.scenes.message_violations import MESSAGE_VIOLATIONS
from tests.scenes.ramp_violations import RAMP_VIOLATIONS

KEY = "A" * 360 + "=="
ACCOUNT_ARN = "arn:aws:{}:eu-west-1:999999999999:{}"

NEW_POOL: list[tuple[str, Any]] = [("user_pool.id", None), ("user_pool.create", {"name": "users"})]

HOOK = "https://example.com/a{}b"
VIOLATIONS: list[tuple[str, str, str, list[tuple[str, Any]]]] = [
    (
        "names-are-distinct",
        "addresses",
        "senders that differ in punctuation",
        [("addresses.senders", ["a.b@example.org", "a-b@example.org"])],
    ),
    ("names-are-distinct", "dns.zones", "zones that do", [("dns.zones", ["example.com", "a-b.com", "a.b.com"])]),
    (
        "names-are-distinct",
        "events.sns.subscribers",
        "subscribers that do",
        [("events.sns.subscribers", [{"protocol": "https", "endpoint": HOOK.format(each)} for each in "-_"])],
    ),
    (
        "names-are-distinct",
        "events.sns.subscribers",
        "one subscriber twice",
        [("events.sns.subscribers", [{"protocol": "https", "endpoint": HOOK.format("-")}] * 2)],
    ),
    ("region-has-ses", "aws.region", "a region without SES", [("aws.region", "ap-east-1")]),
    ("region-has-ses", "aws.region", "a region of China", [("aws.region", "cn-north-1")]),
    ("region-has-ses", "aws.region", "a region of another partition", [("aws.region", "us-gov-west-1")]),
    ("pool-region-is-known", "user_pool.id", "a pool in China", [("user_pool.id", "cn-north-1_Abc")]),
    ("pool-region-is-known", "user_pool.id", "a pool in an unlisted region", [("user_pool.id", "ap-east-2_Abc")]),
    ("ses-region-serves-pool", "aws.region", "REG1: in-Region only", [("user_pool.id", "eu-north-1_Abc")]),
    ("ses-region-serves-pool", "aws.region", "REG2: not among its regions", [("aws.region", "eu-central-1")]),
    (
        "ses-region-serves-pool",
        "aws.region",
        "REG3: the second region of an alternate pool",
        [("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-northeast-1")],
    ),
    ("ses-region-is-near", "aws.region", "REG2: another region", [("user_pool.id", "us-east-2_Abc")]),
    (
        "region-override-is-noted",
        "region_override",
        "an override",
        [
            ("user_pool.id", "ap-east-2_Abc"),
            ("region_override", {"reason": "AWS support case 1", "developer_ses_regions": ["eu-west-1"]}),
        ],
    ),
    (
        "source-arn-has-no-wildcard",
        "user_pool.sending",
        "REG4: COGNITO_DEFAULT with a From in an alternate region",
        [
            ("user_pool.id", "ap-east-1_Abc"),
            ("aws.region", "ap-southeast-1"),
            ("user_pool.sending", "COGNITO_DEFAULT"),
            ("user_pool.from", "no-reply@mail.example.com"),
        ],
    ),
    (
        "everything-is-in-one-account",
        "aws.role_arn",
        "REG9: a role of another account",
        [("aws.role_arn", "arn:aws:iam::999999999999:role/x")],
    ),
    (
        "everything-is-in-one-account",
        "events.sns.kms",
        "a key in another region",
        [("events.sns.kms", "arn:aws:kms:us-east-1:000000000000:key/11111111-2222")],
    ),
    (
        "everything-is-in-one-account",
        "events.firehose.delivery_stream_arn",
        "a stream of another account",
        [("events.firehose", {"delivery_stream_arn": ACCOUNT_ARN.format("firehose", "deliverystream/x")})],
    ),
    ("domain-can-be-verified", "domain.name", "a www name", [("domain.name", "www.example.com")]),
    ("domain-can-be-verified", "domain.name", "a mailbox provider", [("domain.name", "gmail.com")]),
    (
        "dkim-is-one-kind",
        "domain.dkim.selector",
        "no private key",
        [("domain.dkim", {"selector": "s", "public_key": KEY})],
    ),
    (
        "dkim-is-one-kind",
        "domain.dkim.public_key",
        "no public key",
        [("domain.dkim", {"selector": "s", "private_key_variable": "key"})],
    ),
    (
        "dkim-is-one-kind",
        "domain.dkim.key_length",
        "an Easy DKIM length with a selector",
        [
            (
                "domain.dkim",
                {"selector": "s", "public_key": KEY, "private_key_variable": "k", "key_length": "RSA_2048_BIT"},
            )
        ],
    ),
    ("dkim-is-one-kind", "domain.dkim.public_key", "a key without a selector", [("domain.dkim.public_key", KEY)]),
    (
        "dkim-is-one-kind",
        "domain.dkim.key_length",
        "kept and changed",
        [("aws.adopt", ["identity"]), ("domain.dkim", {"keep": True, "key_length": "RSA_2048_BIT"})],
    ),
    ("kept-dkim-is-adopted", "domain.dkim.keep", "nothing to keep", [("domain.dkim", {"keep": True})]),
    (
        "mail-from-fits-a-name",
        "domain.mail_from.label",
        "a name that is too long",
        [("domain.mail_from.label", ".".join(["a" * 60] * 4)), ("domain.name", "b" * 20 + ".example.com")],
    ),
    (
        "mail-from-fits-a-name",
        "domain.mail_from.label",
        "the whole name as label",
        [("domain.mail_from.label", "bounce.mail.example.com")],
    ),
    (
        "alarms-reach-somebody",
        "alarms",
        "alarms without a topic",
        [("alarms", {}), ("events.sns", None)],
    ),
    (
        "reasons-are-given-once",
        "events.sns.event_types",
        "an event twice",
        [("events.sns.event_types", ["BOUNCE", "BOUNCE", "COMPLAINT"])],
    ),
    ("pool-is-named-or-created", "user_pool.id", "neither id nor [user_pool.create]", [("user_pool.id", None)]),
    (
        "pool-is-named-or-created",
        "user_pool.create",
        "id and [user_pool.create]",
        [("user_pool.mode", "manage"), ("user_pool.create.name", "users")],
    ),
    ("create-is-managed", "user_pool.mode", "[user_pool.create] in patch mode", NEW_POOL),
    (
        "created-pool-needs-no-policy",
        "user_pool.create",
        "a new pool in a region whose pools need a policy",
        [
            *NEW_POOL,
            ("user_pool.mode", "manage"),
            (
                "region_override",
                {
                    "reason": "AWS support case 1",
                    "developer_ses_regions": ["eu-west-1"],
                    "policy_principal": "cognito-idp.amazonaws.com",
                },
            ),
        ],
    ),
    (
        "created-pool-needs-no-policy",
        "user_pool.create",
        "REG8: COGNITO_DEFAULT with a From",
        [*NEW_POOL, ("user_pool.mode", "manage"), ("user_pool.sending", "COGNITO_DEFAULT")],
    ),
    ("pool-region-is-known", "aws.region", "a new pool in China", [*NEW_POOL, ("aws.region", "cn-north-1")]),
    ("from-is-given", "user_pool.from", "DEVELOPER without From", [("user_pool.from", None)]),
    ("from-is-inside-domain", "user_pool.from", "another domain", [("user_pool.from", "a@example.org")]),
    ("from-is-inside-domain", "user_pool.from", "a look-alike", [("user_pool.from", "a@evilmail.example.com")]),
    ("from-is-inside-domain", "user_pool.from", "the parent", [("user_pool.from", "a@example.com")]),
    ("from-is-not-mail-from", "user_pool.from", "MAIL FROM", [("user_pool.from", "a@bounce.mail.example.com")]),
    (
        "default-sender-has-no-extras",
        "user_pool.from",
        "a display name",
        [("user_pool.sending", "COGNITO_DEFAULT")],
    ),
    (
        "default-sender-has-no-extras",
        "user_pool.sending",
        "50 mails a day",
        [("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None)],
    ),
    (
        "default-sender-is-enough",
        "user_pool.expected_daily_mail",
        "more than 50 mails a day",
        [("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None), ("user_pool.expected_daily_mail", 51)],
    ),
    (
        "no-address-shadows-the-domain",
        "addresses.senders",
        "an address inside the domain",
        [("addresses.senders", ["no-reply@mail.example.com"])],
    ),
    ("sandbox-has-recipients", "addresses.sandbox_recipients", "nobody named", [("aws.sandbox", True)]),
    (
        "sandbox-has-recipients",
        "addresses.sandbox_recipients",
        "named for nothing",
        [("addresses.sandbox_recipients", ["a@example.org"])],
    ),
    ("spf-can-align", "dns.dmarc.aspf", "strict SPF alignment", [("dns.dmarc.aspf", "s")]),
    (
        "dkim-can-align",
        "dns.dmarc.adkim",
        "strict DKIM alignment with a From at a subdomain",
        [("dns.dmarc.adkim", "s"), ("user_pool.from", "a@sub.mail.example.com")],
    ),
    ("zone-is-named-once", "dns.zone_id", "name and id", [("dns.zone_id", "Z123")]),
    (
        "zone-is-named-once",
        "dns.zone_id",
        "an id with external DNS",
        [("dns.zone_id", "Z123"), ("dns.zones", None), ("dns.provider", "external")],
    ),
    ("names-lie-in-a-zone", "domain.name", "another zone", [("dns.zones", ["example.org"])]),
    (
        "names-lie-in-a-zone",
        "configuration_set.tracking.domain",
        "a tracking domain elsewhere",
        [("configuration_set.tracking", {"domain": "click.example.org"})],
    ),
    (
        "tracking-has-a-name-of-its-own",
        "configuration_set.tracking.domain",
        "the domain itself",
        [("configuration_set.tracking", {"domain": "mail.example.com"})],
    ),
    ("obsolete-dmarc-tags", "dns.dmarc.pct", "pct", [("dns.dmarc.pct", 10)]),
    ("dmarc-does-something", "dns.dmarc", "no record", [("dns.dmarc", None)]),
    ("dmarc-does-something", "dns.dmarc.rua", "no reports", [("dns.dmarc.rua", [])]),
    ("dmarc-does-something", "dns.dmarc.fo", "fo without ruf", [("dns.dmarc.fo", "1")]),
    ("dmarc-does-something", "dns.dmarc.t", "t with p=none", [("dns.dmarc.t", "y")]),
    (
        "reports-are-authorised",
        "dns.dmarc.rua",
        "another organisation",
        [("dns.dmarc.rua", ["mailto:x@reports.example.net"])],
    ),
    ("existing-spf-is-valid", "dns.apex_spf.existing", "not SPF", [("dns.apex_spf", {"existing": "spf -all"})]),
    ("existing-spf-is-valid", "dns.apex_spf.other_txt", "two SPF", [("dns.apex_spf", {"other_txt": ["v=spf1 -all"]})]),
    ("adopted-records-are-made-here", "dns.adopt", "no tracking here", [("dns.adopt", ["tracking"])]),
    ("adopted-identities-are-made-here", "aws.adopt", "a stranger", [("aws.adopt", ["jane@example.org"])]),
    (
        "bounces-reach-somebody",
        "domain.feedback_forwarding",
        "nobody hears of bounces",
        [("domain.feedback_forwarding", False), ("events.sns", None)],
    ),
    ("links-stay-as-written", "events.sns.event_types", "CLICK", [("events.sns.event_types", ["BOUNCE", "CLICK"])]),
    (
        "tracking-is-wanted",
        "configuration_set.tracking",
        "tracking",
        [("configuration_set.tracking", {"domain": "click.example.com"})],
    ),
    *[
        (
            "subscriber-fits-protocol",
            "events.sns.subscribers.0.endpoint",
            f"{protocol} to {endpoint}",
            [("events.sns.subscribers", [{"protocol": protocol, "endpoint": endpoint}])],
        )
        for protocol, endpoint in [
            ("email", "nobody"),
            ("https", "http://example.com"),
            ("sqs", "https://sqs.eu-west-1.amazonaws.com/1/q"),
            ("lambda", "my-function"),
        ]
    ],
    (
        "dimension-can-be-read",
        "events.cloudwatch.dimensions.0.name",
        "a header of SES",
        [("events.cloudwatch.dimensions", [{"name": "From", "source": "EMAIL_HEADER", "default": "none"}])],
    ),
    (
        "dimension-can-be-read",
        "events.cloudwatch.dimensions.0.name",
        "a colon",
        [("events.cloudwatch.dimensions", [{"name": "my:tag", "default": "none"}])],
    ),
    (
        "reasons-are-given-once",
        "configuration_set.suppressed_reasons",
        "twice",
        [("configuration_set.suppressed_reasons", ["BOUNCE", "BOUNCE"])],
    ),
    (
        "service-linked-role-is-needed",
        "account.service_linked_role",
        "asked for",
        [("account.service_linked_role", True)],
    ),
    *MESSAGE_VIOLATIONS,
    *RAMP_VIOLATIONS,
]


def _found(changes: list[tuple[str, Any]]) -> list[Finding]:
    path, data = changed(*changes)
    try:
        return list(findings(validated(path, data)))
    except EnvironmentFileError as error:
        return error.findings


@pytest.mark.parametrize(("rule", "key", "what", "changes"), VIOLATIONS, ids=[f"{v[0]}: {v[2]}" for v in VIOLATIONS])
def test_a_violation_is_found_at_its_key(rule: str, key: str, what: str, changes: list[tuple[str, Any]]) -> None:
    """Each rule names the key that somebody has to change."""
    assert (rule, key) in {(finding.rule, finding.subject) for finding in _found(changes)}, what


def test_the_base_environment_violates_nothing(settings: MakeSettings) -> None:
    """Without a change there is no finding, so each violation above comes from its change."""
    assert list(findings(settings())) == []


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in VIOLATIONS} == {rule.id for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_reads_only_the_sections_that_it_names(rule: Any, settings: MakeSettings) -> None:
    """It also runs when other sections are broken, so it must not touch them."""
    sound = settings()
    partial = Settings.model_construct(name="local", **{key: getattr(sound, key) for key in rule.reads})
    partial.__dict__["region_override"] = None
    assert list(rule.findings(partial)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why_and_from_where(rule: Any) -> None:
    """docs/rules.md is made of this."""
    assert rule.why.endswith(".")
    assert rule.source


def test_alternate_region_pool_with_its_first_region_is_fine(settings: MakeSettings) -> None:
    """REG3: the first listed region is the one that works."""
    made = settings(("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1"))
    assert made.policy_principal == "cognito-idp.ap-east-1.amazonaws.com"


def test_policy_principal_follows_the_guide(settings: MakeSettings) -> None:
    """REG7, REG8: DEVELOPER in a listed region needs no policy, COGNITO_DEFAULT with a From always does."""
    default = [("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", "no-reply@mail.example.com")]
    assert settings().policy_principal is None
    assert settings(*default).policy_principal == "email.cognito-idp.amazonaws.com"
    assert settings(("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None)).policy_principal is None


def test_an_override_opens_an_unlisted_region(settings: MakeSettings) -> None:
    """A region that AWS added after our table is a warning then, not an error."""
    override = {
        "reason": "AWS support case 1234",
        "developer_ses_regions": ["eu-west-1"],
        "policy_principal": "cognito-idp.ap-east-2.amazonaws.com",
    }
    made = settings(("user_pool.id", "ap-east-2_Abc"), ("region_override", override))
    assert [finding.level for finding in findings(made)] == ["warn"]
    assert made.policy_principal == "cognito-idp.ap-east-2.amazonaws.com"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("section", [name for name in Settings.model_fields if name != "name"])
def test_a_rule_declares_every_section_that_it_reads(environment: str, section: str, tmp_path: Path) -> None:
    """A section with mistakes is missing when the other rules run; one that reads it all the same is a traceback."""
    settings = validated(write_files(tmp_path), copy.deepcopy(ENVIRONMENTS[environment]))
    object.__delattr__(settings, section)
    assert [finding for finding in findings(settings) if finding.level == "block"] == []
