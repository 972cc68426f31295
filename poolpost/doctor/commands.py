"""What `poolpost doctor` does: look at everything, show it, and say by the exit code whether all is well."""

import time

from poolpost import report
from poolpost.aws.account import Aws
from poolpost.dns.check import View, view
from poolpost.doctor import checklist, sending_proof, text
from poolpost.doctor.check import Line, exit_code
from poolpost.doctor.facts import Facts
from poolpost.doctor.sending import prove
from poolpost.settings import Settings, load

WATCH_SECONDS = 30


def doctor(environment: str, *, format_: str, watch: bool, nameserver: str | None) -> int:
    """Run the checklist, once or until everything passes."""
    settings = load(environment)
    asked = view(settings, nameserver)
    lines = _watched(settings, asked) if watch else _look(settings, asked)
    if format_ == "json":
        report.as_json({"environment": environment, "exit_code": exit_code(lines), "lines": lines})
    elif format_ == "html":
        from poolpost.doctor.page import page  # noqa: PLC0415 -- only HTML needs the template engine

        report.document(page(settings, lines))
    else:
        text.show(settings, lines)
    return exit_code(lines)


def send_proof(environment: str, *, to: str | None, json: bool) -> int:
    """Send to the mailbox simulator, and print what became of each mail."""
    settings = load(environment)
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
        if exit_code(lines) == 0:
            return lines
        report.note(f"{time.strftime('%H:%M:%S')} {text.summary(lines)}; looking again in {WATCH_SECONDS} s")
        time.sleep(WATCH_SECONDS)
