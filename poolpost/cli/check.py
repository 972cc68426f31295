"""`poolpost check`: validate environment files, offline."""

from typing import Annotated

import typer

from poolpost.cli import terminal as report
from poolpost.cli.options import AsJson
from poolpost.findings import Finding, worst
from poolpost.project.orphans import local_states, orphaned
from poolpost.review.promotion_kept import dropped
from poolpost.ses.production_access import text_warnings
from poolpost.ses.verification_templates import findings as template_findings
from poolpost.settings import EnvironmentFileError, Settings, load, names
from poolpost.settings.files import settings_name, some_names
from poolpost.settings.rules import across_environments as between
from poolpost.settings.rules.all_rules import findings as rule_findings


def check(
    environments: Annotated[
        list[str] | None, typer.Argument(help="Names of environments; default: all.", show_default=False)
    ] = None,
    *,
    json: AsJson = False,
) -> None:
    """
    Validate environment files, offline.

    Exit codes: 0 valid (warnings allowed), 1 a file has mistakes, 2 no such environment.

    Example: poolpost check staging production
    """
    raise typer.Exit(check_environments(environments or [], json=json))


def check_environments(wanted: list[str], *, json: bool) -> int:
    """Validate the named environments, or all, and what must hold between all of them."""
    asked = [settings_name(name) for name in wanted] or (names() if local_states() else some_names())
    found: dict[str, list[Finding]] = {}
    sound: list[Settings] = []
    for name in dict.fromkeys([*asked, *names()]):
        try:
            settings = load(name)
        except EnvironmentFileError as error:
            found[name] = error.findings
        else:
            sound.append(settings)
            found[name] = [
                *rule_findings(settings),
                *text_warnings(settings),
                *template_findings(settings),
                *dropped(settings),
            ]
    for name, finding in between.findings(sound, names()):
        found[name].append(finding)
    found = {name: found[name] for name in asked}
    for name, finding in [] if wanted else orphaned(sound, names()):
        found[name] = [finding]
    if json:
        report.as_json([{"environment": name, "findings": findings} for name, findings in found.items()])
    else:
        for name, findings in found.items():
            report.findings(f"environments/{name}.toml", findings)
    return worst(finding for findings in found.values() for finding in findings)
