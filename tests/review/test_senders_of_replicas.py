"""What a replica sends with is in use like what its pool sends with."""

from typing import Any

import pytest

from poolpost.gate.rules.sending import keeps_what_sends
from poolpost.review.senders import senders_after
from poolpost.review.taking import taken
from poolpost.settings.replicas import about_replica
from tests.conftest import MakeSettings
from tests.scenes.gate_situations import STEP, change, change_of, patched, plan

AWAY = "eu-central-1"
SECOND = "aws_sesv2_email_identity.second_domain"


def _live(settings: Any, email: dict[str, Any]) -> dict[str, Any]:
    return {"Id": settings.user_pool.id, "Arn": about_replica(settings, AWAY).pool_arn, "EmailConfiguration": email}


@pytest.mark.parametrize("writes", [True, False])
def test_a_replica_sends_after_the_plan_as_the_file_says_where_the_plan_writes_it(
    settings: MakeSettings, *, writes: bool
) -> None:
    """Else as it does now: by Cognito's own sender, with nothing of ours."""
    made = settings(("user_pool.replicas", {AWAY: {}}))
    replica = about_replica(made, AWAY)
    step = change_of(STEP, address=replica.switch_address, actions=("create",) if writes else ("no-op",))
    live = _live(made, {"EmailSendingAccount": "COGNITO_DEFAULT"})
    found = senders_after(made, plan(STEP, step), None, (live,))
    named = [each for each in found if "replica in" in each.pool]
    assert [each.regions for each in named] == ([frozenset({AWAY})] if writes else [])


@pytest.mark.parametrize(("address", "users"), [(SECOND, 1), ("aws_sesv2_email_identity.domain", 0)])
def test_the_identity_of_its_region_is_taken_from_it_and_no_other(
    settings: MakeSettings, address: str, users: int
) -> None:
    """Two identities have one name; only that of the replica's SES region is the replica's."""
    made = settings(("user_pool.replicas", {AWAY: {}}))
    gone = change(
        address=address,
        type="aws_sesv2_email_identity",
        actions=("delete",),
        before={"email_identity": made.domain.name},
        after=None,
    )
    live = _live(made, about_replica(made, AWAY).email_configuration)
    found = taken(made, plan(change_of(STEP, actions=("no-op",)), gone), None, (live,))
    assert [user for each in found for user in each.users] == [f"{made.user_pool.id} (replica in {AWAY})"] * users


@pytest.mark.parametrize("remembers", [True, False])
def test_what_a_replica_sends_with_goes_only_where_terraform_waits_for_its_switch(
    settings: MakeSettings, *, remembers: bool
) -> None:
    """The pool was switched to the domain and its replica was not: the state has forgotten that its step comes first."""
    made = settings(("user_pool.replicas", {AWAY: {}}))
    replica, address = about_replica(made, AWAY), f"no-reply@{made.domain.name}"
    gone = change(
        address="aws_sesv2_email_identity.second_address_no_reply",
        type="aws_sesv2_email_identity",
        actions=("delete",),
        before={"email_identity": address},
        after=None,
    )
    live = _live(made, replica.email_configuration | {"SourceArn": replica.ses_arn(f"identity/{address}")})
    own = {"Id": made.user_pool.id, "Arn": made.pool_arn, "EmailConfiguration": made.email_configuration}
    steps = (change_of(STEP, actions=("no-op",)), change_of(STEP, address=replica.switch_address))
    held = frozenset({gone.address})
    stored = {STEP.address: held, replica.switch_address: held if remembers else frozenset[str]()}
    facts = patched(plan=plan(*steps, gone, stored_dependencies=stored), settings=made, live=own, others=(live,))
    found = keeps_what_sends.findings(facts)
    assert [each.subject for each in found] == ([] if remembers else [gone.address])
    assert all(f"replica in {AWAY}" in each.problem and "addresses.senders" in each.remedy for each in found)
