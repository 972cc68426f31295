"""
The second SES region of an environment: which it is, and what the environment is like there. Pure.

Three kinds of pools have one. COGNITO_DEFAULT with a custom From sends through two regions where the pool's own has no SES
(REG4, `standards/regions.json`); and `[aws.standby_region]` keeps a region ready to send in place of `aws.region`; and the pool's
replica sends by SES of its own Region.

What SES has per region is made in both: identity, configuration set, events, alarms. DNS is one: the MAIL FROM domain has
exactly one MX, that of `aws.region`, which SES takes for both regions (SES developer guide, regions, custom MAIL FROM domains).
"""

from typing import TYPE_CHECKING

from poolpost.standards import regions

if TYPE_CHECKING:
    from poolpost.settings.model import Settings

PREFIX = "second"
"""Begins the Terraform name and the record id of everything in the second region, and its keys in `aws.adopt`."""
PROVIDER = "second_region"
"""Alias of the second region's Terraform provider."""


def second_name(name: str) -> str:
    """Return the Terraform name in the second region of what has this name in the first: no other name begins like it."""
    return f"{PREFIX}_{name}"


def second_id(id_: str) -> str:
    """Return the record id, or the key of `aws.adopt`, of the same thing in the second region."""
    return f"{PREFIX}-{id_}"


def is_second(address: str) -> bool:
    """Return whether a Terraform address is of something in the second region."""
    return address.removeprefix("data.").partition(".")[2].startswith(f"{PREFIX}_")


def default_second_region(settings: "Settings") -> str | None:
    """Return the further region of COGNITO_DEFAULT; None unless all four conditions of REG4 hold."""
    row = regions.pool_region(settings.pool_region)
    pool = settings.user_pool
    if pool.sending != "COGNITO_DEFAULT" or pool.from_ is None or settings.region_override is not None:
        return None
    return row.default_second_ses_region if row is not None and row.is_alternate else None


def replica_ses_region(settings: "Settings") -> str | None:
    """Return the SES region of the pool's replica; None without one, or where it has nothing of its own there."""
    if settings.user_pool.sending != "DEVELOPER":
        return None
    named = settings.user_pool.replicas.items()
    found = (replica.ses_region or regions.default_ses_region(region) for region, replica in named)
    return next((region for region in found if region != settings.aws.region), None)


def provider_region(settings: "Settings") -> str | None:
    """Return the region of the second provider: also where `use = "leaving"` has nothing left but what is to be destroyed."""
    standby = settings.aws.standby_region
    own = default_second_region(settings) or (standby.name if standby is not None else None)
    return own or replica_ses_region(settings)


def in_second_region(settings: "Settings") -> "Settings | None":
    """
    Return the environment as it is in its second region, None where it has none.

    Left out is what is in `aws.region` alone: the account's own settings, received mail, a Firehose stream, a tracking domain.
    """
    standby, default = settings.aws.standby_region, default_second_region(settings)
    left = standby is None or standby.use == "leaving"
    if default == settings.aws.region or (default is None and left and replica_ses_region(settings) is None):
        return None  # the first: this is how it is there already
    adopted = tuple(key.removeprefix(f"{PREFIX}-") for key in settings.aws.adopt if key.startswith(f"{PREFIX}-"))
    aws = settings.aws.model_copy(
        update={"region": provider_region(settings), "standby_region": None, "adopt": adopted}
    )
    pool = settings.user_pool.model_copy(update={"replicas": {}})
    made = settings.model_copy(
        update={
            "user_pool": pool,
            "aws": aws,
            "inbound": None,
            "account": type(settings.account)(),
            "events": settings.events.model_copy(update={"firehose": None}),
            "configuration_set": settings.configuration_set.model_copy(update={"tracking": None}),
        }
    )
    return made.as_in(settings.aws.region)


def where_it_sends(settings: "Settings") -> "Settings":
    """Return the environment as it is in the region that the pool names: the second one while the standby is sending."""
    standby = settings.aws.standby_region
    second = in_second_region(settings)
    return second if second is not None and standby is not None and standby.use == "sending" else settings


def access_argument(settings: "Settings") -> str:
    """Return what `poolpost access` takes to mean these settings' region: sandbox and review are per region."""
    return f"{settings.name} --second" if settings.is_second else settings.name


def source_arn(settings: "Settings") -> str:
    """Return the SourceArn of a pool that sends with the identity: with `*` for both regions of COGNITO_DEFAULT (REG4)."""
    aws = settings.aws
    if default_second_region(settings) is not None:
        return f"arn:{aws.partition}:ses:*:{aws.account_id}:identity/{settings.identity}"
    return where_it_sends(settings).identity_arn
