"""Which requests are about an environment, what each set and reset, and who is the most likely culprit."""

from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest

from poolpost.aws.user_pool_members import SETTABLE
from poolpost.doctor.trail import NAMES, Change, change, concerns, culprit, culprit_of_child, history
from poolpost.errors import CannotDecide
from poolpost.settings import Settings
from poolpost.standards.trail_events import HIDDEN, Event
from tests.conftest import MakeSettings

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
POOL = "eu-west-1_Production1"
ARN = f"arn:aws:cognito-idp:eu-west-1:000000000000:userpool/{POOL}"


def event(name: str = "UpdateUserPool", minutes: int = 0, *, tool: str = "boto3 1.0", **members: Any) -> Event:
    """Return an event some minutes after noon; `request` is of the pool unless it is given."""
    request = {"userPoolId": POOL} | members.pop("request", {}) if members.get("request", 1) is not None else None
    members.pop("request", None)
    time = NOON + timedelta(minutes=minutes)
    return Event(
        id=f"{name}{minutes}", time=time, name=name, principal="user bob", tool=tool, request=request, **members
    )


class Trail:
    """CloudTrail that knows some events, and refuses some names."""

    def __init__(self, *events: Event, refused: str = "", cut: str = "") -> None:
        """Store what it knows."""
        self.events_ = events
        self.refused, self.cut = refused, cut
        self.asked: list[str] = []

    def events(self, name: str, _since: datetime) -> tuple[list[Event], bool]:
        """Return the events of a name."""
        self.asked.append(name)
        if name == self.refused:
            msg = "may not call cloudtrail:LookupEvents"
            raise CannotDecide(msg)
        return [each for each in self.events_ if each.name == name], name != self.cut


def read(settings: Settings, trail: Any, *names: str, known: Any = None) -> Any:
    """Read the history of some names."""
    return history(settings, lambda _region: trail, names, NOON, known=known)


# What is about the environment


@pytest.mark.parametrize(
    ("named", "about"),
    [
        (event(), True),
        (event(request={"userPoolId": "eu-west-1_Other"}), False),
        (event("TagResource", request={"userPoolId": "", "resourceArn": ARN}), True),
        (event("PutEmailIdentityDkimAttributes", request={"userPoolId": "", "emailIdentity": "MAIL.example.com"}), True),
        (event("DeleteIdentity", request={"userPoolId": "", "identity": "other.example.com"}), False),
        (event("CreateConfigurationSet", request={"userPoolId": "", "configurationSet": {"name": "sign-in"}}), True),
        (event("PutAccountSuppressionAttributes", request={"userPoolId": ""}), True),
        (event(request=None, refused="AccessDenied", said=f"not on resource: arn:x:userpool/{POOL}"), True),
        (event(request=None, refused="AccessDenied", said="not on resource: arn:x:userpool/eu-west-1_Other"), False),
    ],
)  # fmt: skip
def test_a_request_is_about_the_environment_by_what_it_names(named: Event, about: bool, settings: MakeSettings) -> None:
    """Pool, identity, From's address or configuration set, by id, name or ARN; or the whole account."""
    assert concerns(settings(), named) is about


def test_every_name_is_an_operation_of_aws() -> None:
    """A name with a typing mistake finds nothing for ever."""
    session = botocore.session.get_session()
    known = {
        name
        for service in ("cognito-idp", "ses", "sesv2")
        for name in session.get_service_model(service).operation_names
    }
    names = [name for group in NAMES.values() for name in group]
    assert set(names) <= known
    assert len(set(names)) == len(names)


# What it set, and what it reset


def test_an_update_says_what_it_set_and_what_it_omitted() -> None:
    """In the pool's own names, whatever the case and however much is hidden."""
    sent = {
        "lambdaConfig": {"preSignUp": "arn:x"},
        "poolName": "users",
        "smsVerificationMessage": HIDDEN,
        "policies": None,
    }
    found = change(event(request=sent), None)
    assert found.set == ("LambdaConfig", "Name", "SmsVerificationMessage")
    assert set(found.omitted) == SETTABLE.keys() - {"LambdaConfig", "Name", "SmsVerificationMessage", "UserPoolTier"}
    assert (found.subject, found.reset) == (POOL, None)


def test_what_the_baseline_had_is_what_an_update_reset() -> None:
    """An omitted member that the pool never had is no loss."""
    known = {"LambdaConfig": {"PreSignUp": "arn:x"}, "DeviceConfiguration": {}, "UserPoolTier": "PLUS", "Name": "users"}
    assert change(event(request={"policies": {}}), known).reset == ("LambdaConfig",)
    assert change(event(request={"lambdaConfig": {}}), known).reset == ()


def test_other_requests_omit_nothing_and_name_what_they_are_about() -> None:
    """SetUserPoolMfaConfig, children and SES: the settings in it, and the child's name."""
    found = change(
        event("CreateIdentityProvider", request={"providerName": "Okta", "providerDetails": HIDDEN}), {"Policies": {}}
    )
    assert (found.subject, found.set) == (f"{POOL}, Okta", ("ProviderDetails",))
    assert (found.omitted, found.reset) == ((), None)
    assert change(event(request=None), {}).set is None


# What was read


def test_the_history_is_newest_first_and_of_this_environment(settings: MakeSettings) -> None:
    """Of every name that was asked for, once each."""
    trail = Trail(
        event(minutes=1), event("CreateGroup", 2), event(minutes=3, request={"userPoolId": "eu-west-1_Other"})
    )
    found = read(settings(), trail, "UpdateUserPool", "CreateGroup")
    assert [each.event.name for each in found.changes] == ["CreateGroup", "UpdateUserPool"]
    assert found.unread == {}


def test_what_could_not_be_read_is_recorded_and_not_asked_for_again(settings: MakeSettings) -> None:
    """The next name would be refused too, half a second later."""
    trail = Trail(event(), refused="CreateGroup", cut="UpdateUserPool")
    found = read(settings(), trail, "UpdateUserPool", "CreateGroup", "UpdateGroup")
    assert trail.asked == ["UpdateUserPool", "CreateGroup"]
    assert set(found.unread) == {"UpdateUserPool", "CreateGroup", "UpdateGroup"}
    assert "only the newest 1,000" in found.unread["UpdateUserPool"]
    assert len(found.changes) == 1


# Who it was


def changes(*events: Event) -> list[Change]:
    """Return what the requests changed."""
    return [change(each, None) for each in events]


def test_the_culprit_is_the_newest_request_that_omitted_the_member() -> None:
    """A later complete one kept what was lost; refused ones did nothing; poolpost sends the whole pool."""
    whole = {name[:1].lower() + name[1:]: "x" for name in SETTABLE}
    bare = event(minutes=5)
    found = changes(
        event(minutes=1),
        bare,
        event(minutes=6, request=whole),
        event(minutes=7, refused="InvalidParameterException"),
        event(minutes=8, tool="poolpost 0.1.0"),
    )
    cause = culprit(found, "LambdaConfig")
    assert cause
    assert cause.event == bare


def test_a_member_with_requests_of_its_own_may_be_changed_by_those() -> None:
    """MFA factors by SetUserPoolMfaConfig, tags by UntagResource; else the newest update is the best guess."""
    found = changes(event(minutes=1), event("SetUserPoolMfaConfig", 2), event("UntagResource", 3))
    named = {member: each.event.name for member in ("MfaConfig", "UserPoolTags") if (each := culprit(found, member))}
    assert named == {"MfaConfig": "SetUserPoolMfaConfig", "UserPoolTags": "UntagResource"}
    sent = changes(event(minutes=1, request={"lambdaConfig": {}}))
    assert culprit(sent, "LambdaConfig") == sent[0]
    assert culprit([], "LambdaConfig") is None


def test_a_child_s_culprit_names_the_child() -> None:
    """By its path; the newest request about it, and none about another."""
    made = event("CreateIdentityProvider", 1, request={"providerName": "Okta"})
    changed = event("UpdateIdentityProvider", 2, request={"providerName": "Okta"})
    other = event("CreateIdentityProvider", 3, request={"providerName": "Entra"})
    found = changes(made, changed, other)
    for path in ("IdentityProviders.Okta", "IdentityProviders.Okta.ProviderDetails.oidc_issuer"):
        cause = culprit_of_child(found, path)
        assert cause
        assert cause.event == changed
    assert culprit_of_child(found, "Groups.Okta") is None
