"""What ListUserPoolReplicas says about a replica of a user pool (botocore, UserPoolReplicaType)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveReplica:
    """
    A secondary replica.

    Attributes:
        region: where it is.
        status: 'CREATING', 'INACTIVE' (serves no users), 'ACTIVE' or 'DELETING'.
    """

    region: str
    status: str
