"""Switch a pool to another sender so that its environment can be destroyed (`poolpost retire`), by the write of `pool apply`."""

import re

from poolpost.dns.records import records
from poolpost.errors import Stopped, UsageError
from poolpost.settings import Settings
from poolpost.settings.replicas import in_region
from poolpost.settings.tables.messages import Messages
from poolpost.standards import regions

DEFAULT = "COGNITO_DEFAULT"
_DKIM = re.compile(r"<token-\d>")


def retired(settings: Settings, to: Settings | None) -> Settings:
    """
    Return the environment as if its file pointed the pool elsewhere and set no texts.

    Args:
        settings: the environment that is to go.
        to: the environment whose identity the pool is to send with; None for Cognito's own sender.

    Raises:
        Stopped: the pool cannot send that way, or other environments send with the identity.
        UsageError: both are the same environment.
    """
    _refuse_while_shared(settings)
    pool = settings.user_pool
    if pool.mode == "manage":
        msg = (
            f"user pool {pool.title} is in Terraform's state (mode 'manage'), where nothing else may write to it; set "
            f"user_pool.mode = 'patch' in environments/{settings.name}.toml, run 'cdktf deploy {settings.name}' once (it "
            "stops managing the pool without destroying it), and run this again"
        )
        raise Stopped(msg)
    if to is None:
        default = pool.model_copy(update={"sending": DEFAULT, "from_": None, "reply_to": None})
        return settings.model_copy(update={"user_pool": default, "messages": Messages()})
    _refuse(settings, to)
    other = to.user_pool.model_copy(update={"id_": pool.id, "create": None, "mode": "patch", "replicas": {}})
    sender = to.model_copy(update={"name": settings.name, "user_pool": other, "messages": Messages()})
    return sender if settings.replica is None else in_region(sender, settings.replica)


def _refuse_while_shared(settings: Settings) -> None:
    names = [*(each.environment for each in settings.shared_with), *settings.perhaps_shared_with]
    if names:
        msg = (
            f"environment {settings.name} owns the identity {settings.domain.name}, with which {', '.join(names)} "
            f'send{"s" if len(names) == 1 else ""} (domain.owner = "{settings.name}"); retire first: '
            + ", ".join(f"'poolpost retire {name}'" for name in names)
        )
        raise Stopped(msg)


def _refuse(settings: Settings, to: Settings) -> None:
    if to.name == settings.name:
        msg = f"--to {to.name} is the environment that is to go; name another one, or leave --to out for {DEFAULT}"
        raise UsageError(msg)
    if to.aws.account_id != settings.aws.account_id:
        msg = (
            f"environment {to.name} is account {to.aws.account_id}, and the pool is in {settings.aws.account_id}; Cognito "
            "sends with identities of the pool's own account only"
        )
        raise Stopped(msg)
    if to.user_pool.sending == DEFAULT:
        msg = f"environment {to.name} itself sends by {DEFAULT}; leave --to out for that"
        raise Stopped(msg)
    region = regions.pool_region(settings.pool_region)
    if region is None or to.aws.region not in region.developer_ses_regions:
        allowed = ", ".join(region.developer_ses_regions) if region else "not known"
        msg = f"environment {to.name} has SES in {to.aws.region}; a pool in {settings.pool_region} may send through: {allowed}"
        raise Stopped(msg)
    if region.is_alternate:
        msg = (
            f"a pool in {settings.pool_region} needs a policy of the identity that names it, and the one of {to.name} names "
            f"{to.user_pool.title} only; omit --to, or give the pool its own environment first"
        )
        raise Stopped(msg)


def dns_afterwards(settings: Settings) -> tuple[str, ...]:
    """Return what becomes of the environment's DNS records once it is destroyed, a sentence each; () where it has none."""
    if not settings.has_domain:
        return ()
    if settings.shared_owner is not None:
        return (f"the DNS records stay: they are of environment {settings.shared_owner}, which owns the identity",)
    kept = [record.name for record in records(settings) if record.id == "dmarc"]
    going = (record for record in records(settings) if record.ours and record.id != "dmarc")
    names = ", ".join(dict.fromkeys(_DKIM.sub("*", record.name) for record in going))
    domain = settings.domain.name
    protects = f"; keep or replace {kept[0]} as long as {domain} could be forged" if kept else ""
    if settings.dns.provider == "route53":
        return (
            f"'cdktf destroy {settings.name}' removes the records in Route 53 that it created or adopted{protects}",
            "mail on its way is still checked against DKIM and bounces go to MAIL FROM: wait a few days with the destroy",
        )
    return (
        f"the DNS records stay: nothing here can remove them; a few days after the destroy these may go: {names}{protects}",
    )
