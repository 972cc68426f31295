"""The SES configuration set that the pool's mail goes through."""

from cdktf_cdktf_provider_aws.sesv2_configuration_set import (
    Sesv2ConfigurationSet,
    Sesv2ConfigurationSetDeliveryOptions,
    Sesv2ConfigurationSetReputationOptions,
    Sesv2ConfigurationSetSendingOptions,
    Sesv2ConfigurationSetSuppressionOptions,
    Sesv2ConfigurationSetTrackingOptions,
)
from constructs import Construct

from poolpost.constructs.naming import FIRST, NEW_BEFORE_OLD, Place
from poolpost.settings import Settings


class ConfigurationSet(Construct):
    """
    TLS, reputation metrics, suppression and, if asked for, tracking.

    Attributes:
        resource: the configuration set.
    """

    def __init__(self, scope: Construct, *, settings: Settings, place: Place = FIRST) -> None:
        """Define the configuration set."""
        super().__init__(scope, "configuration-set")
        wanted = settings.configuration_set
        tracking = wanted.tracking
        resource = Sesv2ConfigurationSet(
            self,
            "set",
            configuration_set_name=wanted.name,
            provider=place.provider,
            lifecycle=NEW_BEFORE_OLD,
            delivery_options=Sesv2ConfigurationSetDeliveryOptions(
                tls_policy=wanted.tls_policy, max_delivery_seconds=wanted.max_delivery_seconds
            ),
            reputation_options=Sesv2ConfigurationSetReputationOptions(
                reputation_metrics_enabled=wanted.reputation_metrics
            ),
            sending_options=Sesv2ConfigurationSetSendingOptions(sending_enabled=True),
            suppression_options=Sesv2ConfigurationSetSuppressionOptions(
                suppressed_reasons=list(wanted.suppressed_reasons)
            ),
            tracking_options=Sesv2ConfigurationSetTrackingOptions(
                custom_redirect_domain=tracking.domain, https_policy=tracking.https
            )
            if tracking
            else None,
        )
        if "configuration-set" in settings.aws.adopt:
            resource.import_from(wanted.name)
        self.resource = place.named(resource, "sign_in")
