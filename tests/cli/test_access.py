"""`poolpost access` against the embedded AWS: what it shows, what it sends, and that nothing is sent twice."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from poolpost import settings as poolpost_settings
from poolpost.aws import services as live
from poolpost.aws import ses as access
from poolpost.cli import access as access_commands
from poolpost.cli import check
from poolpost.cli.access import request_access, show_access
from poolpost.emulator.client import EmbeddedAws
from poolpost.errors import CannotDecide, Stopped, UsageError
from tests.conftest import ROOT, MakeSettings
from tests.scenes.scene import REGION, Scene

TEXT = """Verification codes, password reset codes and MFA codes for sign-in, about 100 mails a day.
Users enter their own address when they sign up. Bounces and complaints reach an SNS topic and our on-call team, and the
suppression list stops further mail. Every mail is transactional: it is sent only because the user has just asked for it.
"""
ASKED = {"website_url": "https://www.example.com/", "use_case": TEXT, "contacts": ["ops@example.com"]}


class Sandbox:
    """An environment whose SES is in the sandbox; `use` gives its file other values."""

    def __init__(self, scene: Scene, make: MakeSettings, patch: pytest.MonkeyPatch) -> None:
        """Start from the sandbox, never having asked for anything."""
        self.aws: EmbeddedAws = scene.server
        self.domain = scene.settings.domain.name
        self._make, self._patch = make, patch
        self.review(None)
        self.use(("production_access", ASKED))

    def use(self, *changes: tuple[str, Any]) -> None:
        """Let every command load an environment with these changes."""
        sender = ("user_pool.from", f"no-reply@{self.domain}")
        made = self._make(("domain.name", self.domain), sender, *changes)
        self._patch.setattr(access_commands, "load", lambda _name: made)

    def review(self, status: str | None, region: str | None = REGION, **details: Any) -> None:
        """Put the account into the sandbox, its last review being this one."""
        reviewed = details | {"ReviewDetails": {"Status": status, "CaseId": "case-9"}} if status else None
        self.aws.account(region, Details=None)
        self.aws.account(region, ProductionAccessEnabled=False, Details=reviewed)

    def sent(self) -> list[dict[str, Any]]:
        """List the requests for production access."""
        return [call["body"] for call in self.aws.calls() if call["operation"] == "PutAccountDetails"]


@pytest.fixture
def sandbox(scene: Scene, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Be in the sandbox, with a request worth sending in the file."""
    scene.server.clear_calls()
    yield Sandbox(scene, settings, monkeypatch)
    scene.server.clear_faults()
    scene.server.account(None, Details=None, EnforcementStatus="HEALTHY", ProductionAccessEnabled=True)


def request(**options: Any) -> int:
    """Do what `poolpost access request local --yes` does."""
    return request_access("local", **({"accepted": frozenset(), "yes": True, "json": False} | options))


def test_production_access_is_zero(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Status, quota and that there is nothing to do; exit code 0."""
    sandbox.aws.account(REGION, ProductionAccessEnabled=True)
    assert show_access("local", all_regions=False, json=False) == 0
    shown = capsys.readouterr().out
    assert "mode         production\n" in shown
    assert "review       never asked for\n" in shown
    assert "there is nothing to do" in shown


def test_the_sandbox_is_one_and_says_who_is_reached(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """The verified domain, the address that waits for its click, the one that SES lacks, and the next step."""
    sandbox.aws.verify(REGION, "click@example.org", verified=False)
    recipients = ["click@example.org", "new@example.org"]
    sandbox.use(("addresses.sandbox_recipients", recipients))
    assert show_access("local", all_regions=False, json=False) == 1
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert f"mail reaches {sandbox.domain}" in lines
    assert "waits for a click or DNS click@example.org" in lines
    assert "not in SES yet: deploy new@example.org" in lines
    assert any("'poolpost access request local'" in line for line in lines)


def test_a_sandbox_that_the_file_accepts_is_zero(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """It says that the file accepts it."""
    sandbox.use(("aws.sandbox", True))
    assert show_access("local", all_regions=False, json=True) == 0
    [finding] = json.loads(capsys.readouterr().out)["findings"]
    assert finding["level"] == "info"
    assert "aws.sandbox in environments/local.toml accepts it" in finding["remedy"]


def test_a_pause_is_one(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Production access does not help while AWS has paused the account."""
    sandbox.aws.account(REGION, ProductionAccessEnabled=True, EnforcementStatus="SHUTDOWN")
    assert show_access("local", all_regions=False, json=False) == 1
    assert "AWS has paused sending in eu-west-1 (SHUTDOWN)" in capsys.readouterr().out


@pytest.mark.slow
def test_what_cannot_be_looked_at_is_three(sandbox: Sandbox) -> None:
    """A throttled look is not 'sandbox' and not 'production'."""
    sandbox.aws.fault("sesv2:GetAccount", "throttle", count=20)
    with pytest.raises(CannotDecide, match="ses:GetAccount in eu-west-1 failed"):
        show_access("local", all_regions=False, json=False)


def test_all_regions_are_shown_and_only_ours_is_judged(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Sandbox and quota are per region (REG10): the others are information."""
    sandbox.aws.account(REGION, ProductionAccessEnabled=True)
    sandbox.review("PENDING", "us-east-1")
    assert show_access("local", all_regions=True, json=False) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["us-east-1", "sandbox", "PENDING"] in [line[:3] for line in lines]
    assert ["eu-west-1", "production", "-"] in [line[:3] for line in lines]


def test_a_region_that_cannot_be_looked_at_is_told(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3, with the region's name; the others are shown all the same."""
    sandbox.aws.account(REGION, ProductionAccessEnabled=True)
    looked = access.Ses.account

    def account(ses: access.Ses) -> Any:
        if ses.region == "us-east-1":
            msg = "the credentials may not call ses:GetAccount in us-east-1"
            raise CannotDecide(msg)
        return looked(ses)

    monkeypatch.setattr(access.Ses, "account", account)
    assert show_access("local", all_regions=True, json=True) == 3
    shown = json.loads(capsys.readouterr().out)
    assert [finding["subject"] for finding in shown["findings"]] == ["us-east-1"]
    assert [one["region"] for one in shown["others"]] == ["us-west-2"]


def test_the_request_is_sent_as_it_was_shown(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Every member, once; afterwards AWS shows a review, and a second run sends nothing."""
    assert request() == 0
    shown = capsys.readouterr()
    assert sandbox.sent() == [
        {
            "MailType": "TRANSACTIONAL",
            "WebsiteURL": "https://www.example.com/",
            "ContactLanguage": "EN",
            "UseCaseDescription": TEXT.strip(),
            "AdditionalContactEmailAddresses": ["ops@example.com"],
            "ProductionAccessEnabled": True,
        }
    ]
    assert "WebsiteURL: https://www.example.com/" in shown.err
    assert "AWS took the request (case case-1): AWS is reviewing the request" in shown.out
    assert request(json=True) == 0
    assert "very request already (case case-1)" in json.loads(capsys.readouterr().out)["result"]
    assert len(sandbox.sent()) == 1


def test_nothing_is_sent_without_a_yes(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody to ask is a usage mistake, another answer a no; 'yes' sends."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(Stopped, match="add --yes"):
        request(yes=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: "y")
    with pytest.raises(Stopped, match="nothing was sent"):
        request(yes=False)
    assert sandbox.sent() == []
    monkeypatch.setattr("builtins.input", lambda _question: "yes")
    assert request(yes=False) == 0
    assert len(sandbox.sent()) == 1


def test_a_thin_text_is_not_sent(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Each missing point comes with what to write; by name a rule may be passed over."""
    thin = TEXT.replace("Bounces and complaints reach", "Reports reach")
    sandbox.use(("production_access", ASKED | {"use_case": thin}))
    with pytest.raises(Stopped, match="--accept RULE"):
        request()
    assert "does not say how bounces are handled; write for example" in capsys.readouterr().err
    assert sandbox.sent() == []
    rules = frozenset({"text-says-how-bounces-are-handled", "text-says-how-complaints-are-handled"})
    assert request(accepted=rules) == 0
    assert "warning: production_access.use_case: does not say how bounces" in capsys.readouterr().err


def test_an_unknown_rule_cannot_be_accepted(sandbox: Sandbox) -> None:
    """A typing mistake must not look like a decision."""
    with pytest.raises(UsageError, match="there is no rule text-says-nothing; there are: text-has-no-placeholder"):
        request(accepted=frozenset({"text-says-nothing"}))
    assert sandbox.sent() == []


def test_without_the_table_it_says_what_to_write(sandbox: Sandbox) -> None:
    """The message holds a table that can be copied."""
    sandbox.use()
    with pytest.raises(Stopped, match=r"\[production_access\]\nwebsite_url = "):
        request()


def test_production_access_needs_no_request(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Also without the table: there is nothing to ask for."""
    sandbox.use()
    sandbox.aws.account(REGION, ProductionAccessEnabled=True)
    assert request() == 0
    assert "has production access already; nothing was sent" in capsys.readouterr().out
    assert sandbox.sent() == []


def test_another_request_under_review_stops_it(sandbox: Sandbox) -> None:
    """AWS takes no change during a review: the case is where to answer."""
    sandbox.review("PENDING", UseCaseDescription="another text", MailType="TRANSACTIONAL")
    with pytest.raises(Stopped, match=r"another request is under review.*case case-9"):
        request()
    assert sandbox.sent() == []


def test_a_refusal_after_a_denial_is_explained(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """ConflictException says nothing of the two ways that remain."""
    sandbox.review("DENIED")
    with pytest.raises(
        Stopped, match=r"the last request was denied.*answer case case-9, or use Service Quotas L-804C8AE8"
    ):
        request()
    assert "AWS may refuse this one" in capsys.readouterr().err
    assert len(sandbox.sent()) == 1


def test_a_failed_review_may_be_asked_again(sandbox: Sandbox) -> None:
    """FAILED is AWS's own error: it did not get the request."""
    sandbox.review("FAILED")
    assert request() == 0
    assert len(sandbox.sent()) == 1


@pytest.mark.parametrize("kind", ["drop_after", "error500"])
def test_a_lost_answer_is_looked_up_and_never_sent_again(
    kind: str, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the request took effect it is a success; when AWS shows nothing, nobody can tell yet."""
    sandbox.aws.fault("sesv2:PutAccountDetails", kind)
    if kind == "drop_after":
        assert request() == 0
        assert "but it arrived: AWS shows it (case case-1)" in capsys.readouterr().out
    else:
        with pytest.raises(
            CannotDecide, match=r"no answer came to the request \(HTTP 500\), and AWS shows no such request"
        ):
            request()
    assert len(sandbox.sent()) == 1


def test_a_throttled_request_was_not_sent(sandbox: Sandbox) -> None:
    """Exit code 3, and it says that nothing was sent."""
    sandbox.aws.fault("sesv2:PutAccountDetails", "throttle")
    with pytest.raises(CannotDecide, match="nothing was sent; run it again in a minute"):
        request()


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ({"ProductionAccessEnabled": True}, "AWS took the request: production access is granted"),
        ({"ProductionAccessEnabled": False}, "AWS took the request: it shows no review yet"),
    ],
)
def test_what_aws_shows_afterwards_is_told(
    shown: dict[str, Any],
    said: str,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Granted at once, or not shown yet: nobody is told to ask a second time."""
    answers = iter([{"ProductionAccessEnabled": False}, shown])
    monkeypatch.setattr(access.Ses, "account", lambda _ses: next(answers))
    assert request() == 0
    assert said in capsys.readouterr().out
    assert len(sandbox.sent()) == 1


def test_when_nobody_can_look_it_says_what_may_have_happened(sandbox: Sandbox) -> None:
    """After a lost answer as well as after a good one, an AWS that cannot be looked at is exit code 3."""
    looks: Iterator[str]
    looked = access.Ses.account

    def account(ses: access.Ses) -> Any:
        if next(looks, None) is None:
            msg = "AWS could not be reached"
            raise CannotDecide(msg)
        return looked(ses)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access.Ses, "account", account)
        looks = iter(["fine"])
        with pytest.raises(CannotDecide, match="AWS took the request; its review could not be read"):
            request()
        sandbox.review(None)
        looks = iter(["fine"])
        sandbox.aws.fault("sesv2:PutAccountDetails", "drop_after")
        with pytest.raises(CannotDecide, match="it may have arrived: check with 'poolpost access show' first"):
            request()


def test_a_conflict_with_the_same_request_is_fine(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else sent this very text between our look and our request."""
    answers = iter([{"ProductionAccessEnabled": False}])
    looked = access.Ses.account
    monkeypatch.setattr(access.Ses, "account", lambda ses: next(answers, None) or looked(ses))
    body = {"MailType": "TRANSACTIONAL", "WebsiteURL": ASKED["website_url"], "UseCaseDescription": TEXT}
    sandbox.review("PENDING", **body, AdditionalContactEmailAddresses=["ops@example.com"], ContactLanguage="EN")
    assert request() == 0


def test_credentials_of_another_account_stop_it(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's sandbox but the environment's is looked at or written to."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "999999999999")
    with pytest.raises(Stopped, match="the credentials belong to account 999999999999"):
        request()
    with pytest.raises(Stopped, match="the credentials belong to account 999999999999"):
        show_access("local", all_regions=False, json=False)
    assert sandbox.sent() == []


def test_a_bad_request_is_a_no(sandbox: Sandbox) -> None:
    """What AWS says about the request is passed on."""
    body = {"MailType": "OTHER", "WebsiteURL": "https://www.example.com/"}
    settings = poolpost_settings.load("local")
    ses = live.Aws(settings).ses
    with pytest.raises(Stopped, match=r"AWS refused PutAccountDetails \(BadRequestException\): MailType must be"):
        ses.put_account_details(body)
    assert len(sandbox.sent()) == 1


def test_check_warns_about_a_thin_text(
    settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Offline and early; a deploy does not depend on it, so the exit code stays 0."""
    monkeypatch.chdir(ROOT)
    made = settings(("production_access", ASKED | {"use_case": "We send mail."}))
    monkeypatch.setattr(check, "load", lambda _name: made)
    assert check.check_environments(["local"], json=False) == 0
    shown = capsys.readouterr().out
    assert "warning: production_access.use_case: does not say how bounces are handled" in shown


def test_a_request_that_never_left_says_so(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens: nothing was sent, and nothing has to be looked up."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    ses = live.Aws(poolpost_settings.load("local")).ses
    with pytest.raises(CannotDecide, match="AWS could not be reached for ses:PutAccountDetails"):
        ses.put_account_details({"MailType": "TRANSACTIONAL", "WebsiteURL": "https://www.example.com/"})
    assert sandbox.sent() == []


def test_the_second_region_is_asked_for_by_name(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Sandbox and review are per region: a standby needs a request of its own, and every next step says so."""
    sandbox.aws.account(REGION, ProductionAccessEnabled=True)
    sandbox.review(None, region="us-west-2")
    sandbox.use(("aws.standby_region", {"name": "us-west-2"}), ("production_access", ASKED))
    assert show_access("local", all_regions=False, json=False, second=True) == 1
    assert "'poolpost access request local --second'" in capsys.readouterr().out
    sandbox.aws.clear_calls()
    assert request(second=True) == 0
    asked = [call["region"] for call in sandbox.aws.calls() if call["operation"] == "PutAccountDetails"]
    assert asked == ["us-west-2"]


def test_an_environment_with_one_region_has_no_second(sandbox: Sandbox) -> None:
    """A usage error, and nothing is asked."""
    sandbox.use()
    with pytest.raises(UsageError, match="one SES region"):
        show_access("local", all_regions=False, json=False, second=True)
