"""What a plan takes away from a pool that sends with it stops, however it is taken, and nothing else does."""

import dataclasses
from typing import Any

import pytest

from poolpost.gate.gathering import NotSeen
from poolpost.gate.rules.sending import lets_go_after_the_switch
from poolpost.review.taking import verb
from poolpost.settings import validated
from poolpost.settings.terraform_names import PATCH_ADDRESS
from poolpost.standards.terraform_plan import Change
from tests.conftest import changed
from tests.pool.test_readiness import READY
from tests.scenes.gate_situations import PATCH, change, change_of, plan
from tests.scenes.sending_world import (
    BESIDE,
    BY_DEFAULT,
    DELETE,
    DOMAIN,
    FORGET,
    NO_OP,
    OTHER,
    REPLACE,
    REPLACE_OLD_FIRST,
    STATE,
    everything,
    resource,
    sending,
    step,
)
from tests.scenes.taken import CONFIGURATION_SET, IDENTITY, IN_USE, POLICY, alone, situation, stopped, subjects


@pytest.mark.parametrize("actions", [DELETE, FORGET, REPLACE, REPLACE_OLD_FIRST])
@pytest.mark.parametrize("address", IN_USE)
def test_each_thing_that_the_pool_sends_with_is_kept(address: str, actions: tuple[str, ...]) -> None:
    """Destroyed, let go of, or replaced in either order while the pool goes on sending with it: it stops."""
    assert subjects(*alone(address, *actions)) == [address]


@pytest.mark.parametrize("actions", [DELETE, FORGET, REPLACE])
@pytest.mark.parametrize("address", STATE)
def test_nothing_is_kept_for_a_pool_that_sends_elsewhere(address: str, actions: tuple[str, ...]) -> None:
    """The counter-check: with the pool on Cognito's own sender all of it may go."""
    assert stopped(*alone(address, *actions), live=BY_DEFAULT) == []


@pytest.mark.parametrize("actions", [NO_OP, ("update",), ("create",)])
def test_a_plan_that_takes_nothing_away_passes_without_a_look_at_other_pools(actions: tuple[str, ...]) -> None:
    """Listing the account's pools is for plans that take something away."""
    changes = [change for change in everything(*actions) if change.address != POLICY or actions != ("update",)]
    assert stopped(*changes, others=None) == []


def test_what_does_not_hang_on_the_identity_is_a_finding_of_its_own() -> None:
    """An address beside its domain, and the topic that a destination which stays publishes through."""
    address = f"no-reply@{DOMAIN}"
    beside = change_of(
        resource(IDENTITY, *DELETE), address="aws_sesv2_email_identity.from", before={"email_identity": address}
    )
    topic = resource("aws_sns_topic.events", *DELETE)
    gone = {IDENTITY: resource(IDENTITY, *DELETE), topic.address: topic, beside.address: beside}
    live = sending(SourceArn=PATCH.ses_arn(f"identity/{address}"))
    assert set(subjects(*everything(*NO_OP, but=gone), live=live)) == gone.keys()


def test_a_destroy_passes_once_the_pool_sends_elsewhere() -> None:
    """After `poolpost retire` nothing is in the way."""
    assert stopped(*everything(*DELETE), live=BY_DEFAULT) == []


def test_what_counts_is_what_the_pool_sends_with_after_the_plan() -> None:
    """A renamed set goes after the switch to the new one; without the switch, or old before new, mail would be lost."""
    old, switch = sending(ConfigurationSet="old"), step("delete", "create")
    renamed = change_of(resource(CONFIGURATION_SET, *REPLACE), before={"configuration_set_name": "old"})
    assert subjects(renamed, switch, live=old) == []
    assert subjects(renamed, step(*NO_OP), live=old) == [CONFIGURATION_SET]
    assert subjects(change_of(renamed, actions=REPLACE_OLD_FIRST), switch, live=old) == [CONFIGURATION_SET]


def test_a_gap_between_old_and_new_takes_the_mail_of_other_pools_too() -> None:
    """Nothing switches them meanwhile."""
    assert subjects(*alone(IDENTITY, *REPLACE_OLD_FIRST), live=BY_DEFAULT, others=(sending(OTHER),)) == [IDENTITY]


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ({"SourceArn": f"arn:aws:ses:us-east-1:000000000000:identity/{DOMAIN}"}, []),
        ({"SourceArn": "arn:aws:ses:eu-west-1:000000000000:identity/other.example.com", "ConfigurationSet": None}, []),
        ({"SourceArn": "arn:aws:ses:eu-west-1:000000000000:identity/other.example.com"}, [CONFIGURATION_SET]),
        ({"ConfigurationSet": None}, [IDENTITY, CONFIGURATION_SET]),
        ({"ConfigurationSet": "theirs"}, [IDENTITY]),
        ({"SourceArn": f"arn:aws:ses:eu-west-1:000000000000:identity/a@{DOMAIN}", "ConfigurationSet": "x"}, [IDENTITY]),
        ({"EmailSendingAccount": "COGNITO_DEFAULT", "ConfigurationSet": None}, [IDENTITY, CONFIGURATION_SET]),
    ],
)
def test_a_pool_sends_with_what_its_configuration_names(email: dict[str, Any], expected: list[str]) -> None:
    """Region, identity, an address of the domain, and the identity's own set where the pool names none."""
    assert subjects(*everything(*DELETE), live=BY_DEFAULT, others=(sending(OTHER, **email),)) == expected


def test_a_pool_that_is_left_behind_keeps_what_it_sends_with() -> None:
    """Another pool id and another domain in the file: the pool of before is one of the others then."""
    settings = validated(
        *changed(
            ("user_pool.id", "eu-west-1_New"),
            ("domain.name", "new.example.com"),
            ("user_pool.from", "no-reply@new.example.com"),
            ("user_pool.reply_to", None),
        )
    )
    changes = everything(
        *NO_OP,
        but={
            IDENTITY: resource(IDENTITY, *REPLACE, email_identity="new.example.com"),
            "terraform_data.user_pool_email": step("delete", "create", settings=settings),
        },
    )
    assert subjects(*changes, settings=settings, live=BY_DEFAULT, others=(sending(),)) == [IDENTITY]
    assert subjects(*changes, settings=settings, live=BY_DEFAULT, others=()) == []


def test_the_policy_is_kept_for_a_pool_that_needs_it() -> None:
    """A pool that Cognito sends for from another region, or by its default sender, is refused by SES without it."""
    needs = sending(EmailSendingAccount="COGNITO_DEFAULT", ConfigurationSet=None)
    for actions in (DELETE, FORGET, REPLACE):
        assert subjects(*alone(POLICY, *actions), live=needs) == [POLICY]
        assert subjects(*alone(POLICY, *actions)) == []
    assert subjects(*alone(POLICY, "update", policy='{"aws:SourceArn": "x:userpool/new"}'), live=needs) == [POLICY]
    assert subjects(*alone(POLICY, "update", policy="{}"), live=needs) == []
    of_another = change_of(resource(POLICY, *DELETE), before={"email_identity": DOMAIN, "policy": "x:userpool/other"})
    assert subjects(of_another, live=needs) == []
    beside = change_of(resource(POLICY, *DELETE), before={"email_identity": "other.example.com", "policy": "{}"})
    assert subjects(beside, live=needs) == []


@pytest.mark.parametrize("address", BESIDE)
def test_what_no_pool_sends_with_may_go(address: str) -> None:
    """Alarms, subscriptions and the like are somebody's convenience."""
    assert stopped(*alone(address, *DELETE)) == []


def test_what_has_the_name_of_the_domain_and_sends_nothing_may_go() -> None:
    """The pool's own domain for its sign-in page is called `domain` too."""
    page = change(address="aws_cognito_user_pool_domain.page", type="aws_cognito_user_pool_domain", actions=DELETE)
    assert stopped(change_of(page, before={"domain": DOMAIN}, after=None)) == []


def test_a_set_that_stops_sending_takes_the_mail_as_a_destroyed_one_does() -> None:
    """sending_enabled = false changes in place: no resource goes, and SES refuses every mail that names the set."""

    def stops(before: bool, after: bool, **facts: Any) -> list[str]:
        on = [{"sending_enabled": before}]
        update = resource(CONFIGURATION_SET, "update", sending_options=[{"sending_enabled": after}])
        update = dataclasses.replace(update, before=(update.before or {}) | {"sending_options": on})
        return subjects(*everything(*NO_OP, but={CONFIGURATION_SET: update}), **facts)

    assert stops(before=True, after=False) == [CONFIGURATION_SET]
    assert stops(before=True, after=True) == stops(before=False, after=True) == []
    assert stops(before=False, after=False) == []
    assert stops(before=True, after=False, live=BY_DEFAULT) == []
    created = resource(CONFIGURATION_SET, "create", sending_options=[{"sending_enabled": False}])
    assert subjects(*everything(*NO_OP, but={CONFIGURATION_SET: change_of(created, before=None)})) == []


@pytest.mark.parametrize(
    ("zone", "goes"),
    [
        ({"name": "example.com."}, True),
        ({"name": "Mail.Example.com"}, True),
        ({"name": "_domainkey.mail.example.com"}, True),
        ({"name": "other.example.com"}, False),
        ({"name": "ample.com"}, False),
        ({"name": "example.com", "vpc": [{"vpc_id": "vpc-1"}]}, False),
        ({}, False),
    ],
)
def test_a_zone_of_a_team_s_own_takes_the_records_along(zone: dict[str, Any], *, goes: bool) -> None:
    """With force_destroy a zone goes with all that it holds, and no record shows in the plan; a private one has no mail."""
    old = change(
        address="aws_route53_zone.x", name="x", type="aws_route53_zone", actions=DELETE, before=zone, after=None
    )
    assert subjects(*everything(*NO_OP, but={old.address: old})) == ([old.address] if goes else [])


@pytest.mark.parametrize("identity", [DOMAIN, f"arn:aws:ses:eu-west-1:000000000000:identity/{DOMAIN}"])
def test_a_policy_of_the_first_interface_is_a_policy(identity: str) -> None:
    """A pool that needs one to send loses its mail with it, whichever resource wrote it."""
    kind = "aws_ses_identity_policy"
    before = {"identity": identity, "policy": STATE["aws_sesv2_email_identity_policy.cognito"]["policy"]}
    old = change(address=f"{kind}.x", name="x", type=kind, actions=DELETE, before=before, after=None)
    needs = sending(EmailSendingAccount="COGNITO_DEFAULT")
    assert subjects(*everything(*NO_OP, but={old.address: old}), live=needs) == [old.address]
    assert subjects(*everything(*NO_OP, but={old.address: old})) == []


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("aws_ses_domain_identity", {"domain": DOMAIN}),
        ("aws_ses_email_identity", {"email": f"no-reply@{DOMAIN}"}),
        ("aws_ses_configuration_set", {"name": PATCH.configuration_set.name}),
        ("aws_ses_domain_mail_from", {"domain": DOMAIN}),
    ],
)
def test_the_first_interface_of_ses_takes_the_same_things_away(kind: str, named: dict[str, str]) -> None:
    """Whoever moves their own resource to poolpost's and takes the old one out destroys what both name."""
    source = f"{PATCH.ses_arn('identity/')}{named.get('email', DOMAIN)}"
    live = sending(SourceArn=source)
    old = change(address=f"{kind}.old", name="old", type=kind, actions=DELETE, before=named, after=None)
    assert subjects(*everything(*NO_OP, but={old.address: old}), live=live) == [old.address]
    other = dataclasses.replace(old, before=dict.fromkeys(named, "other.example"))
    assert subjects(*everything(*NO_OP, but={old.address: other}), live=live) == []


@pytest.mark.parametrize(
    ("kind", "actions"), [("aws_sesv2_configuration_set", ("create",)), ("aws_x", ("update",)), ("aws_x", ("create",))]
)
def test_only_an_update_of_a_set_switches_it_off(kind: str, actions: tuple[str, ...]) -> None:
    """A set that is made without sending takes nothing from anybody, and what others call so is theirs."""
    off = {"sending_options": [{"sending_enabled": False}]}
    made = change(
        address=f"{kind}.x", type=kind, actions=actions, before=None if actions == ("create",) else {}, after=off
    )
    assert verb(made) == ""
    switched = change_of(made, type="aws_sesv2_configuration_set", actions=("update",), before={})
    assert verb(switched) == "switch off"


@pytest.mark.parametrize("before", [{"identity": DOMAIN}, {"email_identity": DOMAIN}, {"x": "y"}])
def test_what_names_no_identity_of_a_pool_may_go(before: dict[str, Any]) -> None:
    """Whatever it names: only the types that mail depends on count, and an identity without a name is nobody's."""
    for kind in ("aws_ses_domain_dkim", "aws_x"):
        assert subjects(change(address=f"{kind}.x", type=kind, actions=DELETE, before=before, after=None)) == []
    nameless = {name: value for name, value in before.items() if name == "x"}
    identity = "aws_sesv2_email_identity"
    gone = change(address=f"{identity}.x", type=identity, actions=DELETE, before=nameless, after=None)
    assert subjects(gone) == []


def _moving_on(**facts: Any) -> tuple[list[Change], dict[str, Any]]:
    """Return a plan that switches the pool from an address to the domain and destroys the address, and the facts around it."""
    address = f"no-reply@{DOMAIN}"
    gone = change_of(resource(IDENTITY, *DELETE), address=f"{IDENTITY}_address", before={"email_identity": address})
    changes = everything(*NO_OP, but={gone.address: gone, PATCH_ADDRESS: step("delete", "create")})
    return changes, {"live": sending(SourceArn=PATCH.ses_arn(f"identity/{address}"))} | facts


def test_an_identity_that_leaves_the_file_goes_only_where_terraform_waits_for_the_switch() -> None:
    """The state says that the step depends on it: the step comes first. After a failed switch it no longer does."""
    changes, facts = _moving_on()
    gone = f"{IDENTITY}_address"
    (finding,) = stopped(*changes, **facts)
    assert finding.subject == gone
    assert f'list "no-reply@{DOMAIN}" in addresses.senders' in finding.remedy
    remembered = dataclasses.replace(plan(*changes), stored_dependencies={PATCH_ADDRESS: frozenset({gone})})
    assert stopped(plan=remembered, **facts) == []


def test_a_set_that_leaves_the_file_goes_only_where_terraform_waits_for_the_switch() -> None:
    """From a set of its own to that of the identity's owner: after a failed switch the pool still names the old one."""
    gone = change_of(resource(CONFIGURATION_SET, *DELETE), before={"configuration_set_name": "old"})
    changes = everything(*NO_OP, but={CONFIGURATION_SET: gone, PATCH_ADDRESS: step("delete", "create")})
    live = sending(ConfigurationSet="old")
    (finding,) = stopped(*changes, live=live)
    assert finding.subject == CONFIGURATION_SET
    assert f"'poolpost pool apply {PATCH.name}'" in finding.remedy
    remembered = dataclasses.replace(plan(*changes), stored_dependencies={PATCH_ADDRESS: frozenset({gone.address})})
    assert stopped(plan=remembered, live=live) == []


def test_a_domain_that_leaves_the_file_stays_while_its_address_sends() -> None:
    """The way back without [domain]: the domain's DKIM signs the address's mail, and the remedy is to keep the tables."""
    settings = validated(*changed(("user_pool.identity", "address")))
    gone = resource(IDENTITY, *DELETE)
    (finding,) = stopped(
        *everything(*NO_OP, but={IDENTITY: gone, PATCH_ADDRESS: step("delete", "create", settings=settings)}),
        settings=settings,
    )
    assert finding.subject == IDENTITY
    assert "keep [domain] and [dns] in the file" in finding.remedy


@pytest.mark.parametrize(
    ("sender", "found"),
    [
        ({"VerifiedForSendingStatus": False}, ["SES has not verified"]),
        ({}, ["has no identity"]),
        (READY, []),
    ],
)
def test_the_present_sender_goes_only_for_one_that_can_send(sender: Any, found: list[str]) -> None:
    """A switch that must fail would cost Terraform's order, so the plan is stopped before it."""
    changes, facts = _moving_on(sender=sender)
    findings = lets_go_after_the_switch.findings(situation(*changes, **facts))
    assert [each.subject for each in findings] == [f"{IDENTITY}_address"] * len(found)
    for each, words in zip(findings, found, strict=True):
        assert words in each.problem
        assert "user_pool.identity = 'address' and [domain] beside it" in each.remedy


def test_a_sender_that_could_not_be_read_stops_it() -> None:
    """Nothing passes because it was not seen; and where nothing goes, nothing is asked."""
    changes, facts = _moving_on(sender=NotSeen("identity-is-read", "no answer"))
    (finding,) = lets_go_after_the_switch.findings(situation(*changes, **facts))
    assert finding.level == "unknown"
    assert lets_go_after_the_switch.findings(situation(*everything(*NO_OP))) == []
