"""How an identity signs, whatever it signs by: no command counts on three tokens."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from poolpost.aws.ses import Ses
from poolpost.cli import dns as commands
from poolpost.cli.doctor import run_doctor
from poolpost.cli.preflight import run_preflight
from poolpost.cli.why import run_why
from poolpost.dns.records import records
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import REGION, production_mfa, production_pool
from poolpost.errors import CannotDecide
from poolpost.settings import Settings
from poolpost.settings.signing import Signing, easy_tokens, live_signing, wanted_signing
from tests.conftest import MakeSettings

DOMAIN = "mail.example.com"
ORIGINS = ("AWS_SES", "EXTERNAL", "AWS_SES_US_EAST_1")


@pytest.fixture(scope="module")
def ready(aws: EmbeddedAws) -> Iterator[EmbeddedAws]:
    """Put an identity and a pool into the embedded AWS."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        ses: Any = botocore.session.Session().create_client("sesv2", REGION)
        ses.create_email_identity(EmailIdentity=DOMAIN)
        aws.put_pool(REGION, production_pool(), production_mfa())
        yield aws


@pytest.fixture
def signs(ready: EmbeddedAws, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let SES say that the adopted identity signs by an origin, with so many tokens."""
    adopting = settings(("aws.adopt", ["identity"]), ("dns.provider", "external"))
    for module in (
        "poolpost.cli.dns",
        "poolpost.cli.doctor",
        "poolpost.cli.preflight",
        "poolpost.cli.why",
    ):
        monkeypatch.setattr(f"{module}.load", lambda _name: adopting)
    real = Ses.domain_identity

    def says(origin: str, count: int) -> EmbeddedAws:
        tokens = [f"token{number}" for number in range(count)]

        def answer(self: Ses) -> Any:
            identity = real(self) or {}
            dkim = identity["DkimAttributes"] | {"SigningAttributesOrigin": origin, "Tokens": tokens}
            return identity | {"DkimAttributes": dkim}

        monkeypatch.setattr(Ses, "domain_identity", answer)
        return ready

    return says


@pytest.mark.slow
@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_every_command_takes_any_number_of_tokens(
    origin: str, count: int, signs: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dns, doctor, preflight and why end with a verdict; what signs otherwise is told by each that judges it."""
    server = signs(origin, count).name_server
    commands.list_dns("local", format_="json", offline=False, standalone=False)
    listed = capsys.readouterr().out
    assert listed.count("_domainkey") >= (count if origin == "AWS_SES" and count else 3)
    assert run_preflight("local", nameserver=server, json=True) in {0, 1}
    assert ("signs-otherwise" in capsys.readouterr().out) is (origin != "AWS_SES")
    assert run_doctor("local", format_="json", watch=False, nameserver=server) in {1, 3}
    said = capsys.readouterr().out
    assert "the check failed" not in said
    assert ("it signs by" in said) is (origin != "AWS_SES")
    assert run_why("local", to=None, error="", nameserver=server, json=True) in {0, 1, 3}
    assert "IndexError" not in capsys.readouterr().out


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_each_token_is_a_record(count: int, settings: MakeSettings) -> None:
    """None is dropped and none is made up; before there are any, three are awaited."""
    tokens = [f"token{number}" for number in range(count)]
    dkim = [record for record in records(settings(), tokens) if record.id.startswith("dkim-")]
    assert [record.pending for record in dkim] == [False] * count or [True] * 3
    assert [record.name.partition(".")[0] for record in dkim if not record.pending] == tokens


def test_only_easy_dkim_has_tokens_of_its_own() -> None:
    """The one token of an own key is its selector, and a twin's keys are in another region's zone."""
    for origin, expected in zip(ORIGINS, (("a",), (), ()), strict=True):
        assert easy_tokens({"DkimAttributes": {"SigningAttributesOrigin": origin, "Tokens": ["a"]}}) == expected
    assert easy_tokens(None) == ()
    for token in ("a b", "a\n", "", "a.b", "é", "a" * 64):
        with pytest.raises(CannotDecide, match="no DNS label"):
            easy_tokens({"DkimAttributes": {"Tokens": ["a", token]}})


@pytest.fixture
def keeping(settings: MakeSettings) -> Settings:
    """Return an environment that keeps how its adopted identity signs."""
    return settings(("aws.adopt", ["identity"]), ("domain.dkim", {"keep": True}))


@pytest.mark.parametrize("origin", ORIGINS)
def test_what_is_kept_has_no_records_and_no_other_way_to_sign(origin: str, keeping: Settings) -> None:
    """Whatever SES signs by is as wanted, its DKIM records are somebody else's; without the word it is a difference."""
    live = live_signing({"DkimAttributes": {"SigningAttributesOrigin": origin, "Tokens": ["a"]}})
    assert isinstance(live, Signing)
    assert not live.differs_from(wanted_signing(keeping))
    assert [record.id for record in records(keeping, ["a"])] == ["mail-from-mx", "mail-from-spf", "dmarc"]
    assert "domain.dkim.keep = true" in live.how_to_keep


def test_every_command_says_that_it_is_kept(
    keeping: Settings, signs: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Preflight and doctor find nothing to say against deterministic Easy DKIM, and dns says why DKIM is not listed."""
    server = signs("AWS_SES_US_EAST_1", 3).name_server
    for module in ("poolpost.cli.dns", "poolpost.cli.doctor", "poolpost.cli.preflight"):
        monkeypatch.setattr(f"{module}.load", lambda _name: keeping)
    commands.list_dns("local", format_="table", offline=False, standalone=False)
    listed = capsys.readouterr()
    assert "_domainkey" not in listed.out
    assert "DKIM records are not listed: domain.dkim.keep" in listed.err
    run_preflight("local", nameserver=server, json=True)
    assert "signs-otherwise" not in capsys.readouterr().out
    run_doctor("local", format_="json", watch=False, nameserver=server)
    said = capsys.readouterr().out
    assert said.count("the identity's signing is not managed (domain.dkim.keep)") == 2
    assert "publish its DKIM records as the SES console lists them" in said
    assert "it signs by" not in said


@pytest.mark.parametrize(
    ("dkim", "differs", "words"),
    [
        (
            {"SigningAttributesOrigin": "AWS_SES", "CurrentSigningKeyLength": "RSA_2048_BIT"},
            False,
            "Easy DKIM, RSA_2048_BIT",
        ),
        ({"SigningAttributesOrigin": "AWS_SES"}, False, "Easy DKIM, key length unknown"),
        (
            {"SigningAttributesOrigin": "AWS_SES", "CurrentSigningKeyLength": "RSA_1024_BIT"},
            True,
            "Easy DKIM, RSA_1024_BIT",
        ),
        ({"SigningAttributesOrigin": "EXTERNAL", "Tokens": ["s1"]}, True, "a key of your own (BYODKIM), selector s1"),
        ({"SigningAttributesOrigin": "AWS_SES_US_EAST_1"}, True, "keys of its identity in us-east-1"),
    ],
)
def test_a_signature_is_compared_and_said_in_words(
    dkim: Any, differs: bool, words: str, settings: MakeSettings
) -> None:
    """What SES does not say is no difference."""
    live = live_signing({"DkimAttributes": dkim})
    assert isinstance(live, Signing)
    assert live.differs_from(wanted_signing(settings())) is differs
    assert words in str(live)
