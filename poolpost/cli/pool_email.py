"""`poolpost pool show`, `apply` and `ready`: the pool's e-mail configuration as it is, as it is wanted, and its write."""

import json as json_library
import os

from poolpost.aws.services import Aws
from poolpost.aws.user_pool_members import unknown_members
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.errors import Stopped, UsageError
from poolpost.findings import worst
from poolpost.pool import messages as pool_messages
from poolpost.pool.apply import apply as apply_email
from poolpost.pool.apply import missing_for_mail, wait_until_ready
from poolpost.pool.differences import email_configuration, fingerprint
from poolpost.pool.name_collision import refuse_namesakes
from poolpost.settings import Settings, load
from poolpost.settings.replicas import about_replica
from poolpost.settings.terraform_names import JUDGED, PLANNED


def show_pool(environment: str, *, replica: str | None = None, json: bool) -> int:
    """Print live and wanted e-mail configuration, the messages of the file, and what keeps mail from arriving."""
    settings, aws = account_of(environment, replica)
    pool, messages = aws.cognito.user_pool(), settings.pool_messages
    live, wanted, unknown = email_configuration(pool), settings.email_configuration, unknown_members(pool)
    same_messages = pool_messages.as_wanted(pool, messages)
    missing = missing_for_mail(settings, aws) if live == wanted else []
    if json:
        shown = {"user_pool_id": pool["Id"], "live": live, "wanted": wanted, "unknown_members": unknown}
        texts = {"live": pool_messages.live_messages(pool, messages), "wanted": messages}
        report.as_json(shown | {"missing": missing} | ({"messages": texts} if messages else {}))
    else:
        verdict = "is as wanted" if live == wanted else "is not as wanted"
        verdict += ", but its mail does not arrive" if missing else ""
        console.console().print(
            f"user pool {pool['Id']} ({pool['Name']}{where(settings)}): its e-mail configuration {verdict}"
        )
        report.remarks(missing)
        report.side_by_side("EmailConfiguration", ("live", live), ("wanted", wanted))
        if messages:
            report.rows(("Message", "State", "Live"), pool_messages.text_states(pool, messages))
        if unknown:
            report.note(f"settings that this poolpost does not know: {', '.join(unknown)}")
        for region in settings.user_pool.replicas:
            report.note(f"its replica: 'poolpost pool show {settings.name} --replica {region}'")
    return 0 if live == wanted and same_messages and not missing else 1


def apply_pool(environment: str, *, replica: str | None = None, accepted: frozenset[str], json: bool) -> int:
    """Write the e-mail configuration and the messages; what Terraform planned must be what the environment file says."""
    settings = settings_of(environment, replica)
    planned = os.environ.get(PLANNED)
    if planned is not None and _parsed(planned) != settings.planned:
        msg = (
            f"environments/{environment}.toml is not the file that the plan was made from; the user pool was left as it "
            f"is; run 'cdktf deploy {environment}' again, so that the plan shows what will be written"
        )
        raise Stopped(msg)
    done = apply_email(settings, Aws(settings), report.note, accepted=accepted)
    if json:
        report.as_json(done)
        return 0
    if done.unknown:
        report.note(f"settings that this poolpost does not know: {', '.join(done.unknown)}")
    if done.changed:
        report.side_by_side("EmailConfiguration", ("before", done.before), ("after", done.after))
        email = ["EmailConfiguration"] if done.before != done.after else []
        what = ", ".join([*email, *done.messages])
        console.console().print(
            f"user pool {settings.user_pool.id}{where(settings)}: only {what} changed", soft_wrap=True
        )
    if done.others:
        report.note(
            f"but somebody else changed it before, as listed above; 'poolpost pool restore {settings.pool_argument}' puts it back"
        )
    return 0


def pool_ready(environment: str, *, replica: str | None = None, json: bool) -> int:
    """Wait as long as the environment allows, and report what is missing."""
    settings, aws = account_of(environment, replica)
    missing = wait_until_ready(settings, aws, report.note)
    judged = os.environ.get(JUDGED)
    if judged is not None and settings.user_pool.id_ is None:
        refuse_namesakes(settings, aws)
    elif judged is not None and fingerprint(aws.cognito.user_pool()) != judged:
        msg = (
            f"user pool {settings.user_pool.id} was changed by somebody else since the gate judged it; its e-mail was not "
            "written; run it again, so that the plan shows the pool as it is"
        )
        raise Stopped(msg)
    if json:
        report.as_json(missing)
    elif missing:
        report.findings(f"environments/{environment}.toml", missing)
    else:
        console.console().print(f"user pool {settings.user_pool.title}{where(settings)}: mail would arrive")
    return worst(missing)


def _parsed(planned: str) -> object:
    try:
        return json_library.loads(planned)
    except ValueError:
        return None


def settings_of(environment: str, replica: str | None) -> Settings:
    """
    Load an environment, or what it says about the pool's replica in a Region.

    Raises:
        UsageError: the file names no replica there.
    """
    settings = load(environment)
    if replica is None:
        return settings
    named = settings.user_pool.replicas
    if replica not in named:
        allowed = ", ".join(named) or "none, since the file has no [user_pool.replicas]"
        msg = f"environments/{settings.name}.toml names no replica in {replica!r}; allowed: {allowed}"
        raise UsageError(msg)
    return about_replica(settings, replica)


def account_of(environment: str, replica: str | None = None) -> tuple[Settings, Aws]:
    """Load an environment, or its pool's replica, and check that the credentials belong to its account."""
    settings = settings_of(environment, replica)
    aws = Aws(settings)
    aws.account.check()
    return settings, aws


def where(settings: Settings) -> str:
    """Return what a sentence adds to the id of a replica, which is its primary's; '' for the pool itself."""
    return f", replica in {settings.replica}" if settings.replica else ""
