"""
The table [messages]: what Cognito writes in verification and invitation mails.

Subjects are in the file, bodies in files next to it; both are read with the environment, so that synthesis and the
safety step use the same text. Keys are the API's members in snake case, values are the API's.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

from poolpost.settings import fields as f
from poolpost.settings.project_files import read_text
from poolpost.settings.section import Section

DIRECTORY = Path("environments")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """
    A file whose text the environment needs.

    Attributes:
        path: relative to the directory of the environment file.
        text: its content, without the last line end.
    """

    path: str
    text: str


def _read(value: object, info: ValidationInfo) -> TextFile:
    """Read the file that a key names; `info.context` holds the directory of the environment file."""
    if isinstance(value, TextFile):
        return value
    if not isinstance(value, str) or not re.fullmatch(f.RELATIVE_PATH, value):
        msg = f"{value!r} is not a path below environments/; allowed is one such as 'messages/code.html', without '..'"
        raise ValueError(msg)
    directory: Path = (info.context or {}).get("directory", DIRECTORY)
    try:
        text = read_text(directory / value, within=directory.parent)
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
        msg = f"{value!r} cannot be read ({reason}); it is expected in {directory.as_posix()}/"
        raise ValueError(msg) from None
    return TextFile(path=value, text=text.removesuffix("\n"))


MessageFile = Annotated[
    TextFile,
    PlainValidator(_read),
    PlainSerializer(lambda file: file.path),
    WithJsonSchema({"type": "string", "pattern": f"^(?:{f.RELATIVE_PATH})$"}),
]


class VerificationMessage(Section):
    """VerificationMessageTemplate: the mail with which an address is confirmed or a password reset."""

    default_email_option: Literal["CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK"] | None = Field(
        default=None,
        description="Whether a new user gets a code or a link (passwords are reset by code). Default: the pool's value is kept.",
    )
    email_subject: f.OneLine | None = Field(
        default=None,
        description="Subject of mails with a code, up to 140 characters. Default: the pool's value is kept.",
    )
    email_message_file: MessageFile | None = Field(
        default=None,
        description="HTML file, relative to environments/, with {####} for the code. Default: the pool's value is kept.",
    )
    email_subject_by_link: f.OneLine | None = Field(
        default=None,
        description="Subject of mails with a link, up to 140 characters. Default: the pool's value is kept.",
    )
    email_message_by_link_file: MessageFile | None = Field(
        default=None,
        description="HTML file with {##text of the link##}; it needs a domain of the pool. Default: the pool's value is kept.",
    )


class InvitationMessage(Section):
    """AdminCreateUserConfig.InviteMessageTemplate: the mail to a user created by an administrator."""

    email_subject: f.OneLine | None = Field(
        default=None, description="Subject, up to 140 characters. Default: the pool's value is kept."
    )
    email_message_file: MessageFile | None = Field(
        default=None,
        description="HTML file with {username} and {####} for the temporary password. Default: the pool's value is kept.",
    )


class Messages(Section):
    """Texts of the pool's mails, written by `pool apply` together with the e-mail configuration."""

    verification: VerificationMessage = Field(default=VerificationMessage())
    invitation: InvitationMessage = Field(default=InvitationMessage())

    @property
    def members(self) -> dict[str, str]:
        """The configured texts, by their path in the objects of DescribeUserPool and UpdateUserPool."""
        template, invitation = self.verification, self.invitation
        wanted = {
            "VerificationMessageTemplate.DefaultEmailOption": template.default_email_option,
            "VerificationMessageTemplate.EmailSubject": template.email_subject,
            "VerificationMessageTemplate.EmailMessage": _text(template.email_message_file),
            "VerificationMessageTemplate.EmailSubjectByLink": template.email_subject_by_link,
            "VerificationMessageTemplate.EmailMessageByLink": _text(template.email_message_by_link_file),
            "AdminCreateUserConfig.InviteMessageTemplate.EmailSubject": invitation.email_subject,
            "AdminCreateUserConfig.InviteMessageTemplate.EmailMessage": _text(invitation.email_message_file),
        }
        return {path: value for path, value in wanted.items() if value is not None}


def _text(file: TextFile | None) -> str | None:
    return None if file is None else file.text
