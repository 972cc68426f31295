"""
The HTML that SES takes in a custom verification e-mail.

The tables are those of the SES developer guide ("custom verification email frequently asked questions", the copy of
November 2022 in AWS's public repository of the guide): a tag or attribute outside of them is refused by SES when the
template is made. Links (`a`) are not among them: SES adds the only link itself. Pure; no network.
"""

from collections.abc import Iterator
from html.parser import HTMLParser

from poolpost.findings import Finding, Level, Rule

MAX_BYTES = 10_000_000
"""A template is smaller than 10 MB (SES developer guide); counted as UTF-8, in millions of bytes to be safe."""
GUIDE = "SES developer guide, custom verification e-mail FAQ"
COMMON = frozenset({"class", "id", "style", "title"})
# fmt: off
TAGS = frozenset({
    "abbr", "acronym", "address", "area", "b", "bdo", "big", "blockquote", "body", "br", "button", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "dir", "div", "dl", "dt", "em", "fieldset",
    "font", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "html", "i", "img", "input", "ins", "kbd",
    "label", "legend", "li", "map", "menu", "ol", "optgroup", "option", "p", "pre", "q", "s", "samp", "select",
    "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "textarea", "tfoot", "th",
    "thead", "tr", "tt", "u", "ul", "var",
})
# fmt: on
_CELL = frozenset({"abbr", "axis", "colspan", "rowspan", "width"})
ATTRIBUTES = {
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span", "width"}),
    "colgroup": frozenset({"span", "width"}),
    "img": frozenset({"align", "alt", "height", "src", "width"}),
    "ol": frozenset({"start", "type"}),
    "q": frozenset({"cite"}),
    "table": frozenset({"summary", "width"}),
    "td": _CELL,
    "th": _CELL | {"scope"},
    "ul": frozenset({"type"}),
}
"""Attributes of a tag in addition to `COMMON`."""
RULES = (
    Rule(
        id="template-html-is-allowed",
        why="SES refuses every tag and attribute that its guide does not list.",
        source=GUIDE,
    ),
    Rule(
        id="template-has-no-comment",
        why="SES refuses comments, those of editors and mail tools included.",
        source=GUIDE,
    ),
    Rule(
        id="template-is-small",
        why="SES refuses a template of 10 MB or more; images inside count.",
        source=GUIDE,
    ),
    Rule(
        id="template-has-content",
        why="A mail without a word leaves the reader with a link and no reason to trust it.",
        source="ours",
    ),
    Rule(
        id="template-images-are-inside",
        why="SES takes images inside the HTML (data:...;base64,...); whether it shows others is not documented.",
        source=GUIDE,
    ),
)
"""For docs/rules.md; `findings` below names them."""


def findings(subject: str, content: str) -> list[Finding]:
    """
    Judge a template's content.

    Args:
        subject: what findings are about, the key of the environment file.
        content: the HTML, or plain text.
    """
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return [*_whole(subject, content, reader), *reader.findings(subject)]


def _whole(subject: str, content: str, reader: "_Reader") -> Iterator[Finding]:
    size = len(content.encode())
    if size >= MAX_BYTES:
        yield _finding("template-is-small", "block", subject, f"{size:,} bytes are too many; allowed: less than 10 MB")
    if "<!--" in content and not reader.has_comment:  # never closed: parsers disagree about what it hides
        yield _finding("template-has-no-comment", "block", subject, "a comment that does not end; leave it out")
    if not reader.has_words:
        yield _finding("template-has-content", "block", subject, "holds no text; say why the mail comes, and from whom")


class _Reader(HTMLParser):
    """Notes every tag, attribute and comment that SES does not take, with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.has_words = False
        self.has_comment = False
        self._found: list[tuple[str, Level, str]] = []

    def findings(self, subject: str) -> Iterator[Finding]:
        """Return what was found, in the order of the file."""
        for rule, level, problem in self._found:
            yield _finding(rule, level, subject, problem)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag and its attributes against the guide's table."""
        if tag not in TAGS:
            hint = "; SES adds the link itself" if tag == "a" else ""
            self._note("template-html-is-allowed", "block", f"<{tag}> is not allowed{hint}; see {GUIDE}")
            return
        allowed = COMMON | ATTRIBUTES.get(tag, frozenset())
        for name, value in attrs:
            if name not in allowed:
                listed = ", ".join(sorted(allowed))
                self._note("template-html-is-allowed", "block", f"<{tag} {name}> is not allowed; allowed: {listed}")
            elif tag == "img" and name == "src" and not (value or "").startswith("data:image/"):
                problem = f"<img src={value!r}> is not inside the mail; allowed for sure: data:image/png;base64,..."
                self._note("template-images-are-inside", "warn", problem)

    def handle_data(self, data: str) -> None:
        """Notice words."""
        self.has_words = self.has_words or bool(data.strip())

    def handle_comment(self, data: str) -> None:
        """Refuse it: SES does."""
        self.has_comment = True
        self._note("template-has-no-comment", "block", f"comment {data.strip()[:40]!r}; leave it out")

    def handle_decl(self, decl: str) -> None:
        """Mention a doctype: the guide's table has tags only, so whether SES takes it is not known."""
        self._note("template-html-is-allowed", "warn", f"<!{decl}>: the guide does not say whether SES takes it")

    def unknown_decl(self, data: str) -> None:
        """Treat <![CDATA[...]]> and conditional comments of mail tools like comments."""
        self.handle_comment(data)

    def handle_pi(self, data: str) -> None:
        """Treat processing instructions (<?xml ...?>) like comments."""
        self.handle_comment(data)

    def _note(self, rule: str, level: Level, problem: str) -> None:
        self._found.append((rule, level, f"line {self.getpos()[0]}: {problem}"))


def _finding(rule: str, level: Level, subject: str, problem: str) -> Finding:
    return Finding(rule=rule, level=level, subject=subject, problem=problem)
