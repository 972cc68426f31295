"""Would mail arrive? Each thing that keeps it from arriving is found, and nothing else."""

import copy
from typing import Any

import pytest

from poolpost.pool.readiness import not_ready
from tests.conftest import MakeSettings

READY: dict[str, Any] = {
    "VerifiedForSendingStatus": True,
    "DkimAttributes": {"Status": "SUCCESS"},
    "MailFromAttributes": {"MailFromDomainStatus": "SUCCESS"},
}
ACCOUNT = {"SendingEnabled": True, "ProductionAccessEnabled": True, "EnforcementStatus": "HEALTHY"}


def _identity(path: str, value: object) -> dict[str, Any]:
    identity = copy.deepcopy(READY)
    *parts, last = path.split(".")
    holder = identity
    for part in parts:
        holder = holder[part]
    holder[last] = value
    return identity


def test_a_verified_domain_with_production_access_is_ready(settings: MakeSettings) -> None:
    """The pool may be switched."""
    assert not_ready(settings(), READY, ACCOUNT) == []


@pytest.mark.parametrize(
    ("rule", "identity", "account"),
    [
        ("identity-exists", None, ACCOUNT),
        ("identity-verified", _identity("VerifiedForSendingStatus", value=False), ACCOUNT),
        ("dkim-success", _identity("DkimAttributes.Status", "TEMPORARY_FAILURE"), ACCOUNT),
        ("mail-from-success", _identity("MailFromAttributes.MailFromDomainStatus", "PENDING"), ACCOUNT),
        ("mail-from-success", _identity("MailFromAttributes", {"BehaviorOnMxFailure": "REJECT_MESSAGE"}), ACCOUNT),
        ("sending-enabled", READY, ACCOUNT | {"SendingEnabled": False}),
        ("sending-enabled", READY, ACCOUNT | {"EnforcementStatus": "SHUTDOWN"}),
        ("production-access", READY, ACCOUNT | {"ProductionAccessEnabled": False}),
    ],
)
def test_what_is_missing_is_named(rule: str, identity: Any, account: dict[str, Any], settings: MakeSettings) -> None:
    """One finding, with what to do next."""
    found = not_ready(settings(), identity, account)
    assert [finding.rule for finding in found] == [rule]
    assert found[0].remedy


def test_a_configuration_set_that_is_gone_is_named(settings: MakeSettings) -> None:
    """Cognito sends by its name, and SES refuses a name that it does not know."""
    assert [finding.rule for finding in not_ready(settings(), READY, ACCOUNT, has_set=False)] == [
        "configuration-set-exists"
    ]


def test_a_missing_mx_does_not_matter_where_ses_falls_back(settings: MakeSettings) -> None:
    """USE_DEFAULT_VALUE sends from amazonses.com while MAIL FROM is pending."""
    made = settings(("domain.mail_from.on_mx_failure", "USE_DEFAULT_VALUE"))
    assert not_ready(made, _identity("MailFromAttributes.MailFromDomainStatus", "PENDING"), ACCOUNT) == []


def test_the_sandbox_is_fine_where_the_environment_says_so(settings: MakeSettings) -> None:
    """Development goes on with verified recipients."""
    made = settings(("aws.sandbox", True), ("addresses.sandbox_recipients", ["a@example.org"]))
    assert not_ready(made, READY, ACCOUNT | {"ProductionAccessEnabled": False}) == []


def test_cognito_default_needs_no_ses(settings: MakeSettings) -> None:
    """Nothing of ours is used then."""
    made = settings(("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None))
    assert not_ready(made, None, {}) == []
