"""The gate in two SES regions: what poolpost writes there passes, and a change of it stops as in the first."""

from collections.abc import Callable
from typing import Any

import pytest

from poolpost.gate.rules import adoption, belonging
from poolpost.gate.rules import arguments as argument_rules
from poolpost.gate.rules import content as content_rules
from poolpost.gate.rules.all_rules import judge
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.gate_situations import change, patched, plan
from tests.scenes.synthesized import configuration_of, resource
from tests.scenes.violations import TWO_REGIONS

Json = dict[str, Any]
STANDBY: tuple[str, Any] = ("aws.standby_region", {"name": "us-west-2"})
RULES = (*content_rules.RULES, *argument_rules.RULES)
FULL = (STANDBY, ("events.sns.kms", "create"))
SECOND = "aws_sesv2_email_identity.second_domain"


def _judged(settings: Settings, configuration: Json) -> list[tuple[str, str]]:
    now = patched(settings=settings, plan=plan(configuration=configuration))
    return [(found.rule, found.subject) for found in judge(now, RULES)]


@pytest.mark.parametrize("changes", [FULL, tuple(TWO_REGIONS)], ids=["standby", "two regions"])
def test_what_poolpost_writes_in_two_regions_passes(changes: tuple[Any, ...], settings: MakeSettings) -> None:
    """The counter-check of all that follows."""
    made = settings(*changes)
    assert _judged(made, configuration_of(made)) == []


def _set(address: str, argument: str, value: Any) -> Callable[[Json], object]:
    return lambda plan: resource(plan, address)["expressions"].update({argument: {"constant_value": value}})


CHANGED: dict[str, tuple[Callable[[Json], object], str, str]] = {
    "a policy for another pool": (
        _set("aws_sesv2_email_identity_policy.second_cognito", "policy", "{}"),
        "policies-are-as-written",
        "aws_sesv2_email_identity_policy.second_cognito",
    ),
    "a second identity of another domain": (
        _set(SECOND, "email_identity", "evil.example"),
        "arguments-are-as-written",
        f"{SECOND}.email_identity",
    ),
    "a second identity in the first region": (
        lambda plan: resource(plan, SECOND).update(provider_config_key="aws"),
        "arguments-are-as-written",
        f"{SECOND}.provider",
    ),
    "a provider of a third region": (
        lambda plan: plan["provider_config"]["aws.second_region"]["expressions"].update(
            region={"constant_value": "us-east-2"}
        ),
        "providers-are-as-written",
        "provider.aws.second_region.region",
    ),
    "a provider of another account": (
        lambda plan: plan["provider_config"]["aws.second_region"]["expressions"].update(
            allowed_account_ids={"constant_value": ["999999999999"]}
        ),
        "providers-are-as-written",
        "provider.aws.second_region.allowed_account_ids",
    ),
}


@pytest.mark.parametrize("case", CHANGED)
def test_a_change_of_the_second_region_stops(case: str, settings: MakeSettings) -> None:
    """Policies, arguments and providers of both regions are held against what poolpost writes."""
    make, rule, subject = CHANGED[case]
    made = settings(*TWO_REGIONS)
    configuration = configuration_of(made)
    make(configuration)
    assert _judged(made, configuration) == [(rule, subject)]


def test_a_second_region_that_the_file_does_not_name_stops(settings: MakeSettings) -> None:
    """A stack of another file: neither the provider nor a resource of it is expected."""
    found = _judged(settings(), configuration_of(settings(STANDBY)))
    assert ("providers-are-as-written", "provider.aws.second_region") in found
    assert ("arguments-are-as-written", SECOND) in found


@pytest.mark.parametrize(("region", "stops"), [("us-west-2", False), ("eu-west-1", True)])
def test_what_the_state_has_in_the_second_region_is_of_that_region(
    region: str, stops: bool, settings: MakeSettings
) -> None:
    """The rule about the place of a state knows which region each name is in."""
    before = {"arn": f"arn:aws:ses:{region}:000000000000:identity/mail.example.com"}
    held = change(address=SECOND, type="aws_sesv2_email_identity", name="second_domain", before=before, after=before)
    now = patched(settings=settings(STANDBY), plan=plan(held))
    found = [each.subject for each in judge(now, (belonging.state_is_of_this_environment,)) if "is in" in each.problem]
    assert found == ([SECOND] if stops else [])


def test_an_adopted_identity_of_the_second_region_keeps_how_it_signs(settings: MakeSettings) -> None:
    """A replica identity (deterministic Easy DKIM) would become plain Easy DKIM: it stops, as in the first region."""
    made = settings(STANDBY, ("aws.adopt", ["second-identity"]))
    before = {
        "email_identity": "mail.example.com",
        "dkim_signing_attributes": [{"signing_attributes_origin": "AWS_SES_EU_WEST_1"}],
    }
    after = {
        "email_identity": "mail.example.com",
        "dkim_signing_attributes": [{"next_signing_key_length": "RSA_2048_BIT"}],
    }
    imported = change(
        address=SECOND,
        type="aws_sesv2_email_identity",
        name="second_domain",
        actions=("update",),
        before=before,
        after=after,
        import_id="mail.example.com",
    )
    now = patched(settings=made, plan=plan(imported))
    assert ("keeps-how-it-signs", "block", SECOND) in [
        (each.rule, each.level, each.subject) for each in judge(now, adoption.RULES)
    ]
    named = [each for each in judge(now, adoption.RULES) if each.rule == "imports-only-what-the-file-names"]
    assert named == []
    unnamed = patched(settings=settings(STANDBY), plan=plan(imported))
    assert [each.subject for each in judge(unnamed, (adoption.imports_only_what_the_file_names,))] == [SECOND]
