"""Plans that take something away from a pool that sends with it, and what the gate's rule finds in them."""

from typing import Any

from poolpost.findings import Finding
from poolpost.gate.rules.rule import Situation
from poolpost.gate.rules.sending import keeps_what_sends
from poolpost.standards.terraform_plan import Change
from tests.scenes.gate_situations import PATCH, patched, plan
from tests.scenes.sending_world import (
    NO_OP,
    STATE,
    everything,
    resource,
    sending,
)

POOL = PATCH.user_pool.id
IDENTITY, CONFIGURATION_SET = "aws_sesv2_email_identity.domain", "aws_sesv2_configuration_set.sign_in"
POLICY = "aws_sesv2_email_identity_policy.cognito"
IN_USE = [address for address in STATE if "_event_destination" not in address and address != POLICY]
"""What the pool of the world sends with; it is in no region that needs the policy."""


def situation(*changes: Change, **facts: Any) -> Situation:
    """Return a plan of a pool that sends with the environment's identity and set, and no other pool."""
    return patched(**({"plan": plan(*changes), "live": sending(), "others": ()} | facts))


def stopped(*changes: Change, **facts: Any) -> list[Finding]:
    """Return what the rule finds."""
    return keeps_what_sends.findings(situation(*changes, **facts))


def subjects(*changes: Change, **facts: Any) -> list[str]:
    """Return what the findings that stop are about."""
    return [finding.subject for finding in stopped(*changes, **facts) if finding.level == "block"]


def alone(address: str, *actions: str, **after: Any) -> list[Change]:
    """Return a plan that changes one resource of the deployed stack."""
    return everything(*NO_OP, but={address: resource(address, *actions, **after)})
