"""`poolpost doctor`: the production checklist, live."""

import time
from enum import StrEnum
from typing import Annotated

import typer

from poolpost.aws.services import Aws
from poolpost.cli import doctor_text as text
from poolpost.cli import terminal as report
from poolpost.cli.options import AsJson, Environment
from poolpost.dns.view import View, view
from poolpost.doctor import checklist
from poolpost.doctor import simulator_outcome as sending_proof
from poolpost.doctor.checks.check import Line
from poolpost.doctor.facts import Facts
from poolpost.doctor.simulator import prove
from poolpost.findings import worst
from poolpost.settings import Settings, load


class Format(StrEnum):
    """How the checklist is printed."""

    text = "text"
    json = "json"
    html = "html"


def doctor(
    environment: Environment,
    *,
    format: Annotated[Format, typer.Option(help="text, json, or html: one self-contained page.")] = Format.text,  # noqa: A002 -- the option's name
    watch: Annotated[bool, typer.Option("--watch", help="Look again until everything passes.")] = False,
    nameserver: Annotated[str | None, typer.Option(help="ADDRESS[:PORT] to ask; left out: all that matter.")] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Send to SES's mailbox simulator, and wait for the events.")
    ] = False,
    to: Annotated[str | None, typer.Option(help="With --send: a real address to send to as well.")] = None,
    json: AsJson = False,
) -> None:
    """
    Check whether mail will arrive: account, identity, DNS, delivery, user pool.

    Every line passes, fails, cannot be told or does not apply, with what was seen and what to do. Exit codes: 0 all
    passes, 1 something fails, 3 something could not be looked at. --send proves it instead: it sends three mails to
    the mailbox simulator of SES, and to nobody else unless --to names an address.

    Example: poolpost doctor production --watch
    """
    if to is not None and not send:
        raise typer.BadParameter("--to is an option of --send")
    if send and (watch or format == Format.html):
        raise typer.BadParameter("--send prints text or JSON, once")
    if send:
        raise typer.Exit(send_proof(environment, to=to, json=json or format == Format.json))
    chosen = Format.json if json else format
    raise typer.Exit(run_doctor(environment, format_=chosen.value, watch=watch, nameserver=nameserver))


WATCH_SECONDS = 30


def run_doctor(environment: str, *, format_: str, watch: bool, nameserver: str | None) -> int:
    """Run the checklist, once or until everything passes."""
    settings = load(environment)
    asked = view(settings, nameserver)
    lines = _watched(settings, asked) if watch else _look(settings, asked)
    if format_ == "json":
        report.as_json({"environment": environment, "exit_code": worst(lines), "lines": lines})
    elif format_ == "html":
        from poolpost.cli.doctor_page import page

        report.document(page(settings, lines))
    else:
        text.show(settings, lines)
    return worst(lines)


def send_proof(environment: str, *, to: str | None, json: bool) -> int:
    """Send to the mailbox simulator, and print what became of each mail."""
    settings = load(environment).sender
    proofs = prove(settings, Aws(settings), report.note, to)
    if json:
        report.as_json({"environment": environment, "proofs": proofs})
    else:
        text.show_proofs(proofs)
    return sending_proof.exit_code(proofs)


def _look(settings: Settings, asked: View) -> list[Line]:
    with report.working("looking at account, identity, DNS, delivery and user pool"):
        return list(checklist.run(Facts(settings, Aws(settings), asked)))


def _watched(settings: Settings, asked: View) -> list[Line]:
    """Look again and again until everything passes, with a line for each that changes."""
    before: dict[str, Line] = {}
    while True:
        lines = _look(settings, asked)
        for line in lines:
            known = before.get(line.title)
            if known is not None and known.outcome != line.outcome:
                report.note(f"{time.strftime('%H:%M:%S')} {line.title}: {known.outcome} -> {line.outcome}")
        before = {line.title: line for line in lines}
        if worst(lines) == 0:
            return lines
        report.note(f"{time.strftime('%H:%M:%S')} {text.summary(lines)}; looking again in {WATCH_SECONDS} s")
        time.sleep(WATCH_SECONDS)
