"""The warning about DMARC before a pool sends by an address: with numbers, and only where mail would fail."""

from types import SimpleNamespace
from typing import Any

import pytest

from poolpost.errors import CannotDecide
from poolpost.findings import Level
from poolpost.gate.address_dmarc import dmarc_findings
from poolpost.gate.preflight import look
from tests.conftest import MakeSettings
from tests.scenes.by_address import ADDRESS, ALONE, BESIDE
from tests.scenes.place import REGION, Place
from tests.scenes.place_changes import GONE, both, file, zone

SIGNS = {"VerifiedForSendingStatus": True, "DkimAttributes": {"Status": "SUCCESS", "SigningEnabled": True}}
REJECT = {"_dmarc.example.com": ("v=DMARC1; p=reject; pct=50",)}


def _aws(**identities: Any) -> Any:
    return SimpleNamespace(ses=SimpleNamespace(identity=lambda name: identities.get(name.replace(".", "_"))))


def _dns(records: dict[str, tuple[str, ...]]) -> Any:
    return SimpleNamespace(values=lambda name, _type: records.get(name, ()))


def test_a_strict_policy_is_a_warning_with_numbers(settings: MakeSettings) -> None:
    """Policy, share, and that neither DKIM nor SPF is of the address's domain."""
    for changes in (ALONE, BESIDE):
        (finding,) = dmarc_findings(settings(*changes), _aws(), _dns(REJECT), unseen="unknown")
        assert (finding.rule, finding.level, finding.subject) == ("address-passes-dmarc", "warn", ADDRESS)
        assert "_dmarc.example.com asks for reject (pct=50)" in finding.problem
        assert "50 % of it" in finding.problem


def test_a_domain_that_signs_is_no_warning(settings: MakeSettings) -> None:
    """The counter-check: an identity of the domain, or of one above it, signs the mail."""
    for name in ("mail_example_com", "example_com"):
        assert list(dmarc_findings(settings(*ALONE), _aws(**{name: SIGNS}), _dns(REJECT), unseen="unknown")) == []


def test_nothing_is_asked_for_a_pool_that_sends_by_its_domain(settings: MakeSettings) -> None:
    """Neither AWS nor DNS."""
    assert list(dmarc_findings(settings(), SimpleNamespace(), SimpleNamespace(), unseen="unknown")) == []  # type: ignore[arg-type] -- stands for AWS and DNS


@pytest.mark.parametrize("level", ["warn", "unknown"])
def test_dns_that_does_not_answer_is_told(level: Level, settings: MakeSettings) -> None:
    """The preflight cannot decide then; the gate does not stop for what is only a warning."""

    def fails(*_question: Any) -> Any:
        msg = "no answer"
        raise CannotDecide(msg)

    (finding,) = dmarc_findings(settings(*ALONE), _aws(), SimpleNamespace(values=fails), unseen=level)  # type: ignore[arg-type] -- stands for AWS and DNS
    assert (finding.level, "is not known: no answer" in finding.problem) == (level, True)


def test_a_domain_that_may_not_be_read_stops_no_deploy(settings: MakeSettings) -> None:
    """The deploy role may lack permission for the domains above the address: what is only a warning stays one."""

    def denied(_name: str) -> Any:
        msg = "no permission for ses:GetEmailIdentity"
        raise CannotDecide(msg)

    aws = SimpleNamespace(ses=SimpleNamespace(identity=denied))
    (finding,) = dmarc_findings(settings(*ALONE), aws, _dns(REJECT), unseen="warn")  # type: ignore[arg-type] -- stands for AWS and DNS
    assert (finding.level, "no permission" in finding.problem) == ("warn", True)


def test_the_preflight_of_an_address_knows_no_record_and_warns(place: Place) -> None:
    """Nothing to publish; the identity that is there already can be adopted; the domain's policy is told."""
    both(zone(("p=none", "p=reject")), GONE, file(*ALONE))(place)
    place.server.verify_address(REGION, ADDRESS)
    made = place.settings
    seen = look(made, place.reader(made), place.view())
    assert seen.situations == ()
    assert [each.level for each in seen.findings if each.rule == "address-passes-dmarc"] == ["warn"]
    taken = [each for each in seen.findings if each.subject == f"identity {ADDRESS}"]
    assert [f'name "{ADDRESS}" in aws.adopt' in each.remedy for each in taken] == [True]
