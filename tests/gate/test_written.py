"""The gate's copy of what a stack writes, held against the real synthesis."""

import copy
from pathlib import Path
from typing import Any

import pytest

from poolpost.gate.written import written
from poolpost.settings import Settings, load, validated
from poolpost.settings.terraform_names import POOL_ADDRESS
from tests.conftest import ROOT, MakeSettings
from tests.scenes.arguments import WIDE, judged
from tests.scenes.complete_environments import ENVIRONMENTS, write_files
from tests.scenes.sharing import OWN_SET, shared, sharer
from tests.scenes.synthesized import configuration_of
from tests.scenes.violations import TWO_REGIONS


def _holds_against_synthesis(settings: Settings) -> None:
    configuration = configuration_of(settings)
    made = {each["address"] for each in configuration["root_module"]["resources"]}
    assert written(settings).keys() == made - {POOL_ADDRESS}
    assert judged(settings, configuration) == []


@pytest.mark.parametrize("name", ["local", "dev", "staging", "production"])
def test_the_shipped_environments_are_written_as_the_gate_says(name: str) -> None:
    """The gate's copy and the real synthesis agree: every address, every argument."""
    _holds_against_synthesis(load(name, ROOT / "environments"))


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environments_that_set_every_text_are_written_as_the_gate_says(name: str, tmp_path: Path) -> None:
    """Own keys, a zone by id, a pool that is still to be made: no false stop."""
    _holds_against_synthesis(validated(write_files(tmp_path), copy.deepcopy(ENVIRONMENTS[name])))


SENDERS = (("senders", {"shop": {"from": ["a@mail.example.com"], "role": "shop"}}),)
ZONES = (("dns.role_arn", "arn:aws:iam::111111111111:role/zones"),)
KEEP = (("aws.adopt", ["identity"]), ("domain.dkim", {"keep": True}))
BARE = (("dns.provider", "external"), ("events.sns", None), ("events.cloudwatch", None), ("alarms", None))


STANDBY = (
    ("aws.standby_region", {"name": "us-west-2"}),
    ("events.sns.kms", "create"),
    (
        "events.sns.subscribers",
        [{"protocol": "lambda", "endpoint": "arn:aws:lambda:eu-west-1:000000000000:function:f"}],
    ),
    ("events.eventbridge", {"event_types": ["BOUNCE"]}),
    ("addresses.senders", ["old@example.org"]),
)
OWN_KEY = (
    ("aws.standby_region", {"name": "us-west-2", "use": "sending"}),
    ("domain.dkim", {"selector": "own", "public_key": "A" * 360, "private_key_secret_id": "mail/dkim"}),
)
LEAVING = (("aws.standby_region", {"name": "us-west-2", "use": "leaving"}),)


@pytest.mark.parametrize(
    "changes",
    [WIDE, KEEP, BARE, ZONES, SENDERS, (("user_pool.mode", "manage"),), STANDBY, OWN_KEY, LEAVING, TWO_REGIONS],
    ids=["wide", "keep", "bare", "zones", "senders", "manage", "standby", "own key in both", "leaving", "two regions"],
)
def test_every_construct_is_written_as_the_gate_says(changes: tuple[Any, ...], settings: MakeSettings) -> None:
    """Each optional resource, imports included, none of them, a signature that is kept, and `manage` mode."""
    _holds_against_synthesis(settings(*changes))


@pytest.mark.parametrize(
    "changes",
    [(), OWN_SET, (*OWN_SET, ("events.sns", {"topic_name": "t"}), ("alarms", {})), (("user_pool.mode", "manage"),)],
    ids=["owner's set", "own set", "own events", "manage"],
)
def test_a_stack_that_shares_an_identity_is_written_as_the_gate_says(changes: tuple[Any, ...]) -> None:
    """What the owner's stack has is not expected here, and stops if it is here after all."""
    _holds_against_synthesis(shared(*changes))


def test_an_owners_policy_is_written_as_the_gate_says(settings: MakeSettings) -> None:
    """It exists as soon as one of the pools needs it."""
    _holds_against_synthesis(settings().sharing((sharer(principal="cognito-idp.eu-central-2.amazonaws.com"),)))
