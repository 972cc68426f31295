"""What stands at our names already: judged, and looked at in the Route 53 of the embedded AWS and through real DNS."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.aws.account import Aws
from poolpost.aws.route53 import Route53, unquoted
from poolpost.cli.preflight import run_preflight
from poolpost.dns.check import View, view
from poolpost.dns.formats import to_bind
from poolpost.dns.records import DnsRecord, records
from poolpost.dns.zone_walk import Start
from poolpost.emulator.client import EmbeddedAws
from poolpost.errors import CannotDecide
from poolpost.findings import Finding, exit_code
from poolpost.gate.existing_records import Situation, address, findings, judge, merged_spf, to_adopt
from poolpost.gate.preflight import before_apply, look
from poolpost.settings import Settings
from poolpost.standards.name_servers import NameServer
from poolpost.standards.record_sets import Standing
from poolpost.standards.terraform_plan import AWS_PROVIDER, read_plan
from tests.conftest import MakeProblems, MakeSettings
from tests.scenes.dns_world import Named, free_port

NUMBERS = itertools.count()
DMARC = "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
MX = "10 feedback-smtp.eu-west-1.amazonses.com"
GOOGLE = "v=spf1 include:_spf.google.com ~all"
MERGED = "v=spf1 include:_spf.google.com include:amazonses.com ~all"


def record(settings: Settings, id_: str) -> DnsRecord:
    """Give one needed record."""
    return next(one for one in records(settings, ("aaa", "bbb", "ccc")) if one.id == id_)


def judged(settings: Settings, id_: str, *standing: tuple[str, str]) -> Situation:
    """Judge one record against what stands there."""
    return judge(settings, record(settings, id_), [Standing(type=type_, values=(value,)) for type_, value in standing])


@pytest.mark.parametrize(
    ("id_", "standing", "verdict"),
    [
        ("dmarc", [], "free"),
        ("dmarc", [("A", "192.0.2.1")], "free"),
        ("dmarc", [("TXT", DMARC)], "same"),
        ("dmarc", [("TXT", "v=DMARC1; p=reject")], "different"),
        ("dmarc", [("TXT", DMARC.upper())], "different"),
        ("dmarc", [("TXT", f"{DMARC}.")], "different"),
        ("dmarc", [("CNAME", "dmarc.vendor.example")], "in the way"),
        ("mail-from-mx", [("MX", MX.upper() + ".")], "same"),
        ("mail-from-mx", [("MX", "10 mx.example.com")], "different"),
        ("mail-from-spf", [("TXT", GOOGLE)], "different"),
        ("dkim-1", [("CNAME", "aaa.dkim.amazonses.com")], "same"),
        ("dkim-1", [("TXT", "p=key")], "in the way"),
        ("dkim-1", [("CNAME", "old.dkim.amazonses.com")], "different"),
    ],
)
def test_what_stands_there_is_judged(
    id_: str, standing: list[tuple[str, str]], verdict: str, settings: MakeSettings
) -> None:
    """Free, the same, another value, or a type that cannot stand beside ours."""
    assert judged(settings(), id_, *standing).verdict == verdict


@pytest.mark.parametrize(
    ("id_", "standing", "words"),
    [
        ("dmarc", ("TXT", "v=DMARC1; p=reject"), ["v=DMARC1; p=reject", DMARC, "leave [dns.dmarc] out"]),
        ("dmarc", ("CNAME", "vendor.example"), ["CNAME vendor.example", "its owner publishes your policy"]),
        ("mail-from-mx", ("MX", "10 mx.example.com"), [MX, "domain.mail_from.label of its own"]),
        ("mail-from-spf", ("TXT", GOOGLE), ["domain.mail_from.label", f"has to be {MERGED}"]),
        ("dkim-1", ("CNAME", "old.example"), ["ask its owner"]),
    ],
)
def test_a_record_of_somebody_else_stops_with_both_values(
    id_: str, standing: tuple[str, str], words: list[str], settings: MakeSettings
) -> None:
    """What is there, what is wanted, and a way on; nothing is overwritten."""
    made = settings()
    found = findings(made, [judged(made, id_, standing)])
    assert exit_code(found) == 1
    text = f"{found[0].problem}; {found[0].remedy}"
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("id_", "standing", "remedy"),
    [
        (
            "dmarc",
            [("TXT", "v=DMARC1; p=reject")],
            "give [dns.dmarc] the policy that is there and adopt it, then change it; or leave [dns.dmarc] out",
        ),
        (
            "dmarc",
            [("CNAME", "x.example")],
            "its owner publishes your policy: leave [dns.dmarc] out; or remove it",
        ),
        (
            "mail-from-mx",
            [("MX", "10 mx.example.com")],
            "choose a domain.mail_from.label of its own: the MAIL FROM domain is for SES alone",
        ),
        (
            "mail-from-spf",
            [("TXT", "v=spf1 include:a.example"), ("TXT", "v=spf1 -all")],
            "choose a domain.mail_from.label of its own: the MAIL FROM domain is for SES alone",
        ),
        ("apex-spf", [("CNAME", "x.example")], "ask its owner whether it can go; poolpost does not remove it"),
        (
            "apex-spf",
            [("TXT", GOOGLE)],
            f'set [dns.apex_spf] existing = "{GOOGLE}", and name "apex-spf" in dns.adopt; the deploy then publishes {MERGED}',
        ),
        (
            "apex-spf",
            [("TXT", "v=spf1 include:a.example"), ("TXT", "v=spf1 -all")],
            "mend the SPF record that is there first: allowed is exactly one, and valid",
        ),
    ],
)
def test_the_way_on_is_that_of_the_record(
    id_: str, standing: list[tuple[str, str]], remedy: str, settings: MakeSettings
) -> None:
    """Whole sentences: nothing of another record's way, and no merge of two records that nobody may have."""
    made = settings(("dns.apex_spf", {}))
    assert [finding.remedy for finding in findings(made, [judged(made, id_, *standing)])] == [remedy]


def test_only_the_apex_is_merged(settings: MakeSettings) -> None:
    """The same text at another name is somebody's; and what the file does not name is."""
    made = settings(("dns.apex_spf", {"existing": GOOGLE}), ("dns.adopt", ["apex-spf"]))
    assert judged(made, "apex-spf", ("TXT", GOOGLE)).verdict == "merge"
    assert judged(made, "dmarc", ("TXT", GOOGLE)).verdict == "different"
    assert judged(settings(("dns.apex_spf", {})), "apex-spf", ("TXT", GOOGLE)).verdict == "different"


def test_what_is_there_is_shown_with_its_type_where_that_is_another(settings: MakeSettings) -> None:
    """The type of the needed record is in the line already."""
    assert judged(settings(), "dmarc", ("TXT", "a")).there == ("a",)
    assert judged(settings(), "dmarc", ("CNAME", "a")).there == ("CNAME a",)


OWN_KEY = ("domain.dkim", {"selector": "s1", "public_key": "MIGf" * 60, "private_key_variable": "key"})
TRACKED = ("configuration_set.tracking", {"domain": "click.example.com"})


@pytest.mark.parametrize(
    ("changes", "id_", "together"),
    [
        ([], "dmarc", False),
        ([], "dkim-1", True),
        ([("aws.adopt", ["identity"])], "dkim-1", False),
        ([OWN_KEY], "dkim-1", False),
        ([TRACKED], "tracking", False),
    ],
)
def test_only_a_token_of_easy_dkim_is_adopted_with_its_identity(
    changes: list[tuple[str, Any]], id_: str, *, together: bool, settings: MakeSettings
) -> None:
    """Its name is known to nobody before."""
    made = settings(*changes)
    wanted = record(made, id_)
    same = judge(made, wanted, [Standing(type=wanted.type, values=wanted.values)])
    [finding] = findings(made, [same])
    expected = ', together with "identity" in aws.adopt' if together else ""
    assert finding.remedy == f'unless this stack made it, adopt it: name "{id_}" in dns.adopt{expected}'
    assert to_adopt(made, [same]) == (() if together else (id_,))


def test_what_is_adopted_stays_so_whatever_is_there(settings: MakeSettings) -> None:
    """The line to copy must not lose an id because its record has changed meanwhile."""
    made = settings(("dns.adopt", ["dmarc"]))
    assert to_adopt(made, [judged(made, "dmarc", ("TXT", "v=DMARC1; p=reject"))]) == ("dmarc",)
    assert to_adopt(settings(), [judged(settings(), "dmarc", ("TXT", "v=DMARC1; p=reject"))]) == ()


def test_an_apex_spf_record_is_merged_and_kept(settings: MakeSettings) -> None:
    """The setting that keeps it is printed exactly; with it, the record is adopted and SES added."""
    made = settings(("dns.apex_spf", {}))
    there = [Standing(type="TXT", values=(GOOGLE, 'site "1"'))]
    situation = judge(made, record(made, "apex-spf"), there)
    found = findings(made, [situation])[0]
    assert (situation.verdict, merged_spf(situation)) == ("different", MERGED)
    assert f'existing = "{GOOGLE}", other_txt = ["site \\"1\\""]' in found.remedy
    assert MERGED in found.remedy
    named = settings(("dns.apex_spf", {"existing": GOOGLE, "other_txt": ['site "1"']}), ("dns.adopt", ["apex-spf"]))
    merge = judge(named, record(named, "apex-spf"), there)
    assert (merge.verdict, merge.adopted) == ("merge", True)
    assert findings(named, [merge]) == []
    assert to_adopt(named, [merge]) == ("apex-spf",)


@pytest.mark.parametrize("values", [(GOOGLE, "v=spf1 -all"), ("v=spf1 nonsense ~all",), ("no spf",)])
def test_an_spf_record_that_cannot_be_merged_says_so(values: tuple[str, ...], settings: MakeSettings) -> None:
    """Several, or an invalid one: mend first."""
    made = settings(("dns.apex_spf", {}))
    situation = judge(made, record(made, "apex-spf"), [Standing(type="TXT", values=values)])
    assert merged_spf(situation) is None
    assert "mend the SPF record" in findings(made, [situation])[0].remedy


def test_with_dns_elsewhere_the_merged_record_is_to_be_published(settings: MakeSettings) -> None:
    """Nothing is adopted there: the remedy is the record itself."""
    made = settings(("dns.provider", "external"), ("dns.apex_spf", {}))
    remedy = findings(made, [judged(made, "apex-spf", ("TXT", GOOGLE), ("TXT", "site"))])[0].remedy
    assert "other_txt" not in remedy
    assert remedy.endswith(f"publish in its place: {MERGED}")
    assert findings(made, [judged(made, "dmarc", ("TXT", DMARC))]) == []


def test_the_same_value_is_a_note_and_stops_a_plan_that_creates_it(settings: MakeSettings) -> None:
    """Without a plan it may be this stack's own; with one, Terraform would fail with 'already exists'."""
    made = settings()
    same, key = judged(made, "dmarc", ("TXT", DMARC)), judged(made, "dkim-1", ("CNAME", "aaa.dkim.amazonses.com"))
    note = findings(made, [same])
    assert (exit_code(note), note[0].level) == (0, "info")
    assert '"dmarc" in dns.adopt' in note[0].remedy
    assert to_adopt(made, [same, key]) == ("dmarc",)
    assert exit_code(findings(made, [same], {address(same.record)})) == 1
    assert findings(made, [same], {"aws_route53_record.mail_from_mx"}) == []
    remedy = '"dkim-1" in dns.adopt, together with "identity" in aws.adopt'
    assert remedy in findings(made, [key], {"aws_route53_record.dkim_1"})[0].remedy
    assert to_adopt(settings(("aws.adopt", ["identity"])), [same, key]) == ("dmarc", "dkim-1")
    adopting = settings(("dns.adopt", ["dmarc"]))
    assert findings(adopting, [judged(adopting, "dmarc", ("TXT", DMARC))]) == []


def test_pending_and_foreign_records_are_not_looked_for(settings: MakeSettings) -> None:
    """A name without a token, and a record of another organisation."""
    made = settings(("dns.dmarc", {"p": "none", "rua": ["mailto:a@reports.example"]}))
    assert judge(made, records(made)[0], []).verdict == "pending"
    assert judge(made, records(made)[-1], []).verdict == "not ours"


def test_could_not_look_is_a_finding_of_its_own(settings: MakeSettings) -> None:
    """Exit code 3, with the reason."""
    made = settings()
    unknown = Situation(record=record(made, "dmarc"), verdict="cannot tell", reason="no answer")
    assert exit_code(findings(made, [unknown])) == 3


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ([("dns.adopt", ["dmarc", "mail-from-mx", "mail-from-spf"])], False),
        ([("dns.adopt", ["dmarc"]), ("dns.provider", "external")], True),
        ([("dns.adopt", ["dmarc"]), ("dns.dmarc", None)], True),
        ([("dns.adopt", ["tracking"])], True),
        ([("dns.adopt", ["dkim-1"])], True),
        ([("dns.adopt", ["apex-spf"])], True),
        ([("dns.adopt", ["dkim-2"])], True),
        ([("dns.adopt", ["dkim-1", "dkim-3"]), ("aws.adopt", ["identity"])], False),
    ],
)
def test_only_what_is_made_here_can_be_adopted(
    change: list[tuple[str, Any]], wrong: bool, settings: MakeSettings, problems: MakeProblems
) -> None:
    """A mistyped id, or a record that this environment does not make, is told before a deploy."""
    if wrong:
        assert any(key.startswith("dns.adopt") for _, key in problems(*change))
    else:
        assert settings(*change).dns.adopt == tuple(change[0][1])


def test_txt_values_are_read_as_route_53_keeps_them() -> None:
    """Strings are joined, quotation marks and backslashes unescaped."""
    assert unquoted('"v=DKIM1; p=ab" "cd"') == "v=DKIM1; p=abcd"
    assert unquoted(r'"say \"hi\" \\ there"') == r'say "hi" \ there'


@dataclass
class Account:
    """An environment, its account, and its Route 53."""

    settings: Settings
    route53: Any

    def zone(self, name: str) -> str:
        """Create a public zone."""
        reference = f"preflight{next(NUMBERS)}"
        return self.route53.create_hosted_zone(Name=name, CallerReference=reference)["HostedZone"]["Id"]

    def put(self, zone: str, name: str, type_: str, *values: str) -> None:
        """Put somebody else's record."""
        record_set = {"Name": name, "Type": type_, "TTL": 300, "ResourceRecords": [{"Value": v} for v in values]}
        changes = [{"Action": "CREATE", "ResourceRecordSet": record_set}]
        self.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})

    def look(self, settings: Settings | None = None) -> tuple[dict[str, str], tuple[Finding, ...]]:
        """Look, with a resolver that does not answer: Route 53 is asked through its API."""
        asked = View(start=Start(resolvers=[NameServer(address="127.0.0.1", port=free_port())]), seconds=0.1)
        seen = look(settings or self.settings, Aws(self.settings), asked)
        return {one.record.id: one.verdict for one in seen.situations}, seen.findings


@pytest.fixture
def account(aws: EmbeddedAws, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """Give an account whose zones are those of one test."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    aws.reset()
    yield Account(settings(), botocore.session.Session().create_client("route53", "us-east-1"))
    aws.reset()


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
    assert exit_code(found) == (1 if words else 0)


def test_after_a_deploy_a_record_may_be_our_own(account: Account, aws: EmbeddedAws) -> None:
    """Then the remedy points to the plan, which shows what a deploy changes."""
    account.put(account.zone("example.com"), "_dmarc.mail.example.com", "TXT", '"v=DMARC1; p=reject"')
    aws.verify("eu-west-1", "mail.example.com")
    _, found = account.look()
    about_records = [finding for finding in found if finding.rule == "record-differs"]
    assert about_records[0].remedy.startswith(
        "where this stack made it, 'cdktf diff local' shows the change; otherwise "
    )


def test_an_alias_is_somebody_elses(account: Account) -> None:
    """It has no values, and is not ours all the same."""
    zone = account.zone("example.com")
    target = {"HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": "d1.cloudfront.net.", "EvaluateTargetHealth": False}
    record_set = {"Name": "click.example.com", "Type": "A", "AliasTarget": target}
    account.route53.change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record_set}]}
    )
    standing = Route53(Aws(account.settings), "aws").standing(zone.rpartition("/")[2], "click.example.com")
    assert standing == [Standing(type="A", values=("alias of d1.cloudfront.net",))]


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


def test_the_command_prints_what_adopts(
    account: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text with the setting to copy, JSON with the same, exit code 0: the same value is not in the way."""
    account.put(account.zone("example.com"), "_dmarc.mail.example.com", "TXT", f'"{DMARC}"')
    environments = tmp_path / "environments"
    environments.mkdir()
    text = Path("environments/local.toml").read_text(encoding="utf-8")
    (environments / "local.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run_preflight("local", nameserver=None, json=False) == 0
    shown = capsys.readouterr().out
    assert "nothing in the way" in shown
    assert '  adopt = ["dmarc"]' in shown.splitlines()
    assert not any(line.endswith(" ") for line in shown.splitlines())
    assert run_preflight("local", nameserver=None, json=True) == 0
    assert json.loads(capsys.readouterr().out)["adopt"] == ["dmarc"]
    (environments / "local.toml").write_text(
        text.replace("ttl = 300", 'ttl = 300\nadopt = ["dmarc"]'), encoding="utf-8"
    )
    assert run_preflight("local", nameserver=None, json=False) == 0
    shown = capsys.readouterr().out
    assert "adopted" in shown
    assert "adopt =" not in shown


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
    assert "CNAME mail.example.com stands at this name" in text


def test_with_dns_elsewhere_nobody_answering_is_cannot_tell(
    account: Account, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 3."""
    monkeypatch.setattr("poolpost.dns.query.PATIENCE", 0.05)
    made = settings(("dns.provider", "external"))
    seen = look(made, Aws(account.settings), view(made, f"127.0.0.1:{free_port()}"))
    assert exit_code(seen.findings) == 3
