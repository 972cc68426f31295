"""What a person needs after a deploy: shown by `cdktf output` and at the end of `cdktf deploy`."""

from cdktf import TerraformOutput, TerraformStack

from poolpost.constructs.delivery_events import DeliveryEvents
from poolpost.constructs.sending_domain import SendingDomain
from poolpost.dns.terraform_text import literal, terraform_value
from poolpost.settings import Settings
from poolpost.standards.terraform_plan import ENVIRONMENT


def add_outputs(stack: TerraformStack, *, settings: Settings, domain: SendingDomain, events: DeliveryEvents) -> None:
    """Define the outputs: who sends, through what, and every DNS record with its real value."""
    values: dict[str, tuple[object, str]] = {
        ENVIRONMENT: (settings.name, "The environment that this state is of; the gate stops any other."),
        "identity_arn": (
            domain.identity.arn if domain.identity is not None else settings.identity_arn,
            f"The {'address' if settings.user_pool.sends_by_address else 'domain'} identity: Cognito's SourceArn.",
        ),
        "configuration_set": (
            settings.configuration_set.name,
            "The configuration set that the pool sends through.",
        ),
        "user_pool_from": (
            literal(settings.email_configuration.get("From", "no-reply@verificationemail.com")),
            "The sender that users see.",
        ),
        "dns_records": (
            [
                {"name": record.name, "type": record.type, "ttl": record.ttl, "value": value}
                for record in domain.records
                for value in (terraform_value(record, value) for value in record.values)
            ],
            "Every DNS record; with external DNS publish these. `poolpost dns` has them as a zone file.",
        ),
    }
    if settings.shared_owner is not None:
        del values["dns_records"]  # the owner's
    if settings.has_domain:
        values["mail_from_domain"] = (settings.mail_from_domain, "The custom MAIL FROM domain.")
    if events.topic is not None:
        values["events_topic_arn"] = (events.topic.arn, "The SNS topic with bounces and complaints.")
    for name, (value, description) in values.items():
        TerraformOutput(stack, name, value=value, description=description)
