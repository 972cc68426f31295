"""`poolpost access`: out of the SES sandbox."""

from typing import Annotated

import typer

from poolpost.aws.services import Aws
from poolpost.aws.ses import Ses
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli.ask import confirm
from poolpost.cli.link import resend_link
from poolpost.cli.options import AsJson, Environment, Yes
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.findings import Finding, worst
from poolpost.ses import production_access as access_request
from poolpost.ses import request_text as access_text
from poolpost.ses import sandbox
from poolpost.ses.sandbox import SesAccess
from poolpost.ses.sent_request import conflict, settle
from poolpost.settings import Settings, load
from poolpost.standards.raw import Json

access = typer.Typer(help="The SES sandbox: the account's status, and the request to leave it.", no_args_is_help=True)


Second = Annotated[bool, typer.Option("--second", help="The second SES region of the environment (docs/regions.md).")]


@access.command()
def show(
    environment: Environment,
    *,
    second: Second = False,
    all_regions: Annotated[
        bool, typer.Option("--all-regions", help="Also every other SES region that the pool could send through.")
    ] = False,
    json: AsJson = False,
) -> None:
    """
    Show whether SES is in the sandbox, the review, the quota, who can receive mail, and what to do next.

    Sandbox and quota are of one region. Exit codes: 0 production access, or the sandbox where aws.sandbox accepts it;
    1 sandbox or paused; 3 AWS could not be asked.

    Example: poolpost access show production --all-regions
    """
    raise typer.Exit(show_access(environment, all_regions=all_regions, json=json, second=second))


@access.command()
def request(
    environment: Environment,
    *,
    second: Second = False,
    accept: Annotated[
        list[str] | None, typer.Option(help="Id of a rule about the text that does not see what the text says.")
    ] = None,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """
    Ask AWS for production access, with the text of the table production_access; shows it, and asks.

    Sent once, and never while the same request is under review. Exit codes: 0 sent, under review or granted already;
    1 the text is thin, AWS refused, or declined; 3 AWS could not be asked.

    Example: poolpost access request production
    """
    raise typer.Exit(request_access(environment, accepted=frozenset(accept or ()), yes=yes, json=json, second=second))


@access.command()
def resend(
    environment: Environment,
    address: Annotated[str | None, typer.Argument(help="Default: the address that the pool sends by.")] = None,
    *,
    json: AsJson = False,
) -> None:
    """
    Let AWS mail a new verification link to an address of the environment file, and change nothing else.

    The link works for 24 hours. Exit codes: 0 sent, or verified already; 1 SES does not have the address; 2 the file does
    not have it; 3 AWS could not be asked.

    Example: poolpost access resend staging
    """
    raise typer.Exit(resend_link(*_account(environment), address, json=json))


def show_access(environment: str, *, all_regions: bool, json: bool, second: bool = False) -> int:
    """Print the account's status, the environment's region first; other regions do not affect the exit code."""
    settings, aws = _account(environment, second=second)
    here = sandbox.standing(settings.aws.region, aws.ses.account())
    found = sandbox.findings(here, settings)
    recipients = [] if here.production else _recipients(settings, aws)
    others, unseen = _elsewhere(settings, aws) if all_regions else ([], [])
    found += unseen
    if json:
        report.as_json({"access": here, "recipients": recipients, "others": others, "findings": found})
        return worst(found)
    report.pairs(_shown(here, settings.aws.account_id) | (_reaches(recipients) if recipients else {}))
    if others:
        report.rows(("Region", "Mode", "Review", "Mails a day"), [_row(one) for one in [here, *others]])
    report.remarks(found)
    if not found:
        console.console().print("mail reaches everybody; there is nothing to do")
    return worst(found)


def request_access(environment: str, *, accepted: frozenset[str], yes: bool, json: bool, second: bool = False) -> int:
    """Check the text, show what would be sent, ask, send it once, and report what AWS shows afterwards."""
    unknown = accepted - {rule.id for rule in access_text.RULES}
    if unknown:
        msg = f"there is no rule {', '.join(sorted(unknown))}; there are: {', '.join(rule.id for rule in access_text.RULES)}"
        raise UsageError(msg)
    settings, aws = _account(environment, second=second)
    ses = aws.ses
    before = sandbox.standing(ses.region, ses.account())
    if before.production:
        return _done(before, f"SES in {ses.region} has production access already; nothing was sent", json=json)
    body = access_request.request(settings)
    asked = access_request.text_of(settings)
    if body is None or asked is None:
        raise Stopped(access_request.MISSING_TABLE.format(name=environment))
    if access_request.is_pending(before, body):
        return _done(before, f"AWS is reviewing this very request already{before.case}; nothing was sent", json=json)
    if before.review == "PENDING":
        raise Stopped(conflict(before, settings))
    found = list(access_text.findings(asked, accepted))
    report.remarks(found, error=True)
    if worst(found):
        msg = "nothing was sent; a rule that does not see what the text says is passed over with --accept RULE"
        raise Stopped(msg)
    _show_request(before, body, settings)
    if not yes:
        question = f"Send this to AWS for SES in {ses.region} of account {settings.aws.account_id}"
        confirm(question, otherwise="nothing was sent")
    sent = ses.put_account_details(body)
    settled = settle(settings, body, sent, lambda: sandbox.standing(ses.region, ses.account()))
    return _done(settled.access, settled.sentence, json=json)


def _show_request(before: SesAccess, body: Json, settings: Settings) -> None:
    """Show every member, on standard error: standard output is for the result."""
    report.note(f"PutAccountDetails for SES in {before.region}, account {settings.aws.account_id}:")
    for member, value in body.items():
        text = ", ".join(value) if isinstance(value, list) else str(value)
        report.note(f"  {member}: " + text.strip().replace("\n", "\n    "))
    if before.review == "DENIED":
        report.note(f"the last request was denied; AWS may refuse this one: {sandbox.next_step(before, settings)}")


def _done(now: SesAccess, sentence: str, *, json: bool) -> int:
    if json:
        report.as_json({"result": sentence, "access": now})
    else:
        console.console().print(sentence, soft_wrap=True)
    return 0


def _elsewhere(settings: Settings, aws: Aws) -> tuple[list[SesAccess], list[Finding]]:
    """Read the other regions that the pool could send through; one that cannot be read is reported, not omitted."""
    seen: list[SesAccess] = []
    unseen: list[Finding] = []
    for region in sandbox.candidate_regions(settings)[1:]:
        try:
            seen.append(sandbox.standing(region, Ses(aws.account, region).account()))
        except CannotDecide as error:
            unseen.append(Finding(rule="region-was-looked-at", level="unknown", subject=region, problem=str(error)))
    return seen, unseen


def _recipients(settings: Settings, aws: Aws) -> list[sandbox.Recipient]:
    names = sandbox.reachable_names(settings)
    return sandbox.reachable(settings, {name: aws.ses.identity(name) for name in names})


def _shown(here: SesAccess, account_id: str) -> dict[str, str]:
    daily = "without limit" if here.daily_quota == sandbox.UNLIMITED else _number(here.daily_quota)
    return {
        "account": f"{account_id}, SES in {here.region}",
        "mode": here.mode,
        "enforcement": here.enforcement or "not reported",
        "sending": "on" if here.sending else "off",
        "review": (here.review or "never asked for") + here.case,
        "quota": f"{daily} in 24 hours, {_number(here.per_second)} a second",
        "sent": f"{_number(here.sent)} in the last 24 hours",
    }


def _reaches(recipients: list[sandbox.Recipient]) -> dict[str, str]:
    words = {
        "verified": "mail reaches",
        "pending": "waits for a click or DNS",
        "failed": "verification ran out",
        "absent": "not in SES yet: deploy",
    }
    shown = {word: ", ".join(one.name for one in recipients if one.state == state) for state, word in words.items()}
    return {"mail reaches": shown["mail reaches"] or "nobody"} | {word: names for word, names in shown.items() if names}


def _row(one: SesAccess) -> tuple[str, ...]:
    daily = "without limit" if one.daily_quota == sandbox.UNLIMITED else _number(one.daily_quota)
    return one.region, one.mode, one.review or "-", daily


def _number(value: float | None) -> str:
    return "not reported" if value is None else f"{value:g}"


def _account(environment: str, *, second: bool = False) -> tuple[Settings, Aws]:
    loaded = load(environment)
    settings = loaded.second if second else loaded
    if settings is None:
        raise UsageError("--second: this environment has one SES region (docs/regions.md)")
    aws = Aws(settings)
    aws.account.check()
    return settings, aws
