"""The state of the embedded AWS, apart from ministack's own.

Pools and SES objects are the raw JSON of the API, so unknown members are kept.
"""

import time
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, cast

Json = dict[str, Any]

DEFAULT_SES_ACCOUNT: Json = {
    "DedicatedIpAutoWarmupEnabled": False,
    "EnforcementStatus": "HEALTHY",
    "ProductionAccessEnabled": True,
    "PricingAttributes": {"CurrentPlan": "NONE"},
    "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0},
    "SendingEnabled": True,
    "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
}
"""GetAccount of an account with production access that never touched account settings."""


@dataclass(kw_only=True)
class Identity:
    """One SES e-mail identity; the statuses are not stored but derived (`ses_status`)."""

    name: str
    created: float = field(default_factory=time.time)
    origin: str = "AWS_SES"
    """SigningAttributesOrigin: AWS_SES (Easy DKIM) or EXTERNAL (own key)."""
    selector: str = ""
    """DKIM selector of an own key; empty with Easy DKIM."""
    current_key_length: str = "RSA_2048_BIT"
    next_key_length: str = "RSA_2048_BIT"
    signing_enabled: bool = True
    mail_from: str = ""
    on_mx_failure: str = "USE_DEFAULT_VALUE"
    feedback: bool = True
    configuration_set: str = ""
    policies: dict[str, str] = field(default_factory=dict)
    tags: list[Json] = field(default_factory=list)
    forced: bool = False
    """A test declared it verified: an address whose link was clicked, or a domain regardless of DNS."""
    expired: bool = False
    """The link that SES mailed to the address ran out, 24 hours after it was sent."""
    links: int = 1
    """How often SES mailed a link to the address."""
    succeeded: set[str] = field(default_factory=set)
    """Checks ("dkim", "mail_from") that were SUCCESS when last read.

    Losing the record is TEMPORARY_FAILURE then.
    """

    @property
    def is_domain(self) -> bool:
        """Whether this is a domain identity; SES tells the two apart by the @ alone."""
        return "@" not in self.name


@dataclass(kw_only=True)
class ConfigurationSet:
    """One SES configuration set: its options by API member name, and its event destinations by name."""

    options: Json
    tags: list[Json] = field(default_factory=list)
    destinations: dict[str, Json] = field(default_factory=dict)


@dataclass(kw_only=True)
class Replica:
    """A pool's replica: where it is, and whether it serves users."""

    region: str
    status: str


@dataclass(kw_only=True)
class Region:
    """Everything of one account in one region."""

    world: "World"
    account: str
    name: str
    pools: dict[str, Json] = field(default_factory=dict)
    mfa: dict[str, Json] = field(default_factory=dict)
    """GetUserPoolMfaConfig by pool id."""
    events: list[Json] = field(default_factory=list)
    """CloudTrail's events of Cognito and SES, the oldest first."""
    risks: dict[str, dict[str, Json]] = field(default_factory=dict)
    """Risk configurations by pool id and app client, `ALL` for the pool."""
    logs: dict[str, list[Json]] = field(default_factory=dict)
    """Log configurations by pool id."""
    identities: dict[str, Identity] = field(default_factory=dict)
    configuration_sets: dict[str, ConfigurationSet] = field(default_factory=dict)
    suppressed: dict[str, Json] = field(default_factory=dict)
    templates: dict[str, Json] = field(default_factory=dict)
    receipt_rule_sets: dict[str, list[Json]] = field(default_factory=dict)
    """The rules of each receipt rule set, in their order."""
    active_receipt_rule_set: str = ""
    ses_account: Json = field(default_factory=lambda: deepcopy(DEFAULT_SES_ACCOUNT))

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource here."""
        return f"arn:aws:{service}:{self.name}:{self.account}:{resource}"

    def sibling(self, region: str) -> "Region":
        """Return the same account in another region."""
        return self.world.region(self.account, region)


@dataclass(kw_only=True)
class World:
    """All accounts and regions, and what tests set for all of them."""

    regions: dict[tuple[str, str], Region] = field(default_factory=dict)
    external_dns: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    """Records outside Route 53, by (name, type)."""
    ses_account_settings: Json = field(default_factory=dict)
    """Merged into the account of every region that is first used later."""
    mode: str = "worst-case"
    principal: Json = field(default_factory=dict)
    """CloudTrail's userIdentity of the caller from now on; empty for an IAM user."""
    replicas: dict[tuple[str, str], Replica] = field(default_factory=dict)
    """By account and pool id; a pool has at most one."""
    replication_held: bool = False
    """Whether changes of a primary do not reach its replica for now."""
    named: dict[str, str | None] = field(default_factory=dict)
    """The roles, functions and keys that pools have named, by ARN; of a role the external id that it asks for."""
    broken: dict[str, str] = field(default_factory=dict)
    """What pools name and does not work, by ARN: a state of `dependencies.STATES`."""

    def region(self, account: str, name: str) -> Region:
        """Return the state of that account in that region, empty at first use."""
        key = (account, name)
        if key not in self.regions:
            region = Region(world=self, account=account, name=name)
            region.ses_account = merge_patch(region.ses_account, self.ses_account_settings)
            self.regions[key] = region
        return self.regions[key]


def merge_patch(target: Json, patch: Json) -> Json:
    """Apply a JSON merge patch (RFC 7396): objects merge, null removes, anything else replaces."""
    merged = dict(target)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            below = merged.get(key)
            merged[key] = merge_patch(cast("Json", below) if isinstance(below, dict) else {}, cast("Json", value))
        else:
            merged[key] = value
    return merged
