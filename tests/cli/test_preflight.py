"""What the command shows of what was seen, for people and for programs, and the exit code that follows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from poolpost.cli import preflight as commands
from poolpost.cli.preflight import run_preflight
from poolpost.dns.records import DnsRecord
from poolpost.findings import Finding, Level
from poolpost.gate.existing_records import Situation
from poolpost.gate.preflight import Preflight
from poolpost.settings import Settings
from poolpost.standards.record_sets import Standing
from tests.conftest import MakeSettings
from tests.scenes.route53_account import DMARC, Account


def record(id_: str, type_: Any = "TXT") -> DnsRecord:
    """Return a needed record."""
    return DnsRecord(id=id_, purpose="", name=f"{id_}.example.com", type=type_, values=(f"wanted {id_}",), ttl=300)


SAME = Situation(record=record("dmarc"), verdict="same", standing=(Standing(type="TXT", values=("a", "b")),))
ADOPTED = Situation(record=record("mail-from-mx", "MX"), verdict="different", adopted=True)
UNKNOWN = Situation(record=record("mail-from-spf"), verdict="cannot tell", reason="no answer")


@dataclass
class Shown:
    """What the command printed."""

    code: int
    text: str

    @property
    def document(self) -> dict[str, Any]:
        """The same as JSON."""
        return json.loads(self.text)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Run the command in an account that looks as given."""
    monkeypatch.chdir(tmp_path)

    def run_(settings: Settings, situations: Sequence[Situation] = (SAME,), *found: Finding, **how: bool) -> Shown:
        seen = Preflight(situations=tuple(situations), findings=found, deployed=how.get("deployed", False))
        monkeypatch.setattr(commands, "load", lambda _: settings)
        monkeypatch.setattr(commands, "look", lambda *_: seen)
        code = commands.run_preflight("local", nameserver=None, json=how.get("json", False))
        return Shown(code, capsys.readouterr().out)

    return run_


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(("level", "code"), [("block", 1), ("unknown", 3), ("warn", 0), ("info", 0)])
def test_the_exit_code_is_that_of_the_findings(
    level: Level, code: int, *, as_json: bool, run: Any, settings: MakeSettings
) -> None:
    """Whichever way they are shown, and each finding is shown."""
    found = Finding(rule="record-differs", level=level, subject="TXT x", problem="p1", remedy="r1")
    shown = run(settings(), [SAME], found, json=as_json)
    assert shown.code == code
    assert all(word in shown.text for word in ("TXT x", "p1", "r1"))
    assert ("nothing in the way" in shown.text) == (code == 0 and not as_json)


def test_a_program_reads_all_of_each_record(run: Any, settings: MakeSettings) -> None:
    """Also what is there, and why it cannot be told."""
    assert run(settings(), [SAME, ADOPTED, UNKNOWN], json=True).document == {
        "records": [
            {
                "id": "dmarc",
                "name": "dmarc.example.com",
                "type": "TXT",
                "wanted": ["wanted dmarc"],
                "verdict": "same",
                "there": ["a | b"],
                "adopted": False,
                "reason": "",
            },
            {
                "id": "mail-from-mx",
                "name": "mail-from-mx.example.com",
                "type": "MX",
                "wanted": ["wanted mail-from-mx"],
                "verdict": "different",
                "there": [],
                "adopted": True,
                "reason": "",
            },
            {
                "id": "mail-from-spf",
                "name": "mail-from-spf.example.com",
                "type": "TXT",
                "wanted": ["wanted mail-from-spf"],
                "verdict": "cannot tell",
                "there": [],
                "adopted": False,
                "reason": "no answer",
            },
        ],
        "findings": [],
        "adopt": ["dmarc", "mail-from-mx"],
    }


def test_people_see_each_record(run: Any, settings: MakeSettings) -> None:
    """With the reason of what cannot be told."""
    text = run(settings(), [SAME, UNKNOWN]).text
    assert all(word in text for word in ("dmarc.example.com", "mail-from-spf.example.com", "no answer"))


@pytest.mark.parametrize(
    ("changes", "how", "adopt"),
    [
        ([], {}, ["dmarc"]),
        ([], {"deployed": True}, []),
        ([("dns.provider", "external")], {}, []),
        ([("dns.adopt", ["mail-from-spf"])], {}, ["dmarc"]),
        ([("dns.adopt", ["mail-from-spf"])], {"deployed": True}, ["mail-from-spf"]),
    ],
)
def test_what_to_adopt_is_said_before_the_first_deploy_to_route_53(
    changes: list[tuple[str, Any]], how: dict[str, bool], adopt: list[str], run: Any, settings: MakeSettings
) -> None:
    """After it the record is perhaps the stack's own, and with DNS elsewhere nothing is adopted: the file's stay."""
    made = settings(*changes)
    assert run(made, json=True, **how).document["adopt"] == adopt
    printed = run(made, **how).text
    assert ("[dns]\n  adopt = [" in printed) == (not set(adopt) <= set(made.dns.adopt))


def test_the_line_to_copy_is_toml(run: Any, settings: MakeSettings) -> None:
    """Every id of it, quoted."""
    assert '\n  [dns]\n  adopt = ["dmarc", "mail-from-mx"]\n' in run(settings(), [SAME, ADOPTED]).text


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
