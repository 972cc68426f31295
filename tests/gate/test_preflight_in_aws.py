"""The preflight against the Route 53 of the embedded AWS, and through a real DNS server."""

import json
from pathlib import Path
from typing import Any

import pytest

from poolpost.aws.services import Aws
from poolpost.dns.formats import to_bind
from poolpost.dns.view import view
from poolpost.emulator.client import EmbeddedAws
from poolpost.errors import CannotDecide
from poolpost.findings import worst
from poolpost.gate.preflight import before_apply, look
from poolpost.standards.terraform_plan import AWS_PROVIDER, read_plan
from tests.conftest import MakeSettings
from tests.scenes.dns_world import Named, free_port
from tests.scenes.route53_account import DMARC, GOOGLE, Account, record


def test_route_53_is_looked_at_name_by_name(account: Account) -> None:
    """Free, the same and different side by side; a neighbour's record is not taken for ours."""
    zone = account.zone("example.com")
    account.put(zone, "_dmarc.mail.example.com", "TXT", f'"{DMARC[:9]}" "{DMARC[9:]}"')
    account.put(zone, "bounce.mail.example.com", "MX", "10 mx.example.com")
    account.put(zone, "cc.mail.example.com", "TXT", '"v=spf1 -all"')
    verdicts, found = account.look()
    assert verdicts == {
        "dkim-1": "pending",
        "dkim-2": "pending",
        "dkim-3": "pending",
        "mail-from-mx": "different",
        "mail-from-spf": "free",
        "dmarc": "same",
    }
    assert [(finding.rule, finding.level) for finding in found] == [
        ("record-differs", "block"),
        ("record-exists", "info"),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"actions": ["create"]}, "is there already, as wanted"),
        ({"actions": ["delete", "create"]}, "is there already, as wanted"),
        ({"actions": ["no-op"], "importing": {"id": "Z_n_TXT"}}, ""),
        ({"actions": ["create"], "importing": {"id": "Z_n_TXT"}}, ""),
        ({"actions": ["update"]}, ""),
        ({"actions": ["delete", "create"], "tainted": True}, ""),
    ],
)
def test_a_plan_stops_where_it_creates_what_is_there(change: dict[str, Any], words: str, account: Account) -> None:
    """Route 53 refuses to create it, after half of the rest was made; what is imported or ours already passes."""
    account.put(account.zone("example.com"), "_dmarc.mail.example.com", "TXT", f'"{DMARC}"')
    resource = {
        "address": "aws_route53_record.dmarc",
        "mode": "managed",
        "type": "aws_route53_record",
        "name": "dmarc",
        "provider_name": AWS_PROVIDER,
        "change": {"before": None, "after": {}, "after_unknown": {}} | change,
        "action_reason": "replace_because_tainted" if "tainted" in change else "",
    }
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "complete": True, "planned_values": {}}
    text = json.dumps(plan | {"resource_changes": [resource]})
    found = before_apply(account.settings, Aws(account.settings), read_plan(text))
    assert [words in finding.problem for finding in found] == ([True] if words else [])
    assert worst(found) == (1 if words else 0)


def test_after_a_deploy_a_record_may_be_our_own(account: Account, aws: EmbeddedAws) -> None:
    """Then the remedy points to the plan, which shows what a deploy changes."""
    account.put(account.zone("example.com"), "_dmarc.mail.example.com", "TXT", '"v=DMARC1; p=reject"')
    aws.verify("eu-west-1", "mail.example.com")
    _, found = account.look()
    about_records = [finding for finding in found if finding.rule == "record-differs"]
    assert about_records[0].remedy.startswith(
        "if this stack created it, 'cdktf diff local' shows the change; otherwise "
    )


def test_a_missing_zone_is_one_sentence(account: Account) -> None:
    """Not one for each record."""
    account.zone("example.org")
    verdicts, found = account.look()
    assert set(verdicts.values()) == {"pending", "no zone"}
    assert [finding.rule for finding in found] == ["hosted-zone"]
    assert "there are: example.org (public)" in found[0].problem


def test_a_zone_by_id(account: Account, settings: MakeSettings) -> None:
    """The id is looked up, and one that does not exist is said."""
    zone = account.zone("example.com").rpartition("/")[2]
    by_id = settings(("dns.zones", None), ("dns.zone_id", zone))
    verdicts, found = account.look(by_id)
    assert (verdicts["dmarc"], found) == ("free", ())
    missing = settings(("dns.zones", None), ("dns.zone_id", "ZNOSUCHZONE"))
    verdicts, found = account.look(missing)
    assert verdicts["dmarc"] == "no zone"
    assert [finding.rule for finding in found] == ["hosted-zone"]


def test_a_merged_spf_record_that_cannot_be_evaluated_is_cannot_tell(account: Account, settings: MakeSettings) -> None:
    """Includes need DNS; without an answer nobody knows whether ten lookups are enough."""
    account.put(account.zone("example.com"), "mail.example.com", "TXT", f'"{GOOGLE}"')
    _, found = account.look(settings(("dns.apex_spf", {})))
    assert [(finding.rule, finding.level) for finding in found] == [
        ("record-differs", "block"),
        ("merged-spf", "unknown"),
    ]


@pytest.mark.slow
def test_aws_that_does_not_answer_is_cannot_decide(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never "nothing in the way"."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(CannotDecide):
        account.look()


def test_with_dns_elsewhere_dns_is_asked(account: Account, settings: MakeSettings, tmp_path: Path) -> None:
    """The same answers through a real DNS server: the same, different, in the way, free; and ten lookups at most."""
    made = settings(("dns.provider", "external"), ("dns.apex_spf", {}), ("domain.mail_from.label", "back"))
    many = "v=spf1 " + " ".join(f"a:a{number}.example.com" for number in range(10)) + " ~all"
    zone = to_bind(settings(), [record(settings(), "dmarc"), record(settings(), "mail-from-mx")])
    server = Named(tmp_path / "dns", 'zone "com" { type primary; file "com"; check-integrity no; };')
    server.directory.mkdir()
    head = "$TTL 300\n$ORIGIN com.\n@ IN SOA ns1 h {serial} 7200 900 1209600 300\n@ IN NS ns1\nns1 IN A 192.0.2.1\n"
    ses = 'amazonses.com. IN TXT "v=spf1 ip4:199.255.192.0/22 -all"\n$ORIGIN example.com.\n'
    addresses = "".join(f"a{number} IN A 192.0.2.1\n" for number in range(10))
    server.write("com", f'{head}{ses}{addresses}{zone}mail IN TXT "{many}"\nback.mail IN CNAME mail\n')
    server.start()
    try:
        server.settle("com")
        seen = look(made, Aws(account.settings), view(made, f"127.0.0.1:{server.port}"))
    finally:
        server.stop()
    verdicts = {one.record.id: one.verdict for one in seen.situations}
    assert verdicts == {
        "dkim-1": "pending",
        "dkim-2": "pending",
        "dkim-3": "pending",
        "mail-from-mx": "in the way",
        "mail-from-spf": "in the way",
        "dmarc": "same",
        "apex-spf": "different",
    }
    text = "; ".join(finding.problem for finding in seen.findings)
    assert "it takes 11 DNS lookups; at most 10 are allowed" in text
    assert "CNAME mail.example.com exists at this name" in text


def test_with_dns_elsewhere_nobody_answering_is_cannot_tell(
    account: Account, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 3."""
    monkeypatch.setattr("poolpost.dns.query.PATIENCE", 0.05)
    made = settings(("dns.provider", "external"))
    seen = look(made, Aws(account.settings), view(made, f"127.0.0.1:{free_port()}"))
    assert worst(seen.findings) == 3
