"""Rules about the texts of `[messages]`: what Cognito rejects, or sends in an unintended way."""

import re
import unicodedata
from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import rule

_API = "botocore cognito-idp: VerificationMessageTemplateType, MessageTemplateType"
_GUIDE = "Cognito developer guide, cognito-user-pool-settings-message-customizations"
MESSAGE_LENGTH = (6, 20_000)
SUBJECT_LENGTH = (1, 140)
CODE = "{####}"
LINK = re.compile(r"\{##[^{}]+##\}")
"""A link's placeholder; `{####}` is none: its text is empty."""
USER_NAME = "{username}"

_SUBJECTS = {
    "messages.verification.email_subject": "VerificationMessageTemplate.EmailSubject",
    "messages.verification.email_subject_by_link": "VerificationMessageTemplate.EmailSubjectByLink",
    "messages.invitation.email_subject": "AdminCreateUserConfig.InviteMessageTemplate.EmailSubject",
}
CODE_KEY = "messages.verification.email_message_file"
LINK_KEY = "messages.verification.email_message_by_link_file"
INVITATION_KEY = "messages.invitation.email_message_file"
_BODIES = {
    CODE_KEY: "VerificationMessageTemplate.EmailMessage",
    LINK_KEY: "VerificationMessageTemplate.EmailMessageByLink",
    INVITATION_KEY: "AdminCreateUserConfig.InviteMessageTemplate.EmailMessage",
}
_SPACES = frozenset(" \t\n\v\f\r")
"""What `\\s` of the API's pattern is in Java and Go, which judge it: no other space of Unicode."""


@rule("messages-fit", "messages", source=_API)
def messages_fit(settings: Settings) -> Iterator[Problem]:
    """Cognito accepts bodies of 6 to 20,000 characters and subjects of up to 140, including the code."""
    for keys, (shortest, longest) in ((_SUBJECTS, SUBJECT_LENGTH), (_BODIES, MESSAGE_LENGTH)):
        for key, text in _texts(settings, keys):
            length = len(text.encode("utf-16-le")) // 2  # as Java counts: an emoji is two
            if not shortest <= length <= longest:
                yield blocked(key, f"holds {length:,} characters; allowed: {shortest:,} to {longest:,}")


@rule("message-characters-are-allowed", "messages", source=f"{_API}: [\\p{{L}}\\p{{M}}\\p{{S}}\\p{{N}}\\p{{P}}\\s*]")
def message_characters_are_allowed(settings: Settings) -> Iterator[Problem]:
    """The API allows no control or formatting characters, and no white space except space, tab and line break."""
    for key, text in _texts(settings, _SUBJECTS | _BODIES):
        for character in sorted(set(filter(_refused, text))):
            line = text.count("\n", 0, text.index(character)) + 1
            name = unicodedata.name(character, "a control character")
            hint = f"; in HTML write &#{ord(character)};" if key in _BODIES else "; remove it"
            yield blocked(key, f"line {line} has U+{ord(character):04X} ({name}), which the API does not allow{hint}")


@rule("code-message-has-a-code", "messages", source=f"{_GUIDE}; {_API}")
def code_message_has_a_code(settings: Settings) -> Iterator[Problem]:
    """Without the code the mail is useless; Cognito rejects the text."""
    for key, text in _texts(settings, {CODE_KEY: _BODIES[CODE_KEY]}):
        if CODE not in text:
            yield blocked(key, f"has no {CODE}, where Cognito puts the code")


@rule(
    "link-message-has-a-link", "messages", source=f"{_GUIDE}; terraform-provider-aws #3770: {{####}} is refused there"
)
def link_message_has_a_link(settings: Settings) -> Iterator[Problem]:
    """A link needs a text between its markers; `{####}` is the placeholder of the code, and Cognito rejects it alone."""
    for key, text in _texts(settings, {LINK_KEY: _BODIES[LINK_KEY]}):
        if not LINK.search(text):
            yield blocked(key, "has no link; add one such as {##Confirm your address##}")


@rule(
    "invitation-names-user-and-password",
    "messages",
    source="AWS provider 5.100.0, invite_message_template; Cognito developer guide of 2023",
)
def invitation_names_user_and_password(settings: Settings) -> Iterator[Problem]:
    """An invited user knows neither the user name nor the temporary password."""
    for key, text in _texts(settings, {INVITATION_KEY: _BODIES[INVITATION_KEY]}):
        for placeholder, what in ((USER_NAME, "the user name"), (CODE, "the temporary password")):
            if placeholder not in text:
                yield blocked(key, f"has no {placeholder}, where Cognito puts {what}")


@rule("verification-names-no-user", "messages", source=f"{_GUIDE}, placeholders; aws-cdk #7790")
def verification_names_no_user(settings: Settings) -> Iterator[Problem]:
    """Only invitations can contain the user name: Cognito rejects a verification text with it."""
    for key, text in _texts(settings, {key: _BODIES[key] for key in (CODE_KEY, LINK_KEY)}):
        if USER_NAME in text:
            yield blocked(key, f"has {USER_NAME}, which only invitations may contain; remove it")


@rule(
    "verification-is-one-kind",
    "messages",
    source="terraform-provider-aws acceptance tests set both; botocore says that both is an error",
)
def verification_is_one_kind(settings: Settings) -> Iterator[Problem]:
    """With links, passwords are still reset by code, so both texts make sense; AWS's reference says that both is an error."""
    template = settings.messages.verification
    if template.email_message_file is not None and template.email_message_by_link_file is not None:
        problem = "is set together with a text for codes; if AWS rejects both (then nothing changes), remove one"
        yield warned(LINK_KEY, problem)


@rule("messages-need-ses", "messages", "user_pool", source=f"{_API}: allowed only if EmailSendingAccount is DEVELOPER")
def messages_need_ses(settings: Settings) -> Iterator[Problem]:
    """Cognito's default sender sends only Cognito's own texts."""
    if settings.user_pool.sending != "DEVELOPER":
        for key, _text in _texts(settings, _SUBJECTS | _BODIES):
            yield blocked(key, f"needs user_pool.sending = 'DEVELOPER'; the file says {settings.user_pool.sending!r}")


@rule(
    "messages-are-patched",
    "messages",
    "user_pool",
    source="in manage mode the provider writes, and these attributes are ignored there",
)
def messages_are_patched(settings: Settings) -> Iterator[Problem]:
    """In manage mode the pool's owner sets the texts; Terraform would overwrite them."""
    if settings.user_pool.mode == "manage" and settings.pool_messages:
        yield blocked(
            "messages",
            "is for user_pool.mode = 'patch'; with 'manage' remove it and set the texts where the pool is configured",
        )


def _texts(settings: Settings, keys: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield key and text of those that are set."""
    members = settings.messages.members
    for key, path in keys.items():
        if path in members:
            yield key, members[path]


def _refused(character: str) -> bool:
    """Return whether the API's pattern excludes a character; a character unknown to Python's tables is left to AWS."""
    category = unicodedata.category(character)
    return category[0] in "CZ" and category != "Cn" and character not in _SPACES


RULES = (
    messages_fit,
    message_characters_are_allowed,
    code_message_has_a_code,
    link_message_has_a_link,
    invitation_names_user_and_password,
    verification_names_no_user,
    verification_is_one_kind,
    messages_need_ses,
    messages_are_patched,
)
