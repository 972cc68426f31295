"""What people write into environment files: each slip has its remedy in the sentence, and `check` finds what an apply would."""

from pathlib import Path

import pytest

from poolpost.settings import EnvironmentFileError, load
from tests.conftest import ROOT, MakeProblems, MakeSettings
from tests.wild.environment_cases import CASES, TAGS_OF_AWS

LOCAL = (ROOT / "environments/local.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_a_file_of_the_wild_is_read_or_has_its_remedy(name: str, tmp_path: Path) -> None:
    """In the sentence that `check` prints; how an editor saves text changes nothing."""
    case = CASES[name]
    assert LOCAL.count(case.old) == 1 or not case.old, case.old
    (tmp_path / "local.toml").write_bytes(case.written(LOCAL.replace(case.old, case.new, 1)))
    if case.says:
        with pytest.raises(EnvironmentFileError) as caught:
            load("local", tmp_path)
        assert case.says in str(caught.value)
    else:
        assert load("local", tmp_path) == load("local", ROOT / "environments")


@pytest.mark.parametrize("value", TAGS_OF_AWS)
def test_a_tag_is_what_aws_takes(value: str, settings: MakeSettings, problems: MakeProblems) -> None:
    """SNS, KMS and IAM refuse the others only when Terraform applies."""
    changes = (("aws.tags", {"application": value}),)
    if TAGS_OF_AWS[value]:
        assert settings(*changes).aws.tags == {"application": value}
    else:
        assert {key for _, key in problems(*changes)} == {"aws.tags.application"}


@pytest.mark.parametrize("key", ["aws:created", "AWS:created", "a#b", "x" * 129])
def test_a_key_of_a_tag_is_what_aws_takes(key: str, problems: MakeProblems) -> None:
    """The prefix is reserved in any case."""
    assert problems(("aws.tags", {key: "x"}))
