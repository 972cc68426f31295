"""What pools send with where an environment has two SES regions: each resource counts for its own region."""

from dataclasses import replace
from typing import Any

import pytest

from poolpost.dns.records import second_dkim
from poolpost.review.senders import senders_after
from poolpost.review.taking import taken
from poolpost.settings import Settings, validated
from poolpost.standards.terraform_plan import Change
from tests.conftest import changed
from tests.scenes.gate_situations import plan
from tests.scenes.sending_world import DELETE, DOMAIN, IDENTITY, NO_OP, OTHER, resource, sending, step
from tests.scenes.taken import stopped
from tests.scenes.violations import TWO_REGIONS

HERE, THERE = "eu-west-1", "us-west-2"
ARN = "arn:aws:ses:{}:000000000000:identity/" + DOMAIN
FIRST, SECOND = "aws_sesv2_email_identity.domain", "aws_sesv2_email_identity.second_domain"
TOKENS = ["four", "five", "six"]


def _settings(**standby: str) -> Settings:
    return validated(*changed(("aws.standby_region", {"name": THERE, **standby})))


def _other(region: str) -> dict[str, Any]:
    return sending(OTHER, SourceArn=ARN.format(region))


def _second(address: str, *actions: str, **before: Any) -> Change:
    kind, _, name = address.partition(".")
    found = resource(f"{kind}.{name}", *actions)
    return replace(found, before=before, after=None if actions == DELETE else before)


@pytest.mark.parametrize(("region", "taken_from"), [(HERE, FIRST), (THERE, SECOND)])
def test_an_identity_is_taken_from_the_pools_of_its_region(region: str, taken_from: str) -> None:
    """The same domain in both regions: a pool of the other region goes on sending."""
    going = plan(
        resource(FIRST, *DELETE),
        _second(SECOND, *DELETE, **(IDENTITY | {"dkim_signing_attributes": [{"tokens": TOKENS}]})),
    )
    found = taken(_settings(use="leaving"), going, None, (_other(region),))
    assert [(each.change.address, each.users) for each in found] == [(taken_from, (OTHER,))]


@pytest.mark.parametrize(("region", "needed"), [(HERE, False), (THERE, True)])
def test_the_second_identitys_records_are_of_its_senders(region: str, needed: bool) -> None:
    """Tokens are per region: mail of the first is not signed with them."""
    made = _settings()
    record = next(iter(second_dkim(made, TOKENS)))
    going = plan(
        resource(FIRST, *NO_OP),
        _second(SECOND, *NO_OP, **(IDENTITY | {"dkim_signing_attributes": [{"tokens": TOKENS}]})),
        _second("aws_route53_record.second_dkim_1", *DELETE, name=record.name, type=record.type),
    )
    assert bool(taken(made, going, None, (_other(region),))) is needed


def test_the_default_sender_uses_both_regions() -> None:
    """`*` names the two of the pool's row: what is taken away in either would be missing."""
    made = validated(*changed(*TWO_REGIONS))
    live = sending(made.user_pool.id, SourceArn=made.email_configuration["SourceArn"])
    (found,) = senders_after(made, plan(), live, ())
    assert found.regions == {"ap-southeast-1", "ap-northeast-1"}
    assert found.needs_policy


def test_a_pool_of_another_region_is_no_sender_of_this_environment() -> None:
    """Neither of the environment's regions: its identity is another state's."""
    assert senders_after(_settings(), plan(), None, (_other("us-east-1"),)) == []


def test_a_region_that_the_pool_could_not_leave_is_kept_by_the_standby_table() -> None:
    """The switch of the first deploy failed, as where SES pauses the first region: the way on is in [aws.standby_region]."""
    made = _settings(use="leaving")
    going = _second(SECOND, *DELETE, **(IDENTITY | {"dkim_signing_attributes": [{"tokens": TOKENS}]}))
    switch = step("delete", "create", settings=made)
    (finding,) = stopped(switch, going, settings=made, live=sending(SourceArn=ARN.format(THERE)))
    assert finding.subject == SECOND
    assert 'aws.standby_region.use = "standby"' in finding.remedy


@pytest.mark.parametrize("name", ["brand", "second_brand"])
def test_a_resource_of_the_team_is_of_the_first_region_whatever_its_name(name: str) -> None:
    """Else a name that begins like those of the second region would hide what another pool sends with."""
    going = _second(f"aws_sesv2_email_identity.{name}", *DELETE, email_identity="brand.example")
    other = sending(OTHER, SourceArn=ARN.format(HERE).replace(DOMAIN, "brand.example"))
    for made in (validated(*changed()), _settings()):
        assert [each.users for each in taken(made, plan(going), None, (other,))] == [(OTHER,)]
