"""What user pools send with once a plan was applied, as far as it is the environment's account and SES region. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from poolpost.pool.differences import email_configuration
from poolpost.settings import Settings
from poolpost.settings.replicas import replicas_of
from poolpost.settings.second_region import provider_region
from poolpost.settings.terraform_names import PATCH_ADDRESS, POOL_ADDRESS
from poolpost.standards import regions
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Change, Plan

IDENTITY = "aws_sesv2_email_identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """
    What a user pool sends with.

    Attributes:
        pool: the pool's id.
        arn: the pool's ARN.
        identity: the name in SourceArn, lower case.
        configuration_set: the one that the pool names, else the identity's own; '' for none.
        needs_policy: whether Cognito needs the identity's policy to send for this pool (REG3, REG7, REG8).
        regions: the environment's SES regions that it sends through: one, or both with COGNITO_DEFAULT (REG4).
    """

    pool: str
    arn: str
    identity: str
    configuration_set: str
    needs_policy: bool
    regions: frozenset[str]

    @property
    def domain(self) -> str:
        """The domain of the identity, which may be a single address."""
        return self.identity.rpartition("@")[2]

    def sends_by(self, name: object) -> bool:
        """Return whether an identity is the pool's; mail of an address is signed with its domain's DKIM."""
        identity = str(name).lower()
        return self.identity == identity or self.identity.endswith(f"@{identity}")

    def has_records_in(self, zone: str) -> bool:
        """Return whether a DNS zone holds records of the domain: it is the domain's, or one above or below it."""
        name = zone.lower().rstrip(".")
        return bool(name) and (f".{self.domain}".endswith(f".{name}") or name.endswith(f".{self.domain}"))


def senders_after(settings: Settings, plan: Plan, live: Json | None, others: tuple[Json, ...]) -> list[Sender]:
    """
    Return what pools send with after the plan, the environment's own pool first, those that share its identity last.

    Args:
        settings: the environment.
        plan: what Terraform would do.
        live: the environment's pool, raw; None when there is none, or it could not be read.
        others: the other pools of the account that could send through the SES region, raw.
    """
    own = senders_now(settings, plan, live)
    if settings.user_pool.id_ is not None and writes_pool(plan):
        own = _sender(settings, plan, settings.user_pool.id, settings.pool_arn, settings.email_configuration)
    elsewhere = (
        _sender(settings, plan, _title(pool), pool.get("Arn", ""), _email_after(settings, plan, pool))
        for pool in others
    )
    return [*own, *(sender for found in elsewhere for sender in found), *_sharing(settings)]


def _sharing(settings: Settings) -> Iterator[Sender]:
    """Yield the pools of the environments whose files name this one as owner of their identity, switched or not."""
    for each in settings.shared_with:
        yield Sender(
            pool=f"{each.pool_id or 'to be created'} (environments/{each.environment}.toml)",
            arn=each.pool_arn or "",
            identity=settings.domain.name.lower(),
            configuration_set=each.configuration_set,
            needs_policy=each.principal is not None,
            regions=frozenset({settings.aws.region}),
        )


def _title(pool: Json) -> str:
    """Return a pool's id; a replica's is its primary's, so its Region is said too."""
    pool_id, region = pool["Id"], (pool.get("Arn", "").split(":") + [""] * 4)[3]
    return pool_id if region in {"", pool_id.partition("_")[0]} else f"{pool_id} (replica in {region})"


def _email_after(settings: Settings, plan: Plan, pool: Json) -> Json:
    """Return how another pool sends after the plan: a replica that the plan writes to as the file says, others as now."""
    for replica in replicas_of(settings):
        steps = (change for change in managed(plan) if change.address == replica.switch_address)
        if pool.get("Arn") == replica.pool_arn and any("create" in change.actions for change in steps):
            return replica.email_configuration
    return email_configuration(pool)


def senders_now(settings: Settings, plan: Plan, live: Json | None, others: tuple[Json, ...] = ()) -> list[Sender]:
    """Return what the environment's own pool sends with today, and those of `others` that are its replicas."""
    if live is None or settings.user_pool.id_ is None:
        return []
    arns = {replica.pool_arn for replica in replicas_of(settings)}
    own: Json = {"Arn": settings.pool_arn, "Id": settings.user_pool.id, "EmailConfiguration": email_configuration(live)}
    pools = (own, *(pool for pool in others if pool.get("Arn") in arns))
    found = (_sender(settings, plan, _title(pool), pool["Arn"], email_configuration(pool)) for pool in pools)
    return [sender for senders in found for sender in senders]


def writes_pool(plan: Plan) -> bool:
    """Return whether the plan writes the pool's e-mail: Terraform does not see that somebody else changed it."""
    steps = (change for change in managed(plan) if change.address in {PATCH_ADDRESS, POOL_ADDRESS})
    return any({"create", "update"} & set(change.actions) for change in steps)


def pool_left(settings: Settings, plan: Plan) -> str | None:
    """Return the id of the pool that this plan leaves behind, as its owner's: the file names another one, or all goes."""
    step = next((change for change in managed(plan) if change.address == PATCH_ADDRESS), None)
    old = ((step.before or {}).get("triggers_replace") or {}).get("user_pool_id") if step else None
    stays = step is not None and (
        step.after is not None or any(change.after is not None for change in plan.changes("aws_cognito_user_pool"))
    )
    return None if not old or (stays and old == settings.user_pool.id_) else str(old)


def managed(plan: Plan) -> Iterator[Change]:
    """Yield the resources of a plan, without its data sources."""
    return (change for change in plan.resource_changes if change.mode == "managed")


def _sender(settings: Settings, plan: Plan, pool: str, arn: str, email: Json) -> list[Sender]:
    region = regions.pool_region((arn.split(":") + [""] * 4)[3] or pool.partition("_")[0])
    through = _regions(settings, region, email.get("SourceArn", ""))
    if not through:
        return []
    identity: str = email["SourceArn"].partition(":identity/")[2].lower()
    return [
        Sender(
            pool=pool,
            arn=arn,
            identity=identity,
            configuration_set=email.get("ConfigurationSet") or _default_set(plan, identity),
            regions=through,
            needs_policy=region is None or region.is_alternate or email["EmailSendingAccount"] != "DEVELOPER",
        )
    ]


def _regions(settings: Settings, pool: regions.PoolRegion | None, source: str) -> frozenset[str]:
    """Return the environment's SES regions in which an ARN names an identity; `*` names those of the pool's row (REG4)."""
    own = frozenset(filter(None, (settings.aws.region, provider_region(settings))))
    everywhere = settings.ses_arn("identity/").replace(f":{settings.aws.region}:", ":*:")
    if source.startswith(everywhere):
        return own & {*pool.developer_ses_regions, pool.default_second_ses_region} if pool is not None else own
    return frozenset(each for each in own if source.startswith(everywhere.replace(":*:", f":{each}:")))


def _default_set(plan: Plan, identity: str) -> str:
    """Return the configuration set that SES takes for an identity where a pool names none."""
    for change in plan.changes(IDENTITY):
        attributes = change.after or change.before or {}
        if attributes.get("email_identity") == identity:
            return attributes.get("configuration_set_name") or ""
    return ""
