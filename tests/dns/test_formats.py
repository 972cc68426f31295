"""The record formats that people and DNS providers take."""

import csv
import io
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import dns.name
import dns.zone
import pytest

from poolpost.dns.formats import FORMATS, to_bind, to_standalone_zone
from poolpost.dns.records import records
from poolpost.standards.safe_text import shown
from tests.conftest import MakeSettings

TOKENS = ("aaa", "bbb", "ccc")
KEY = "A" * 360 + "=="
BYODKIM = {"selector": "own", "public_key": KEY, "private_key_variable": "k"}


def test_json_is_a_row_for_each_value(settings: MakeSettings) -> None:
    """The MX priority has a column of its own, as providers ask for it."""
    made = settings()
    rows = json.loads(FORMATS["json"](made, records(made, TOKENS)))
    mx = next(row for row in rows if row["type"] == "MX")
    assert (mx["priority"], mx["value"]) == (10, "feedback-smtp.eu-west-1.amazonses.com")
    assert {row["status"] for row in rows} == {"ready"}


def test_csv_reads_back_as_the_same_rows(settings: MakeSettings) -> None:
    """Semicolons and commas in DMARC survive."""
    made = settings(("dns.dmarc.rua", ["mailto:a@example.com", "mailto:b@example.com"]))
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](made, records(made, TOKENS)))))
    assert rows[-1]["value"] == "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com"
    assert rows[-1]["name"] == "_dmarc.mail.example.com"


def test_markdown_is_one_table(settings: MakeSettings) -> None:
    """Every row has as many cells as the header, pending records are marked."""
    made = settings()
    lines = FORMATS["markdown"](made, records(made)).splitlines()
    assert {line.count("|") for line in lines} == {6}
    assert sum("pending" in line for line in lines) == 3


def test_pending_records_are_comments_in_a_zone_file(settings: MakeSettings) -> None:
    """A placeholder must never be published."""
    made = settings()
    zone = to_bind(made, records(made))
    assert all(line.startswith(";") for line in zone.splitlines() if "<token-" in line)


def test_cloudflare_is_told_not_to_proxy(settings: MakeSettings) -> None:
    """Each CNAME and nothing else; the rest of the file is the zone file, comments aside."""
    made = settings()
    lines = FORMATS["cloudflare"](made, records(made, TOKENS)).splitlines()
    marked = [line for line in lines if line.endswith(" ; cf_tags=cf-proxied:false")]
    assert [line.split()[3] for line in marked] == ["CNAME"] * 3
    plain = "\n".join(line.removesuffix(" ; cf_tags=cf-proxied:false") for line in lines)
    assert f"{plain}\n" == to_bind(made, records(made, TOKENS))
    pending = FORMATS["cloudflare"](made, records(made))
    assert "cf_tags" not in pending


def test_a_name_adds_no_line_to_a_zone_file(settings: MakeSettings) -> None:
    """A token or purpose with a line break, a quote or a semicolon is one name in one line; RFC 1035 escapes are read back."""
    made = settings()
    hostile = 'a\nwww IN A 192;"(\x1b\u202e'
    one = replace(records(made, TOKENS)[0], name=f"{hostile}.example.com", purpose=hostile, values=(f"{hostile}.com",))
    zone = to_bind(made, [one])
    assert len(zone.splitlines()) == 4
    assert shown(zone) == zone
    parsed = dns.zone.from_text(f"$TTL 300\n{zone}", "example.com", check_origin=False)
    assert [str(name) for name in parsed] == [str(dns.name.Name([hostile.encode()]))]


def test_csv_has_plain_line_ends(settings: MakeSettings) -> None:
    """A carriage return in a log or pipe is written out, and would stand in the last cell of every row."""
    assert "\r" not in FORMATS["csv"](settings(), records(settings(), TOKENS))


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("Easy DKIM", []),
        ("a key of one's own, longer than one TXT string", [("domain.dkim", BYODKIM)]),
        (
            "quotes and backslashes",
            [("dns.apex_spf", {"other_txt": ['say "hi" \\ bye']}), ("domain.name", "example.com")],
        ),
        (
            "a DMARC policy with every tag",
            [
                (
                    "dns.dmarc",
                    {
                        "p": "reject",
                        "sp": "none",
                        "np": "reject",
                        "adkim": "r",
                        "aspf": "r",
                        "fo": "1:d",
                        "rua": ["mailto:a@example.com"],
                        "ruf": ["mailto:b@example.com"],
                        "t": "n",
                    },
                )
            ],
        ),
        ("a tracking domain", [("configuration_set.tracking", {"domain": "click.example.com"})]),
        ("reports to somebody else", [("dns.dmarc.rua", ["mailto:x@reports.example.net"])]),
    ],
)
def test_the_zone_loads_in_named(
    what: str, changes: list[tuple[str, object]], settings: MakeSettings, tmp_path: Path
) -> None:
    """BIND's own checker takes the export, alone and as an $INCLUDE of an existing zone."""
    if ("domain.name", "example.com") in changes:
        changes = [*changes, ("user_pool.from", "no-reply@example.com")]
    made = settings(*changes)
    needed = records(made, TOKENS)
    (tmp_path / "standalone").write_text(to_standalone_zone(made, needed))
    (tmp_path / "fragment").write_text(to_bind(made, needed))
    (tmp_path / "including").write_text(
        "$TTL 300\n@ IN SOA ns.invalid. root.invalid. 1 7200 900 1209600 300\n@ IN NS ns.invalid.\n"
        f"$INCLUDE {tmp_path}/fragment\n"
    )
    for name in ("standalone", "including"):
        command = ["named-checkzone", "-i", "none", "-k", "fail", "example.com", str(tmp_path / name)]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, (what, checked.stdout)
        assert checked.stdout.rstrip().endswith("OK")
