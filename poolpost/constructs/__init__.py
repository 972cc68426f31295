"""
The constructs of a stack, named as in AWS; the only package that loads cdktf.

Import this package before cdktf: it installs the fast AWS bindings, without which the provider takes 20 s to load.
`poolpost.constructs.managed_user_pool` is not imported here: its bindings take 0.1 s to load, and only `manage` mode needs
them.
"""

import poolpost.constructs.fast_bindings  # noqa: F401  # pyright: ignore[reportUnusedImport] -- before any cdktf
from poolpost.constructs.account_settings import AccountSettings
from poolpost.constructs.alarms import ReputationAlarms
from poolpost.constructs.configuration_set import ConfigurationSet
from poolpost.constructs.delivery_events import DeliveryEvents
from poolpost.constructs.dns_records import DnsRecords
from poolpost.constructs.events_topic import EventsTopic
from poolpost.constructs.foundation import (
    add_backend,
    add_gate_proof,
    add_origin,
    add_providers,
    add_second_provider,
    zone_provider,
)
from poolpost.constructs.outputs import add_outputs
from poolpost.constructs.second_region import SecondRegion
from poolpost.constructs.senders import add_senders
from poolpost.constructs.sending_domain import SendingDomain
from poolpost.constructs.user_pool_email import UserPoolEmail

__all__ = [
    "AccountSettings",
    "ConfigurationSet",
    "DeliveryEvents",
    "DnsRecords",
    "EventsTopic",
    "ReputationAlarms",
    "SecondRegion",
    "SendingDomain",
    "UserPoolEmail",
    "add_backend",
    "add_gate_proof",
    "add_origin",
    "add_outputs",
    "add_providers",
    "add_second_provider",
    "add_senders",
    "zone_provider",
]
