"""
The prediction against the wire: what provider 5.100.0 really sends for thirty pools, in one Terraform run.

And the verdict against what happens: the embedded AWS resets what a request omits, so a pool that the gate lets through
must lose nothing, and one that it stops does lose what the gate names.
"""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest

from poolpost.constructs.managed_user_pool import IGNORED
from poolpost.emulator import run_terraform
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import ACCOUNT, REGION, production_mfa
from poolpost.findings import worst
from poolpost.gate import provider_body
from poolpost.gate.rules.all_rules import RULES, judge
from poolpost.gate.rules.rule import Situation
from poolpost.pool.differences import differences
from poolpost.pool.losses import additions, changes, losses
from poolpost.project.toolchain import toolchain_environment
from poolpost.settings import validated
from poolpost.standards.terraform_plan import Plan, read_plan
from tests.conftest import Proof, changed
from tests.scenes.prediction_pools import Json, sendable_pool, varied_pools

pytestmark = pytest.mark.e2e

DOMAIN = "prediction.example.com"
EMAIL = {
    "email_sending_account": "DEVELOPER",
    "source_arn": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{DOMAIN}",
    "from_email_address": f"Example <no-reply@{DOMAIN}>",
    "reply_to_email_address": f"support@{DOMAIN}",
    "configuration_set": "prediction",
}
READS = ("DescribeUserPool", "GetUserPoolMfaConfig")
MFA = ("email_mfa_configuration", "mfa_configuration", "software_token_mfa_configuration", "web_authn_configuration")
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:new-claims"
WEB = {"relying_party_id": "sign-in.example.com", "user_verification": "required"}
EXPOSED: dict[str, tuple[tuple[str, ...], Json]] = {
    "mfa_forgotten": (MFA, {}),
    "mfa_changed": (
        MFA,
        {
            "mfa_configuration": "ON",
            "software_token_mfa_configuration": {"enabled": True},
            "email_mfa_configuration": {"message": "Code {####}", "subject": "Code"},
            "web_authn_configuration": WEB,
        },
    ),
    "tags_changed": (("tags", "tags_all"), {"tags": {"new": "tag"}}),
    "text_changed": (("email_verification_message",), {"email_verification_message": "New code {####}"}),
    "attribute_updates_forgotten": (("user_attribute_update_settings",), {}),
    "schema_extended": (("schema",), {"schema": [{"name": "tenant", "attribute_data_type": "String"}]}),
    "trigger_changed": (("lambda_config",), {"lambda_config": {"pre_token_generation": FUNCTION}}),
    "versioned_trigger_changed": (
        ("lambda_config",),
        {"lambda_config": {"pre_token_generation_config": {"lambda_arn": FUNCTION, "lambda_version": "V2_0"}}},
    ),
}
"""Pools of which somebody left attributes out of the ignore list, and what the configuration then says."""
VARIED = varied_pools()
NAMES = [*VARIED, *EXPOSED]


@dataclass(frozen=True)
class Applied:
    """One Terraform run over all pools: what was there, planned, sent, and what was left."""

    before: dict[str, Json]
    plan: Plan
    calls: dict[str, list[tuple[str, Json]]]
    after: dict[str, Json]

    def planned(self, name: str) -> tuple[Json, Json]:
        """Give the pool's attributes before and after."""
        (change,) = (c for c in self.plan.changes("aws_cognito_user_pool") if c.name == name)
        return change.before or {}, change.after or {}

    def sent(self, name: str, operation: str) -> Json | None:
        """Give the body of a pool's only call of an operation, None without one."""
        bodies = [body for made, body in self.calls[name] if made == operation]
        assert len(bodies) < 2
        return bodies[0] if bodies else None


def _pool_id(name: str) -> str:
    return f"{REGION}_Body{NAMES.index(name)}"


def _resource(name: str) -> Json:
    exposed, attributes = EXPOSED.get(name, ((), {}))
    ignored = [attribute for attribute in IGNORED if attribute not in exposed]
    lifecycle = {"ignore_changes": ignored, "prevent_destroy": True}
    return {"name": "somebody else's", "email_configuration": EMAIL, "lifecycle": lifecycle, **attributes}


def _configuration() -> Json:
    return {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.100.0"}}},
        "provider": {"aws": {"region": REGION, "allowed_account_ids": [ACCOUNT]}},
        "import": [{"to": f"aws_cognito_user_pool.{name}", "id": _pool_id(name)} for name in NAMES],
        "resource": {"aws_cognito_user_pool": {name: _resource(name) for name in NAMES}},
    }


def _put_pools(aws: EmbeddedAws) -> dict[str, Json]:
    pools = VARIED | {name: (sendable_pool(_pool_id(name)), production_mfa()) for name in EXPOSED}
    pools["tags_changed"][0]["UserPoolTags"] = {"old": "tag"}
    pools["schema_extended"][0].pop("SchemaAttributes")
    for pool, mfa in pools.values():
        aws.put_pool(REGION, pool, mfa)
    return {name: pool for name, (pool, _) in pools.items()}


def _prepare_ses(aws: EmbeddedAws) -> None:
    aws.verify(REGION, DOMAIN)
    session = botocore.session.Session()
    session.set_credentials(ACCOUNT, "test")
    ses: Any = session.create_client("sesv2", REGION, endpoint_url=aws.url)
    ses.create_configuration_set(ConfigurationSetName=EMAIL["configuration_set"])


def _writes(aws: EmbeddedAws) -> dict[str, list[tuple[str, Json]]]:
    made: dict[str, list[tuple[str, Json]]] = {_pool_id(name): [] for name in NAMES}
    for call in aws.calls():
        if call["service"] == "cognito-idp" and call["operation"] not in READS:
            body = call["body"]
            pool_id = body.get("UserPoolId") or body["ResourceArn"].rpartition("/")[2]
            made[pool_id].append((call["operation"], body))
    return {name: made[_pool_id(name)] for name in NAMES}


@pytest.fixture(scope="module")
def applied(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Applied:
    """Import all pools and change nothing but their e-mail, the way that every guide says is safe."""
    _prepare_ses(aws)
    before = _put_pools(aws)
    work = tmp_path_factory.mktemp("prediction")
    (work / "main.tf.json").write_text(json.dumps(_configuration()))
    environment = toolchain_environment(aws.full_environment())
    run_terraform.must_run(["terraform", "init", "-input=false"], work, environment)
    run_terraform.must_run(["terraform", "plan", "-input=false", "-out=plan"], work, environment)
    shown = run_terraform.must_run(["terraform", "show", "-json", "plan"], work, environment)
    aws.clear_calls()
    run_terraform.run(["terraform", "apply", "-input=false", "plan"], work, environment)
    after = {name: aws.pool(REGION, _pool_id(name))["UserPool"] for name in NAMES}
    return Applied(before=before, plan=read_plan(shown.output), calls=_writes(aws), after=after)


def _without_order(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(map(_without_order, value), key=json.dumps)
    if isinstance(value, dict):
        return {key: _without_order(inner) for key, inner in value.items()}
    return value


@pytest.mark.parametrize("name", NAMES)
def test_prediction_is_what_the_provider_sends(applied: Applied, name: str) -> None:
    """Sets aside, which have no order, both bodies are the same to the last member."""
    planned = applied.planned(name)
    update, mfa = provider_body.update_body(*planned), provider_body.mfa_body(*planned)
    assert _without_order(update) == _without_order(applied.sent(name, "UpdateUserPool"))
    assert _without_order(mfa) == _without_order(applied.sent(name, "SetUserPoolMfaConfig"))


@pytest.mark.parametrize("name", NAMES)
def test_calls_are_made_in_the_predicted_order(applied: Applied, name: str) -> None:
    """With the full ignore list it is UpdateUserPool alone: no tag, MFA or schema call."""
    predicted = provider_body.calls(*applied.planned(name))
    assert predicted == tuple(operation for operation, _ in applied.calls[name])
    if name in VARIED:
        assert predicted == ("UpdateUserPool",)


@pytest.mark.parametrize("name", VARIED)
def test_what_is_lost_is_what_was_predicted(applied: Applied, name: str) -> None:
    """The worst-case AWS loses exactly what was named before the apply, and adds nothing else."""
    before, after = applied.before[name], applied.after[name]
    body = provider_body.update_body(*applied.planned(name)) or {}
    assert {d.path for d in losses(before, body)} == {d.path for d in losses(before, after)}
    assert {d.path for d in additions(before, body)} == {d.path for d in additions(before, after)}


HARMED = {
    "as_in_production",
    "decomposed_text",
    "device_never_asks",
    "eums",
    "eums_beside_sns",
    "federation",
    "newer",
    "old_days",
    "tags",
    "without_policies",
    "zero_days",
}
"""Pools that the real provider harms although its plan shows the e-mail configuration alone."""
RECOVERY = tuple(f"AccountRecoverySetting.RecoveryMechanisms[{n}].{m}" for n in (0, 1) for m in ("Name", "Priority"))
HARMLESS = {
    "minimal": ("DeletionProtection", "Policies.PasswordPolicy.PasswordHistorySize"),
    "newer_default": ("KeyConfiguration.KeyType",),
    "no_history": ("Policies.PasswordPolicy.PasswordHistorySize",),
    "recovery_by_phone": RECOVERY,
}
"""Differences that are none to AWS: a default said or not said, and the order of a set."""


def _harm(applied: Applied, name: str) -> list[str]:
    """Name what changed; a false that was left out of a structure is what AWS itself shows as false."""
    found = differences(applied.before[name], applied.after[name])
    changed_to = {each.path for each in found if not (each.before is False and each.after is None)}
    return sorted(changed_to - set(HARMLESS.get(name, ())))


def _situation(applied: Applied, name: str) -> Situation:
    (change,) = (c for c in applied.plan.changes("aws_cognito_user_pool") if c.name == name)
    made = validated(*changed())
    pool = made.user_pool.model_copy(update={"id_": _pool_id(name), "mode": "manage"})
    # Without its configuration: a stack of many pools is none of poolpost's, and the rules about content say so.
    return Situation(
        settings=made.model_copy(update={"user_pool": pool}),
        plan=dataclasses.replace(applied.plan, resource_changes=(change,), configuration={}),
        live=applied.before[name],
        mfa=production_mfa(),
        account=ACCOUNT,
    )


JUDGES = tuple(rule for rule in RULES if rule.id not in {"email-is-as-wanted", "deletion-protection"})
"""The settings of this test are another domain's, and one pool has no protection on purpose."""
BLIND = tuple(rule for rule in JUDGES if rule.id not in {"body-loses-nothing", "no-default-sneaks-in"})


@pytest.mark.parametrize("name", VARIED)
def test_gate_lets_through_what_stays_and_stops_what_does_not(applied: Applied, name: str, proof: Proof) -> None:
    """The verdict from the plan and the live pool, against what was left after the apply."""
    stopped = worst(judge(_situation(applied, name), JUDGES)) != 0
    assert stopped == (name in HARMED)
    assert stopped == bool(_harm(applied, name))
    assert stopped == bool(changes(applied.before[name], applied.after[name]))
    proof(_words(name), "manage", "stopped by the gate" if stopped else "only e-mail changed")


@pytest.mark.parametrize("name", sorted(HARMED))
def test_without_these_rules_harm_would_pass(applied: Applied, name: str, proof: Proof) -> None:
    """Counter-check: every other rule says go, and the pool is harmed."""
    assert worst(judge(_situation(applied, name), BLIND)) == 0
    assert _harm(applied, name)
    proof(_words(name), "no safety", "LOST SETTINGS")


def _words(name: str) -> str:
    return name.replace("_", " ")


@pytest.mark.parametrize("name", EXPOSED)
def test_a_forgotten_entry_of_the_ignore_list_is_stopped(applied: Applied, name: str) -> None:
    """The plan shows these; the gate does not rely on anybody reading it."""
    assert worst(judge(_situation(applied, name), JUDGES)) == 1
    assert "changes-email-only" in {finding.rule for finding in judge(_situation(applied, name), BLIND)}
