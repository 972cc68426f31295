"""
What a rollback may do to an environment file, and what taking the file back does not undo. Pure.

`poolpost rollback` prepares a change like any other; the plan, the gate and the deploy come after it.
"""

from collections.abc import Iterable

from poolpost.errors import Stopped
from poolpost.findings import Finding
from poolpost.review.environment_specific import Meant
from poolpost.review.setting_differences import Changed
from poolpost.settings import Settings
from poolpost.standards.dmarc import Dmarc

_STRICTNESS = {None: 0, "none": 0, "quarantine": 1, "reject": 2}
REFUSED = {
    "user_pool.id": "another user pool: this one would keep the e-mail configuration that it has",
    "user_pool.create": "another user pool: this one is there already, and users are in it",
    "aws.account_id": "another account: everything that was made in this one would stay",
    "aws.partition": "another partition: everything that was made in this one would stay",
    "backend": "another state: Terraform would make everything a second time; move the state with 'terraform init' first",
}
"""Keys that no rollback changes: set them by hand, knowing what becomes of the rest."""
CAUTIONS = {
    "domain.name": "SES must verify the domain anew: its DNS records must be there, and until then the pool is not switched",
    "domain.mail_from.label": "the MAIL FROM domain's MX and SPF must be in DNS under the old name again",
    "domain.dkim": "DKIM signs with other keys: their records must be in DNS; AWS changes a key length once a day at most",
    "domain.feedback_forwarding": "somebody must read bounces where they go then, by mail or by [events.sns]",
    "aws.region": "identity, sandbox, quota and suppression list are per region: SES starts from nothing in the other one",
    "aws.standby_region": "a standby region is made, verified, left or sent by as the file says; SES there starts from nothing",
    "aws.role_arn": "the role must be there still, with all that it may do",
    "dns.provider": "the records are made, or let go, in Route 53: whoever runs the other DNS must have them",
    "dns.zones": "the records go into other zones: these must exist, and the parent must point at them",
    "dns.zone_id": "the records go into another zone: it must exist, and the parent must point at it",
    "dns.role_arn": "the records go into zones of that role's account; those of another account stay there, out of the "
    "new role's reach: remove them by hand",
    "dns.ttl": "resolvers keep what they have for as long as the TTL said that they saw",
    "dns.apex_spf": "the SPF record at the domain itself may have been changed by others since",
    "configuration_set.name": "a set is made under the old name; its metrics and suppression start from nothing",
    "configuration_set.tracking": "links in mail that was sent already lead to the tracking domain as it was",
    "account.suppressed_reasons": "where the file does not say it, the account's list stays as it is now",
    "account.service_linked_role": "Cognito may use the role: it cannot be removed while it does",
    "events.sns.subscribers": "an e-mail subscriber must confirm by link again",
    "events.sns.kms": "events that were encrypted with a key need that key as long as they wait",
    "events.sns.topic_name": "it is a new topic: an e-mail subscriber must confirm by link again",
    "messages": "a text that the file does not set then stays in the pool as it is; 'poolpost pool restore' brings it back",
    "user_pool.identity": "SES must verify the address, or the domain, first; keep [domain] and [dns] until the pool is switched",
    "user_pool.mode": "going back to 'patch' stops managing the pool without destroying it; going to 'manage' imports it",
    "user_pool.sending": "'COGNITO_DEFAULT' sends 50 mails a day for the whole account; 'DEVELOPER' needs a verified domain",
    "senders": "an application whose policy goes is refused by SES from then on; one that is back needs its role",
    "production_access": "what AWS was told stays told; nothing is sent",
    "verification_templates": "a deploy does not write them: 'poolpost templates apply' does",
}
"""What taking the file back does not undo, by key."""


def stop_if_refused(changes: Iterable[Changed]) -> None:
    """
    Make sure that the environment stays the same one.

    Raises:
        Stopped: a key changes that no rollback may change; all of them are in the message.
    """
    refused = [
        (each, why) for each in changes for key, why in REFUSED.items() if Meant(key=key, reason=why).covers(each.key)
    ]
    if refused:
        lines = [f"{each.key} would go from {each.old!r} to {each.new!r}: {why}" for each, why in refused]
        raise Stopped("\n".join(["this is no rollback, nothing was written:", *(f"  - {line}" for line in lines)]))


def cautions(changes: list[Changed], now: Settings, then: Settings) -> list[Finding]:
    """Return what a rollback of the file does not undo."""
    found = [
        _caution(key, why)
        for key, why in CAUTIONS.items()
        if any(Meant(key=key, reason=why).covers(each.key) for each in changes)
    ]
    weaker = _weaker(now.dns.dmarc, then.dns.dmarc)
    return [*found, *([_caution("dns.dmarc", weaker)] if weaker else [])]


def _weaker(now: Dmarc | None, then: Dmarc | None) -> str:
    """Return by how much DMARC becomes weaker; '' when it does not."""
    old, new = _strength(now), _strength(then)
    if all(after >= before for before, after in zip(old, new, strict=True)):
        return ""
    became = str(then) if then is not None else "no record of ours"
    return f"the policy grows weaker ({now} -> {became}): forgeries that are refused today arrive again"


def _strength(record: Dmarc | None) -> tuple[float, ...]:
    """Return the strictness for the domain, its subdomains and those that do not exist; testing counts as one step less."""
    if record is None:
        return (0, 0, 0)
    testing = 1 if record.t == "y" else 0
    share = (record.pct if record.pct is not None else 100) / 100
    sp = record.sp or record.p
    return tuple(max(0, _STRICTNESS[policy] - testing) * share for policy in (record.p, sp, record.np or sp))


def _caution(key: str, problem: str) -> Finding:
    return Finding(rule="rollback-undoes-it", level="warn", subject=key, problem=problem)
