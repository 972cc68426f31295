"""The table [user_pool.replicas."<region>"]: the pool's replica in another Region, and what its mail does differently there."""

from typing import Annotated

from pydantic import Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section


class Replica(Section):
    """The pool's replica in one Region, which exists already; what is absent is as for the primary."""

    from_: f.FromMailbox | None = Field(
        default=None, alias="from", description="Sender of the replica's mail. Default: user_pool.from."
    )
    reply_to: f.BareAddress | None = Field(
        default=None, description="One bare address for replies to the replica's mail. Default: user_pool.reply_to."
    )
    ses_region: f.Region | None = Field(
        default=None,
        description="SES region that the replica sends through. Default: its own, or the first that AWS allows there.",
    )


Replicas = Annotated[dict[f.Region, Replica], Field(max_length=1)]
"""By Region; a pool has at most one (Cognito developer guide, user-pool-multi-region)."""
