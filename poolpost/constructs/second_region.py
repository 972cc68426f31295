"""What an environment has in its second SES region: an identity of the same domain, and what mail by it is sent with."""

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from poolpost.constructs.alarms import ReputationAlarms
from poolpost.constructs.configuration_set import ConfigurationSet
from poolpost.constructs.delivery_events import DeliveryEvents
from poolpost.constructs.naming import Place
from poolpost.constructs.sending_domain import SendingDomain
from poolpost.settings import Settings


class SecondRegion(Construct):
    """
    Identity, configuration set, events and alarms in a second region, by that region's provider.

    DNS is one for both regions: `SendingDomain.records` of the first lists the second identity's DKIM records too.
    """

    def __init__(self, scope: Construct, *, settings: Settings, provider: AwsProvider) -> None:
        """Define it; `settings` are the environment as it is in that region (`Settings.second`)."""
        super().__init__(scope, "second-region")
        place = Place(provider=provider)
        configuration_set = (
            ConfigurationSet(self, settings=settings, place=place).resource if settings.owns_set else None
        )
        events = DeliveryEvents(self, settings=settings, configuration_set=configuration_set, place=place)
        self._domain = SendingDomain(self, settings=settings, configuration_set=configuration_set, place=place)
        self._events = events
        ReputationAlarms(self, settings=settings, topic=events.topic, place=place)

    @property
    def resources(self) -> list[ITerraformDependable]:
        """What must exist before the pool may send by this region."""
        return [*self._domain.resources, *self._events.resources]

    def allow_cognito(self, *, after: list[ITerraformDependable]) -> None:
        """Allow Cognito to send with the identity, as in the first region; `after`: the DNS records."""
        self._domain.allow_cognito(after=after)
