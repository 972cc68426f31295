"""The e-mail configuration of a pool snapshot as an environment file says it. Pure."""

from dataclasses import dataclass
from typing import Any

from poolpost.errors import Stopped, UsageError
from poolpost.pool import differences as core
from poolpost.pool import messages as pool_messages
from poolpost.settings import Settings
from poolpost.settings.edit import GONE
from poolpost.settings.second_region import default_second_region, source_arn
from poolpost.standards.mailboxes import parse_mailbox
from poolpost.standards.raw import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class FromSnapshot:
    """
    How a snapshot's e-mail configuration is written in the file.

    Attributes:
        wanted: the EmailConfiguration of the snapshot, absent members left out.
        edits: for `edit.edited`.
    """

    wanted: Json
    edits: dict[str, Any]


def from_snapshot(settings: Settings, pool: Json, path: str) -> FromSnapshot:
    """
    Compute which settings give a snapshot's EmailConfiguration.

    Args:
        settings: the environment as it is.
        pool: the snapshot's raw UserPool.
        path: of the snapshot, for messages.

    Raises:
        UsageError: the snapshot holds no e-mail configuration.
        Stopped: the file cannot express it; every reason is in the message.
    """
    if "EmailConfiguration" not in pool:
        msg = (
            f"{path} holds no EmailConfiguration (a reviewed snapshot leaves it out): name one of .poolpost/snapshots/, or a "
            "commit"
        )
        raise UsageError(msg)
    wanted = core.email_configuration(pool)
    _stop_unless_expressible(settings, wanted, path)
    sending = wanted.get("EmailSendingAccount", "COGNITO_DEFAULT")
    edits: dict[str, Any] = {"user_pool.sending": sending}
    edits["user_pool.from"] = _kept(settings.user_pool.from_, wanted.get("From"))
    edits["user_pool.reply_to"] = _kept(settings.user_pool.reply_to, wanted.get("ReplyToEmailAddress"))
    if settings.aws.standby_region is not None and "SourceArn" in wanted:
        edits["aws.standby_region.use"] = _expressible(settings)[wanted["SourceArn"]]
    name = wanted.get("ConfigurationSet")
    if sending == "DEVELOPER":
        edits["user_pool.use_configuration_set"] = GONE if name else False  # left out: yes
    if name and name != settings.configuration_set.name:
        edits["configuration_set.name"] = name
    return FromSnapshot(wanted=wanted, edits={key: new for key, new in edits.items() if new is not None})


def stop_unless_given(made: Settings, wanted: Json, path: str) -> None:
    """
    Make sure that the edited file gives the very EmailConfiguration of the snapshot; how a name is quoted aside.

    Raises:
        Stopped: it does not.
    """
    ours = made.email_configuration
    wrong = [m for m in sorted(ours.keys() | wanted.keys()) if _plain(m, ours.get(m)) != _plain(m, wanted.get(m))]
    if wrong:
        lines = [
            f"{member}: {wanted.get(member)!r} in {path}, the file can give {ours.get(member)!r}" for member in wrong
        ]
        raise Stopped("\n".join([f"environments/{made.name}.toml cannot say this; nothing was written:", *lines]))


def beside(settings: Settings, pool: Json, path: str) -> list[str]:
    """Return what a snapshot holds that this rollback does not restore, and the command that does."""
    wanted = settings.pool_messages
    saved = pool_messages.live_messages(pool, wanted)
    other = [member for member, text in wanted.items() if saved.get(member) != text]
    said = [
        f"the pool's other settings are not of this file: 'poolpost pool verify {settings.name} --snapshot {path}' compares "
        f"them, 'poolpost pool restore {settings.name} --snapshot {path}' puts them back"
    ]
    if other:
        said.append(f"[messages] sets other texts than the snapshot has, and stays: {', '.join(other)}")
    return said


def _stop_unless_expressible(settings: Settings, wanted: Json, path: str) -> None:
    """Refuse another identity: it is of another domain, region or account, or a single address."""
    arn = wanted.get("SourceArn")
    if arn is None or arn in _expressible(settings):
        return
    msg = (
        f"{path} has SourceArn {arn}, but this environment's identity is {settings.identity_arn}; nothing was written; the "
        "file can only name its own domain, region and account: change domain.name or aws.region by hand, as a change of "
        "its own, or roll back to a commit"
    )
    raise Stopped(msg)


def _expressible(settings: Settings) -> dict[str, Any]:
    """Return the SourceArns that the file can express -> the value of aws.standby_region.use with each."""
    own: dict[str, Any] = {settings.identity_arn: GONE}
    if default_second_region(settings) is not None:
        return own | {source_arn(settings): GONE}
    return own | ({settings.second.identity_arn: "sending"} if settings.second is not None else {})


def _kept(now: Any, saved: str | None) -> Any:
    """Return an edit for an address: none when it is the same, so that the file keeps its spelling."""
    if saved is None:
        return GONE
    return None if now is not None and _plain("From", str(now)) == _plain("From", saved) else saved


def _plain(member: str, value: Any) -> Any:
    """Read a sender back, so that only what it says counts."""
    if member != "From" or value is None:
        return value
    try:
        return str(parse_mailbox(str(value)))
    except ValueError:
        return value
