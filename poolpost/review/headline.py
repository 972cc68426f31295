"""A plan's whole effect in one line: what a reader may take away without reading on. Pure."""

from collections.abc import Iterator

from poolpost.findings import worst
from poolpost.review.dns_changes import DnsChange
from poolpost.review.judged_plan import Judgement
from poolpost.review.mail_changes import SHOWN, MailChange, drifted, of_replica
from poolpost.review.resources import Action, Resource
from poolpost.review.senders import IDENTITY, pool_left
from poolpost.review.taking import CONFIGURATION_SET, RECORD, lost_mail
from poolpost.settings import Settings
from poolpost.settings.terraform_names import PATCH_ADDRESS, STEP
from poolpost.standards.terraform_plan import Plan

_NAMED = {IDENTITY: ("identity", "email_identity"), CONFIGURATION_SET: ("configuration set", "configuration_set_name")}
"""What is named when it goes: Terraform type -> word, and the attribute with its name."""
_PAST: dict[Action, str] = {
    "create": "created",
    "import": "imported",
    "update": "updated",
    "replace": "replaced",
    "delete": "destroyed",
    "forget": "no longer managed",
}
_YOURS = {"add": "add", "change": "change", "remove": "remove"}
NOTHING = "no changes"
CHANGED_BEFORE = "pool-is-as-last-known"
"""The gate's rule about what a bare UpdateUserPool has reset beside the e-mail."""
_EMAIL = {"email_configuration"}
USER_POOL = "aws_cognito_user_pool"


def headline(
    settings: Settings,
    judgement: Judgement,
    mail: tuple[MailChange, ...],
    dns: tuple[DnsChange, ...],
    resources: tuple[Resource, ...],
) -> str:
    """
    Return the verdict and the plan's whole effect in one line.

    Args:
        settings: the environment.
        judgement: what the gate found, with its plan.
        mail: what changes for mail.
        dns: which DNS records change.
        resources: what Terraform would do.
    """
    effect = "; ".join(_effects(settings, judgement, mail, dns, resources))
    code = worst(judgement.findings)
    if code == 0:
        return effect or NOTHING
    planned = f"; the plan: {effect}" if effect else ""
    if any(finding.level == "block" for finding in lost_mail(judgement.findings)):
        return f"mail would be lost{planned}"
    level, one, many, what = _WORDS[code]
    number = sum(finding.level == level for finding in judgement.findings)
    return f"{number} {one if number == 1 else many} about user pool {settings.user_pool.title} {what}{planned}"


_WORDS = {
    1: ("block", "finding", "findings", "must be fixed first"),
    3: ("unknown", "fact", "facts", "could not be looked at"),
}


def _effects(
    settings: Settings,
    judgement: Judgement,
    mail: tuple[MailChange, ...],
    dns: tuple[DnsChange, ...],
    resources: tuple[Resource, ...],
) -> Iterator[str]:
    """Yield the parts of the line: pools, what goes by its name, then all the rest by number."""
    plan = judgement.plan
    if plan is None:
        return
    left = pool_left(settings, plan)
    if left:
        yield f"user pool {left} is no longer managed and keeps its e-mail configuration"
    pools = {change.address for change in plan.changes(USER_POOL)}
    touched = [each for each in resources if each.address in pools]
    if judgement.live and not left and not touched and drifted(settings, plan, judgement.live):
        yield f"the e-mail of user pool {settings.user_pool.title} is not what the file says, and this plan leaves it so"
    yield from _switched(settings, plan, mail)
    for each in judgement.replicas:
        if any(change.what.endswith(of_replica(each.settings)) for change in mail):
            yield f"{of_replica(each.settings).strip()} only the e-mail configuration changes"
    yield from _pools(plan, touched)
    yield from _gone(plan)
    records = {change.address for change in plan.changes(RECORD)}
    rest = [each for each in resources if not STEP.fullmatch(each.address) and each.address not in pools]
    yield from _numbers("DNS record", [each for each in rest if each.address in records])
    yield from _numbers("resource", [each for each in rest if each.address not in records])
    if any(finding.rule == CHANGED_BEFORE for finding in judgement.findings):
        yield f"somebody changed other settings of user pool {settings.user_pool.title} before, and this plan leaves them so"
    if settings.dns.provider == "external":
        for action, word in _YOURS.items():
            number = sum(each.action == action for each in dns)
            if number:
                yield f"{number} DNS {'record is' if number == 1 else 'records are'} yours to {word}"


def _numbers(word: str, found: list[Resource]) -> Iterator[str]:
    for action, past in _PAST.items():
        number = sum(each.action == action for each in found)
        if number:
            yield f"{number} {word}{' is' if number == 1 else 's are'} {past}"


def _switched(settings: Settings, plan: Plan, mail: tuple[MailChange, ...]) -> Iterator[str]:
    """Yield what our own step writes to the pool."""
    if not any(c.address == PATCH_ADDRESS and "create" in c.actions for c in plan.resource_changes):
        return
    pool = settings.user_pool.title
    email = any(each.what in SHOWN.values() for each in mail)
    texts = any(each.what in settings.pool_messages for each in mail)
    what = " and ".join(["e-mail configuration"] * email + ["e-mail texts"] * texts)
    verb = "change" if texts else "changes"
    yield f"of user pool {pool} only the {what} {verb}" if what else f"user pool {pool} stays as it is"


def _pools(plan: Plan, pools: list[Resource]) -> Iterator[str]:
    """Yield what Terraform itself does to user pools."""
    ids = {c.address: (c.before or {}).get("id") or (c.after or {}).get("name") for c in plan.changes(USER_POOL)}
    for each in pools:
        only_email = {attribute.name for attribute in each.attributes} <= _EMAIL
        if each.action == "update" and only_email:
            yield f"of user pool {ids[each.address]} only the e-mail configuration changes"
        else:
            yield f"user pool {ids[each.address]} is {_PAST.get(each.action, each.action)}"


def _gone(plan: Plan) -> Iterator[str]:
    for kind, (word, attribute) in _NAMED.items():
        for change in plan.changes(kind):
            name = (change.before or {}).get(attribute)
            if change.deletes and name:
                yield f"{word} {name} is destroyed"
