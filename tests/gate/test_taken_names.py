"""Names that SES and SNS have already: a note before the plan, a reason to stop in one that makes them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest

from poolpost.aws.services import Aws
from poolpost.emulator.client import EmbeddedAws
from poolpost.gate.taken_names import DESTINATION, IDENTITY, SET, TOPIC, taken_names
from poolpost.standards.terraform_plan import AWS_PROVIDER, Plan, read_plan
from tests.conftest import MakeSettings

PEOPLE = ("addresses.senders", ["jane@example.org"])


@pytest.fixture
def nothing_there(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have an embedded AWS that holds nothing."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    aws.reset()
    yield
    aws.reset()


def _plan(case: "Case", **change: Any) -> Plan:
    after = {"actions": ["create"], "before": None, "after": {case.attribute: case.name}, "after_unknown": {}}
    resource = {
        "address": f"{case.type}.x",
        "mode": "managed",
        "type": case.type,
        "name": "x",
        "provider_name": AWS_PROVIDER,
        "change": after | change,
        "action_reason": change.get("action_reason", ""),
    }
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "complete": True, "planned_values": {}}
    return read_plan(json.dumps(plan | {"resource_changes": [resource]}))


def _destination(ses: Any, _sns: Any) -> None:
    ses.create_configuration_set(ConfigurationSetName="sign-in")
    dimension = {"DimensionName": "a", "DimensionValueSource": "MESSAGE_TAG", "DefaultDimensionValue": "b"}
    to_cloudwatch = {"CloudWatchDestination": {"DimensionConfigurations": [dimension]}}
    ses.create_configuration_set_event_destination(
        ConfigurationSetName="sign-in",
        EventDestinationName="cloudwatch",
        EventDestination={"Enabled": True, "MatchingEventTypes": ["SEND"]} | to_cloudwatch,
    )


def _identity(ses: Any, name: str) -> object:
    return ses.create_email_identity(EmailIdentity=name)


@dataclass
class Case:
    """A resource, how its name comes to be taken, and what the remedy says."""

    type: str
    attribute: str
    name: str
    take: Callable[[Any, Any], object]
    remedy: str


CASES = (
    Case(
        IDENTITY, "email_identity", "mail.example.com", lambda ses, _: _identity(ses, "mail.example.com"), '"identity"'
    ),
    Case(IDENTITY, "email_identity", "jane@example.org", lambda ses, _: _identity(ses, "jane@example.org"), '"jane@'),
    Case(
        SET,
        "configuration_set_name",
        "sign-in",
        lambda ses, _: ses.create_configuration_set(ConfigurationSetName="sign-in"),
        '"configuration-set"',
    ),
    Case(DESTINATION, "event_destination_name", "cloudwatch", _destination, "remove it there"),
    Case(TOPIC, "name", "sign-in-mail", lambda _, sns: sns.create_topic(Name="sign-in-mail"), "events.sns.topic_name"),
)


@pytest.mark.usefixtures("nothing_there")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.type} {case.name}")
def test_a_taken_name_is_told(case: Case, settings: MakeSettings) -> None:
    """A plan that makes it stops; one that imports it, goes on with it or leaves it alone does not."""
    made = settings(PEOPLE, ("events.sns.topic_name", "sign-in-mail"))
    aws = Aws(made)
    assert list(taken_names(made, aws, _plan(case))) == []
    session = botocore.session.Session()
    case.take(session.create_client("sesv2", "eu-west-1"), session.create_client("sns", "eu-west-1"))
    (block,) = taken_names(made, aws, _plan(case))
    assert (block.rule, block.level) == ("name-is-taken", "block")
    assert block.subject.endswith(case.name)
    assert case.remedy in block.remedy
    for harmless in (
        {"actions": ["no-op"]},
        {"importing": {"id": case.name}},
        {"actions": ["create", "delete"], "action_reason": "replace_because_tainted"},
    ):
        assert list(taken_names(made, aws, _plan(case, **harmless))) == []
    note = next(found for found in taken_names(made, aws) if found.subject.endswith(case.name))
    assert note.level == "info"
    assert note.remedy.startswith("unless this stack created it: ")


@pytest.mark.usefixtures("nothing_there")
def test_what_is_adopted_is_not_told(settings: MakeSettings) -> None:
    """It is meant to be there."""
    session = botocore.session.Session()
    ses = session.create_client("sesv2", "eu-west-1")
    for name in ("mail.example.com", "jane@example.org"):
        _identity(ses, name)
    ses.create_configuration_set(ConfigurationSetName="sign-in")
    made = settings(PEOPLE, ("aws.adopt", ["identity", "configuration-set", "jane@example.org"]))
    assert list(taken_names(made, Aws(made))) == []
    assert {found.subject for found in taken_names(settings(PEOPLE), Aws(made))} == {
        "identity mail.example.com",
        "identity jane@example.org",
        "configuration set sign-in",
    }
