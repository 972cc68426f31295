"""What `poolpost preflight` does: look, judge, show. Returns the exit code."""

from poolpost import report
from poolpost.aws.account import Aws
from poolpost.dns.check import view
from poolpost.findings import exit_code
from poolpost.preflight import Situation, to_adopt
from poolpost.preflight.look import look
from poolpost.settings import load


def preflight(environment: str, *, nameserver: str | None, json: bool) -> int:
    """Print what stands at the names of the environment's records, and what would be in the way of a deploy."""
    settings = load(environment)
    seen = look(settings, Aws(settings), view(settings, nameserver))
    adoptable = settings.dns.provider == "route53" and not seen.deployed
    adopt = to_adopt(settings, seen.situations) if adoptable else settings.dns.adopt
    if json:
        rows = [_row(one) for one in seen.situations]
        report.as_json({"records": rows, "findings": seen.findings, "adopt": adopt})
        return exit_code(seen.findings)
    report.situations(seen.situations)
    report.findings(f"environments/{environment}.toml", seen.findings, sound="nothing in the way")
    if set(adopt) - set(settings.dns.adopt):
        report.lines(["[dns]", "adopt = " + _toml_list(adopt)])
    return exit_code(seen.findings)


def _toml_list(values: tuple[str, ...]) -> str:
    quoted = ", ".join(f'"{value}"' for value in values)
    return f"[{quoted}]"


def _row(one: Situation) -> dict[str, object]:
    return {
        "id": one.record.id,
        "name": one.record.name,
        "type": one.record.type,
        "wanted": one.record.values,
        "verdict": one.verdict,
        "there": one.there,
        "adopted": one.adopted,
        "reason": one.reason,
    }
