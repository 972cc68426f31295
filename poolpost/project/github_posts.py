"""
Posts on GitHub: the one comment of a pull request (`make comment`), the one issue of an environment (`make drift-issue`).

Each run replaces what the last one wrote. It is found by a marker in its first line, and only among what this robot wrote:
another robot's comment is never overwritten, and a marker in another person's comment is never taken for ours.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poolpost.standards import edge
from poolpost.standards.json_text import loads
from poolpost.standards.markdown import code, table, text

COMMENT_MARKER = "<!-- poolpost: plans of this pull request -->"
ISSUE_MARKER = "<!-- poolpost: drift of {} -->"
LIMIT = 65_536  # characters of a comment or an issue on GitHub
_ROOM = 1_000  # characters for the sentence about what did not fit
_ORDER = ("no report", "stop", "cannot decide", "go")


@dataclass(frozen=True, slots=True)
class Reported:
    """One environment's report: its verdict, the plan in a sentence, and the whole in Markdown."""

    environment: str
    verdict: str
    sentence: str
    markdown: str


def comment(reports: Sequence[Reported], *, commit: str, outcome: str, run: str) -> str:
    """
    Return the comment on a pull request: every verdict first, then as many whole reports as fit.

    Args:
        reports: of the environments that the pull request can change.
        commit: what was planned.
        outcome: of the jobs that planned, as GitHub says it.
        run: URL of the run, which has the reports as artifacts.
    """
    whole = f"{COMMENT_MARKER}\nWhat {code(commit)} would mean for mail (plan: {text(outcome)})\n"
    if not reports:
        return f"{whole}\nThere is no report: see the log of {run}\n"
    ordered = sorted(reports, key=lambda each: (_ORDER.index(each.verdict), each.environment))
    rows = [(text(each.environment), text(each.verdict), text(each.sentence)) for each in ordered]
    whole += "\n" + "\n".join(table(("environment", "verdict", "what the plan does"), rows)) + "\n"
    left_out: list[str] = []
    for each in ordered:
        if len(whole) + len(each.markdown) + _ROOM <= LIMIT:
            whole += f"\n{each.markdown}"
        else:
            left_out.append(each.environment)
    if left_out:
        whole += f"\nThe reports of {', '.join(left_out)} are too long for a comment; {run} has them as artifacts.\n"
    return fitted(whole, run)


def fitted(body: str, run: str) -> str:
    """Return a body with as many of its lines as GitHub takes, and where the rest is."""
    if len(body) <= LIMIT:
        return body
    kept = body[: LIMIT - _ROOM].rpartition("\n")[0]
    closed = "\n```\n" if kept.count("```") % 2 else "\n"
    return f"{kept}{closed}\nThe rest is too long to be shown here; {run} has it.\n"


def read_reports(directory: Path) -> list[Reported]:
    """Read what `make report` wrote for each environment; one without a verdict is listed all the same."""
    return [_reported(file) for file in sorted(directory.glob("*.md"))]


def _reported(file: Path) -> Reported:
    markdown = file.read_text(encoding="utf-8")
    try:
        found = loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        return Reported(file.stem, _ORDER[_ORDER.index(found["verdict"])], str(found["sentence"]), markdown)
    except (OSError, ValueError, KeyError, TypeError):
        return Reported(file.stem, _ORDER[0], "see the log of the job", markdown)


def post_comment(number: str, body: str) -> str:
    """Write the comment of a pull request, over the last one if there is one; return what was done."""
    known = _own_comment(json.loads(gh("pr", "view", number, "--json", "comments"))["comments"])
    with _file(body) as file:
        if known is None:
            return gh("pr", "comment", number, "--body-file", file)
        path = f"repos/{{owner}}/{{repo}}/issues/comments/{known}"
        return gh("api", "--method", "PATCH", path, "--field", f"body=@{file}", "--jq", ".html_url")


def _own_comment(comments: Sequence[dict[str, Any]]) -> str | None:
    """Return the id of our comment: the last one, should there be more."""
    ours = [each for each in comments if each["viewerDidAuthor"] and each["body"].startswith(COMMENT_MARKER)]
    return ours[-1]["url"].rpartition("-")[2] if ours else None


def post_issue(environment: str, found: Path, run: str) -> str:
    """
    Open, update or close the issue of an environment; return what was done.

    Args:
        environment: its name.
        found: the directory with ENV.json and ENV.md of `make drift`; what is missing there could not be checked.
        run: URL of the run that looked.
    """
    known = _own_issue(environment)
    if _is_well(found / f"{environment}.json"):
        if known is None:
            return f"{environment}: all is well"
        return gh("issue", "close", known, "--comment", f"All is well again: {run}")
    report = found / f"{environment}.md"
    said = (
        report.read_text(encoding="utf-8") if report.is_file() else "It could not be checked: see the log of the run.\n"
    )
    marker = ISSUE_MARKER.format(environment)
    with _file(fitted(f"{marker}\nSeen by {run}\n\n{said}", run)) as file:
        if known is not None:
            return gh("issue", "edit", known, "--body-file", file)
        return gh("issue", "create", "--title", f"Drift in {environment}", "--body-file", file)


def _own_issue(environment: str) -> str | None:
    asked = gh("issue", "list", "--state", "open", "--limit", "1000", "--json", "number,body,author")
    marker = ISSUE_MARKER.format(environment)
    ours = [each for each in json.loads(asked) if each["author"]["is_bot"] and each["body"].startswith(marker)]
    return str(ours[0]["number"]) if ours else None


def _is_well(verdict: Path) -> bool:
    try:
        return loads(verdict.read_text(encoding="utf-8"))["exit_code"] == 0
    except (OSError, ValueError, KeyError, TypeError):
        return False


@contextmanager
def _file(body: str) -> Generator[str]:
    """Hold a text in a file: as an argument it could be longer than the system allows."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "body.md"
        file.write_text(body, encoding="utf-8")
        yield str(file)


def gh(*arguments: str) -> str:
    """
    Run GitHub's command line, and return what it prints.

    Raises:
        subprocess.CalledProcessError: it failed, and said why on standard error.
    """
    return subprocess.run(
        ["gh", *arguments], stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True
    ).stdout.strip()


def main() -> int:
    """Post what the arguments name; return 1 where GitHub did not take it."""
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    for name, about in (("comment", "number"), ("drift-issue", "environment")):
        posted = what.add_parser(name)
        posted.add_argument(about)
        posted.add_argument("directory", type=Path)
    given = parser.parse_args()
    run = os.environ.get("RUN") or "this run"
    try:
        if given.what == "drift-issue":
            print(post_issue(given.environment, given.directory, run))
        else:
            commit, outcome = os.environ.get("COMMIT") or "this change", os.environ.get("OUTCOME") or "unknown"
            print(
                post_comment(
                    given.number, comment(read_reports(given.directory), commit=commit, outcome=outcome, run=run)
                )
            )
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"poolpost: nothing was posted: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    edge.run(main)
