"""A second region that was given up before it was empty: the message after Terraform's own."""

import json

from poolpost.gate.left_region import left_too_early
from tests.conftest import MakeSettings

AWS = 'provider["registry.terraform.io/hashicorp/aws"]'


def _state(provider: str) -> str:
    instance = {"attributes": {}}
    resource = {"mode": "managed", "type": "aws_sns_topic", "name": "second_events", "provider": provider}
    return json.dumps({"version": 4, "resources": [resource | {"instances": [instance]}]})


def test_resources_without_their_region_are_named(settings: MakeSettings) -> None:
    """What Terraform says does not name the key of the file."""
    assert 'use = "leaving"' in left_too_early(settings(), _state(f"{AWS}.second_region"))


def test_a_region_that_the_file_names_is_no_reason(settings: MakeSettings) -> None:
    """The counter-checks: the table is there, or nothing is left, or there is no state to read."""
    leaving = settings(("aws.standby_region", {"name": "us-west-2", "use": "leaving"}))
    assert left_too_early(leaving, _state(f"{AWS}.second_region")) == ""
    assert left_too_early(settings(), _state(AWS)) == ""
    assert left_too_early(settings(), "no state") == ""
