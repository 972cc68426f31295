"""What each command does: load, look, judge, show. Each returns its exit code."""

import json as json_library
import os
import sys

from poolpost import dns_check, report
from poolpost.dns_formats import FORMATS, as_rows, to_standalone_zone
from poolpost.errors import Stopped
from poolpost.findings import Finding, exit_code
from poolpost.live import Aws
from poolpost.pool import email_configuration, unknown_members
from poolpost.pool_apply import apply
from poolpost.records import DnsRecord, records
from poolpost.settings import EnvironmentFileError, Settings, between, load, names
from poolpost.settings.rules import findings as rule_findings

PLANNED = "POOLPOST_EMAIL_CONFIGURATION"
"""Environment variable by which Terraform hands over the e-mail configuration that its plan showed."""


def check_environments(wanted: list[str], *, json: bool) -> int:
    """Validate the named environments, or all, and what must hold between all of them."""
    found: dict[str, list[Finding]] = {}
    sound: list[Settings] = []
    for name in wanted or names():
        try:
            settings = load(name)
        except EnvironmentFileError as error:
            found[name] = error.findings
        else:
            sound.append(settings)
            found[name] = list(rule_findings(settings))
    for name, finding in between.findings(sound):
        found[name].append(finding)
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
        sys.stdout.write(to_standalone_zone(settings, needed))
    elif format_ == "table":
        report.record_table(needed)
    else:
        sys.stdout.write(FORMATS[format_](settings, needed))
    if any(record.pending for record in needed):
        report.note("DKIM records are pending: AWS makes their tokens at the first deploy.")


def check_dns(environment: str, *, nameserver: str | None, offline: bool, json: bool) -> int:
    """Resolve every record and print what is there."""
    needed = _records(load(environment), offline=offline)
    checked = dns_check.check(needed, dns_check.resolver(nameserver))
    if json:
        report.as_json(
            [
                as_rows([one.record])[0] | {"status": one.status, "found": one.found, "reason": one.reason}
                for one in checked
            ]
        )
    else:
        report.checked_table(checked)
    return dns_check.exit_code(checked)


def show_pool(environment: str, *, json: bool) -> int:
    """Print the live e-mail configuration beside the wanted one."""
    settings = load(environment)
    aws = Aws(settings)
    aws.check_account()
    pool = aws.user_pool()
    live, wanted = email_configuration(pool), settings.email_configuration
    if json:
        report.as_json(
            {
                "user_pool_id": pool["Id"],
                "live": live,
                "wanted": wanted,
                "unknown_members": unknown_members(pool),
            }
        )
    else:
        report.note(f"user pool {pool['Id']} ({pool['Name']}): live, and wanted by environments/{environment}.toml")
        report.before_and_after(live, wanted)
    return 0 if live == wanted else 1


def apply_pool(environment: str, *, json: bool) -> int:
    """Write the e-mail configuration; what Terraform planned must be what the environment file says."""
    settings = load(environment)
    planned = os.environ.get(PLANNED)
    if planned is not None and json_library.loads(planned) != settings.email_configuration:
        msg = (
            f"environments/{environment}.toml is not the file that the plan was made from; the user pool was left as it "
            f"is; run 'cdktf deploy {environment}' again, so that the plan shows what will be written"
        )
        raise Stopped(msg)
    done = apply(settings, Aws(settings), report.note)
    if json:
        report.as_json(done)
    elif done.changed:
        report.before_and_after(done.before, done.after)
        report.console().print(f"user pool {settings.user_pool.id}: only EmailConfiguration changed")
    return 0


def _records(settings: Settings, *, offline: bool) -> tuple[DnsRecord, ...]:
    if offline or settings.domain.dkim.selector is not None:
        return records(settings)
    aws = Aws(settings)
    aws.check_account()
    return records(settings, aws.dkim_tokens())
