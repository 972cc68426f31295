"""What is imported is in use: the gate says what a plan makes of it, and stops where mail or its signature changes."""

from dataclasses import replace
from typing import Any

import pytest

from poolpost.emulator.demo_pool import POOL_ID
from poolpost.findings import worst
from poolpost.gate.rules.all_rules import judge
from poolpost.settings import validated
from poolpost.settings.passes import Pass
from poolpost.standards.terraform_plan import Change
from tests.conftest import MakeSettings, changed
from tests.scenes.gate_situations import (
    EASY,
    OWN_KEY,
    STEP,
    TWIN,
    adopted,
    change,
    change_of,
    found,
    managed,
    patched,
    plan,
)

RULE, IDENTITY = "keeps-how-it-signs", "aws_sesv2_email_identity.domain"


@pytest.mark.parametrize(
    "dkim",
    [
        TWIN,
        OWN_KEY,
        EASY | {"current_signing_key_length": "RSA_1024_BIT", "next_signing_key_length": "RSA_1024_BIT"},
        OWN_KEY | {"tokens": []},
    ],
)
def test_how_an_adopted_identity_signs_is_not_changed_unasked(dkim: dict[str, Any]) -> None:
    """Deterministic Easy DKIM, a key of one's own, a shorter key: told before, and stopped until somebody asks by name."""
    situation = patched(adopted(**dkim))
    assert (RULE, IDENTITY) in found(situation, "block")
    assert worst(judge(situation)) == 1
    remedy = next(each.remedy for each in judge(situation) if each.rule == RULE)
    assert "set domain.dkim.keep = true" in remedy
    assert ("set domain.dkim to how it signs" in remedy) is (dkim is not TWIN)
    named = validated(*changed(("aws.adopt", ["identity"])))
    reason = Pass(rule=RULE, subject=IDENTITY, reason="the records are there")
    asked = patched(settings=named, plan=plan(STEP, adopted(**dkim)), passes=(reason,))
    assert (RULE, IDENTITY) in found(asked, "warn")
    assert worst(judge(asked)) == 0


def test_an_identity_that_signs_as_the_file_says_is_no_finding() -> None:
    """Nothing is told where nothing changes."""
    assert RULE not in [rule for rule, _ in found(patched(adopted(**EASY)))]


def test_what_the_file_keeps_is_not_changed_by_a_plan_either(settings: MakeSettings) -> None:
    """Kept as it is nothing is told; a plan that changes it all the same stops, whatever it makes of it."""
    keeping = settings(("aws.adopt", ["identity"]), ("domain.dkim", {"keep": True}))
    changing = replace(patched(adopted(**TWIN)), settings=keeping)
    assert (RULE, IDENTITY) in found(changing, "block")
    managed_by_now = replace(patched(change_of(adopted(**TWIN), import_id=None)), settings=keeping)
    assert (RULE, IDENTITY) in found(managed_by_now, "block")
    same = change_of(adopted(**TWIN), after=adopted(**TWIN).before)
    assert RULE not in [rule for rule, _ in found(replace(patched(same), settings=keeping))]


def test_an_identity_of_this_stack_changes_by_its_file_with_a_warning() -> None:
    """The change of the file is what asks for it; where somebody else changed it in SES, nobody has asked."""
    ours = change_of(adopted(**TWIN), import_id=None)
    assert (RULE, IDENTITY) in found(patched(ours), "warn")
    drifted = patched(plan=plan(STEP, ours, resource_drift=(ours,)))
    assert (RULE, IDENTITY) in found(drifted, "block")


def test_a_verification_is_no_change_by_somebody() -> None:
    """SES itself sets status and tokens after a first deploy, and Terraform shows that as drift."""
    ours = change_of(adopted(**TWIN), import_id=None)
    before = ours.before or {}
    verified = change_of(ours, before=before | {"verified_for_sending_status": False}, after=before)
    now = patched(plan=plan(STEP, ours, resource_drift=(verified,)))
    assert (RULE, IDENTITY) in found(now, "warn")
    assert (RULE, IDENTITY) not in found(now, "block")


def imported(kind: str, name: str, before: dict[str, Any], after: dict[str, Any]) -> Change:
    """Return an import that changes what it imports."""
    made = {"type": kind, "name": name, "address": f"{kind}.{name}", "after_unknown": {}, "import_id": "x"}
    return change(**made, before=before, after=after)


@pytest.mark.parametrize(
    ("made", "subject", "level"),
    [
        (
            imported(
                "aws_sesv2_configuration_set",
                "sign_in",
                {"delivery_options": [{"tls_policy": "REQUIRE"}]},
                {"delivery_options": []},
            ),
            "aws_sesv2_configuration_set.sign_in.delivery_options",
            "warn",
        ),
        (imported("aws_route53_record", "dmarc", {"ttl": 60}, {"ttl": 300}), "aws_route53_record.dmarc.ttl", "warn"),
        (
            imported("aws_route53_record", "dmarc", {"records": ["a"]}, {"records": ["b"]}),
            "aws_route53_record.dmarc.records",
            "block",
        ),
        (
            imported("aws_route53_record", "apex_spf", {"records": ["a"]}, {"records": ["b"]}),
            "aws_route53_record.apex_spf.records",
            "warn",
        ),
    ],
)
def test_what_changes_of_something_imported_is_said(made: Change, subject: str, level: str) -> None:
    """A record's answer stops, except the SPF record that the file names as it is; the rest is a warning."""
    assert ("adopted-stays-as-it-is", subject) in found(patched(made), level)


def test_what_stays_as_it_is_is_not_mentioned() -> None:
    """Tags and what is empty on both sides are no change for anybody's mail."""
    made = imported("aws_sesv2_configuration_set", "sign_in", {"tags": {}, "vdm_options": []}, {"tags": {"a": "b"}})
    assert "adopted-stays-as-it-is" not in [rule for rule, _ in found(patched(made))]


@pytest.mark.parametrize(
    ("kind", "after", "identity", "level"),
    [
        ("mail_from", {"mail_from_domain": "bounce.x"}, {"MailFromAttributes": {"MailFromDomain": "mail.x"}}, "block"),
        ("mail_from", {"mail_from_domain": "mail.x"}, {"MailFromAttributes": {"MailFromDomain": "mail.x"}}, ""),
        ("mail_from", {"mail_from_domain": "bounce.x"}, {"MailFromAttributes": {}}, ""),
        ("feedback", {"email_forwarding_enabled": True}, {"FeedbackForwardingStatus": False}, "warn"),
        ("feedback", {"email_forwarding_enabled": True}, {"FeedbackForwardingStatus": True}, ""),
    ],
)
def test_what_terraform_does_not_import_is_compared_with_ses(
    kind: str, after: dict[str, Any], identity: dict[str, Any], level: str
) -> None:
    """MAIL FROM and forwarding of an adopted identity are written over without a trace in the plan's `before`."""
    type_ = f"aws_sesv2_email_identity_{kind}_attributes"
    made = change(
        address=f"{type_}.domain",
        type=type_,
        name="domain",
        actions=("create",),
        before=None,
        after=after,
        after_unknown={},
    )
    rules = found(patched(made, identity=identity), level) if level else found(patched(made, identity=identity))
    assert (("adopted-stays-as-it-is", f"{type_}.domain") in rules) is bool(level)


IMPORTS = "imports-only-what-the-file-names"
ADOPTING = validated(
    *changed(
        ("aws.adopt", ["identity", "configuration-set", "old@example.org"]),
        ("addresses.senders", ["old@example.org"]),
        ("dns.adopt", ["dmarc", "dkim-1"]),
    )
)
NAMED = {
    IDENTITY: "mail.example.com",
    "aws_sesv2_configuration_set.sign_in": "sign-in",
    "aws_sesv2_email_identity.address_old_example_org": "old@example.org",
    "aws_route53_record.dmarc": "Z1__dmarc.mail.example.com_TXT",
    "aws_route53_record.dkim_1": "Z1_one._domainkey.mail.example.com_CNAME",
}
OTHERS = {
    IDENTITY: "other.example.com",
    "aws_sesv2_configuration_set.sign_in": "theirs",
    "aws_route53_record.dmarc": "Z1__dmarc.example.com_TXT",
    "aws_route53_record.dkim_1": "Z1_one._domainkey.example.com_CNAME",
    "aws_sesv2_email_identity.address_old_example_org": "",
    "aws_route53_record.mail_from_mx": "Z1_bounce.mail.example.com_MX",
    "aws_kms_key.events": "1",
    "aws_cognito_user_pool.other": "eu-west-1_Other",
    "aws_cognito_user_pool.pool": POOL_ID,
}


def imports(address: str, import_id: str) -> Change:
    """Return an import that leaves something as it is."""
    kind, _, name = address.partition(".")
    same: dict[str, Any] = {"id": import_id}
    return change(
        address=address, type=kind, name=name, actions=("no-op",), before=same, after=same, import_id=import_id
    )


@pytest.mark.parametrize("address", OTHERS)
def test_what_the_file_does_not_name_is_not_imported(address: str) -> None:
    """A key, a record, another pool, or another id at an address that is named; also where nothing of it changes now."""
    stranger = imports(address, OTHERS[address])
    now = patched(settings=ADOPTING, plan=plan(STEP, stranger))
    assert (IMPORTS, address) in found(now, "block")
    reason = Pass(rule=IMPORTS, subject=address, reason="the team takes it over today")
    assert (IMPORTS, address) in found(patched(settings=ADOPTING, plan=now.plan, passes=(reason,)), "warn")


def test_what_the_file_names_is_imported() -> None:
    """The counter-check: by its address and its id, and in `manage` mode the pool; without the file's word none of it."""
    changes = [imports(address, id_) for address, id_ in NAMED.items()]
    now = patched(settings=ADOPTING, plan=plan(STEP, *changes))
    assert IMPORTS not in [rule for rule, _ in found(now)]
    assert sorted(s for r, s in found(patched(*changes)) if r == IMPORTS) == sorted(NAMED)
    pool = change(import_id=POOL_ID, actions=("update",))
    assert IMPORTS not in [rule for rule, _ in found(managed(pool))]
