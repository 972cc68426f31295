"""
The main task, with real tools, on this machine: `make demo`.

A user pool that is in production and belongs to another team is put on Amazon SES by `cdktf deploy local`, with the
real Terraform and the real AWS provider, against an embedded AWS on loopback that resets whatever a request omits.
"""

import json
import os
import sys
import time
from typing import Any

import botocore.session
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from poolpost.emulator import run_terraform, scratch_project
from poolpost.emulator.client import EmbeddedAws, EmbeddedAwsError
from poolpost.emulator.demo_pool import POOL_ID, REGION, production_mfa, production_pool
from poolpost.project.toolchain import CACHE, ROOT, toolchain_environment
from poolpost.settings.terraform_names import PROOF

PROJECT = CACHE / "demo"
LOG = CACHE / "demo-deploy.log"
out = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=150)


def main() -> int:
    """Run the story; return 0 if all of it is true."""
    started = time.monotonic()
    try:
        with EmbeddedAws() as aws:
            ok = tell(aws)
    except (EmbeddedAwsError, run_terraform.CommandFailedError) as problem:
        Console(stderr=True, highlight=False, soft_wrap=True).print(Text(f"the demo failed: {problem}"))
        return 1
    if ok:
        what_next(time.monotonic() - started)
    return 0 if ok else 1


def tell(aws: EmbeddedAws) -> bool:
    """Make the scene, deploy, and show what is there; True when only the e-mail configuration changed."""
    environment = toolchain_environment(aws.full_environment())
    os.environ.update(aws.environment())
    step(1, "An embedded AWS", f"{aws.url}, on this machine only; no real account can be reached")
    make_zone("example.com")
    scratch_project.make(PROJECT, [ROOT / "environments/local.toml"])

    step(2, "A user pool in production", "it belongs to another team, and uses nearly every feature")
    aws.put_pool(REGION, production_pool(), production_mfa())
    before = aws.pool(REGION, POOL_ID)
    describe(before["UserPool"])

    step(3, "cdktf deploy local --auto-approve", "the real Terraform and AWS provider; Route 53 records take 30 s")
    deploy(environment)

    step(4, "The DNS zone", "poolpost dns local --format bind")
    show(["poolpost", "dns", "local", "--format", "bind"], environment)

    step(5, "The user pool, before and after", "compared setting by setting, MFA included")
    unharmed = compare(before, aws.pool(REGION, POOL_ID))

    step(6, "Will mail arrive?", f"poolpost doctor local --nameserver {aws.name_server}, the embedded AWS's own DNS")
    healthy = doctor_is_content(aws, environment)

    step(7, "A second plan", "terraform plan -detailed-exitcode")
    return second_plan_is_empty(environment) and unharmed and healthy


def make_zone(name: str) -> None:
    """Create a public hosted zone as the owner of the domain has it, with its own DMARC policy."""
    route53: Any = botocore.session.Session().create_client("route53", "us-east-1")
    zone = route53.create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"]
    record = {"Name": f"_dmarc.{name}", "Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": '"v=DMARC1; p=none"'}]}
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)


def describe(pool: dict[str, Any]) -> None:
    """Print the settings that could be lost."""
    triggers = [name for name in pool["LambdaConfig"] if name != "KMSKeyID"]
    rows = {
        "pool": f"{pool['Name']}, {pool['Id']}, about {pool['EstimatedNumberOfUsers']:,} users",
        "triggers": ", ".join(triggers),
        "sign-in": f"MFA {pool['MfaConfiguration']}, threat protection {pool['UserPoolAddOns']['AdvancedSecurityMode']}, "
        f"passwords of {pool['Policies']['PasswordPolicy']['MinimumLength']} and more, device tracking",
        "tags": ", ".join(f"{key}={value}" for key, value in pool["UserPoolTags"].items()),
        "newer than the provider": "InboundFederation, KeyConfiguration, IssuerConfiguration: no Terraform plan shows them",
        "e-mail": f"{pool['EmailConfiguration']['EmailSendingAccount']}: 50 mails a day, from AWS's shared address",
    }
    table = Table.grid(padding=(0, 2))
    for name, text in rows.items():
        table.add_row(Text(f"   {name}", style="dim"), text)
    out.print(table)


def deploy(environment: dict[str, str]) -> None:
    """Run the deploy, and print a line for each resource as it is created."""
    started = time.monotonic()
    made: list[str] = []

    def progress(address: str, what: str) -> None:
        made.append(address)
        out.print(Text.assemble(("   + ", "green"), f"{address:<62}", (what, "dim")))

    command = ["cdktf", "deploy", "local", "--auto-approve"]
    run_terraform.must_run(command, PROJECT, environment, log=LOG, progress=progress)
    out.print(f"   {len(made)} resources in {time.monotonic() - started:.0f} s; all output: {LOG.relative_to(ROOT)}")


def show(command: list[str], environment: dict[str, str]) -> None:
    """Run one of our own commands and show its output."""
    done = run_terraform.must_run(command, PROJECT, environment)
    for line in done.output.splitlines():
        out.print(Text(f"   {line}", style="dim" if line.startswith(";") else ""), soft_wrap=True)


def compare(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """
    Show every top-level member, and whether it is the same, byte for byte of its JSON.

    Independent of poolpost's own comparison on purpose: the raw JSON of both descriptions is compared.
    """
    old, new = before["UserPool"], after["UserPool"]
    members = sorted(old.keys() | new.keys())
    changed = [member for member in members if raw(old.get(member)) != raw(new.get(member))]
    same = [member for member in members if member not in changed]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("", "before", "after"):
        table.add_column(column, overflow="fold")
    for member in changed:
        table.add_row(member, readable(old.get(member)), readable(new.get(member)))
    out.print(Padding(table, (0, 0, 0, 3)))
    out.print(Padding(Text(f"unchanged: {', '.join(same)}", style="dim"), (0, 0, 0, 3)))
    allowed = {"EmailConfiguration", "LastModifiedDate"}
    mfa_kept = raw(before["Mfa"]) == raw(after["Mfa"])
    ok = set(changed) == allowed and mfa_kept
    verdict = (
        "only EmailConfiguration changed"
        if ok
        else f"MORE CHANGED: {sorted(set(changed) - allowed)}, MFA kept: {mfa_kept}"
    )
    out.print(
        Text(
            f"   {verdict}: {len(same)} other members and the MFA configuration are the same",
            style="green" if ok else "red",
        )
    )
    return ok


def confirm_subscriptions(aws: EmbeddedAws, sns: Any) -> list[str]:
    """Do what the owners of the addresses do with AWS's mail, and return the addresses."""
    topics = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
    found = [each for topic in topics for each in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]]
    waiting = [each for each in found if each["SubscriptionArn"] == "PendingConfirmation"]
    for each in waiting:
        aws.confirm_subscription(REGION, each["TopicArn"], each["Protocol"], each["Endpoint"])
    return [each["Endpoint"] for each in waiting]


def doctor_is_content(aws: EmbeddedAws, environment: dict[str, str]) -> bool:
    """Run the production checklist; its last line counts what passes."""
    confirm_subscriptions(aws, botocore.session.Session().create_client("sns", REGION))
    done = run_terraform.run(["poolpost", "doctor", "local", "--nameserver", aws.name_server], PROJECT, environment)
    lines = [line for line in done.output.splitlines() if line.strip()]
    shown = [line for line in lines if line.startswith(("  record:", "  SPF", "  DMARC", "  alignment"))]
    for line in lines[:-1] if done.exit_code else shown:
        out.print(Text(f" {line}"), soft_wrap=True)
    out.print(Text(f"   {lines[-1]} (exit code {done.exit_code})", style="red" if done.exit_code else "green"))
    return done.exit_code == 0


def second_plan_is_empty(environment: dict[str, str]) -> bool:
    """Plan again; Terraform's own exit code says whether it is empty."""
    command = ["terraform", "-chdir=cdktf.out/stacks/local", "plan", "-detailed-exitcode", "-input=false", "-no-color"]
    done = run_terraform.run(command, PROJECT, environment | PROOF)
    line = next((line for line in done.output.splitlines() if line.startswith(("No changes", "Plan:", "Error"))), "")
    empty = done.exit_code == 0
    out.print(Text(f"   {line} (exit code {done.exit_code})", style="green" if empty else "red"))
    return empty


def what_next(seconds: float) -> None:
    """Point to the next step."""
    out.print(f"\nAll of it held, in {seconds:.0f} s. Where to go next:")
    for command, text in {
        "less environments/local.toml": "the file that all this came from",
        f"less {PROJECT.relative_to(ROOT)}/cdktf.out/stacks/local/cdk.tf.json": "the Terraform that was applied",
        "make local-aws": "an embedded AWS to play with",
        "README.md": "your own environment, in three steps",
    }.items():
        out.print(f"   {command:<60} {text}")


def step(number: int, title: str, explanation: str) -> None:
    """Print the heading of one step."""
    out.print(Text.assemble("\n", (f"{number}  {title}", "bold"), ("  " + explanation, "dim")))


def raw(value: object) -> str:
    """Return the JSON text of a value; JSON objects have no order, so their members are sorted."""
    return json.dumps(value, sort_keys=True)


def readable(value: object) -> str:
    """Return a value as text, an object with one member per line."""
    if isinstance(value, dict):
        return "\n".join(f"{member}: {inner}" for member, inner in sorted(value.items()))
    return "-" if value is None else str(value)
