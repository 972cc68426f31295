"""The provider of hosted zones in another account: as the file says, or the gate stops."""

from typing import Any

import pytest

from poolpost.gate.rules import content as content_rules
from poolpost.gate.rules.all_rules import judge
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.gate_situations import patched, plan
from tests.scenes.synthesized import Json, configuration_of

ZONES = ("dns.role_arn", "arn:aws:iam::111111111111:role/zones")


def _judged(settings: Settings, configuration: Json) -> list[tuple[str, str, str]]:
    now = patched(settings=settings, plan=plan(configuration=configuration))
    return [(f.rule, f.level, f.subject) for f in judge(now, content_rules.RULES)]


def test_the_provider_of_hosted_zones_elsewhere_passes(settings: MakeSettings) -> None:
    """The counter-check of what follows."""
    made = settings(ZONES)
    assert _judged(made, configuration_of(made)) == []


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("allowed_account_ids", ["222222222222"]),
        ("region", "us-west-2"),
        ("endpoints", [{"route53": "https://evil.example"}]),
    ],
)
def test_a_provider_of_another_account_than_the_roles_is_stopped(
    argument: str, value: Any, settings: MakeSettings
) -> None:
    """What may answer for Route 53 is the account of dns.role_arn and no other."""
    made = settings(ZONES)
    configuration = configuration_of(made)
    configuration["provider_config"]["aws.dns"]["expressions"][argument] = {"constant_value": value}
    found = ("providers-are-as-written", "block", f"provider.aws.dns.{argument}")
    assert _judged(made, configuration) == [found]


def test_another_role_for_hosted_zones_is_stopped(settings: MakeSettings) -> None:
    """The role decides whose records are written."""
    made = settings(ZONES)
    other = configuration_of(settings(("dns.role_arn", "arn:aws:iam::111111111111:role/other")))
    found = ("providers-are-as-written", "block", "provider.aws.dns.assume_role")
    assert _judged(made, other) == [found]


def test_a_provider_for_hosted_zones_that_the_file_does_not_name_is_stopped(settings: MakeSettings) -> None:
    """Without dns.role_arn no other account takes part."""
    assert _judged(settings(), configuration_of(settings(ZONES))) == [
        ("providers-are-as-written", "block", "provider.aws.dns")
    ]
