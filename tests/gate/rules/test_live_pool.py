"""The rules about the live pool, by their edges: read, of this account, the planned and the reviewed one."""

import pytest

from poolpost.emulator.demo_pool import ACCOUNT, POOL_ID, production_mfa, production_pool
from poolpost.gate.gathering import NotSeen
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.rule import Situation
from poolpost.pool.messages import OPTION
from poolpost.settings import validated
from tests.conftest import changed
from tests.scenes.gate_situations import (
    LIVE,
    STATE,
    STEP,
    WANTED,
    change,
    change_of,
    exactly,
    live_pool,
    managed,
    patched,
    plan,
    the_one,
)

NOT_SEEN = NotSeen("pool-is-described", "refused")
LINK = validated(*changed(("messages.verification.default_email_option", "CONFIRM_WITH_LINK")))
LINKING = change_of(STEP, after={"triggers_replace": LINK.triggers})
WITHOUT_DOMAIN = {k: v for k, v in production_pool().items() if k != "Domain"}
NOTHING = change(actions=("no-op",), after=STATE)


@pytest.mark.parametrize(
    ("why", "situation", "expected"),
    [
        (
            "credentials of another account, also where the pool could not be described",
            managed(account="123456789012", live=NOT_SEEN, mfa=NOT_SEEN),
            [("block", "right-account", "aws.account_id")],
        ),
        (
            "a date without fractions",
            managed(live=live_pool(LastModifiedDate=1762345678)),
            [],
        ),
        (
            "a plan that changes nothing may be older than the pool",
            managed(NOTHING, live=live_pool(LastModifiedDate=1.0)),
            [],
        ),
        (
            "a link of a pool without a domain stops nothing when nothing is written",
            patched(settings=LINK, plan=plan(LINKING), live=WITHOUT_DOMAIN | {"EmailConfiguration": WANTED}),
            [],
        ),
        (
            "and stops what would be",
            patched(settings=LINK, plan=plan(LINKING), live=WITHOUT_DOMAIN),
            [("block", "link-has-a-domain", OPTION)],
        ),
        (
            "a setting that was added since the review",
            managed(
                reviewed={"UserPool": live_pool(LambdaConfig=None, UserPoolTier=None), "MfaConfig": production_mfa()}
            ),
            [("block", "pool-is-the-reviewed-one", name) for name in ("LambdaConfig.PreSignUp", "UserPoolTier")],
        ),
        (
            "a read-only member is compared where it was reviewed, and only there",
            managed(reviewed={"UserPool": live_pool(Arn="arn:other", CreationDate=None)}),
            [("block", "pool-is-the-reviewed-one", "Arn")],
        ),
        (
            "factors that could not be read are not compared",
            managed(mfa=None, reviewed={"UserPool": LIVE, "MfaConfig": production_mfa()}),
            [("unknown", "pool-was-read", POOL_ID)],
        ),
    ],
    ids=lambda value: value.replace(" ", "-")[:60] if isinstance(value, str) else "",
)
def test_exactly_what_is_wrong_is_found(why: str, situation: Situation, expected: list[tuple[str, str, str]]) -> None:
    """Neither a finding too few, which lets a plan pass, nor one too many, which hides the true one."""
    assert exactly(situation) == expected, why


@pytest.mark.parametrize(
    ("rule", "situation", "problem"),
    [
        ("deletion-protection", managed(live=live_pool(DeletionProtection=None)), "is INACTIVE; allowed: 'ACTIVE'"),
        (
            "pool-is-the-reviewed-one",
            managed(reviewed={"UserPool": live_pool(EmailVerificationMessage="Grüße")}),
            'was "Grüße" when reviewed and is "Grüße {####}"',
        ),
        (
            "pool-is-the-reviewed-one",
            managed(reviewed={"UserPool": live_pool(UserPoolTier=None)}),
            'was not set when reviewed and is "PLUS"',
        ),
        (
            "right-account",
            managed(account="123456789012"),
            f"the credentials belong to account 123456789012; the environment to account {ACCOUNT}",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_values(rule: str, situation: Situation, problem: str) -> None:
    """A reader at night sees what it is, and what it should be."""
    assert the_one(situation, rule).problem == problem


def test_the_way_back_to_the_reviewed_pool_is_said_once() -> None:
    """After the last difference: it is one command for all of them."""
    reviewed = {"UserPool": live_pool(UserPoolTier="LITE", DeletionProtection="INACTIVE", MfaConfiguration="OFF")}
    remedies = [f.remedy for f in judge(managed(reviewed=reviewed)) if f.rule == "pool-is-the-reviewed-one"]
    assert [bool(remedy) for remedy in remedies] == [False, False, True]
    assert "'poolpost pool restore local'" in remedies[-1]
