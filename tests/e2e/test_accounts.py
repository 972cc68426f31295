"""
Accounts and identities that are shared, with the real Terraform and provider: one story, one deploy of each environment.

The hosted zone is in a second account of the embedded AWS. `staging` owns the identity and allows an application to send;
`qa` sends with the same identity. Route 53 creations take the provider 30 s, so every stage runs once.
"""

import json
import sys
from dataclasses import dataclass, replace
from typing import Any

import botocore.session
import pytest

from poolpost.emulator import run_terraform
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import REGION, production_mfa, production_pool
from poolpost.project.toolchain import ROOT
from tests.e2e.conftest import Deployment, let_go, make_deployment
from tests.scenes.iam_policies import actions_of, allowed_by

pytestmark = pytest.mark.e2e
ZONES = "111111111111"
POOLS = {"staging": "eu-west-1_Staging01", "qa": "eu-west-1_QaPool001"}
COMMON = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"

[backend]
type = "local"
"""
STAGING = (
    COMMON
    + f"""
[domain]
name = "mail.example.com"

[dns]
provider = "route53"
zones = ["example.com"]
role_arn = "arn:aws:iam::{ZONES}:role/poolpost-zone"

[configuration_set]
name = "sign-in"

[events.cloudwatch]
event_types = ["BOUNCE", "COMPLAINT"]

[senders.shop]
from = ["billing@mail.example.com", "orders-*@mail.example.com"]
role = "shop-task"

[senders.reports]
from = ["reports@mail.example.com"]

[user_pool]
id = "{POOLS["staging"]}"
from = "Staging <no-reply@mail.example.com>"
wait_minutes = 1
"""
)
QA = (
    COMMON
    + f"""
[domain]
owner = "staging"

[user_pool]
id = "{POOLS["qa"]}"
from = "QA <no-reply@mail.example.com>"
"""
)


@dataclass
class Story:
    """
    What each stage left.

    Attributes:
        plans: exit code of the second plan of each environment: 0 is empty.
        records: names of the record sets in each account's zones.
        zone_calls: actions that the account of the zone was asked for.
        policy: what the application's role may do, after the first deploy and after the change.
        output: `sender_policies`.
        doctor: title -> outcome for `qa`.
        refused: what was said to a destroy of the owner, and to its retirement.
        after: identities and sets after `qa` was destroyed.
        gone: identities, sets and record sets after the owner was destroyed.
    """

    plans: dict[str, int]
    emails: dict[str, dict[str, Any]]
    records: dict[str, list[str]]
    zone_calls: set[str]
    policy: list[dict[str, Any]]
    output: dict[str, str]
    doctor: dict[str, str]
    refused: list[str]
    after: dict[str, list[str]]
    gone: dict[str, list[str]]


def _client(aws: EmbeddedAws, service: str, account: str = "000000000000") -> Any:
    session = botocore.session.Session()
    session.set_credentials(account, "test")
    return session.create_client(service, REGION, endpoint_url=aws.url)


def _records(aws: EmbeddedAws, account: str) -> list[str]:
    route53 = _client(aws, "route53", account)
    zones = [zone["Id"] for zone in route53.list_hosted_zones()["HostedZones"]]
    sets = [
        each for zone in zones for each in route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    ]
    return sorted(each["Name"] for each in sets if each["Type"] not in {"NS", "SOA"})


def _in_ses(aws: EmbeddedAws) -> dict[str, list[str]]:
    ses = _client(aws, "sesv2")
    identities = [each["IdentityName"] for each in ses.list_email_identities()["EmailIdentities"]]
    return {"identities": identities, "sets": ses.list_configuration_sets()["ConfigurationSets"]}


def _must_deploy(deployment: Deployment) -> None:
    """Plan, judge and apply, as CI does."""
    for module in ("poolpost.project.plan_file", "poolpost.project.apply_plan"):
        command = [sys.executable, "-m", module, deployment.name]
        done = run_terraform.run(command, deployment.project, deployment.environment)
        assert done.exit_code == 0, done.output[-4000:]


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Deploy both, look, change, and take both away again."""
    staging = make_deployment(aws, tmp_path_factory.mktemp("accounts") / "project", "staging", STAGING)
    staging.environment |= {"PYTHONPATH": str(ROOT)}
    qa = replace(staging, name="qa")
    qa.write(QA)
    _client(aws, "route53", ZONES).create_hosted_zone(Name="example.com", CallerReference="accounts")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    iam = _client(aws, "iam")
    iam.create_role(RoleName="shop-task", AssumeRolePolicyDocument=trust)
    for pool in POOLS.values():
        aws.put_pool(REGION, production_pool() | {"Id": pool, "Arn": _arn(pool)}, production_mfa())
    aws.clear_calls()

    _must_deploy(staging)
    _must_deploy(qa)
    zone_calls = actions_of([call for call in aws.calls() if call["account"] == ZONES])
    plans = {each.name: each.plan()[0] for each in (staging, qa)}
    emails = {name: aws.pool(REGION, pool)["UserPool"]["EmailConfiguration"] for name, pool in POOLS.items()}
    records = {account: _records(aws, account) for account in ("000000000000", ZONES)}
    attached = {"RoleName": "shop-task", "PolicyName": "poolpost-staging-shop"}
    policy = [iam.get_role_policy(**attached)["PolicyDocument"]]
    output = json.loads(staging.terraform("output", "-json", "sender_policies").output)
    lines = json.loads(qa.poolpost("doctor", "qa", "--json", "--nameserver", aws.name_server).stdout)["lines"]

    staging.write(STAGING.replace('"orders-*@mail.example.com"', '"refunds@mail.example.com"'))
    _must_deploy(staging)
    policy.append(iam.get_role_policy(**attached)["PolicyDocument"])

    refused = [staging.gate("destroy", "-auto-approve").output, staging.poolpost("retire", "staging", "--yes").stderr]
    assert qa.poolpost("retire", "qa", "--yes").returncode == 0
    done = qa.gate("destroy", "-auto-approve")
    assert done.exit_code == 0, done.output[-4000:]
    after = _in_ses(aws)
    (qa.project / "environments/qa.toml").unlink()
    leaving = replace(staging, environment=staging.environment | {"POOLPOST_PASS": let_go("staging")})
    done = leaving.gate("destroy", "-auto-approve")
    assert done.exit_code == 0, done.output[-4000:]
    gone = _in_ses(aws) | {
        "records": _records(aws, ZONES),
        "policies": iam.list_role_policies(RoleName="shop-task")["PolicyNames"],
    }
    doctor = {line["title"]: line["outcome"] for line in lines}
    return Story(plans, emails, records, zone_calls, policy, output, doctor, refused, after, gone)


def _arn(pool: str) -> str:
    return f"arn:aws:cognito-idp:{REGION}:000000000000:userpool/{pool}"


def test_records_go_into_the_zone_of_the_other_account(story: Story) -> None:
    """The environment's own account has no zone, and gets none."""
    assert story.records["000000000000"] == []
    names = story.records[ZONES]
    assert len([name for name in names if "._domainkey.mail.example.com." in name]) == 3
    assert names.count("bounce.mail.example.com.") == 2


def test_the_account_of_the_zone_is_asked_for_no_more_than_its_policy_allows(story: Story) -> None:
    """docs/iam/zone.json is what the role of dns.role_arn needs: deploys, plans, doctor, change."""
    assert story.zone_calls <= allowed_by("zone")
    assert {"route53:ChangeResourceRecordSets", "route53:ListHostedZones"} <= story.zone_calls


def test_both_second_plans_are_empty(story: Story) -> None:
    """Nothing to do, for the owner and for who shares its identity."""
    assert story.plans == {"staging": 0, "qa": 0}


def test_both_pools_send_with_one_identity_and_set(story: Story) -> None:
    """Each from its own From; nothing else differs."""
    staging, qa = story.emails["staging"], story.emails["qa"]
    assert {key for key in staging if staging[key] != qa[key]} == {"From"}
    assert staging["SourceArn"].endswith(":identity/mail.example.com")
    assert (staging["ConfigurationSet"], qa["From"]) == ("sign-in", "QA <no-reply@mail.example.com>")


def test_the_doctor_checks_the_owners_identity(story: Story) -> None:
    """Verified, signed and published: as for an identity of its own."""
    wanted = ("domain verified", "DKIM", "MAIL FROM", "configuration set", "event destination: CloudWatch")
    assert {title: story.doctor[title] for title in wanted} == dict.fromkeys(wanted, "pass")


def test_the_role_of_an_application_may_send_from_its_addresses(story: Story) -> None:
    """Attached to the role that exists, and the same text as the output; a change of the file changes it in place."""
    before, after = story.policy
    assert before == json.loads(story.output["shop"])
    assert set(story.output) == {"shop", "reports"}
    assert before["Statement"][0]["Condition"]["StringLike"]["ses:FromAddress"][1] == "orders-*@mail.example.com"
    addresses = ["billing@mail.example.com", "refunds@mail.example.com"]
    assert after["Statement"][0]["Condition"] == {"StringEquals": {"ses:FromAddress": addresses}}


def test_the_owner_stays_as_long_as_others_send_with_its_identity(story: Story) -> None:
    """Destroy and retire name the environment and its pool."""
    destroy, retire = (" ".join(said.replace("│", " ").split()) for said in story.refused)
    assert f"{POOLS['qa']} (environments/qa.toml)" in destroy
    assert "keeps-what-sends" in destroy
    assert "'poolpost retire qa'" in retire


def test_a_destroy_of_who_shares_it_takes_nothing_that_the_owner_sends_with(story: Story) -> None:
    """The counter-check is the owner's own destroy: then all of it goes, the records in the other account too."""
    assert story.after == {"identities": ["mail.example.com"], "sets": ["sign-in"]}
    assert story.gone == {"identities": [], "sets": [], "records": [], "policies": []}
