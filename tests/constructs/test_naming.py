"""Addresses in Terraform are those that the constructs give, without a hash."""

import json

import cdktf
import pytest
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic

import poolpost.constructs  # noqa: F401 -- the fast bindings, before a provider is loaded
from poolpost.constructs.naming import named


@pytest.mark.parametrize(("given", "name"), [(True, "events"), (False, "nested_topic_")])
def test_a_name_is_the_address(given: bool, name: str) -> None:
    """Counter-check: without it cdktf appends a hash of the path, and a moved construct would replace its resource."""
    stack = cdktf.TerraformStack(cdktf.Testing.app(), "test")
    topic = SnsTopic(cdktf.TerraformElement(stack, "nested"), "topic")
    if given:
        named(topic, "events")
    (address,) = json.loads(cdktf.Testing.synth(stack))["resource"]["aws_sns_topic"]
    assert address == "events" if given else address.startswith(name)
