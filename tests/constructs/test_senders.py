"""The policies of applications: attached where the file names a role, and all of them as an output."""

import pytest

from poolpost.settings import Settings
from poolpost.settings.stack_policies import sender_policies
from tests.conftest import MakeSettings
from tests.gate.rules.test_content import judged
from tests.scenes.synthesis import Synthesize
from tests.scenes.synthesized import configuration_of, resource

TWO = (
    "senders",
    {
        "shop": {"from": ["billing@mail.example.com"], "role": "shop-task"},
        "report": {"from": ["report-*@mail.example.com"]},
    },
)
ADDRESS = "aws_iam_role_policy.sender_shop"


@pytest.fixture
def two(settings: MakeSettings) -> Settings:
    """Return an environment with two applications, one of which names a role."""
    return settings(TWO)


def test_a_policy_is_attached_to_the_role_that_exists(synthesize: Synthesize, two: Settings) -> None:
    """No role is made, and none but the named one changes."""
    made = synthesize(two)["resource"]["aws_iam_role_policy"]
    assert {name: (each["name"], each["role"]) for name, each in made.items()} == {
        "sender_shop": ("poolpost-local-shop", "shop-task")
    }
    assert made["sender_shop"]["policy"] == sender_policies(two)["shop"]
    assert "aws_iam_user" not in synthesize(two)["resource"], "no long-lived key gets into a state"


def test_every_policy_is_an_output(synthesize: Synthesize, two: Settings) -> None:
    """For a role that another stack makes, or a user whose key is kept elsewhere."""
    assert synthesize(two)["output"]["sender_policies"]["value"] == sender_policies(two)


def test_without_applications_the_stack_is_as_before(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Neither a resource nor an output."""
    stack = synthesize(settings())
    assert "sender_policies" not in stack["output"]
    assert "aws_iam_role_policy" not in stack["resource"]


def test_the_gate_takes_what_poolpost_writes_and_nothing_else(two: Settings) -> None:
    """A policy that allows more, or another role, stops."""
    configuration = configuration_of(two)
    assert judged(two, configuration) == []
    resource(configuration, ADDRESS)["expressions"]["policy"] = {"constant_value": sender_policies(two)["report"]}
    assert judged(two, configuration) == [("policies-are-as-written", "block", ADDRESS)]
