"""
How a team uses it every day, for real, from an edit of staging to production.

Edit staging, read the report, deploy the plan that was read, record what was seen to work, promote it, deploy production;
and everything that must stop on the way does, with the right words.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws
from tests.scenes.dns_world import Named
from tests.scenes.team import ACCOUNTS, REGION, Said, Team

pytestmark = pytest.mark.e2e


@dataclass
class Story:
    """What was said at each step, and the pools and files then."""

    said: dict[str, Said] = field(default_factory=dict[str, Said])
    pools: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    report: str = ""
    evidence: dict[str, Any] = field(default_factory=dict[str, Any])
    production_file: str = ""


@pytest.fixture(scope="module")
def team(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """Make the team's repository."""
    directory = tmp_path_factory.mktemp("team")
    zones = 'zone "com" { type primary; file "com"; check-integrity no; };'
    made = Team(aws, directory / "project", Named(directory / "named", zones))
    made.begin()
    yield made
    made.named.stop()


@pytest.fixture(scope="module")
def story(team: Team) -> Story:
    """Live through it once; the tests read what was said."""
    told = Story()
    _staging(team, told)
    _production(team, told)
    _refusals(team, told)
    return told


def _staging(team: Team, told: Story) -> None:
    """Edit, report, deploy what was reviewed, record."""
    team.edit("staging", "Example <", "Example Sign-in <")
    team.commit("Users see what the mail is about")
    told.said["unproved"] = _planned(team, "production")
    _planned(team, "staging")
    told.said["report"] = team.script("report_files", "staging")
    told.report = (team.project / "build/report/staging.md").read_text("utf-8")
    told.said["deploy staging"] = team.script("apply_plan", "staging", "--digest", team.digest("staging"))
    assert told.said["deploy staging"].code == 0, told.said["deploy staging"].text[-3000:]
    told.pools["staging"] = team.live("staging")
    told.said["not planned again"] = team.evidence("staging")
    team.script("plan_file", "staging")
    told.said["evidence"] = team.evidence("staging")
    assert told.said["evidence"].code == 0, told.said["evidence"].text
    told.evidence = json.loads((team.project / "environments/staging.evidence.json").read_text("utf-8"))["evidence"][0]
    team.commit("Evidence of staging")


def _production(team: Team, told: Story) -> None:
    """Promote, judge, deploy; what was not proved stops at the gate."""
    told.said["promote"] = team.run("staging", "poolpost", "promote", "staging", "production", "--yes")
    told.production_file = team.file("production").read_text("utf-8")
    team.commit("Production as it was proved in staging")
    told.said["gate"] = _planned(team, "production")
    team.script("report_files", "production")
    reviewed = team.digest("production")
    unproved = "[alarms]\nbounce_rate = 0.02"
    team.edit("production", "[alarms]", unproved)
    team.script("plan_file", "production")
    told.said["plan changed"] = team.script("apply_plan", "production", "--digest", reviewed)
    team.edit("production", unproved, "[alarms]")
    told.said["plan of another file"] = team.script("apply_plan", "production")
    told.said["judged"] = team.poolpost("gate", "production", "--json")
    told.pools["not touched"] = team.live("production")
    _planned(team, "production")
    told.said["deploy production"] = team.script("apply_plan", "production", "--digest", reviewed)
    told.pools["production"] = team.live("production")


def _refusals(team: Team, told: Story) -> None:
    """Everything that must stop: unhealthy, drifted, another digest, a pool that was changed."""
    team.script("plan_file", "staging")  # evidence takes no plan from before the last commit
    team.aws.account(REGION, account=ACCOUNTS["staging"], SendingEnabled=False)
    told.said["unhealthy"] = team.evidence("staging")
    team.aws.account(REGION, account=ACCOUNTS["staging"], SendingEnabled=True)

    ses = team.client("sesv2", "staging")
    ses.put_configuration_set_delivery_options(ConfigurationSetName="sign-in", TlsPolicy="OPTIONAL")
    team.script("plan_file", "staging")
    told.said["drifted"] = team.evidence("staging")
    ses.put_configuration_set_delivery_options(ConfigurationSetName="sign-in", TlsPolicy="REQUIRE")

    team.edit("staging", "Example Sign-in <", "Somebody Else <")
    told.said["other digest"] = team.run("staging", "poolpost", "promote", "staging", "production", "--yes")
    team.edit("staging", "Somebody Else <", "Example Sign-in <")
    team.edit("production", "Example Sign-in <", "By Hand <")
    told.said["by hand"] = _planned(team, "production")
    unproved = {"POOLPOST_UNPROVED": "production: the sender's name is wrong, and users call"}
    team.environments["production"] |= unproved
    told.said["by name and reason"] = team.poolpost("gate", "production")

    told.said["snapshot"] = team.run("production", "poolpost", "pool", "snapshot", "production")
    pool = team.live("production")
    pool["UserPool"]["LambdaConfig"] = {}
    team.aws.put_pool(REGION, pool["UserPool"], pool["Mfa"], account=ACCOUNTS["production"])
    told.pools["changed"] = team.live("production")
    told.said["pool changed"] = team.script("apply_plan", "production")
    told.pools["after the refusal"] = team.live("production")


def _planned(team: Team, name: str) -> Said:
    """Run `make plan`, and say what `make gate` says."""
    planned = team.script("plan_file", name)
    assert planned.code == 0, planned.text[-3000:]
    return team.poolpost("gate", name)


def test_the_report_shows_what_was_edited(story: Story) -> None:
    """From, old and new, and a verdict in the first line."""
    assert story.said["report"].code == 0, story.said["report"].text
    first = story.report.splitlines()[0]
    assert "staging: go" in first
    assert "Example Sign-in <no-reply@mail.staging.example.com>" in story.report


def test_staging_gets_the_plan_that_was_read(story: Story) -> None:
    """The pool is switched, and nothing else of it is touched."""
    assert story.said["deploy staging"].code == 0, story.said["deploy staging"].text[-3000:]
    email = story.pools["staging"]["UserPool"]["EmailConfiguration"]
    assert email["From"] == "Example Sign-in <no-reply@mail.staging.example.com>"


def test_evidence_needs_a_plan_made_after_the_deploy(story: Story) -> None:
    """The plan that was applied still says what it did: it is not empty."""
    assert story.said["not planned again"].code != 0


def test_evidence_says_what_was_seen(story: Story) -> None:
    """Which digest, at which commit, that nothing drifted, and that the doctor was content."""
    assert story.said["evidence"].code == 0, story.said["evidence"].text
    assert story.evidence["environment"] == "staging"
    assert story.evidence["doctor"]["exit_code"] == 0


def test_production_waits_for_evidence(story: Story) -> None:
    """Before staging has proved anything, the gate lets nothing into production."""
    assert story.said["unproved"].code == 1
    assert "nothing was proved in staging" in story.said["unproved"].text


def test_promotion_edits_the_file_in_place(story: Story) -> None:
    """The display name comes, the domain stays, and so does the comment."""
    assert story.said["promote"].code == 0, story.said["promote"].text
    assert 'from = "Example Sign-in <no-reply@mail.example.com>" # what users see' in story.production_file


def test_production_gets_what_staging_proved(story: Story) -> None:
    """The gate lets it pass, and the pool is switched."""
    assert story.said["gate"].code == 0, story.said["gate"].text
    assert story.said["deploy production"].code == 0, story.said["deploy production"].text[-3000:]
    email = story.pools["production"]["UserPool"]["EmailConfiguration"]
    assert email["From"] == "Example Sign-in <no-reply@mail.example.com>"


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("plan changed", "is not the approved one"),
        ("plan of another file", "it was made from settings that differ from environments/production.toml"),
        ("unhealthy", "not allowed to send"),
        ("drifted", "the plan is not empty: aws_sesv2_configuration_set.sign_in: update"),
        ("other digest", "staging"),
        ("by hand", "promoted-settings-are-proved"),
        ("pool changed", "LambdaConfig"),
    ],
)
def test_what_must_not_pass_stops_with_the_right_words(story: Story, step: str, words: str) -> None:
    """Each refusal says what is wrong, with the value."""
    assert story.said[step].code == 1, story.said[step].text[-3000:]
    assert words in story.said[step].text


def test_an_unproved_plan_is_not_applied_after_its_file_was_put_back(story: Story) -> None:
    """The file is again what was proved: where the plan comes from stops it, and so does what it would write."""
    findings = json.loads(story.said["judged"].text)["findings"]
    stopping = [each["rule"] for each in findings if each["level"] in {"block", "unknown"}]
    assert stopping == ["plan-is-of-this-file", "arguments-are-as-written"]
    email = story.pools["not touched"]["UserPool"].get("EmailConfiguration", {})
    assert email.get("EmailSendingAccount") != "DEVELOPER"


def test_an_override_is_by_name_and_reason_and_shows(story: Story) -> None:
    """Who goes past the proof says why, and the gate quotes it."""
    assert story.said["by name and reason"].code == 0, story.said["by name and reason"].text
    assert "the sender's name is wrong, and users call" in story.said["by name and reason"].text


def test_a_refused_deploy_leaves_the_pool_alone(story: Story) -> None:
    """What somebody else did to the pool stays until a person decides."""
    assert story.said["snapshot"].code == 0, story.said["snapshot"].text
    before, after = story.pools["changed"], story.pools["after the refusal"]
    assert json.dumps(after, sort_keys=True) == json.dumps(before, sort_keys=True)
    assert "when reviewed" in story.said["pool changed"].text
