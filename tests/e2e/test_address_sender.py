"""
A team without its domain sends by an address, and next month by the domain, for real: Terraform, the provider and the gate.

One environment, every stage once and in order; the calls that AWS got say what happened first. At the end what the gate keeps
from happening: a switch that failed makes Terraform forget its order, and the address would go before the pool is switched.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from poolpost.emulator import run_terraform
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.emulator.run_terraform import Run
from tests.e2e.conftest import Deployment, make_deployment, publish, words

pytestmark = pytest.mark.e2e

REGION, POOL = "eu-west-1", "eu-west-1_Address"
ADDRESS, DOMAIN = "noreply@acme.example", "acme.example"
RESOURCE = "aws_sesv2_email_identity.address_noreply_acme_example"
ARN = f"arn:aws:ses:{REGION}:000000000000:identity/"
DNS = """
[dns]
provider = "external"
resolvers = ["{server}"]
"""
DOMAIN_TABLE = f"""
[domain]
name = "{DOMAIN}"
"""
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"

[backend]
type = "local"
{{more}}
[configuration_set]
name = "sign-in"

[user_pool]
id = "{POOL}"
from = "Acme <{ADDRESS}>"
{{identity}}
"""
BY_ADDRESS = 'identity = "address"'


@dataclass
class Story:
    """
    The stages by name.

    Attributes:
        runs: what was run.
        identities: what SES has after each.
        email: the pool's e-mail configuration after each.
        calls: the operations that AWS carried out in each, in order.
    """

    runs: dict[str, Run] = field(default_factory=dict[str, Run])
    identities: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    email: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    calls: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


@dataclass
class Teller:
    """Runs the stages and notes what became of each."""

    deployment: Deployment
    story: Story = field(default_factory=Story)

    def note(self, stage: str, run: Callable[[], Run]) -> None:
        """Run a stage."""
        aws, told = self.deployment.aws, self.story
        aws.clear_calls()
        told.runs[stage] = run()
        told.calls[stage] = [call["operation"] for call in aws.calls() if call["status"] == 200]
        listed = self.deployment.client("sesv2").list_email_identities()["EmailIdentities"]
        told.identities[stage] = sorted(each["IdentityName"] for each in listed)
        told.email[stage] = aws.pool(REGION, POOL)["UserPool"]["EmailConfiguration"]

    def file(self, *more: str, identity: str) -> None:
        """Change the environment file, and synthesize."""
        dns = DNS.format(server=self.deployment.aws.name_server)
        self.deployment.write(ENVIRONMENT.format(more="".join((*more, dns)), identity=identity))
        run_terraform.must_run(["python", "main.py"], self.deployment.project, self.deployment.environment)

    def apply(self) -> Run:
        """Deploy as cdktf does, where a deploy was before."""
        return self.deployment.gate("apply", "-auto-approve")

    def command(self, *arguments: str) -> Run:
        """Run our own command."""
        done = self.deployment.poolpost(*arguments)
        return Run(done.returncode, done.stdout + done.stderr)

    def plan(self) -> Run:
        """Plan, past the gate, with Terraform's detailed exit code: 0 is empty."""
        return self.deployment.terraform("plan", "-detailed-exitcode", "-input=false", "-no-color")


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Send by the address; meet the domain; let a switch fail, and once more; switch; go back; retire and destroy."""
    first = ENVIRONMENT.format(more=DNS.format(server=aws.name_server), identity=BY_ADDRESS)
    teller = Teller(make_deployment(aws, tmp_path_factory.mktemp("address") / "project", "acme", first))
    pool = production_pool(POOL)
    pool["Policies"].pop("SignInPolicy", None)
    mfa = {member: value for member, value in production_mfa().items() if member != "EmailMfaConfiguration"}
    aws.put_pool(REGION, pool, mfa)
    _publish_dmarc(teller.deployment.client("route53"))
    _today(aws, teller)
    _next_month(aws, teller)
    _a_switch_that_fails(aws, teller)
    teller.note("switch", teller.apply)
    _back(teller)
    teller.note("retire", lambda: teller.command("retire", "acme", "--yes"))
    teller.note("destroy", lambda: teller.deployment.gate("destroy", "-auto-approve"))
    return teller.story


def _publish_dmarc(route53: Any) -> None:
    """Publish the policy of the address's domain, and let DNS know the top-level domains."""
    for zone in ("com", "example", DOMAIN):
        made = route53.create_hosted_zone(Name=zone, CallerReference=zone)["HostedZone"]["Id"]
    record = {
        "Name": f"_dmarc.{DOMAIN}",
        "Type": "TXT",
        "TTL": 60,
        "ResourceRecords": [{"Value": '"v=DMARC1; p=reject"'}],
    }
    change = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    route53.change_resource_record_sets(HostedZoneId=made, ChangeBatch=change)


def _today(aws: EmbeddedAws, teller: Teller) -> None:
    """Deploy; the link runs out; ask for another one; click; deploy again."""
    teller.note("first deploy", lambda: teller.deployment.cdktf("deploy"))
    aws.expire_link(REGION, ADDRESS)
    teller.note("link ran out", lambda: teller.command("pool", "ready", "acme"))
    teller.note("resend", lambda: teller.command("access", "resend", "acme"))
    aws.verify_address(REGION, ADDRESS)
    teller.note("after the click", teller.apply)
    teller.note("second plan", teller.plan)


def _next_month(aws: EmbeddedAws, teller: Teller) -> None:
    """Add the domain; publish its records; change the key."""
    teller.file(DOMAIN_TABLE, identity=BY_ADDRESS)
    teller.note("domain beside it", teller.apply)
    teller.file(DOMAIN_TABLE, identity="")
    text = ENVIRONMENT.format(more=DOMAIN_TABLE + DNS.format(server=aws.name_server), identity="")
    publish(teller.deployment, tomllib.loads(text), keep=True)


def _a_switch_that_fails(aws: EmbeddedAws, teller: Teller) -> None:
    """AWS refuses the write; the gate stops the next deploy, and Terraform without it shows why; then all is as before."""
    state = teller.deployment.project / "terraform.acme.tfstate"
    before, pool = state.read_bytes(), aws.pool(REGION, POOL)
    aws.fault("cognito-idp:UpdateUserPool", "denied")
    teller.note("failed switch", teller.apply)
    teller.note("after the failure", teller.apply)
    aws.fault("sesv2:GetAccount", "slow", seconds=3)  # the step asks for it before it writes
    teller.note("past the gate", lambda: teller.deployment.terraform("apply", "-auto-approve", "-input=false"))
    state.write_bytes(before)
    aws.put_pool(REGION, pool["UserPool"], pool["Mfa"])
    aws.verify_address(REGION, ADDRESS)


def _back(teller: Teller) -> None:
    """Go back to the address, with the domain beside it: that has to be clicked again."""
    teller.file(DOMAIN_TABLE, identity=BY_ADDRESS)
    teller.note("back", teller.apply)


def test_the_first_deploy_says_who_must_click_which_link(story: Story) -> None:
    """Exit code 1, the pool is as it was, and the words name mailbox, sender, hours and the way to another link."""
    run = story.runs["first deploy"]
    assert run.exit_code == 1
    assert story.identities["first deploy"] == [ADDRESS]
    assert story.email["first deploy"]["EmailSendingAccount"] == "COGNITO_DEFAULT"
    said = words(run)
    assert f"SES has not verified {ADDRESS} yet: the link that AWS mailed to it was not clicked" in said
    assert f"in the mailbox {ADDRESS}, click the link in the mail from no-reply-aws@amazon.com within 24 hours" in said
    assert "then run the deploy again" in said


def test_the_policy_of_the_domain_is_told_before(story: Story) -> None:
    """The gate warns with numbers: p=reject, and neither DKIM nor SPF is the domain's."""
    said = words(story.runs["first deploy"])
    assert f"_dmarc.acme.example asks for reject, and mail from {ADDRESS} passes neither DKIM nor SPF" in said


def test_a_link_that_ran_out_is_mailed_again(story: Story) -> None:
    """The deploy says so, and `poolpost access resend` lets AWS send a new one."""
    assert story.runs["link ran out"].exit_code == 1
    assert "ran out (status FAILED)" in words(story.runs["link ran out"])
    assert story.runs["resend"].exit_code == 0, story.runs["resend"].output
    assert "VerifyEmailIdentity" in story.calls["resend"]


def test_the_same_command_finishes_after_the_click(story: Story) -> None:
    """The pool gets the address's ARN and From; the second plan is empty."""
    assert story.runs["after the click"].exit_code == 0, story.runs["after the click"].output[-4000:]
    email = story.email["after the click"]
    assert (email["SourceArn"], email["From"]) == (ARN + ADDRESS, f"Acme <{ADDRESS}>")
    assert story.runs["second plan"].exit_code == 0, story.runs["second plan"].output[-2000:]


def test_the_domain_waits_beside_the_address(story: Story) -> None:
    """It is created, and the pool is not touched."""
    assert story.runs["domain beside it"].exit_code == 0, story.runs["domain beside it"].output[-4000:]
    assert story.identities["domain beside it"] == [DOMAIN, ADDRESS]
    assert "UpdateUserPool" not in story.calls["domain beside it"]


def test_the_address_goes_after_the_pool_was_switched(story: Story) -> None:
    """One changed key: AWS got UpdateUserPool first, then DeleteEmailIdentity; nothing is left to do."""
    assert story.runs["switch"].exit_code == 0, story.runs["switch"].output[-4000:]
    assert story.email["switch"]["SourceArn"] == ARN + DOMAIN
    assert story.identities["switch"] == [DOMAIN]
    calls = story.calls["switch"]
    assert calls.index("UpdateUserPool") < calls.index("DeleteEmailIdentity")


def test_the_way_back_keeps_the_domain_until_the_pool_left_it(story: Story) -> None:
    """The deploy waits for the click, and the pool sends by the domain so long."""
    assert story.runs["back"].exit_code == 1
    assert "was not clicked" in words(story.runs["back"])
    assert story.email["back"]["SourceArn"] == ARN + DOMAIN
    assert story.identities["back"] == [DOMAIN, ADDRESS]


def test_a_failed_switch_takes_nothing_and_the_next_plan_is_stopped(story: Story) -> None:
    """The address is there; Terraform has forgotten the order, so the gate asks to keep it for one deploy."""
    for stage in ("failed switch", "after the failure"):
        assert story.runs[stage].exit_code != 0
        assert story.email[stage]["SourceArn"] == ARN + ADDRESS
        assert story.identities[stage] == [DOMAIN, ADDRESS]
    said = words(story.runs["after the failure"])
    assert f"{RESOURCE}: the plan would destroy it, and user pool {POOL} sends with it" in said
    assert f'list "{ADDRESS}" in addresses.senders' in said


def test_without_the_gate_the_address_would_go_first(story: Story) -> None:
    """The counter-check: Terraform alone deletes the identity while the pool still names it."""
    calls = story.calls["past the gate"]
    assert calls.index("DeleteEmailIdentity") < calls.index("UpdateUserPool")


def test_retire_and_destroy_leave_nothing_but_the_pool(story: Story) -> None:
    """Both identities go, and the pool sends by Cognito's own sender."""
    assert story.runs["retire"].exit_code == 0, story.runs["retire"].output
    assert story.runs["destroy"].exit_code == 0, story.runs["destroy"].output[-4000:]
    assert story.identities["destroy"] == []
    assert story.email["destroy"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}


def test_the_pool_never_names_an_identity_that_is_gone(story: Story) -> None:
    """After every stage that came through the gate."""
    for stage in story.email.keys() - {"past the gate"}:
        arn = story.email[stage].get("SourceArn", "")
        assert not arn or arn.removeprefix(ARN) in story.identities[stage], stage
