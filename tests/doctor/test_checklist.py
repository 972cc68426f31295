"""The list of all checks: what is not in it is never run."""

import pkgutil
from importlib import import_module

import pytest

from poolpost.aws.services import Aws
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.doctor import checklist, checks
from poolpost.doctor.checklist import CHECKS
from poolpost.doctor.checks.check import Check, Line
from poolpost.doctor.facts import Facts
from poolpost.emulator.client import EmbeddedAws
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.violations import TWO_REGIONS


def test_every_check_is_in_the_list_and_has_its_own_id() -> None:
    """A module of checks that the list forgets would be green for ever."""
    modules = [import_module(f"{checks.__name__}.{found.name}") for found in pkgutil.iter_modules(checks.__path__)]
    defined = {id(each): each for module in modules for each in vars(module).values() if isinstance(each, Check)}
    assert {each.id for each in defined.values()} == {each.id for each in CHECKS}
    assert len(CHECKS) == len({each.id for each in CHECKS}) == len(defined)


@pytest.fixture
def emptied(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> EmbeddedAws:
    """Have an embedded AWS that holds nothing, and let this process's clients ask it."""
    aws.reset()
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    return aws


def _second(settings: Settings, *, sends: bool = False) -> dict[str, Line]:
    facts = Facts(settings, Aws(settings), View(start=Start(resolvers=[]))).in_second_region()
    assert facts is not None
    return {line.check: line for line in checklist.in_second_region(facts, sends=sends)}


def test_a_second_region_is_checked_like_the_first(emptied: EmbeddedAws, settings: MakeSettings) -> None:
    """A standby in the sandbox, or without its identity, is found before it is needed; the region is in every line."""
    emptied.account("us-west-2", ProductionAccessEnabled=False)
    found = _second(settings(("aws.standby_region", {"name": "us-west-2"})))
    assert found.keys() == {each.id for each in checklist.OF_BOTH_REGIONS}
    assert {line.section for line in found.values()} == {"second region, us-west-2"}
    assert all(line.title.endswith(", in us-west-2") for line in found.values())
    outcomes = {
        check: found[check].outcome for check in ("production-access", "identity-is-verified", "ses-may-publish")
    }
    assert outcomes == dict.fromkeys(outcomes, "fail")
    emptied.account("us-west-2", ProductionAccessEnabled=True)
    emptied.verify("us-west-2", "mail.example.com")
    now = _second(settings(("aws.standby_region", {"name": "us-west-2", "use": "sending"})), sends=True)
    assert (now["production-access"].outcome, now["identity-is-verified"].outcome) == ("pass", "pass")
    assert now["identity-is-verified"].section == "second region, us-west-2, by which the pool sends"


def test_both_policies_of_the_default_sender_are_checked(emptied: EmbeddedAws, settings: MakeSettings) -> None:
    """REG4: without the policy in the second region half of the mail is refused."""
    made = settings(*TWO_REGIONS)
    emptied.verify("ap-northeast-1", "mail.example.com")
    assert _second(made)["identity-policy-lets-cognito-send"].outcome == "fail"


def test_an_outage_of_one_region_leaves_the_lines_of_the_other(emptied: EmbeddedAws, settings: MakeSettings) -> None:
    """What could not be asked is said, and is no pass; the standby's own lines are there."""
    emptied.verify("us-west-2", "mail.example.com")
    emptied.fault("sesv2:*", "denied", count=100, region="eu-west-1")
    made = settings(("aws.standby_region", {"name": "us-west-2", "use": "sending"}))
    assert _second(made, sends=True)["identity-is-verified"].outcome == "pass"
    first = Facts(made, Aws(made), View(start=Start(resolvers=[])))
    lines = [line for each in checklist.CHECKS if each.id == "identity-is-verified" for line in each.lines(first)]
    emptied.clear_faults()
    assert [line.outcome for line in lines] == ["cannot tell"]
