"""
Custom verification e-mail templates: what the environment file wants, and how it compares with what SES has.

AWS provider 5.100.0 has no resource for them, so `poolpost templates` writes them. Sending them
(SendCustomVerificationEmail) is the application's business, and needs production access.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from poolpost.errors import Stopped
from poolpost.findings import Finding, Rule
from poolpost.ses import template_html as verification_html
from poolpost.settings import Settings
from poolpost.settings.files import DIRECTORY
from poolpost.settings.project_files import read_text
from poolpost.standards.domain_names import is_within
from poolpost.standards.raw import Json

State = Literal["same", "differs", "only in file", "only live"]
MEMBERS = ("FromEmailAddress", "TemplateSubject", "TemplateContent", "SuccessRedirectionURL", "FailureRedirectionURL")
RULES = (
    Rule(id="template-file-is-there", why="A template without its content cannot be made.", source="ours"),
    Rule(
        id="template-sender-is-verified",
        why="SES takes a template only from an address that it has verified.",
        source="SES developer guide, custom verification e-mail templates",
    ),
    *verification_html.RULES,
)
"""For docs/rules.md; `findings` below names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """
    A template of the file next to the one of the same name in SES.

    Attributes:
        name: unique in the account and region.
        state: same, differs, only in file, or only live.
        members: what differs, in the API's names.
    """

    name: str
    state: State
    members: tuple[str, ...] = ()


def wanted(settings: Settings, directory: Path = DIRECTORY) -> dict[str, Json]:
    """
    Return the API's request for each template of the file.

    Raises:
        Stopped: content files cannot be read, or hold what SES does not take; all of it is in the message.
    """
    found = [finding for finding in findings(settings, directory) if finding.level == "block"]
    if found:
        raise Stopped("\n".join(f"environments/{settings.name}.toml: {one}" for one in found))
    return {
        name: {
            "TemplateName": name,
            "FromEmailAddress": template.from_.address,
            "TemplateSubject": template.subject,
            "TemplateContent": read_text(directory / template.content_file, within=directory.parent),
            "SuccessRedirectionURL": template.success_url,
            "FailureRedirectionURL": template.failure_url,
        }
        for name, template in sorted(settings.verification_templates.items())
    }


def findings(settings: Settings, directory: Path = DIRECTORY) -> Iterator[Finding]:
    """Judge every template of the file offline: its content, and who it comes from."""
    senders = {box.address for box in settings.addresses.senders} | set(settings.verified_addresses)
    for name, template in settings.verification_templates.items():
        sender, key = template.from_, f"verification_templates.{name}"
        inside = settings.has_domain and is_within(sender.domain, settings.domain.name)
        if not inside and sender.address not in senders:
            problem = (
                f"{sender.address!r} is neither in {settings.sender_domain!r} nor among addresses.senders: SES takes verified "
                "senders only"
            )
            yield Finding(rule="template-sender-is-verified", level="warn", subject=f"{key}.from", problem=problem)
        subject = f"{key}.content_file"
        try:
            content = read_text(directory / template.content_file, within=directory.parent)
        except (OSError, UnicodeDecodeError) as error:
            reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
            problem = f"{template.content_file!r} cannot be read ({reason}); it is expected in {directory.as_posix()}/"
            yield Finding(rule="template-file-is-there", level="block", subject=subject, problem=problem)
        else:
            yield from verification_html.findings(subject, content)


def compared(in_file: Mapping[str, Json], live: Mapping[str, Json]) -> list[Compared]:
    """Compare by name; line ends and the space around a content say nothing."""
    return [_compared(name, in_file.get(name), live.get(name)) for name in sorted(in_file.keys() | live.keys())]


def _compared(name: str, in_file: Json | None, live: Json | None) -> Compared:
    if live is None:
        return Compared(name=name, state="only in file")
    if in_file is None:
        return Compared(name=name, state="only live")
    members = tuple(member for member in MEMBERS if _plain(in_file.get(member)) != _plain(live.get(member)))
    return Compared(name=name, state="differs" if members else "same", members=members)


def _plain(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n").strip()
