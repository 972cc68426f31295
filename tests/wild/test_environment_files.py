"""What people write into environment files: each slip has its remedy in the sentence, and `check` finds what an apply would."""

from pathlib import Path

import pytest

from poolpost.settings import EnvironmentFileError, load
from tests.conftest import ROOT, MakeProblems, MakeSettings

TAGS = {
    "team": True,
    "cost-center": True,
    "owner:mail": True,
    "a.b/c=d+e@f_g": True,
    "\u00e9quipe \u65e5\u672c 1": True,
    "": True,
    "a & b": False,
    "50%": False,
    "what?": False,
    "a,b": False,
    "#1": False,
    "smile \U0001f642": False,
    "two\nlines": False,
    "zero\u200bwidth": False,
}
"""Value of a tag -> whether AWS takes it (Resource Groups Tagging API; aws/aws-sdk-go#2891)."""


@pytest.mark.parametrize("value", TAGS)
def test_a_tag_is_what_aws_takes(value: str, settings: MakeSettings, problems: MakeProblems) -> None:
    """SNS, KMS and IAM refuse the others only when Terraform applies."""
    changes = (("aws.tags", {"application": value}),)
    if TAGS[value]:
        assert settings(*changes).aws.tags == {"application": value}
    else:
        assert {key for _, key in problems(*changes)} == {"aws.tags.application"}


@pytest.mark.parametrize("key", ["aws:created", "AWS:created", "a#b", "x" * 129])
def test_a_key_of_a_tag_is_what_aws_takes(key: str, problems: MakeProblems) -> None:
    """The prefix is reserved in any case."""
    assert problems(("aws.tags", {key: "x"}))


def test_a_number_that_begins_with_zero_belongs_in_quotes(tmp_path: Path) -> None:
    """An account id is a text: TOML refuses the number, and says nothing of quotes."""
    text = (ROOT / "environments/local.toml").read_text(encoding="utf-8")
    (tmp_path / "local.toml").write_text(text.replace('account_id = "000000000000"', "account_id = 012345678901"))
    with pytest.raises(
        EnvironmentFileError, match=r"account_id = 012345678901; TOML takes no number .* put it in quotes"
    ):
        load("local", tmp_path)
