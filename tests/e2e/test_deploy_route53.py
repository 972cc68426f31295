"""
The main job from first deploy to destroy, with the domain in Route 53.

Route 53 records take the provider 30 s each time, so every stage runs once and leaves what the tests look at.
"""

import copy
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import POOL_ID, REGION, production_mfa, production_pool
from poolpost.emulator.demo_story import confirm_subscriptions
from poolpost.emulator.run_terraform import Run
from poolpost.review.drift import drift
from poolpost.standards.terraform_plan import read_plan
from tests.conftest import ROOT
from tests.e2e.conftest import Deployment, let_go, make_deployment

pytestmark = pytest.mark.e2e

ALTERED = """
[aws]
account_id = "000000000000"
region = "eu-west-1"
tags = { application = "poolpost-test", "cost centre" = "42" }

[backend]
type = "local"

[domain]
name = "mail.example.com"
feedback_forwarding = false

[domain.dkim]
key_length = "RSA_1024_BIT"

[domain.mail_from]
label = "return"
on_mx_failure = "USE_DEFAULT_VALUE"

[dns]
provider = "route53"
zones = ["example.com"]
ttl = 600

[dns.dmarc]
p = "reject"
sp = "quarantine"
adkim = "s"
fo = "1:d"
rua = ["mailto:dmarc@example.com", "mailto:second@example.com"]
ruf = ["mailto:dmarc@example.com"]
t = "y"

[dns.apex_spf]
existing = "v=spf1 exists:%{i}._spf.example.com -all"
other_txt = ["site-verification=1"]

[addresses]
senders = ["stop-gap@example.org"]

[configuration_set]
name = "sign-in"
tls_policy = "OPTIONAL"
reputation_metrics = false
suppressed_reasons = ["COMPLAINT"]
max_delivery_seconds = 900

[configuration_set.tracking]
domain = "click.example.com"

[account]
suppressed_reasons = ["BOUNCE"]

[events.sns]
topic_name = "sign-in-mail"
kms = "create"
event_types = ["BOUNCE", "COMPLAINT"]
subscribers = [
  { protocol = "https", endpoint = "https://hooks.example.com/mail" },
  { protocol = "sqs", endpoint = "arn:aws:sqs:eu-west-1:000000000000:mail-events" },
  { protocol = "lambda", endpoint = "arn:aws:lambda:eu-west-1:000000000000:function:on-mail-event" },
]

[events.cloudwatch]
enabled = false
event_types = ["SEND"]
dimensions = [{ name = "ses:from-domain", default = "unknown" }, { name = "campaign", source = "MESSAGE_TAG", default = "x" }]

[events.eventbridge]
event_types = ["BOUNCE"]

[events.firehose]
delivery_stream_arn = "arn:aws:firehose:eu-west-1:000000000000:deliverystream/mail-events"
event_types = ["SEND", "DELIVERY"]

[user_pool]
id = "eu-west-1_Production1"
from = "Bücher ${x} GmbH <anmeldung@mail.example.com>"

[messages.verification]
email_subject = "Your code for ${x}: %{i}"
email_message_file = "messages/code.html"
"""


@dataclass
class Stage:
    """
    What was left by one step of the story.

    Attributes:
        run: the deploy or destroy.
        pool: the pool afterwards, raw, MFA configuration included.
        plan: Terraform's detailed exit code and the plan as JSON; (0, {}) after the destroy.
    """

    run: Run
    pool: dict[str, Any]
    plan: tuple[int, dict[str, Any]]


def _stage(deployment: Deployment, verb: str) -> Stage:
    run = deployment.cdktf(verb)
    plan = deployment.plan() if verb == "deploy" else (0, {})
    return Stage(run, deployment.aws.pool(REGION, POOL_ID), plan)


@pytest.fixture(scope="module")
def deployment(aws: EmbeddedAws, local_toml: str, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Make the pool, the zone and the project."""
    made = make_deployment(aws, tmp_path_factory.mktemp("route53") / "project", "local", local_toml)
    made.client("route53").create_hosted_zone(Name="example.com", CallerReference="route53")
    aws.put_pool(REGION, production_pool(), production_mfa())
    return made


@pytest.fixture(scope="module")
def before(deployment: Deployment) -> dict[str, Any]:
    """Look at the pool before anything was deployed."""
    return deployment.aws.pool(REGION, POOL_ID)


@pytest.fixture(scope="module")
def deployed(deployment: Deployment, before: dict[str, Any]) -> Stage:
    """Deploy for the first time."""
    assert before
    return _stage(deployment, "deploy")


@pytest.fixture(scope="module")
def examined(deployment: Deployment, deployed: Stage) -> dict[str, tuple[str, str]]:
    """Let the doctor look, with the embedded AWS's own DNS for the world's: title -> outcome, what was seen."""
    assert deployed
    confirm_subscriptions(deployment.aws, deployment.client("sns"))
    done = deployment.poolpost("doctor", "local", "--json", "--nameserver", deployment.aws.name_server)
    return {line["title"]: (line["outcome"], line["evidence"]) for line in json.loads(done.stdout)["lines"]}


@dataclass
class Drift:
    """
    What was said and done after a bare UpdateUserPool.

    Attributes:
        plan: of Terraform alone.
        text: what that plan printed.
        shown: exit code of `pool show`.
        words: what `doctor` said of the sending account.
        report: of the plan that the gate makes, as JSON.
        repaired: a second `cdktf deploy`.
        pool: after that.
        restored: exit codes of `pool restore` and of `pool verify` after it.
        whole: the pool at the end.
    """

    plan: tuple[int, dict[str, Any]]
    text: str
    shown: int
    words: str
    report: dict[str, Any]
    repaired: Run
    pool: dict[str, Any]
    restored: list[int]
    whole: dict[str, Any]


@pytest.fixture(scope="module")
def drifted(deployment: Deployment, examined: dict[str, tuple[str, str]]) -> Drift:
    """Let somebody reset the pool by a bare UpdateUserPool, look, deploy again, and restore the rest."""
    assert examined
    deployment.client("cognito-idp").update_user_pool(UserPoolId=POOL_ID)
    text = deployment.terraform("plan", "-no-color", "-input=false").output
    plan = deployment.plan()
    shown = deployment.poolpost("pool", "show", "local").returncode
    looked = json.loads(deployment.poolpost("doctor", "local", "--json").stdout)["lines"]
    words = next(line["evidence"] for line in looked if line["title"].endswith("EmailSendingAccount"))
    deployment.gate("plan", "-no-color", "-input=false", "-out=plan")
    told = json.loads(deployment.poolpost("report", "local", "--format", "json").stdout)
    repaired = deployment.cdktf("deploy")
    pool = deployment.aws.pool(REGION, POOL_ID)
    restored = [deployment.poolpost("pool", *each, "local").returncode for each in (["restore", "--yes"], ["verify"])]
    whole = deployment.aws.pool(REGION, POOL_ID)
    return Drift(plan, text, shown, words, told, repaired, pool, restored, whole)


@pytest.fixture(scope="module")
def altered(deployment: Deployment, drifted: Drift) -> Stage:
    """Change nearly every attribute of the environment, and deploy again."""
    assert drifted
    _supporting_cast(deployment)
    shutil.copytree(ROOT / "environments/messages", deployment.project / "environments/messages")
    deployment.write(ALTERED)
    return _stage(deployment, "deploy")


@pytest.fixture(scope="module")
def destroyed(deployment: Deployment, altered: Stage) -> Stage:
    """Destroy the stack."""
    assert altered
    deployment.environment |= {"POOLPOST_PASS": let_go("local")}
    return _stage(deployment, "destroy")


def _supporting_cast(deployment: Deployment) -> None:
    """Make what the altered environment refers to and does not own."""
    deployment.client("sqs").create_queue(QueueName="mail-events")
    role = "arn:aws:iam::000000000000:role/lambda"
    code = {"ZipFile": _empty_zip()}
    deployment.client("lambda").create_function(
        FunctionName="on-mail-event", Runtime="python3.12", Role=role, Handler="index.handler", Code=code
    )


def _empty_zip() -> bytes:
    return b"PK\x05\x06" + bytes(18)


def _settings(state: dict[str, Any]) -> str:
    pool = {k: v for k, v in state["UserPool"].items() if k not in {"EmailConfiguration", "LastModifiedDate"}}
    return json.dumps([pool, state["Mfa"]], sort_keys=True)


def test_the_first_deploy_succeeds(deployed: Stage) -> None:
    """One command, from nothing."""
    assert deployed.run.exit_code == 0, deployed.run.output[-4000:]


def test_only_the_pools_email_changed(before: dict[str, Any], deployed: Stage) -> None:
    """The pool of somebody else keeps everything, MFA and what is newer than the provider included."""
    assert _settings(deployed.pool) == _settings(before)
    assert deployed.pool["UserPool"]["EmailConfiguration"] == {
        "ConfigurationSet": "sign-in",
        "EmailSendingAccount": "DEVELOPER",
        "From": "Example Sign-in <no-reply@mail.example.com>",
        "ReplyToEmailAddress": "support@example.com",
        "SourceArn": "arn:aws:ses:eu-west-1:000000000000:identity/mail.example.com",
    }


def _email_check(plan: dict[str, Any]) -> str:
    """Return the status of the check of the pool's e-mail; the plan holds the gate's precondition too."""
    named = {check["address"]["to_display"]: check["status"] for check in plan["checks"]}
    return named["check.user_pool_email"]


def test_the_second_plan_is_empty_and_the_check_passes(deployed: Stage) -> None:
    """Nothing to do, no false warning."""
    exit_code, plan = deployed.plan
    assert exit_code == 0
    assert _email_check(plan) == "pass"


def test_the_doctor_is_content(examined: dict[str, tuple[str, str]]) -> None:
    """All but one: the zone has no DMARC policy at its top, so reports to example.com leave the organisation."""
    unhappy = {title: seen for title, seen in examined.items() if seen[0] not in {"pass", "not applicable"}}
    assert unhappy == {"DMARC reports: example.com": ("fail", "example.com is an organisation of its own to receivers")}
    assert examined["record: dmarc"] == ("pass", "TXT _dmarc.mail.example.com: present")


def test_drift_shows_in_every_plan_and_makes_none_non_empty(drifted: Drift) -> None:
    """A warning with our sentence, and `checks` in the JSON, but no change to apply."""
    exit_code, plan = drifted.plan
    assert exit_code == 0
    assert _email_check(plan) == "fail"
    assert "poolpost pool apply local" in " ".join(drifted.text.replace("│", " ").split())


def test_evidence_sees_drift_and_its_absence(deployed: Stage, drifted: Drift) -> None:
    """A plan after a deploy has nothing left to do; one whose check fails has, though nothing in it changes."""
    assert drift(read_plan(json.dumps(deployed.plan[1]))) == ()
    assert drift(read_plan(json.dumps(drifted.plan[1]))) == ("check.user_pool_email: fails",)
    assert datetime.fromisoformat(deployed.plan[1]["timestamp"]).tzinfo is not None


def test_a_deploy_repairs_what_somebody_has_reverted(drifted: Drift, deployed: Stage) -> None:
    """The gate's plan shows the step, the report says why, `cdktf deploy` writes the e-mail again and says what else is lost."""
    assert drifted.shown == 1
    assert drifted.words == "mail is still sent with COGNITO_DEFAULT; the file says DEVELOPER"
    assert "somebody changed the pool's e-mail" in " ".join(drifted.report["notes"])
    assert {"what": "sending account", "old": "COGNITO_DEFAULT", "new": "DEVELOPER"} in drifted.report["mail"]
    assert drifted.repaired.exit_code == 0, drifted.repaired.output[-4000:]
    assert drifted.pool["UserPool"]["EmailConfiguration"] == deployed.pool["UserPool"]["EmailConfiguration"]
    assert "LambdaConfig.PreSignUp" in drifted.repaired.output


def test_a_restore_after_that_brings_back_what_else_was_reset(drifted: Drift, deployed: Stage) -> None:
    """It starts from the state before the reset, although the deploy has saved the damaged one since."""
    assert drifted.restored == [0, 0]
    assert _settings(drifted.whole) == _settings(deployed.pool)
    assert drifted.whole["UserPool"]["EmailConfiguration"] == deployed.pool["UserPool"]["EmailConfiguration"]


def test_every_attribute_can_change(altered: Stage) -> None:
    """Identity, DNS, events, key, policies and pool are updated in place or replaced, and the plan is empty again."""
    assert altered.run.exit_code == 0, altered.run.output[-4000:]
    exit_code, plan = altered.plan
    assert exit_code == 0, [c["address"] for c in plan["resource_changes"] if c["change"]["actions"] != ["no-op"]]
    assert _email_check(plan) == "pass"


def test_changed_email_is_merged_as_carefully(altered: Stage, before: dict[str, Any]) -> None:
    """A removed Reply-To is gone, an encoded From and two texts are there, all else is as on the first day."""
    email = altered.pool["UserPool"]["EmailConfiguration"]
    assert email["From"] == "=?utf-8?b?QsO8Y2hlciAke3h9IEdtYkg=?= <anmeldung@mail.example.com>"
    assert "ReplyToEmailAddress" not in email
    code = (ROOT / "environments/messages/code.html").read_text(encoding="utf-8").rstrip("\n")
    subject = "Your code for ${x}: %{i}"
    expected = copy.deepcopy(before)
    expected["UserPool"] |= {"EmailVerificationSubject": subject, "EmailVerificationMessage": code}
    expected["UserPool"]["VerificationMessageTemplate"] |= {"EmailSubject": subject, "EmailMessage": code}
    assert _settings(altered.pool) == _settings(expected)


def test_dns_says_what_the_environment_says(altered: Stage, deployment: Deployment) -> None:
    """The zone holds the records as `poolpost dns` lists them, an SPF macro included."""
    assert altered.run.exit_code == 0
    route53 = deployment.client("route53")
    zone = route53.list_hosted_zones()["HostedZones"][0]["Id"]
    sets = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    found = {
        (record["Name"].rstrip("."), record["Type"]): {value["Value"].strip('"') for value in record["ResourceRecords"]}
        for record in sets
        if record["Type"] not in {"NS", "SOA"}
    }
    listed = json.loads(deployment.poolpost("dns", "local", "--json").stdout)
    wanted: dict[tuple[str, str], set[str]] = {}
    for row in listed:
        value = f"{row['priority']} {row['value']}" if row["type"] == "MX" else row["value"]
        wanted.setdefault((row["name"], row["type"]), set()).add(value)
    assert found == wanted
    assert "v=spf1 exists:%{i}._spf.example.com include:amazonses.com -all" in found["mail.example.com", "TXT"]


def test_destroy_leaves_the_pool_and_nothing_else(destroyed: Stage, altered: Stage, deployment: Deployment) -> None:
    """The pool keeps its e-mail configuration, the log says so, and every other resource is gone."""
    assert destroyed.run.exit_code == 0, destroyed.run.output[-4000:]
    assert json.dumps(destroyed.pool, sort_keys=True) == json.dumps(altered.pool, sort_keys=True)
    assert "stays as it is: Terraform only lets go of it" in destroyed.run.output
    assert json.loads((deployment.project / "terraform.local.tfstate").read_text())["resources"] == []
    ses = deployment.client("sesv2")
    assert ses.list_email_identities()["EmailIdentities"] == []
    assert ses.list_configuration_sets()["ConfigurationSets"] == []
    assert deployment.client("sns").list_topics()["Topics"] == []


def test_nothing_was_left_in_the_project_of_the_user(deployment: Deployment) -> None:
    """State and output of a trial stay in its own directory."""
    assert Path(deployment.project / "terraform.local.tfstate").exists()
    assert not deployment.project.samefile(Path.cwd())
