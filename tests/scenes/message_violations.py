"""What violates the rules about `[messages]`: rule, key, what, changes."""

from typing import Any

from poolpost.settings.tables.messages import TextFile

CODE = "messages.verification.email_message_file"
LINK = "messages.verification.email_message_by_link_file"
INVITATION = "messages.invitation.email_message_file"
SUBJECT = "messages.verification.email_subject"


def text(content: str) -> TextFile:
    """Return a file as it is after reading."""
    return TextFile(path="messages/file.html", text=content)


GOOD_CODE = text("Your code is {####}.")
GOOD_LINK = text("{##Confirm##} your address.")
GOOD_INVITATION = text("Hello {username}, your password is {####}.")

MESSAGE_VIOLATIONS: list[tuple[str, str, str, list[tuple[str, Any]]]] = [
    ("messages-fit", CODE, "a code message that is too long", [(CODE, text("{####}" + "x" * 19_995))]),
    ("messages-fit", CODE, "emoji count twice, as Java counts", [(CODE, text("{####}" + "\N{PARTY POPPER}" * 9_998))]),
    ("messages-fit", LINK, "an empty link message", [(LINK, text(""))]),
    ("messages-fit", SUBJECT, "a subject of 141 characters", [(SUBJECT, "x" * 141)]),
    (
        "message-characters-are-allowed",
        CODE,
        "a zero-width joiner",
        [(CODE, text("a\N{ZERO WIDTH JOINER}b {####}"))],
    ),
    (
        "message-characters-are-allowed",
        SUBJECT,
        "a no-break space in a subject",
        [(SUBJECT, "Your\N{NO-BREAK SPACE}code")],
    ),
    (
        "message-characters-are-allowed",
        INVITATION,
        "a control character",
        [(INVITATION, text("{username} {####}\x00"))],
    ),
    ("code-message-has-a-code", CODE, "no placeholder", [(CODE, text("Your code is on its way."))]),
    ("code-message-has-a-code", CODE, "a link's placeholder", [(CODE, text("Click {##here##}."))]),
    ("link-message-has-a-link", LINK, "a code's placeholder", [(LINK, text("Your code is {####}."))]),
    ("link-message-has-a-link", LINK, "no placeholder", [(LINK, text("Please click the link."))]),
    (
        "invitation-names-user-and-password",
        INVITATION,
        "no user name",
        [(INVITATION, text("Your password is {####}."))],
    ),
    ("invitation-names-user-and-password", INVITATION, "no password", [(INVITATION, text("Welcome {username}!"))]),
    ("verification-names-no-user", CODE, "a user name beside a code", [(CODE, text("{username}: {####}"))]),
    ("verification-names-no-user", LINK, "a user name beside a link", [(LINK, text("{username}: {##here##}"))]),
    ("verification-is-one-kind", LINK, "both kinds", [(CODE, GOOD_CODE), (LINK, GOOD_LINK)]),
    (
        "messages-need-ses",
        SUBJECT,
        "a subject with Cognito's sender",
        [
            (SUBJECT, "Your code"),
            ("user_pool.sending", "COGNITO_DEFAULT"),
            ("user_pool.from", "no-reply@mail.example.com"),
        ],
    ),
    ("messages-are-patched", "messages", "manage mode", [(CODE, GOOD_CODE), ("user_pool.mode", "manage")]),
]
