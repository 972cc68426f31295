"""The report as a comment: what others wrote is no markup, and it fits."""

from typing import Any

import pytest

from poolpost.cli.report_markdown import LIMIT, _finding, markdown
from poolpost.findings import Finding
from poolpost.review.cost import Cost
from poolpost.review.mail_changes import MailChange
from poolpost.review.report import Review
from poolpost.review.resources import Attribute, Resource
from poolpost.settings import Settings
from poolpost.standards.markdown import code
from poolpost.standards.safe_text import shown
from tests.conftest import MakeSettings
from tests.scenes.hostile import HOSTILE


def reviewed(made: Settings, **members: Any) -> Review:
    """Give a review in which nothing changes, and the difference that a test is about."""
    empty: dict[str, Any] = dict.fromkeys(Review.__dataclass_fields__, ())
    said: dict[str, Any] = {
        "environment": made.name,
        "pool": made.user_pool.id,
        "verdict": "go",
        "exit_code": 0,
        "sentence": "no changes",
        "state": {},
    }
    known = {name: value for name, value in said.items() if name in empty}
    return Review(**{**empty, **known, **members})


def test_no_changes_are_one_line(settings: MakeSettings) -> None:
    """A comment that says nothing must not take room."""
    assert markdown(reviewed(settings())) == "🟢 **local**: no changes\n"


def test_what_others_wrote_is_no_markup(settings: MakeSettings) -> None:
    """A name in AWS may hold markup, a mention, or the end of a table's cell."""
    nasty = "<img src=x> @everyone [link](http://x) `code` *bold* | cell\nnext \\"
    text = markdown(
        reviewed(
            settings(),
            losing=(nasty,),
            safety=(Finding(rule="r", level="block", subject="s", problem=nasty),),
            mail=(MailChange(what="From", old=nasty, new=""),),
        )
    )
    assert "<img" not in text
    assert "@everyone" not in text
    assert "\\[link\\]" in text
    assert "\\`code\\` \\*bold\\* \\| cell next \\\\" in text
    table = next(line for line in text.splitlines() if line.startswith("| From"))
    assert table == f"| From | {code(nasty)} | not set |"


@pytest.mark.parametrize(
    ("remedy", "copied"),
    [
        ("run 'poolpost pool restore x --only A.B_C' once", "`poolpost pool restore x --only A.B_C`"),
        ('let it pass: POOLPOST_PASS="x a-rule aws_a.b_c: why"', '`POOLPOST_PASS="x a-rule aws_a.b_c: why"`'),
        ("'git `x` y' and 'poolpost `x'", "'git \\`x\\` y' and 'poolpost \\`x'"),
        ("a `'make x @y <b>'", "a \\``make x @y <b>`"),
    ],
)
def test_a_command_is_copied_as_it_is(remedy: str, copied: str, settings: MakeSettings) -> None:
    """In a terminal, where Markdown's escapes are characters like any other; no text ends the code that it stands in."""
    finding = Finding(rule="r", level="block", subject="s", problem="p", remedy=remedy)
    text = markdown(reviewed(settings(), safety=(finding,), notes=(remedy,)))
    assert text.count(copied) == 2


def test_a_comment_fits_github(settings: MakeSettings) -> None:
    """At most 65,536 characters; what was left out is counted, and an open block is closed."""
    many = tuple(
        Resource(
            address=f"aws_route53_record.r{number}",
            action="update",
            attributes=(Attribute(name="a", old="x" * 300, new="y" * 500),),
        )
        for number in range(300)
    )
    costs = (Cost(what="1 KMS key", dollars=1.0),)
    text = markdown(reviewed(settings(), resources=many, costs=costs, sentence="much changes"))
    assert len(text) <= LIMIT
    assert "more lines did not fit into a comment" in text
    assert text.count("<details>") == text.count("</details>") == 1
    assert "y" * 400 + "…" in text
    assert "y" * 401 not in text
    assert "**Cost about $1.00 a month**: 1 KMS key $1.00" in text
    assert "Resources: 300 update" in text


def test_a_subject_cannot_leave_its_code_in_a_comment() -> None:
    """The path of a tag holds its key: backticks, line breaks and mentions stay inside one line of code."""
    subject = f"UserPoolTags.`x\n\n# <img src=x> @everyone {HOSTILE}"
    finding = Finding(rule="r", level="block", subject=subject, problem="p\r\n# q")
    line = _finding(finding)
    assert len(line.splitlines()) == 1
    assert line.count("`") == 2, "of the rule"
    assert "<code>UserPoolTags&#46;&#96;x  &#35; " in line
    assert shown(line) == line
