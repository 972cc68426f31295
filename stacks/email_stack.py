"""The stack of one environment: composes the constructs, which define the resources."""

from typing import TYPE_CHECKING

from cdktf import App, ITerraformDependable, TerraformStack

from poolpost.constructs import (
    AccountSettings,
    ConfigurationSet,
    DeliveryEvents,
    DnsRecords,
    ReputationAlarms,
    SecondRegion,
    SendingDomain,
    UserPoolEmail,
    add_backend,
    add_gate_proof,
    add_outputs,
    add_providers,
    add_second_provider,
    add_senders,
    zone_provider,
)
from poolpost.settings import Settings

if TYPE_CHECKING:
    from poolpost.constructs.managed_user_pool import ManagedUserPool


class EmailStack(TerraformStack):
    """Everything that puts one user pool on SES; the pool is switched last."""

    def __init__(self, scope: App, *, settings: Settings) -> None:
        """Define the stack under the environment's name."""
        super().__init__(scope, settings.name)
        add_backend(self, settings)
        add_gate_proof(self, settings)
        pool_provider = add_providers(self, settings)

        configuration_set = ConfigurationSet(self, settings=settings).resource if settings.owns_set else None
        events = DeliveryEvents(self, settings=settings, configuration_set=configuration_set)
        domain = SendingDomain(self, settings=settings, configuration_set=configuration_set)
        receiving = _receiving(self, settings, after=domain.identity)
        zones = zone_provider(self, settings)
        dns = DnsRecords(self, settings=settings, records=domain.records, provider=zones, receiving=receiving)
        account = AccountSettings(self, settings=settings)
        ReputationAlarms(self, settings=settings, topic=events.topic)
        by_domain = not settings.user_pool.sends_by_address
        domain.allow_cognito(after=dns.resources if by_domain else [])
        second = self._second(settings, after=dns.resources if by_domain else [])
        _switch(settings)(
            self,
            settings=settings,
            provider=pool_provider,
            after=[
                *domain.resources,
                *(dns.resources if by_domain else ()),
                *events.resources,
                *account.resources,
                *second,
            ],
        )
        add_senders(self, settings)
        add_outputs(self, settings=settings, domain=domain, events=events)

    def _second(self, settings: Settings, *, after: list[ITerraformDependable]) -> list[ITerraformDependable]:
        """Define what the second SES region has, and return what must exist before the pool may send by it."""
        provider, there = add_second_provider(self, settings), settings.second
        if provider is None or there is None:
            return []
        second = SecondRegion(self, settings=there, provider=provider)
        second.allow_cognito(after=after)
        return second.resources


def _receiving(
    stack: TerraformStack, settings: Settings, *, after: ITerraformDependable | None
) -> list[ITerraformDependable]:
    """Define what receives mail; few environments need its classes."""
    if settings.inbound is None or after is None:
        return []
    from poolpost.constructs.inbound_mail import InboundMail  # noqa: PLC0415 -- see above

    return InboundMail(stack, settings=settings, inbound=settings.inbound, after=after).resources


def _switch(settings: Settings) -> "type[ManagedUserPool | UserPoolEmail]":
    """Choose by mode; the class of a whole user pool takes 0.1 s to load, and few need it."""
    if settings.user_pool.mode == "patch":
        return UserPoolEmail
    from poolpost.constructs.managed_user_pool import ManagedUserPool  # noqa: PLC0415 -- see above

    return ManagedUserPool
