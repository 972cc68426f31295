"""
The settings about a pool's replica: the environment's, with what differs in the replica's Region.

Everything that takes a `Settings` works with them: the ARN is the replica's, SES is the one that it sends through, and files
and commands name the Region. Source: Cognito developer guide, user-pool-multi-region; docs/replicas.md.
"""

from typing import Any

from poolpost.settings.model import Settings
from poolpost.settings.terraform_names import replica_address
from poolpost.standards import regions


class ReplicaSettings(Settings):
    """
    An environment as its pool's replica has it; made by `about_replica`.

    Attributes:
        replica_region: the Region of the replica. The pool's id, which begins with the primary's Region, is the same.
    """

    replica_region: str

    @property
    def replica(self) -> str:
        """The Region of the replica."""
        return self.replica_region

    @property
    def pool_region(self) -> str:
        """The Region in which Cognito is asked about the replica, and which its ARN names."""
        return self.replica_region

    @property
    def switch_address(self) -> str:
        """The Terraform address of the step that writes to the replica."""
        return replica_address(self.replica_region)

    @property
    def planned(self) -> dict[str, Any]:
        """What a plan shows about the replica; the Region tells it from the pool's own step."""
        return super().planned | {"replica": self.replica_region}

    @property
    def triggers(self) -> dict[str, Any]:
        """What triggers the step that writes to the replica."""
        return super().triggers | {"replica": self.replica_region}


def about_replica(settings: Settings, region: str) -> ReplicaSettings:
    """Return the settings about the replica that `[user_pool.replicas."<region>"]` describes."""
    replica = settings.user_pool.replicas[region]
    pool = {"from_": replica.from_ or settings.user_pool.from_, "replicas": {}}
    pool |= {"reply_to": replica.reply_to or settings.user_pool.reply_to}
    changes: dict[str, Any] = {
        "user_pool": settings.user_pool.model_copy(update=pool),
        "aws": settings.aws.model_copy(
            update={
                "region": replica.ses_region or regions.default_ses_region(region),
                "standby_region": None,
            }  # that is the primary's
        ),
        "region_override": None,  # it is about the region of the primary
    }
    return in_region(settings.model_copy(update=changes), region)


def in_region(settings: Settings, region: str) -> ReplicaSettings:
    """Return these settings about the replica in a Region, with nothing else changed."""
    return ReplicaSettings.model_construct(**vars(settings), replica_region=region)


def replicas_of(settings: Settings) -> tuple[ReplicaSettings, ...]:
    """Return the settings about each replica that the file names; () where it names none, or these are a replica's."""
    return tuple(about_replica(settings, region) for region in settings.user_pool.replicas)
