"""What would take received mail away: another active rule set, and a bucket with mail in it."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from poolpost.aws.services import Aws
from poolpost.emulator.client import EmbeddedAws
from poolpost.findings import Finding
from poolpost.gate.receiving import receiving_findings
from poolpost.standards.terraform_plan import AWS_PROVIDER, Plan, read_plan
from tests.conftest import MakeSettings
from tests.scenes.inbound import make_bucket, with_inbound

ACTIVE, RULE = "aws_ses_active_receipt_rule_set", "aws_ses_receipt_rule"
CREATED, DELETED = ["create"], ["delete"]


@pytest.fixture(autouse=True)
def nothing_there(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have an embedded AWS that holds nothing."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    aws.reset()
    yield
    aws.reset()


def _client(service: str) -> Any:
    return botocore.session.Session().create_client(service, "eu-west-1")


def _activate(name: str) -> None:
    _client("ses").create_receipt_rule_set(RuleSetName=name)
    _client("ses").set_active_receipt_rule_set(RuleSetName=name)


def _plan(type_: str, actions: list[str], before: str | None = None, after: str | None = None, **values: Any) -> Plan:
    """Return a plan of one change; `before` and `after` are the rule set's names."""

    def state(name: str | None) -> dict[str, Any] | None:
        return values or {"rule_set_name": name} if name is not None else None

    changes = [_change(type_, actions, state(before), state(after))]
    if type_ == ACTIVE:  # the stack has the set itself as well, under a new name where that is what changes
        changes.append(_change("aws_ses_receipt_rule_set", actions, {"rule_set_name": "mail"}, state(after)))
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "complete": True, "planned_values": {}}
    return read_plan(json.dumps(plan | {"resource_changes": changes}))


def _change(type_: str, actions: list[str], before: Any, after: Any) -> dict[str, Any]:
    return {
        "address": f"{type_}.inbound",
        "mode": "managed",
        "type": type_,
        "name": "inbound",
        "provider_name": AWS_PROVIDER,
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": {}},
    }


def _found(settings: Any, plan: Plan | None = None) -> list[Finding]:
    return list(receiving_findings(settings, Aws(settings), plan))


@pytest.mark.parametrize(
    ("active", "plan", "stops"),
    [
        pytest.param(None, None, False, id="none is active"),
        pytest.param("other", None, True, id="before a plan"),
        pytest.param("mail", None, False, id="ours is active"),
        pytest.param("other", _plan(ACTIVE, CREATED, None, "mail"), True, id="activation over another"),
        pytest.param(None, _plan(ACTIVE, CREATED, None, "mail"), False, id="first activation"),
        pytest.param("mail", _plan(ACTIVE, ["update"], "mail", "new"), False, id="our set renamed"),
        pytest.param("other", _plan(ACTIVE, ["update"], "mail", "new"), True, id="renamed, another is active"),
        pytest.param("other", _plan(ACTIVE, ["update"], "other", "mail"), True, id="another, as a refresh shows it"),
        pytest.param("other", _plan(ACTIVE, DELETED, "mail", None), True, id="deactivation of another"),
        pytest.param("other", _plan(ACTIVE, DELETED, "other", None), True, id="deactivation, after a refresh"),
        pytest.param("mail", _plan(ACTIVE, DELETED, "mail", None), False, id="deactivation of ours"),
        pytest.param("other", _plan(ACTIVE, ["no-op"], "mail", "mail"), False, id="nothing changes"),
    ],
)
def test_no_rule_set_is_activated_over_another(
    active: str | None, plan: Plan | None, stops: bool, settings: MakeSettings
) -> None:
    """Activating ours, or deactivating "the active one", would end the mail of whatever is active."""
    if active is not None:
        _activate(active)
    found = _found(settings(*with_inbound()), plan)
    assert [each.rule for each in found] == (["rule-set-is-active"] if stops else [])
    if stops:
        assert 'set inbound.rule_set = "other" and inbound.create_rule_set = false' in found[0].remedy


@pytest.mark.parametrize(
    ("active", "plan", "stops"),
    [
        pytest.param("mail", None, False, id="it is active"),
        pytest.param("other", None, True, id="another is active"),
        pytest.param(None, None, True, id="none is active"),
        pytest.param(None, _plan(RULE, CREATED, None, "mail"), True, id="a rule for nothing"),
        pytest.param(None, _plan(RULE, DELETED, "mail", None), False, id="a rule is removed"),
    ],
)
def test_rules_are_added_to_the_active_set_only(
    active: str | None, plan: Plan | None, stops: bool, settings: MakeSettings
) -> None:
    """Rules of a set that is not active receive nothing, and no plan shows that."""
    if active is not None:
        _activate(active)
    found = _found(settings(*with_inbound(("create_rule_set", False))), plan)
    assert [each.rule for each in found] == (["rule-set-is-not-active"] if stops else [])


@pytest.mark.parametrize("actions", [DELETED, ["create", "delete"]], ids=["deleted", "replaced"])
@pytest.mark.parametrize("objects", [0, 1])
def test_no_plan_deletes_a_bucket_with_mail(
    objects: int, actions: list[str], aws: EmbeddedAws, settings: MakeSettings
) -> None:
    """S3 would refuse half-way; an empty bucket may go, also where the table has left the file."""
    make_bucket(aws, "acme-mail", *(f"dmarc/{number}" for number in range(objects)))
    found = _found(settings(), _plan("aws_s3_bucket", actions, "there", None, bucket="acme-mail"))
    assert [each.rule for each in found] == (["bucket-holds-mail"] if objects else [])
    assert all("aws s3 rm s3://acme-mail --recursive" in each.remedy for each in found)


@pytest.mark.parametrize("objects", [0, 1])
def test_no_plan_deletes_the_key_of_a_bucket_with_mail(objects: int, aws: EmbeddedAws, settings: MakeSettings) -> None:
    """Without it nobody can read what is stored, and Terraform only sees a key that the file no longer needs."""
    make_bucket(aws, "acme-mail", *(f"dmarc/{number}" for number in range(objects)))
    bucket = _plan("aws_s3_bucket", ["no-op"], "there", "there", bucket="acme-mail").resource_changes
    key = _plan("aws_kms_key", DELETED, "there", None, arn="arn:aws:kms:eu-west-1:000000000000:key/1")
    plan = dataclasses.replace(key, resource_changes=(*bucket, *key.resource_changes))
    found = _found(settings(), plan)
    assert [each.rule for each in found] == (["bucket-holds-mail"] if objects else [])
    assert all("deletes aws_kms_key.inbound, its key" in each.problem for each in found)


@pytest.mark.parametrize(("before", "after", "warns"), [(365, 1, True), (1, 365, False), (30, 30, False)])
def test_a_shorter_retention_is_a_warning(before: int, after: int, settings: MakeSettings, *, warns: bool) -> None:
    """S3 then deletes what is stored already."""
    kind = "aws_s3_bucket_lifecycle_configuration"
    old, new = ({"rule": [{"expiration": [{"days": days}]}]} for days in (before, after))
    plan = _plan(kind, ["update"], "there", "there", **old)
    (change,) = plan.resource_changes
    changed = dataclasses.replace(plan, resource_changes=(dataclasses.replace(change, after=new),))
    found = _found(settings(), changed)
    assert [(each.rule, each.level) for each in found] == ([("mail-expires-sooner", "warn")] if warns else [])
    assert all("after 1 instead of 365 days" in each.problem for each in found)


@pytest.mark.parametrize(
    ("name", "actions", "stops"),
    [
        pytest.param("theirs", DELETED, True, id="of others"),
        pytest.param("ours", ["no-op"], True, id="ours, which stays"),
        pytest.param("ours", DELETED, False, id="ours, which goes"),
    ],
)
def test_no_plan_deletes_a_rule_set_with_rules_that_stay(
    name: str, actions: list[str], settings: MakeSettings, *, stops: bool
) -> None:
    """SES deletes a set with all its rules; a plan has to delete them as well."""
    _activate("mail")
    action = {"BounceAction": {"SmtpReplyCode": "550", "Message": "no", "Sender": "a@mail.example.com"}}
    _client("ses").create_receipt_rule(RuleSetName="mail", Rule={"Name": name, "Actions": [action]})
    ours = _plan(RULE, actions, "mail", None, name="ours", rule_set_name="mail").resource_changes
    gone = _plan("aws_ses_receipt_rule_set", DELETED, "mail", None)
    found = _found(settings(), dataclasses.replace(gone, resource_changes=(*ours, *gone.resource_changes)))
    assert [each.rule for each in found] == (["rule-set-holds-rules"] if stops else [])
    assert all(f"does not mean to delete: {name}" in each.problem for each in found)


def test_without_received_mail_nothing_is_asked(aws: EmbeddedAws, settings: MakeSettings) -> None:
    """An environment that only sends needs no permission for receipt rules."""
    aws.clear_calls()
    assert _found(settings()) == []
    assert aws.calls() == []
