"""What exists at our names already, record by record: free, the same, different or in the way, and the way on."""

from typing import Any

import pytest

from poolpost.dns.records import records
from poolpost.findings import worst
from poolpost.gate.existing_records import Situation, address, findings, judge, merged_spf, to_adopt
from poolpost.settings import Settings
from poolpost.standards.record_sets import Standing
from tests.conftest import MakeProblems, MakeSettings
from tests.scenes.inbound import with_inbound
from tests.scenes.route53_account import DMARC, GOOGLE, MX, record

MERGED = "v=spf1 include:_spf.google.com include:amazonses.com ~all"


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
        ("mail-from-mx", ("MX", "10 mx.example.com"), [MX, "domain.mail_from.label that nothing else uses"]),
        ("mail-from-spf", ("TXT", GOOGLE), ["domain.mail_from.label", f"has to be {MERGED}"]),
        (
            "mail-from-spf",
            ("TXT", "v=spf1 include:amazonses.com -all"),
            ['domain.mail_from.spf_all = "-all"', '"mail-from-spf" in dns.adopt'],
        ),
        ("dkim-1", ("CNAME", "old.example"), ["ask its owner"]),
    ],
)
def test_a_record_of_somebody_else_stops_with_both_values(
    id_: str, standing: tuple[str, str], words: list[str], settings: MakeSettings
) -> None:
    """What is there, what is wanted, and a way on; nothing is overwritten."""
    made = settings()
    found = findings(made, [judged(made, id_, standing)])
    assert worst(found) == 1
    text = f"{found[0].problem}; {found[0].remedy}"
    assert [word for word in words if word not in text] == []


def test_the_mail_of_others_is_not_taken(settings: MakeSettings) -> None:
    """An MX record names who receives mail at a name: SES's in its place would end that, and no plan says so."""
    made = settings(*with_inbound())
    found = findings(made, [judged(made, "inbound-mx", ("MX", "10 mx.example.com"))])
    assert [(each.rule, each.level) for each in found] == [("record-differs", "block")]
    assert "10 mx.example.com already exists" in found[0].problem
    assert "choose an inbound.domain that nothing receives mail at" in found[0].remedy


def test_the_stricter_spf_is_the_same_where_the_file_asks_for_it(settings: MakeSettings) -> None:
    """The provider's own example had it until 2024 (hashicorp/terraform-provider-aws#38413)."""
    strict = settings(("domain.mail_from.spf_all", "-all"))
    assert judged(strict, "mail-from-spf", ("TXT", "v=spf1 include:amazonses.com -all")).verdict == "same"
    assert judged(strict, "mail-from-spf", ("TXT", "v=spf1 include:amazonses.com ~all")).verdict == "different"


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
            "choose a domain.mail_from.label that nothing else uses: the MAIL FROM domain is for SES alone",
        ),
        (
            "mail-from-spf",
            [("TXT", "v=spf1 include:a.example"), ("TXT", "v=spf1 -all")],
            "choose a domain.mail_from.label that nothing else uses: the MAIL FROM domain is for SES alone",
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
            "fix the existing SPF record first: exactly one valid record is allowed",
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
    assert finding.remedy == f'unless this stack created it, adopt it: name "{id_}" in dns.adopt{expected}'
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
    assert "fix the existing SPF record" in findings(made, [situation])[0].remedy


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
    assert (worst(note), note[0].level) == (0, "info")
    assert '"dmarc" in dns.adopt' in note[0].remedy
    assert to_adopt(made, [same, key]) == ("dmarc",)
    assert worst(findings(made, [same], {address(same.record)})) == 1
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
    assert worst(findings(made, [unknown])) == 3


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
