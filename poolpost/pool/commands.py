"""What the commands below `poolpost pool` do. Each returns its exit code."""

import json as json_library
import os

from poolpost import console, report
from poolpost.aws.account import Aws
from poolpost.aws.user_pool_members import unknown_members
from poolpost.errors import Stopped
from poolpost.findings import exit_code
from poolpost.pool import messages as pool_messages
from poolpost.pool.apply import apply, missing_for_mail, wait_until_ready
from poolpost.pool.differences import email_configuration, fingerprint
from poolpost.pool.name_collision import refuse_namesakes
from poolpost.settings import Settings, load
from poolpost.settings.terraform_names import JUDGED, PLANNED


def show_pool(environment: str, *, json: bool) -> int:
    """Print the live e-mail configuration, and the messages of the file, beside the wanted ones; what keeps mail away too."""
    settings, aws = account_of(environment)
    pool, messages = aws.user_pool(), settings.pool_messages
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
        console.console().print(f"user pool {pool['Id']} ({pool['Name']}): its e-mail configuration {verdict}")
        report.remarks(missing)
        report.side_by_side("EmailConfiguration", ("live", live), ("wanted", wanted))
        if messages:
            report.rows(("Message", "State", "Live"), pool_messages.states(pool, messages))
        if unknown:
            report.note(f"settings that this poolpost does not know: {', '.join(unknown)}")
    return 0 if live == wanted and same_messages and not missing else 1


def apply_pool(environment: str, *, accepted: frozenset[str], json: bool) -> int:
    """Write the e-mail configuration and the messages; what Terraform planned must be what the environment file says."""
    settings = load(environment)
    planned = os.environ.get(PLANNED)
    if planned is not None and _parsed(planned) != settings.planned:
        msg = (
            f"environments/{environment}.toml is not the file that the plan was made from; the user pool was left as it "
            f"is; run 'cdktf deploy {environment}' again, so that the plan shows what will be written"
        )
        raise Stopped(msg)
    done = apply(settings, Aws(settings), report.note, accepted=accepted)
    if json:
        report.as_json(done)
        return 0
    if done.unknown:
        report.note(f"settings that this poolpost does not know: {', '.join(done.unknown)}")
    if done.changed:
        report.side_by_side("EmailConfiguration", ("before", done.before), ("after", done.after))
        email = ["EmailConfiguration"] if done.before != done.after else []
        what = ", ".join([*email, *done.messages])
        console.console().print(f"user pool {settings.user_pool.id}: only {what} changed", soft_wrap=True)
    if done.others:
        report.note(
            f"but somebody else changed it before, as listed above; 'poolpost pool restore {environment}' puts it back"
        )
    return 0


def pool_ready(environment: str, *, json: bool) -> int:
    """Wait as long as the environment allows, and say what is missing."""
    settings, aws = account_of(environment)
    missing = wait_until_ready(settings, aws, report.note)
    judged = os.environ.get(JUDGED)
    if judged is not None and settings.user_pool.id_ is None:
        refuse_namesakes(settings, aws)
    elif judged is not None and fingerprint(aws.user_pool()) != judged:
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
        console.console().print(f"user pool {settings.user_pool.title}: mail would arrive")
    return exit_code(missing)


def _parsed(planned: str) -> object:
    try:
        return json_library.loads(planned)
    except ValueError:
        return None


def account_of(environment: str) -> tuple[Settings, Aws]:
    """Load an environment, and make sure that the credentials are of its account."""
    settings = load(environment)
    aws = Aws(settings)
    aws.check_account()
    return settings, aws
