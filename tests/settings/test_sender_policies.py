"""What an application of [senders] may send, decided by poolpost's own evaluator and by that of the embedded AWS."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false -- ministack has no types
import json
from collections.abc import Callable
from typing import Any

import pytest
from ministack.core import iam_evaluator

from poolpost.settings import Settings, validated
from poolpost.settings.stack_policies import sender_policies
from poolpost.standards.iam_policies import allows, every
from poolpost.standards.mailboxes import parse_mailbox
from tests.conftest import changed
from tests.scenes.sharing import OWN_SET, shared

Decides = Callable[[str, str, str, dict[str, str]], bool]
SHOP = ("senders", {"shop": {"from": ["billing@mail.example.com", "orders-*@mail.example.com"], "role": "shop"}})
EXACT = ("senders", {"shop": {"from": ["billing@mail.example.com"]}})
SETTINGS = validated(*changed(SHOP))
SES = "arn:aws:ses:eu-west-1:000000000000"
IDENTITY, SET = f"{SES}:identity/mail.example.com", f"{SES}:configuration-set/sign-in"
ALLOWED = [
    "billing@mail.example.com",
    "Billing of Example <billing@mail.example.com>",
    "orders-eu@mail.example.com",
    "orders-@mail.example.com",
]
DENIED = [
    "no-reply@mail.example.com",
    '"billing@mail.example.com" <no-reply@mail.example.com>',
    "Billing@mail.example.com",
    "xbilling@mail.example.com",
    "billing@mail.example.com.example.org",
    "orders@mail.example.com",
]
"""Among them a display name that looks like an allowed address, other case, and a longer domain."""


def _ours(policy: str, action: str, resource: str, context: dict[str, str]) -> bool:
    # A role's policy names no principal: whoever has the role is meant.
    statements = [each | {"Principal": "*"} for each in json.loads(policy)["Statement"]]
    known: dict[str, str | None] = {"ses:FromAddress": None, **context}
    asked = {"service": "the role", "action": action, "context": known, "resource": resource}
    return allows({"Statement": statements}, **asked) is True


def _ministacks(policy: str, action: str, resource: str, context: dict[str, str]) -> bool:
    caller = iam_evaluator.EvalContext(
        principal_arn="arn:aws:sts::000000000000:assumed-role/shop/task",
        principal_type="AssumedRole",
        principal_account="000000000000",
        action=action,
        resource_arn=resource,
        region="eu-west-1",
        service_context={key.lower(): value for key, value in context.items()},
    )
    statements = iam_evaluator.parse_policy_document(policy)
    return iam_evaluator.evaluate(caller, [statements]).decision == "Allow"


def _may_send(  # noqa: PLR0913 -- the parts of a request
    decides: Decides,
    settings: Settings,
    sender: str,
    *,
    identity: str = IDENTITY,
    configuration_set: str | None = SET,
    action: str = "ses:SendEmail",
) -> bool:
    """Decide as SES does: about the identity closest to From, and about the set, which may be the identity's default."""
    policy = sender_policies(settings)["shop"]
    box = parse_mailbox(sender)
    context = {"ses:FromAddress": box.address, "ses:FromDisplayName": box.display_name}
    resources = [identity, configuration_set or SET]
    return every(decides(policy, action, each, context) for each in resources) is True


@pytest.fixture(params=[_ours, _ministacks], ids=["ours", "the embedded AWS's"])
def decides(request: pytest.FixtureRequest) -> Decides:
    """Return an evaluator of IAM policies."""
    return request.param


@pytest.mark.parametrize("action", ["ses:SendEmail", "ses:SendRawEmail"])
@pytest.mark.parametrize("sender", ALLOWED)
def test_the_addresses_of_the_file_may_send(sender: str, action: str, decides: Decides) -> None:
    """With any display name, by the API and by SMTP, which is SendRawEmail."""
    assert _may_send(decides, SETTINGS, sender, action=action)


@pytest.mark.parametrize("sender", DENIED)
def test_no_other_address_may_send(sender: str, decides: Decides) -> None:
    """A policy for billing must not let an application send sign-in codes."""
    assert not _may_send(decides, SETTINGS, sender)


@pytest.mark.parametrize(
    "other",
    [
        {"identity": f"{SES}:identity/example.com"},
        {"identity": f"{SES}:identity/billing@mail.example.com"},
        {"identity": IDENTITY.replace("eu-west-1", "us-east-1")},
        {"identity": IDENTITY.replace("000000000000", "111111111111")},
        {"configuration_set": f"{SES}:configuration-set/other"},
        {"configuration_set": SET.replace("eu-west-1", "us-east-1")},
        {"action": "ses:SendBulkEmail"},
        {"action": "ses:DeleteEmailIdentity"},
    ],
    ids=lambda other: " ".join(other.values()),
)
def test_nothing_else_is_allowed(other: dict[str, Any], decides: Decides) -> None:
    """Another identity, region, account, set or action; the same request without it is allowed."""
    assert _may_send(decides, SETTINGS, ALLOWED[0])
    assert not _may_send(decides, SETTINGS, ALLOWED[0], **other)


def test_without_a_set_mail_goes_by_the_identitys_default(decides: Decides) -> None:
    """The stack makes this configuration set the identity's default, so a request that names none is seen as well."""
    assert _may_send(decides, SETTINGS, ALLOWED[0], configuration_set=None)


def test_with_a_set_of_its_own_the_owners_default_is_refused(decides: Decides) -> None:
    """An environment that shares an identity: applications have to name the environment's own set."""
    own = shared(*OWN_SET, EXACT)
    named = f"{SES}:configuration-set/qa-mail"
    assert _may_send(decides, own, ALLOWED[0], configuration_set=named)
    assert not _may_send(decides, own, ALLOWED[0], configuration_set=None)


def test_without_a_from_nothing_is_sent(decides: Decides) -> None:
    """A condition key that is missing does not hold."""
    policy = sender_policies(SETTINGS)["shop"]
    assert not decides(policy, "ses:SendRawEmail", IDENTITY, {})


def test_an_exact_address_has_no_wildcards() -> None:
    """StringEquals is what a reader expects, and cannot match more."""
    (sends, _) = json.loads(sender_policies(validated(*changed(EXACT)))["shop"])["Statement"]
    assert sends["Condition"] == {"StringEquals": {"ses:FromAddress": ["billing@mail.example.com"]}}


def test_the_standby_region_is_allowed_before_it_is_needed() -> None:
    """A failover must not wait for IAM."""
    settings = validated(*changed(EXACT, ("aws.standby_region", {"name": "us-east-1"})))
    for statement in json.loads(sender_policies(settings)["shop"])["Statement"]:
        assert [arn.split(":")[3] for arn in statement["Resource"]] == ["eu-west-1", "us-east-1"]
