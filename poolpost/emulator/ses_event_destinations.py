"""SES event destinations, with the checks that SES makes when one is created or changed."""

from poolpost.emulator import ministack_state, policies
from poolpost.emulator.errors import already_exists, bad_request, not_found
from poolpost.emulator.ses_configuration_sets import find
from poolpost.emulator.state import Json, Region

KINDS = (
    "KinesisFirehoseDestination",
    "CloudWatchDestination",
    "SnsDestination",
    "EventBridgeDestination",
    "PinpointDestination",
)
SES = "ses.amazonaws.com"


def create(here: Region, body: Json) -> Json:
    """Create an event destination."""
    destinations = find(here, body["ConfigurationSetName"]).destinations
    if body["EventDestinationName"] in destinations:
        msg = f"Event destination <{body['EventDestinationName']}> already exists."
        raise already_exists(msg)
    _check(here, body["ConfigurationSetName"], body["EventDestination"])
    destinations[body["EventDestinationName"]] = body["EventDestination"]
    return {}


def update(here: Region, body: Json) -> Json:
    """Replace an event destination whole."""
    destinations = _holding(here, body)
    _check(here, body["ConfigurationSetName"], body["EventDestination"])
    destinations[body["EventDestinationName"]] = body["EventDestination"]
    return {}


def get_all(here: Region, body: Json) -> Json:
    """All event destinations of a configuration set."""
    destinations = find(here, body["ConfigurationSetName"]).destinations
    return {"EventDestinations": [{"Name": name, "Enabled": False} | stored for name, stored in destinations.items()]}


def delete(here: Region, body: Json) -> Json:
    """Remove an event destination."""
    del _holding(here, body)[body["EventDestinationName"]]
    return {}


def _holding(here: Region, body: Json) -> dict[str, Json]:
    destinations = find(here, body["ConfigurationSetName"]).destinations
    if body["EventDestinationName"] not in destinations:
        msg = f"Event destination <{body['EventDestinationName']}> does not exist."
        raise not_found(msg)
    return destinations


def _check(here: Region, configuration_set: str, destination: Json) -> None:
    if len([kind for kind in KINDS if kind in destination]) != 1:
        msg = "Exactly one destination must be specified."
        raise bad_request(msg)
    if not destination.get("MatchingEventTypes"):
        msg = "At least one matching event type must be specified."
        raise bad_request(msg)
    if bus := destination.get("EventBridgeDestination", {}).get("EventBusArn"):
        _check_bus(here, bus)
    if topic := destination.get("SnsDestination", {}).get("TopicArn"):
        check_topic(here, topic, here.arn("ses", f"configuration-set/{configuration_set}"))


def _check_bus(here: Region, arn: str) -> None:
    if arn != here.arn("events", "event-bus/default"):
        msg = f"EventBridge destination {arn} must be the default event bus of this account and region."
        raise bad_request(msg)


def check_topic(here: Region, arn: str, configuration_set_arn: str) -> None:
    """SES must be let in by the topic, and by its key when it is encrypted.

    Raises:
        AwsError: BadRequestException, with who is not let in.
    """
    context = {"aws:sourceaccount": here.account, "aws:sourcearn": configuration_set_arn}
    attributes = ministack_state.topic_attributes(here, arn)
    if attributes is None:
        msg = f"SNS topic <{arn}> not found."
        raise bad_request(msg)
    if not policies.allows(attributes["Policy"], service=SES, action="sns:Publish", resource=arn, context=context):
        msg = f"Could not publish to SNS topic <{arn}>: its access policy does not allow {SES}."
        raise bad_request(msg)
    if name := attributes.get("KmsMasterKeyId"):
        _check_key(name, ministack_state.key(here, name), context)


def _check_key(name: str, key: Json | None, context: dict[str, str]) -> None:
    policy, resource = (key["Policy"], key["Arn"]) if key else ("", "")
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        if not policies.allows(policy, service=SES, action=action, resource=resource, context=context):
            msg = f"Could not publish to SNS topic: the policy of its key {name} does not allow {SES} {action}."
            raise bad_request(msg)
