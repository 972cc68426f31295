"""Nothing that was found is dropped: what `look` and `before_apply` hand over, with SES, Route 53 and DNS as tables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from poolpost.dns.records import records
from poolpost.dns.verdict import Status
from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import Finding, worst
from poolpost.gate import preflight as module
from poolpost.standards.raw import Json
from poolpost.standards.record_sets import HostedZone, Standing
from tests.conftest import MakeSettings
from tests.scenes.preflight_world import ZONE, World, rules, verdicts

TAKEN = Finding(rule="name-is-taken", level="block", subject="identity", problem="it is there already")
DMARC = Standing(type="TXT", values=("v=DMARC1; p=reject",))
GOOGLE = "v=spf1 include:_spf.google.com ~all"
ELEVEN = "it takes 11 DNS lookups; at most 10 are allowed"
EASY: Json = {
    "DkimAttributes": {
        "SigningAttributesOrigin": "AWS_SES",
        "Tokens": ["aaa", "bbb", "ccc"],
        "CurrentSigningKeyLength": "RSA_1024_BIT",
    }
}
OWN_KEY: Json = {"DkimAttributes": {"SigningAttributesOrigin": "EXTERNAL", "Tokens": ["s1"]}}
ADOPTED = ("aws.adopt", ["identity"])


@dataclass
class _Evaluated:
    problems: list[str]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a world in which nothing is in the way."""
    made = World()

    def taken(*_: object) -> list[Finding]:
        return made.taken

    def evaluate(_name: str, text: str, _ask: object) -> _Evaluated:
        return _Evaluated(made.problems.get(text, []))

    monkeypatch.setattr(module, "taken_names", taken)
    monkeypatch.setattr(module, "check", made.check)
    monkeypatch.setattr(module, "evaluate_record", evaluate)
    return made


def test_nothing_in_the_way_is_no_finding(world: World, settings: MakeSettings) -> None:
    """The counter-check of all that follow."""
    assert world.look(settings()).findings == ()
    assert world.before(settings(), "dmarc", "mail_from_mx", "mail_from_spf") == []


def test_credentials_of_another_account_end_the_look(world: World, settings: MakeSettings) -> None:
    """What is free there says nothing about the account of the environment."""
    world.account = "111111111111"
    with pytest.raises(Stopped, match="to account 111111111111"):
        world.look(settings())


FOUND: dict[str, Callable[[World], None]] = {
    "name-is-taken": lambda world: world.taken.append(TAKEN),
    "hosted-zone": lambda world: world.zones.clear(),
    "record-differs": lambda world: world.there.update({("Z1", "_dmarc.mail.example.com"): [DMARC]}),
}


@pytest.mark.parametrize("rule", FOUND)
def test_each_kind_of_finding_stops_a_deploy_and_an_apply(rule: str, world: World, settings: MakeSettings) -> None:
    """A taken name, a zone that is not there and a record of somebody else: none hides behind another."""
    FOUND[rule](world)
    assert rules(world.look(settings()).findings) == rules(world.before(settings(), "dmarc")) == [(rule, "block")]


def test_a_taken_name_stops_an_apply_that_creates_no_record(world: World, settings: MakeSettings) -> None:
    """And Route 53, which may be out of reach with DNS elsewhere, is not asked."""
    world.taken.append(TAKEN)
    world.zones.clear()
    for made in (settings(), settings(("dns.zones", None), ("dns.zone_id", "Z9"))):
        assert world.before(made) == [TAKEN]


def test_an_apply_is_judged_by_the_records_that_it_creates(world: World, settings: MakeSettings) -> None:
    """Those that it leaves alone are its own, and are not even asked for."""
    world.there["Z1", "_dmarc.mail.example.com"] = [DMARC]
    assert world.before(settings(), "mail_from_mx") == []
    assert world.asked == ["bounce.mail.example.com"]


@pytest.mark.parametrize(
    ("changes", "identity", "found"),
    [
        ([ADOPTED], EASY, [("signs-otherwise", "block")]),
        ([ADOPTED], OWN_KEY, [("signs-otherwise", "block")]),
        ([ADOPTED, ("domain.dkim.key_length", "RSA_1024_BIT")], EASY, []),
        ([ADOPTED, ("domain.dkim.keep", True)], OWN_KEY, []),
        ([ADOPTED], None, []),
        ([ADOPTED], {}, []),
        ([], EASY, []),
    ],
)
def test_an_identity_that_would_sign_otherwise_after_its_import_stops(
    changes: list[tuple[str, Any]], identity: Json | None, found: list[Any], world: World, settings: MakeSettings
) -> None:
    """Receivers would miss the key: only the file that says how it signs, or keeps it, goes on."""
    world.identity = identity
    assert rules(world.look(settings(*changes)).findings) == found


def test_an_identity_that_would_sign_otherwise_is_told_with_both_ways(world: World, settings: MakeSettings) -> None:
    """How it signs, how it would, what happens, and what keeps it."""
    world.identity = EASY
    [finding] = world.look(settings(ADOPTED)).findings
    assert finding.subject == "identity mail.example.com"
    assert finding.problem == (
        "it signs by Easy DKIM, RSA_1024_BIT; a deploy makes that Easy DKIM, RSA_2048_BIT, and the gate stops it"
    )
    assert "domain.dkim.keep = true" in finding.remedy
    assert finding.remedy.endswith("; or change it in SES first, with its records published")


@pytest.mark.parametrize(
    ("changes", "identity", "deployed"), [([], None, False), ([], EASY, True), ([ADOPTED], EASY, False)]
)
def test_only_what_this_stack_may_have_made_is_called_its_own(
    changes: list[tuple[str, Any]], identity: Json | None, *, deployed: bool, world: World, settings: MakeSettings
) -> None:
    """An identity that is to be imported was made by somebody else, and so were its records."""
    world.identity = identity
    world.there["Z1", "_dmarc.mail.example.com"] = [DMARC]
    seen = world.look(settings(*changes, ("domain.dkim.key_length", "RSA_1024_BIT")))
    [finding] = seen.findings
    assert (seen.deployed, finding.remedy.startswith("if this stack created it")) == (deployed, deployed)


def test_of_a_deployed_stack_every_finding_stays(world: World, settings: MakeSettings) -> None:
    """Only the advice about another value changes: what cannot stand beside ours is never this stack's."""
    world.identity = EASY
    world.there["Z1", "_dmarc.mail.example.com"] = [Standing(type="CNAME", values=("vendor.example",))]
    world.there["Z1", "bounce.mail.example.com"] = [Standing(type="MX", values=("10 mx.example.com",))]
    found = world.look(settings()).findings
    assert rules(found) == [("record-differs", "block"), ("record-in-the-way", "block")]
    assert [finding.remedy.startswith("if this stack created it") for finding in found] == [True, False]


def test_the_records_of_easy_dkim_are_those_of_its_tokens(world: World, settings: MakeSettings) -> None:
    """They are looked at as soon as SES has made them; those of one's own key need no token."""
    assert verdicts(world.look(settings()))["dkim-1"] == "pending"
    world.identity = EASY
    world.there["Z1", "bbb._domainkey.mail.example.com"] = [Standing(type="CNAME", values=("old.example",))]
    assert verdicts(world.look(settings())) == {
        **dict.fromkeys(("dkim-1", "dkim-3", "mail-from-mx", "mail-from-spf", "dmarc"), "free"),
        "dkim-2": "different",
    }


@pytest.mark.parametrize("zones", [[], [HostedZone(id="Z2", name="reports.example", private=False)]])
def test_a_record_of_another_organisation_is_not_looked_for(
    zones: list[HostedZone], world: World, settings: MakeSettings
) -> None:
    """That its zone is not in this account is no finding, and what is in one of that name is not asked for."""
    made = settings(("dns.dmarc", {"p": "none", "rua": ["mailto:a@reports.example"]}))
    foreign = next(one for one in records(made) if not one.ours)
    world.zones += zones
    seen = world.look(made)
    assert (verdicts(seen)[foreign.id], seen.findings) == ("not ours", ())
    assert foreign.name not in world.asked


@pytest.mark.parametrize(
    "zones",
    [
        [HostedZone(id="Z1", name="example.com", private=True)],
        [ZONE, HostedZone(id="Z2", name="example.com", private=False)],
    ],
)
def test_in_a_zone_that_is_wrong_nothing_is_looked_at(
    zones: list[HostedZone], world: World, settings: MakeSettings
) -> None:
    """What is in a private zone, or in one of two, is not what the world sees."""
    world.zones = zones
    seen = world.look(settings())
    assert rules(seen.findings) == [("hosted-zone", "block")]
    assert {verdict for id_, verdict in verdicts(seen).items() if not id_.startswith("dkim")} == {"no zone"}
    assert world.asked == []


def test_a_private_zone_beside_the_public_one_is_not_looked_at(world: World, settings: MakeSettings) -> None:
    """A resolver inside a network sees it; receivers of mail do not."""
    world.zones.append(HostedZone(id="Z2", name="example.com", private=True))
    world.there["Z2", "_dmarc.mail.example.com"] = [DMARC]
    seen = world.look(settings())
    assert (verdicts(seen)["dmarc"], seen.findings) == ("free", ())


@pytest.mark.parametrize(
    ("status", "verdict", "found"),
    [
        ("present", "same", []),
        ("not visible everywhere yet", "same", []),
        ("absent", "free", []),
        ("wrong", "different", [("record-differs", "block")]),
        ("lookup failed", "cannot tell", [("record-unknown", "unknown")]),
        ("pending", "pending", []),
    ],
)
def test_with_dns_elsewhere_the_answer_of_dns_is_the_verdict(
    status: Status, verdict: str, found: list[Any], world: World, settings: MakeSettings
) -> None:
    """A lookup that failed is no free name."""
    world.zones.clear()
    world.checked["dmarc"] = (status, DMARC.values)
    seen = world.look(settings(("dns.provider", "external")))
    assert (verdicts(seen)["dmarc"], rules(seen.findings)) == (verdict, found)
    assert world.asked == []


def test_with_dns_elsewhere_the_reason_of_a_failed_lookup_is_told(world: World, settings: MakeSettings) -> None:
    """As it was said."""
    world.checked["dmarc"] = ("lookup failed", ())
    [finding] = world.look(settings(("dns.provider", "external"))).findings
    assert finding.problem == "could not be looked up: about dmarc"


def test_with_dns_elsewhere_a_record_of_another_organisation_is_not_ours(world: World, settings: MakeSettings) -> None:
    """Whatever is there, or is not, is theirs to publish."""
    made = settings(("dns.provider", "external"), ("dns.dmarc", {"p": "none", "rua": ["mailto:a@reports.example"]}))
    foreign = next(one for one in records(made) if not one.ours)
    for status in ("wrong", "absent", "lookup failed"):
        world.checked[foreign.id] = (status, ("v=other",))
        seen = world.look(made)
        assert (verdicts(seen)[foreign.id], seen.findings) == ("not ours", ())


@pytest.mark.parametrize(
    ("record", "answer", "expected"),
    [
        ("mail-from-mx", ("wrong", ("CNAME a.example",)), ("in the way", ("CNAME a.example",))),
        ("mail-from-mx", ("present", ("CNAME a.example",)), ("same", ("CNAME a.example",))),
        ("mail-from-mx", ("wrong", ("10 a.example", "20 b.example")), ("different", ("10 a.example | 20 b.example",))),
        ("dmarc", ("wrong", ("TXT",)), ("different", ("TXT",))),
        ("dmarc", ("wrong", ("A", "MX")), ("different", ("A | MX",))),
        ("dmarc", ("wrong", ("A 192.0.2.1", "x", "A 192.0.2.2")), ("in the way", ("A 192.0.2.1 | 192.0.2.2", "x"))),
    ],
)
def test_what_dns_found_is_read_back_by_type(
    record: str, answer: Any, expected: tuple[str, tuple[str, ...]], world: World, settings: MakeSettings
) -> None:
    """The values of one type are one record set; a text that is only the name of a type is a text."""
    world.checked[record] = answer
    seen = world.look(settings(("dns.provider", "external")))
    situation = next(one for one in seen.situations if one.record.id == record)
    assert (situation.verdict, situation.there) == expected


def spf(world: World, settings: MakeSettings, text: str, *named: tuple[str, Any]) -> tuple[Finding, ...]:
    """Look at a domain whose SPF record of its own is this."""
    world.there["Z1", "mail.example.com"] = [Standing(type="TXT", values=(text,))]
    return tuple(
        finding
        for finding in world.look(settings(*(named or [("dns.apex_spf", {})]))).findings
        if finding.rule == "merged-spf"
    )


MERGED = GOOGLE.replace(" ~all", " include:amazonses.com ~all")
KEPT = (("dns.apex_spf", {"existing": GOOGLE}), ("dns.adopt", ["apex-spf"]))


@pytest.mark.parametrize("named", [(), KEPT])
def test_a_merge_that_receivers_would_not_evaluate_stops(named: Any, world: World, settings: MakeSettings) -> None:
    """Before it is published, and also where the file names the record already; each problem is told."""
    world.problems[MERGED] = [ELEVEN, "3 of its DNS lookups find nothing"]
    found = spf(world, settings, GOOGLE, *named)
    assert rules(found) == [("merged-spf", "block")] * 2
    assert worst(found) == 1
    assert found[0].subject == "TXT mail.example.com"
    assert found[0].problem == f"merged with SES the record would be {MERGED}: {ELEVEN}"
    assert found[0].remedy == "remove senders that are no longer used, then merge"


def test_a_merge_that_receivers_evaluate_is_no_finding(world: World, settings: MakeSettings) -> None:
    """The counter-check; nor is a record that cannot be merged, which has a finding of its own."""
    assert spf(world, settings, GOOGLE) == ()
    world.problems["v=spf1 nonsense ~all"] = [ELEVEN]
    assert spf(world, settings, "v=spf1 nonsense ~all") == ()


def test_only_an_spf_record_that_is_to_be_merged_is_evaluated(world: World, settings: MakeSettings) -> None:
    """What is as wanted has been evaluated; what is no SPF record has no lookups."""
    wanted = next(one for one in records(settings(("dns.apex_spf", {}))) if one.id == "apex-spf").values[0]
    world.problems = {wanted: [ELEVEN], MERGED: [ELEVEN]}
    assert spf(world, settings, wanted) == ()
    world.there["Z1", "_dmarc.mail.example.com"] = [Standing(type="TXT", values=(GOOGLE,))]
    assert rules(spf(world, settings, wanted)) == []


def test_the_merge_after_one_that_cannot_be_told_is_evaluated_too(
    world: World, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lookup that fails is told with its reason, and hides nothing."""

    def evaluate(name: str, _text: str, _ask: object) -> _Evaluated:
        if name.startswith("bounce"):
            msg = "no answer"
            raise CannotDecide(msg)
        return _Evaluated([ELEVEN])

    monkeypatch.setattr(module, "evaluate_record", evaluate)
    world.there["Z1", "bounce.mail.example.com"] = [Standing(type="TXT", values=(GOOGLE,))]
    found = spf(world, settings, GOOGLE)
    assert rules(found) == [("merged-spf", "unknown"), ("merged-spf", "block")]
    assert found[0].subject == "TXT bounce.mail.example.com"
    assert found[0].problem == f"the merged record {MERGED} could not be evaluated: no answer"


def test_a_zone_by_id_is_where_every_record_is_looked_at(world: World, settings: MakeSettings) -> None:
    """Whatever else the account has; a zone that is wrong is said."""
    made = settings(("dns.zones", None), ("dns.zone_id", "Z1"))
    world.zones.append(HostedZone(id="Z2", name="mail.example.com", private=False))
    world.there["Z1", "_dmarc.mail.example.com"] = [DMARC]
    assert verdicts(world.look(made))["dmarc"] == "different"
    world.zones = [HostedZone(id="Z1", name="other.example", private=False)]
    assert ("hosted-zone", "block") in rules(world.look(made).findings)
