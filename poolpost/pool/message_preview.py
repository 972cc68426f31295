"""
What Cognito's mails will look like: each text of [messages] with sample values in place of its placeholders. Pure.

Cognito sends them as HTML (developer guide: "You can use HTML tags in this message"); the page shows the body in a
sandboxed frame, so that nothing in it can run or reach the page around it.
"""

import html
import re
from dataclasses import dataclass

from poolpost.settings import Settings
from poolpost.settings.rules.messages import CODE, LINK, USER_NAME

SAMPLE_CODE = "123456"
SAMPLE_USER = "jane.doe"
SAMPLE_LINK = (
    "https://your-pool-domain.example/confirmUser/?client_id=sample&amp;user_name=jane.doe&amp;confirmation_code=123456"
)
"""The developer guide's form of the link; `&` is escaped, since it is in HTML."""
_TAG = re.compile(r"<[a-zA-Z!/]")
_DEFAULT_SUBJECT = "(the pool's own subject; the file sets none)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """
    One mail.

    Attributes:
        name: of its file, without the ending.
        when: what makes Cognito send it.
        subject: as it will be; the pool's own where the file sets none.
        body: HTML with sample values; None where the file sets none and the pool's own stays.
        plain: whether the body has no tag, so that its line breaks will not show.
    """

    name: str
    when: str
    subject: str
    body: str | None
    plain: bool


def previews(settings: Settings) -> list[Preview]:
    """Return a preview of every mail of which the environment file sets the subject or the body."""
    texts = settings.pool_messages
    made: list[Preview] = []
    for name, (when, subject_path, body_path) in _MAILS.items():
        subject, body = texts.get(subject_path), texts.get(body_path)
        if subject is not None or body is not None:
            filled = None if body is None else _filled(body, link=name == "verification-link")
            plain = body is not None and not _TAG.search(body)
            made.append(Preview(name=name, when=when, subject=subject or _DEFAULT_SUBJECT, body=filled, plain=plain))
    return made


_TEMPLATE, _INVITATION = "VerificationMessageTemplate", "AdminCreateUserConfig.InviteMessageTemplate"
_MAILS = {
    "verification-code": (
        "Verification by code, a forgotten password, a changed address",
        f"{_TEMPLATE}.EmailSubject",
        f"{_TEMPLATE}.EmailMessage",
    ),
    "verification-link": (
        "Verification by link, after sign-up and when a user asks for it again",
        f"{_TEMPLATE}.EmailSubjectByLink",
        f"{_TEMPLATE}.EmailMessageByLink",
    ),
    "invitation": (
        "Invitation of a user whom an administrator has made; the code is the temporary password",
        f"{_INVITATION}.EmailSubject",
        f"{_INVITATION}.EmailMessage",
    ),
}
"""Name -> when it is sent, and the paths of subject and body."""


def _filled(body: str, *, link: bool) -> str:
    if link:
        body = LINK.sub(lambda found: f'<a href="{SAMPLE_LINK}">{found[0][3:-3]}</a>', body)
    return body.replace(CODE, SAMPLE_CODE).replace(USER_NAME, html.escape(SAMPLE_USER))
