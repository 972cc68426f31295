"""What poolpost posts on GitHub replaces what it posted before, and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolpost.project.github_posts import (
    COMMENT_MARKER,
    ISSUE_MARKER,
    LIMIT,
    Reported,
    comment,
    fitted,
    post_comment,
    post_issue,
    read_reports,
)

Github = Callable[[dict[str, Any]], Path]
RUN = "https://github.example/run/1"
ROBOT, PERSON = {"is_bot": True}, {"is_bot": False}


def _comment(number: int, body: str, *, ours: bool) -> dict[str, Any]:
    return {"url": f"https://github.example/o/r/pull/7#issuecomment-{number}", "body": body, "viewerDidAuthor": ours}


def _found(directory: Path, environment: str, code: int) -> Path:
    (directory / f"{environment}.md").write_text("The doctor's lines\n")
    (directory / f"{environment}.json").write_text(json.dumps({"exit_code": code}))
    return directory


def _reported(name: str, verdict: str, length: int = 0) -> Reported:
    return Reported(name, verdict, "no changes", f"## {name}\n" + "line of ten\n" * (length // 12))


@pytest.mark.parametrize(
    ("comments", "written"),
    [
        ([], "pr comment 7 --body-file "),
        ([_comment(1, "Coverage: 97 %", ours=True)], "pr comment 7 --body-file "),
        ([_comment(2, f"{COMMENT_MARKER}\nforged", ours=False)], "pr comment 7 --body-file "),
        ([_comment(3, f"> {COMMENT_MARKER}", ours=True)], "pr comment 7 --body-file "),
        (
            [_comment(4, f"{COMMENT_MARKER}\nold", ours=True), _comment(5, "Coverage: 97 %", ours=True)],
            "api --method PATCH repos/{owner}/{repo}/issues/comments/4 --field body=@",
        ),
    ],
    ids=["the first", "another robot step", "a person's with our marker", "a quotation", "ours, not the last one"],
)
def test_only_our_own_comment_is_replaced(
    github: Github, tmp_path: Path, comments: list[dict[str, Any]], written: str
) -> None:
    """`--edit-last` overwrote whatever the robot had written last (ai-dynamo/aiperf#831)."""
    asked = github({"pr view": {"comments": comments}, "pr comment": "done", "api": "done"})
    post_comment("7", "the body")
    assert written in asked.read_text()
    assert asked.read_text().count("\n") == 2
    assert (tmp_path / "posted").read_text() == "the body"


def test_the_verdicts_come_first_and_the_worst_of_them() -> None:
    """Whoever reads only the beginning has read what stops."""
    body = comment([_reported("dev", "go"), _reported("staging", "stop")], commit="0123abc", outcome="failure", run=RUN)
    assert body.startswith(f"{COMMENT_MARKER}\nWhat `0123abc` would mean for mail (plan: failure)\n")
    assert body.index("| staging | stop") < body.index("| dev | go") < body.index("## staging") < body.index("## dev")


def test_reports_that_do_not_fit_are_named_and_the_others_shown() -> None:
    """GitHub refuses a comment of more than 65,536 characters as a whole: no report would be seen."""
    reports = [_reported("big", "stop", 60_000), _reported("huge", "go", 60_000), _reported("small", "go", 500)]
    body = comment(reports, commit="0123abc", outcome="success", run=RUN)
    assert len(body) <= LIMIT
    assert all(f"| {each.environment} |" in body for each in reports)
    assert "## big" in body
    assert "## small" in body
    assert f"The reports of huge are too long for a comment; {RUN} has them as artifacts." in body


def test_a_thousand_environments_fit_too() -> None:
    """The table of verdicts is bounded as well."""
    body = comment([_reported(f"e{number}", "go", 300) for number in range(5000)], commit="c", outcome="o", run=RUN)
    assert len(body) <= LIMIT
    assert RUN in body[-200:]


def test_a_cut_leaves_no_code_block_open() -> None:
    """What follows would be shown as code."""
    assert fitted("```\n" + "x\n" * LIMIT, RUN).count("```") == 2


def test_a_report_without_a_verdict_is_listed(tmp_path: Path) -> None:
    """A job that broke before its report is not taken for one without changes."""
    (tmp_path / "staging.md").write_text("There is no report on staging: see the log of the job.\n")
    (tmp_path / "staging.json").write_text("There is no report on staging: see the log of the job.\n")
    (tmp_path / "staging.reviewed.json").write_text("{}")
    (report,) = read_reports(tmp_path)
    assert report.verdict == "no report"
    assert "| staging | no report |" in comment([report], commit="c", outcome="failure", run=RUN)
    assert "There is no report: see the log of" in comment([], commit="c", outcome="failure", run=RUN)


@pytest.mark.parametrize(
    ("issues", "code", "written"),
    [
        ([], 1, "issue create --title Drift in staging --body-file "),
        ([], 0, ""),
        ([{"number": 3, "body": ISSUE_MARKER.format("staging"), "author": ROBOT}], 3, "issue edit 3 --body-file "),
        ([{"number": 3, "body": ISSUE_MARKER.format("staging"), "author": ROBOT}], 0, "issue close 3 --comment All is"),
        ([{"number": 3, "body": ISSUE_MARKER.format("staging"), "author": PERSON}], 1, "issue create "),
        ([{"number": 3, "body": ISSUE_MARKER.format("production"), "author": ROBOT}], 1, "issue create "),
        ([{"number": 3, "body": "Drift in staging", "author": ROBOT}], 1, "issue create "),
    ],
    ids=["new", "well", "update", "well again", "a person's", "another environment's", "another robot step's"],
)
def test_one_issue_for_an_environment(
    github: Github, tmp_path: Path, issues: list[dict[str, Any]], code: int, written: str
) -> None:
    """It is found by its marker, not by words that a title may have."""
    asked = github({"issue list": issues, "issue create": "new", "issue edit": "edited", "issue close": "closed"})
    post_issue("staging", _found(tmp_path, "staging", code), RUN)
    calls = asked.read_text().splitlines()
    assert len(calls) == (2 if written else 1)
    assert written in calls[-1]


def test_what_could_not_be_checked_is_reported_as_that(github: Github, tmp_path: Path) -> None:
    """A job that broke leaves no file, which is not "all is well"."""
    github({"issue list": [], "issue create": "new"})
    post_issue("staging", tmp_path / "empty", RUN)
    assert "It could not be checked: see the log of the run." in (tmp_path / "posted").read_text()
