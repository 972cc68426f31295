"""`poolpost why`: why mail does not arrive."""

from collections import Counter
from typing import Annotated

import typer
from rich.text import Text

from poolpost.aws.services import Aws
from poolpost.cli import console
from poolpost.cli import terminal as report
from poolpost.cli.options import AsJson, Environment
from poolpost.dns.view import view
from poolpost.doctor.cause import Question, Reason
from poolpost.doctor.causes import CAUSES
from poolpost.doctor.facts import Facts
from poolpost.errors import UsageError
from poolpost.findings import worst
from poolpost.settings import load
from poolpost.standards.mailboxes import parse_address


def why(
    environment: Environment,
    *,
    to: Annotated[str | None, typer.Option(help="An address that got no mail.")] = None,
    error: Annotated[str, typer.Option(help="An error text of AWS, pasted.")] = "",
    nameserver: Annotated[str | None, typer.Option(help="ADDRESS[:PORT] to ask; default: all that matter.")] = None,
    json: AsJson = False,
) -> None:
    """
    Find out why mail does not arrive; the most likely cause comes first.

    Exit codes: 0 no cause found, 1 at least one found, 2 usage, 3 something could not be checked.

    Example: poolpost why production --to jane@example.org
    """
    raise typer.Exit(run_why(environment, to=to, error=error, nameserver=nameserver, json=json))


NOTHING = (
    "no cause found. Check the spam folder, prove delivery with "
    "'poolpost doctor {name} --send', and see https://health.aws.amazon.com/health/status for Cognito and SES"
)


def run_why(environment: str, *, to: str | None, error: str, nameserver: str | None, json: bool) -> int:
    """Check every cause; return 0 if none was found, 1 if one was, 3 if something could not be checked."""
    settings = load(environment).sender  # what a standby region sends is looked for there
    facts = Facts(settings, Aws(settings), view(settings, nameserver))
    question = Question(facts=facts, to=_address(to), error=error)
    with report.working("looking for causes: account, identity, DNS, delivery and user pool"):
        facts.read_ahead()
        causes = [cause for cause in CAUSES if cause.applies(question)]
        reasons = sorted((reason for cause in causes for reason in cause.reasons(question)), key=_order)
    ruled_out = [cause.id for cause in causes if cause.id not in {reason.cause for reason in reasons}]
    if json:
        report.as_json({"environment": environment, "to": question.to, "reasons": reasons, "ruled_out": ruled_out})
    else:
        _show(environment, reasons, ruled_out)
    return worst(reasons)


def _order(reason: Reason) -> tuple[bool, int]:
    return reason.outcome != "likely", -reason.rank


def _address(to: str | None) -> str | None:
    """
    Read the address that got no mail.

    Raises:
        UsageError: it is none.
    """
    if to is None:
        return None
    try:
        return parse_address(to).address
    except ValueError as error:
        msg = f"--to: {error}"
        raise UsageError(msg) from None


def _show(environment: str, reasons: list[Reason], ruled_out: list[str]) -> None:
    out = console.console()
    likely = [reason for reason in reasons if reason.outcome == "likely"]
    for number, reason in enumerate(likely, 1):
        head = Text.assemble((f"{number}. ", "bold"), (reason.evidence, "bold red" if number == 1 else "bold"))
        out.print(head, soft_wrap=True)
        out.print(Text(f"   explains {reason.explains}; {reason.source}", style="dim"), soft_wrap=True)
        if reason.remedy:
            out.print(Text.assemble("   ", ("-> ", "green"), reason.remedy), soft_wrap=True)
    for evidence, times in Counter(reason.evidence for reason in reasons[len(likely) :]).items():
        told = f"{evidence} ({times} causes)" if times > 1 else evidence
        out.print(Text.assemble(("cannot tell: ", "magenta"), told), soft_wrap=True)
    if not reasons:
        out.print(Text(f"{environment}: {NOTHING.format(name=environment)}"), soft_wrap=True)
    if ruled_out:
        out.print(Text(f"{len(ruled_out)} other causes were checked and ruled out", style="dim"), soft_wrap=True)
