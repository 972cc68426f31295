"""The HTML of a custom verification e-mail: what SES takes passes, and what its guide does not list is found."""

import pytest

from poolpost.ses.template_html import ATTRIBUTES, COMMON, MAX_BYTES, TAGS, findings

SOUND = """<html><head></head>
<body style="font-family:sans-serif"><h1 class="x">Welcome</h1>
<p>Please confirm your address.<br/></p><img src="data:image/png;base64,iVBORw0KGgo=" alt="logo" width="10"/>
<table summary="s"><tr><td colspan="2">a</td></tr></table></body></html>
"""


def test_what_the_guide_lists_passes() -> None:
    """The guide's own example, an image inside the mail, and plain text."""
    assert findings("key", SOUND) == []
    assert findings("key", "Please confirm your address.") == []


@pytest.mark.parametrize("tag", sorted(TAGS))
def test_every_tag_takes_its_attributes_and_no_other(tag: str) -> None:
    """As the guide's table says; `onclick` is in no row of it."""
    for name in COMMON | ATTRIBUTES.get(tag, frozenset()):
        assert findings("key", f'<{tag} {name}="data:image/png;base64,x">words</{tag}>') == []
    [found] = findings("key", f'<{tag} onclick="x()">words</{tag}>')
    assert (found.rule, found.level) == ("template-html-is-allowed", "block")


@pytest.mark.parametrize(
    ("content", "rule", "level", "problem"),
    [
        (
            "hi\n<a href='https://example.com'>x</a>",
            "template-html-is-allowed",
            "block",
            "line 2: <a> is not allowed; SES adds",
        ),
        ("hi <script>x</script>", "template-html-is-allowed", "block", "line 1: <script> is not allowed"),
        ("hi <style>p {}</style>", "template-html-is-allowed", "block", "<style> is not allowed"),
        ("hi <img src='https://x.example/y.png'>", "template-images-are-inside", "warn", "is not inside the mail"),
        ("hi <!-- note -->", "template-has-no-comment", "block", "comment 'note'"),
        ("hi <!--[if mso]>x<![endif]-->", "template-has-no-comment", "block", "comment '[if mso]"),
        ("hi <!-- x", "template-has-no-comment", "block", "comment"),
        ("hi <![if !mso]>x", "template-has-no-comment", "block", "comment"),
        ("hi <?xml version='1.0'?>", "template-has-no-comment", "block", "comment"),
        ("<!DOCTYPE html><p>hi</p>", "template-html-is-allowed", "warn", "the guide does not say"),
        ("<p> </p>", "template-has-content", "block", "holds no text"),
        ("x" * MAX_BYTES, "template-is-small", "block", "10,000,000 bytes"),
    ],
)
def test_what_it_does_not_list_is_found(content: str, rule: str, level: str, problem: str) -> None:
    """With its line, and what is allowed."""
    [found] = findings("key", content)
    assert (found.rule, found.level) == (rule, level)
    assert problem in found.problem
