"""What `poolpost check` and `poolpost dns` do: load, look, judge, show. Each returns its exit code."""

from poolpost import report
from poolpost.aws.account import Aws
from poolpost.dns.check import check, view
from poolpost.dns.formats import FORMATS, to_standalone_zone
from poolpost.dns.records import DnsRecord, records
from poolpost.dns.verdict import exit_code as dns_exit_code
from poolpost.findings import Finding, exit_code
from poolpost.orphans import local_states, orphaned
from poolpost.promotion.kept import dropped
from poolpost.ses.production_access import text_warnings
from poolpost.ses.verification_templates import findings as template_findings
from poolpost.settings import EnvironmentFileError, Settings, load, names
from poolpost.settings.files import settings_name, some_names
from poolpost.settings.rules import across_environments as between
from poolpost.settings.rules.all_rules import findings as rule_findings


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
    return exit_code(finding for findings in found.values() for finding in findings)


def list_dns(environment: str, *, format_: str, offline: bool, standalone: bool) -> None:
    """Print every record in one of the formats."""
    settings = load(environment)
    needed = _records(settings, offline=offline)
    if standalone:
        report.document(to_standalone_zone(settings, needed))
    elif format_ == "table":
        report.record_table(needed)
    else:
        report.document(FORMATS[format_](settings, needed))
    if any(record.pending for record in needed):
        report.note("DKIM records are pending: AWS makes their tokens at the first deploy.")
    if settings.domain.dkim.keep:
        report.note(
            "DKIM records are not listed: domain.dkim.keep leaves them to whoever set up how the identity signs."
        )


def check_dns(environment: str, *, nameserver: str | None, offline: bool, json: bool) -> int:
    """Look every record up, at the zone's own servers and at public resolvers, and print what is there."""
    settings = load(environment)
    asked = view(settings, nameserver)
    checked = check(settings, _records(settings, offline=offline), asked)
    if json:
        report.as_json([report.checked_row(one) for one in checked])
    else:
        report.checked_table(checked)
    return dns_exit_code(checked)


def _records(settings: Settings, *, offline: bool) -> tuple[DnsRecord, ...]:
    if offline or not settings.domain.dkim.is_easy:
        return records(settings)
    aws = Aws(settings)
    aws.check_account()
    return records(settings, aws.dkim_tokens())
