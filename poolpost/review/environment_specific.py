"""
Which settings are meant to differ between environments, and why. Everything else is promotable.

This is the one place where that is decided; `poolpost promote`, the digest and the gate follow it. A new setting is
promotable until it is named here.
"""

from dataclasses import dataclass
from typing import Any

DOMAIN = "n.example"
"""Domain of the neutral environment: short, so that what fits an environment's own domain fits this one."""
KEY_OF_ITS_OWN = "a key of its own"
"""What stands for the ARN of a KMS key, which is of one account."""
_ACCOUNT = "000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """
    A setting, or a table of them, that is meant to differ.

    Attributes:
        key: dotted; it stands for everything below it too, and '*' for any one name.
        reason: why.
        neutral: what the neutral environment has there, when the table around it is there; None: nothing.
    """

    key: str
    reason: str
    neutral: Any = None

    def covers(self, key: str) -> bool:
        """Return whether a dotted key is this setting, or one below it."""
        ours, theirs = self.key.split("."), key.split(".")
        return len(ours) <= len(theirs) and all(our in ("*", their) for our, their in zip(ours, theirs, strict=False))


def _meant(key: str, reason: str, neutral: Any = None) -> Meant:
    return Meant(key=key, reason=reason, neutral=neutral)


MEANT = (
    _meant("user_pool.verification_text", "which of two old texts of that one pool its users get"),
    _meant("promotes_from", "the order of environments, not something to prove"),
    _meant("evidence_max_age_days", "the same: what evidence the environment goes by"),
    _meant("evidence_signers", "the same"),
    # The neutral region has SES and user pools, and needs no identity policy: neither do most.
    _meant(
        "aws",
        "account, region, role, partition, sandbox and tags are the place",
        {"account_id": _ACCOUNT, "region": "eu-west-1"},
    ),
    _meant("backend", "every environment has its own state", {"type": "local"}),
    _meant("terraform", "a team's own resources are of the stack's code, which is compared whole"),
    _meant(
        "domain.owner", "which stack has an identity depends on who else sends with it; the neutral one has its own"
    ),
    _meant("configuration_set.owner", "the same"),
    _meant("domain.name", "one domain has one owner", DOMAIN),
    _meant("domain.dkim.keep", "how an identity signs that was there before is a fact about that domain"),
    _meant("domain.dkim.selector", "a key of one's own is of one domain"),
    _meant("domain.dkim.public_key", "a key of one's own is of one domain"),
    _meant("domain.dkim.private_key_variable", "a key of one's own is of one domain"),
    _meant("domain.dkim.private_key_secret_id", "a secret is of one account"),
    # Neutral DNS is in Route 53, so that the code which makes records counts.
    _meant("dns.provider", "who runs a domain's DNS is a matter of that domain", "route53"),
    _meant("dns.zones", "zones hold the domain", [DOMAIN]),
    _meant("dns.zone_id", "a zone is of one account"),
    _meant("dns.role_arn", "a role is of one account"),
    _meant("dns.ttl", "short where records still change, long where they stay", 300),
    _meant(
        "dns.dmarc",
        "a policy grows stricter by its own domain's reports, and the addresses are of the domain",
        {"p": "none"},
    ),
    _meant("dns.dmarc_ramp", "the same: a plan and its days are of one domain"),
    _meant("dns.apex_spf", "it starts from the record that stands at that domain"),
    _meant("dns.resolvers", "who is asked depends on the network"),
    _meant("dns.adopt", "which records stand already is a fact about that domain"),
    _meant("addresses", "senders and recipients are people of that environment"),
    _meant("configuration_set.name", "two environments of one account must not share it", "neutral"),
    _meant("configuration_set.tracking.domain", "a host name in the domain's zones", f"click.{DOMAIN}"),
    # Only one environment of an account and region may own the list, so the other has nothing there.
    _meant("account", "settings of a whole account and region", {"suppressed_reasons": ["BOUNCE", "COMPLAINT"]}),
    _meant("events.sns.topic_name", "two environments of one account must not share it", "neutral"),
    _meant(
        "events.sns.subscribers",
        "who is woken at night differs",
        [{"protocol": "email", "endpoint": f"operations@{DOMAIN}"}],
    ),
    _meant(
        "events.firehose.delivery_stream_arn",
        "a stream is of one account",
        f"arn:aws:firehose:eu-west-1:{_ACCOUNT}:deliverystream/neutral",
    ),
    _meant("events.firehose.role_arn", "a role is of one account"),
    _meant("inbound.domain", "one domain has one owner", f"in.{DOMAIN}"),
    _meant("inbound.apex", "whether people have mailboxes there is a fact about that domain"),
    _meant("inbound.rule_set", "which set is active is a fact about one account and region", "neutral"),
    _meant("inbound.create_rule_set", "the same"),
    _meant("inbound.bucket.name", "bucket names are unique in all of AWS", "neutral"),
    _meant("inbound.rules.*.recipients", "addresses in the domain"),
    _meant("inbound.rules.*.sns.topic_arn", "a topic is of one account", f"arn:aws:sns:eu-west-1:{_ACCOUNT}:neutral"),
    _meant(
        "inbound.rules.*.lambda.function_arn",
        "a function is of one account",
        f"arn:aws:lambda:eu-west-1:{_ACCOUNT}:function:neutral",
    ),
    _meant("inbound.rules.*.bounce.sender", "an address in the domain", f"no-reply@{DOMAIN}"),
    _meant("alarms.daily_sends", "volume and quota differ", 1000),
    _meant("user_pool.id", "the pool itself", "eu-west-1_Neutral"),
    _meant("user_pool.create", "a pool is made once, and has its id ever after"),
    _meant("user_pool.accepted_children", "app clients and identity providers are of that one pool"),
    _meant("user_pool.reply_to", "who reads the answers differs", f"support@{DOMAIN}"),
    _meant("user_pool.expected_daily_mail", "volume differs"),
    _meant("user_pool.replicas", "a replica belongs to the pool itself"),
    _meant("user_pool.wait_minutes", "how soon a domain is verified depends on who runs its DNS"),
    _meant("senders", "applications of that environment, with roles of its account"),
    _meant("region_override", "of one region"),
    _meant("production_access", "what AWS was told about one account"),
    _meant("verification_templates.*.from", "an address in the domain", f"no-reply@{DOMAIN}"),
    _meant("verification_templates.*.success_url", "a site of that environment", f"https://{DOMAIN}/yes"),
    _meant("verification_templates.*.failure_url", "a site of that environment", f"https://{DOMAIN}/no"),
)
"""
Promotable although one may doubt it: `user_pool.mode` (another way to write to the pool was not proved), the texts of
[messages] and [verification_templates], the part of user_pool.from that is not the domain (a display name can make
Cognito refuse it), whether and how the topic is encrypted (a wrong key policy loses every event; only the ARN of a key of
one's own is left aside), and everything about event destinations but who is told.
"""


def is_meant(key: str) -> bool:
    """Return whether a dotted key is environment-specific."""
    return any(meant.covers(key) for meant in MEANT)
