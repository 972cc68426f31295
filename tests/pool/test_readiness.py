"""Would mail arrive? Each thing that keeps it from arriving is found, and nothing else."""

import copy
from typing import Any

import pytest

from poolpost.pool.readiness import not_ready
from poolpost.settings.stack_policies import identity_policy
from tests.conftest import MakeSettings
from tests.scenes.by_address import ADDRESS, ALONE, BESIDE
from tests.scenes.sharing import alpine_pool, shared, sharer
from tests.scenes.violations import TWO_REGIONS

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


def test_the_owners_policy_must_name_a_sharing_pool_before_it_is_switched() -> None:
    """It is in another stack, so that this deploy cannot write it."""
    alpine = alpine_pool()
    (finding,) = not_ready(alpine, READY, ACCOUNT)
    assert (finding.rule, finding.remedy.partition(" ")[0]) == ("owner-lets-cognito-send", "'cdktf")
    assert "'cdktf deploy local' writes it" in finding.remedy
    assert alpine.policy_principal is not None
    named = sharer(pool_id=alpine.user_pool.id, pool_arn=alpine.pool_arn, principal=alpine.policy_principal)
    owner = alpine.model_copy(update={"domain_": alpine.domain.model_copy(update={"owner": None})}).sharing((named,))
    policy = identity_policy(owner)
    assert not_ready(alpine, READY | {"Policies": {"poolpost-cognito": policy}}, ACCOUNT) == []


def test_a_pool_that_needs_no_policy_does_not_wait_for_one() -> None:
    """The counter-check."""
    assert not_ready(shared(), READY, ACCOUNT) == []


def test_what_the_owner_has_not_deployed_yet_is_deployed_there() -> None:
    """Deploying this environment again would change nothing."""
    found = not_ready(shared(), None, ACCOUNT, has_set=False)
    assert [finding.remedy for finding in found] == ["'cdktf deploy local' first: local owns it"] * 2


def test_both_regions_of_the_default_sender_are_waited_for(settings: MakeSettings) -> None:
    """REG4: each needs a verified identity and a policy that lets the pool's region send; neither region is enough."""
    made = settings(*TWO_REGIONS)
    for here in (made, made.second):
        assert here is not None
        allowed = READY | {"Policies": {"p": identity_policy(here) or ""}}
        assert not_ready(here, allowed, {}) == []
        assert [found.rule for found in not_ready(here, READY, {})] == ["policy-lets-cognito-send"]
        missing = not_ready(here, None, {})
        assert [found.rule for found in missing] == ["identity-exists"]
        assert here.aws.region in missing[0].problem
        unverified = _identity("VerifiedForSendingStatus", value=False) | {"Policies": allowed["Policies"]}
        (found,) = not_ready(here, unverified, {})
        assert here.aws.region in found.problem


def test_the_default_sender_in_one_region_is_cognitos(settings: MakeSettings) -> None:
    """The counter-check: without the second region nothing of SES is waited for."""
    default = (("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", "no-reply@mail.example.com"))
    assert not_ready(settings(*default), None, {}) == []


@pytest.mark.parametrize(
    ("status", "problem", "remedy"),
    [
        (
            "PENDING",
            f"SES has not verified {ADDRESS} yet: the link that AWS mailed to it",
            f"in the mailbox {ADDRESS}",
        ),
        (
            "FAILED",
            f"SES has not verified {ADDRESS}: the link that AWS mailed to it ran out",
            "'poolpost access resend local'",
        ),
    ],
)
def test_an_address_waits_for_a_click(status: str, problem: str, remedy: str, settings: MakeSettings) -> None:
    """Who has to click which link, and how to get another one; with a domain beside it or not."""
    identity = {"VerifiedForSendingStatus": False, "VerificationStatus": status}
    for changes in (ALONE, BESIDE):
        (finding,) = not_ready(settings(*changes), identity, ACCOUNT)
        assert finding.rule == "identity-verified"
        assert finding.problem.startswith(problem)
        assert finding.remedy.startswith(remedy)
        assert "24 hours" in finding.remedy


def test_a_verified_address_needs_neither_dkim_nor_mail_from(settings: MakeSettings) -> None:
    """It has neither of its own, so neither keeps the pool from being switched."""
    verified = {"VerifiedForSendingStatus": True, "DkimAttributes": {"Status": "NOT_STARTED"}}
    assert not_ready(settings(*ALONE), verified, ACCOUNT) == []
    assert [each.rule for each in not_ready(settings(*ALONE), None, ACCOUNT)] == ["identity-exists"]
