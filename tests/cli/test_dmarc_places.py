"""`poolpost dmarc` on a bucket into which SES received reports."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from poolpost.cli.app import app
from poolpost.cli.dmarc_places import files_of
from poolpost.emulator.client import EmbeddedAws
from tests.conftest import ROOT
from tests.scenes.dmarc_commands import run
from tests.scenes.dmarc_samples import gzipped, mailed, rfc7489
from tests.scenes.inbound import make_bucket, s3_of

BUCKET = "acme-reports"
INBOUND = f"""
[inbound]
domain = "in.mail.example.com"
rule_set = "mail"

[inbound.bucket]
name = "{BUCKET}"
retention_days = 30

[inbound.rules.dmarc]
s3 = {{ prefix = "dmarc/" }}
"""


@pytest.fixture(autouse=True)
def _bucket(aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have two reports and a reply in the bucket of environment `local`, and one that receives nothing."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "environments", tmp_path / "environments")
    with (tmp_path / "environments/local.toml").open("a", encoding="utf-8") as file:
        file.write(INBOUND)
    make_bucket(aws, BUCKET)
    mails = {
        "dmarc/1": mailed(("a.xml.gz", gzipped(rfc7489(report_id="a")))),
        "dmarc/2": mailed(("b.xml", rfc7489(report_id="b"))),
        "dmarc/3": mailed(subject="Re: Hello"),
        "replies/1": mailed(subject="Re: Hello"),
    }
    for key, content in mails.items():
        s3_of(aws).put_object(Bucket=BUCKET, Key=key, Body=content)
    yield
    aws.clear_faults()
    aws.reset()


def test_received_reports_are_summarized() -> None:
    """With the account of the environment that has the bucket; other mail is counted."""
    printed, beside = run("summarize", f"s3://{BUCKET}/dmarc/", "--json", code=0)
    result = json.loads(printed)
    assert [report["file"] for report in result["reports"]] == [
        f"s3://{BUCKET}/dmarc/{number} (attachment 1)" for number in (1, 2)
    ]
    assert [one["file"] for one in result["unread"]] == ["1 object"]
    assert "Traceback" not in beside


def test_a_bucket_and_files_are_summarized_together(tmp_path: Path) -> None:
    """Reports from before the domain received mail lie in files."""
    (tmp_path / "old.xml").write_bytes(rfc7489(report_id="old"))
    printed, _ = run("summarize", str(tmp_path / "old.xml"), f"s3://{BUCKET}", "--json", code=0)
    assert len(json.loads(printed)["reports"]) == 3


def test_the_next_step_is_of_reports_in_a_bucket(tmp_path: Path) -> None:
    """`next` asks with the account of the environment that it is about, and leaves out what a person has checked."""
    with (tmp_path / "environments/local.toml").open("a", encoding="utf-8") as file:
        file.write('\n[dns.dmarc_ramp]\nstep = "none"\nsince = 2026-10-01\n')
    place = f"s3://{BUCKET}/dmarc/"
    result = CliRunner().invoke(
        app, ["dmarc", "next", "local", "--reports", place, "--set-aside", f"{place}2", "--json"]
    )
    assert json.loads(result.stdout)["evidence"]["read"] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["s3://"], 2, "allowed: s3://BUCKET/PREFIX"),
        (["s3://other/dmarc/"], 2, f"allowed: {BUCKET} (local)"),
        (["s3://other-bucket/", "--env", "local"], 1, "the bucket other-bucket does not exist"),
        (["s3://other/", "--env", "production"], 1, "the credentials belong to account 000000000000"),
        (["s3://acme-reports/none/"], 3, ""),
    ],
    ids=["no bucket", "no environment's", "not there", "another account", "nothing there"],
)
def test_a_place_that_cannot_be_read_is_one_sentence(arguments: list[str], code: int, said: str) -> None:
    """What is wrong, and what is allowed."""
    _, beside = run("summarize", *arguments, code=code) if code == 3 else ("", _stopped(*arguments, code=code))
    assert said in " ".join(beside.split())


def _stopped(*arguments: str, code: int) -> str:
    """Return the sentence with which the command stops."""
    result = CliRunner().invoke(app, ["dmarc", "summarize", *arguments])
    error = result.exception
    assert getattr(error, "exit_code", result.exit_code) == code, (result.output, error)
    return f"{result.output} {error}"


@pytest.mark.parametrize(
    ("operation", "action"),
    [
        (f"s3:GET /{BUCKET}", f"s3:ListBucket on arn:aws:s3:::{BUCKET}"),
        (f"s3:GET /{BUCKET}/dmarc/1", f"s3:GetObject on arn:aws:s3:::{BUCKET}/dmarc/1"),
    ],
    ids=["list", "get"],
)
def test_a_missing_permission_is_named_with_its_resource(operation: str, action: str, aws: EmbeddedAws) -> None:
    """A report that could not be read is never a report that is not there."""
    aws.fault(operation, "denied", count=5)
    assert f"may not call {action}" in _stopped(f"s3://{BUCKET}/dmarc/", code=3)


def test_only_files_are_paths() -> None:
    """A path would lose a slash of s3://."""
    assert files_of(["a.xml", "s3://b/c"]) == [Path("a.xml")]
