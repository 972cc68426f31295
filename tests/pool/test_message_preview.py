"""Pages that show a mail before anybody gets it: sample values in, and nothing of the body loose in the page."""

from html.parser import HTMLParser

from poolpost.cli.messages import page
from poolpost.pool.message_preview import previews
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.message_violations import CODE, GOOD_LINK, INVITATION, LINK, SUBJECT, text


class _Frame(HTMLParser):
    """Notes the frame that the mail is in, the tags around it, and the page's text."""

    def __init__(self) -> None:
        super().__init__()
        self.frame: dict[str, str | None] = {}
        self.tags: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the frame's attributes, unescaped as a browser reads them."""
        self.tags.add(tag)
        if tag == "iframe":
            self.frame = dict(attrs)

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.words += data


def _page(settings: Settings, number: int = 0) -> _Frame:
    reader = _Frame()
    reader.feed(page(settings, previews(settings)[number]))
    return reader


def test_placeholders_become_sample_values(settings: MakeSettings) -> None:
    """Code, link, user name and temporary password, wherever they stand."""
    made = settings(
        (CODE, text("<p>{####} and again {####}</p>")),
        (LINK, text("<p>{##Confirm <b>now</b>##}</p>")),
        (INVITATION, text("<p>{username}: {####}</p>")),
    )
    code, link, invitation = previews(made)
    assert code.body == "<p>123456 and again 123456</p>"
    assert link.body is not None
    assert link.body.endswith(">Confirm <b>now</b></a></p>")
    assert "confirmation_code=123456" in link.body
    assert invitation.body == "<p>jane.doe: 123456</p>"
    assert [mail.name for mail in (code, link, invitation)] == ["verification-code", "verification-link", "invitation"]


def test_the_page_names_sender_and_subject(settings: MakeSettings) -> None:
    """What a mail client shows above the body, escaped."""
    shown = _page(settings((SUBJECT, "Codes & <keys>"), (CODE, text("<p>{####}</p>"))))
    assert "Codes & <keys>" in shown.words
    assert "Example Sign-in <no-reply@mail.example.com>" in shown.words
    assert "support@example.com" in shown.words


def test_a_body_cannot_leave_its_frame(settings: MakeSettings) -> None:
    """The frame is sandboxed without exceptions, and the body reaches it byte for byte, quotes and scripts included."""
    body = """<p title='"'>{####}</p></iframe><script>alert("x")</script>&amp;"""
    shown = _page(settings((CODE, text(body))))
    assert shown.frame["srcdoc"] == body.replace("{####}", "123456")
    assert shown.frame["sandbox"] in (None, "")
    assert "script" not in shown.tags


def test_a_plain_text_is_told_to_lose_its_lines(settings: MakeSettings) -> None:
    """Cognito sends HTML; whoever writes lines without tags sees them run together."""
    assert "line breaks show as spaces" in _page(settings((CODE, text("Hello,\nyour code is {####}.")))).words
    assert "line breaks show as spaces" not in _page(settings((CODE, text("Hello,<br>code {####}")))).words
    assert previews(settings((CODE, text("1 < 2: {####}"))))[0].plain


def test_a_subject_alone_says_that_the_body_stays(settings: MakeSettings) -> None:
    """And a body alone that the subject does."""
    shown = _page(settings((SUBJECT, "Your code")))
    assert "the pool's own stays" in shown.words
    assert not shown.frame
    assert "(the pool's own subject; the file sets none)" in _page(settings((LINK, GOOD_LINK))).words


def test_cognitos_own_sender_is_named(settings: MakeSettings) -> None:
    """Without a From of one's own the page still says who it is from."""
    made = settings((CODE, text("{####}")))
    pool = made.user_pool.model_copy(update={"from_": None, "reply_to": None})
    shown = _page(made.model_copy(update={"user_pool": pool}))
    assert "Cognito's own sender" in shown.words
    assert "Reply-To" not in shown.words
