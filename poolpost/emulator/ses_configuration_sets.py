"""SES configuration sets: options by API member name; event destinations are in `ses_event_destinations`."""

from collections.abc import Callable

from poolpost.emulator.errors import already_exists, not_found
from poolpost.emulator.state import ConfigurationSet, Json, Region

OPTIONS = (
    "TrackingOptions",
    "DeliveryOptions",
    "ReputationOptions",
    "SendingOptions",
    "SuppressionOptions",
    "VdmOptions",
    "ArchivingOptions",
    "MessageSecurityOptions",
)


EMPTY: Json = {
    "ReputationOptions": {"ReputationMetricsEnabled": False},
    "SendingOptions": {"SendingEnabled": False},
}
"""What an empty put means: SDKs omit false. The other options are removed by it."""


def find(here: Region, name: str) -> ConfigurationSet:
    """Return the stored configuration set."""
    if name not in here.configuration_sets:
        msg = f"Configuration set <{name}> does not exist."
        raise not_found(msg)
    return here.configuration_sets[name]


def create(here: Region, body: Json) -> Json:
    """Create a configuration set; sending is on and reputation metrics are off unless set otherwise."""
    name = body["ConfigurationSetName"]
    if name in here.configuration_sets:
        msg = f"Configuration set <{name}> already exists."
        raise already_exists(msg)
    options: Json = {
        "ReputationOptions": {"ReputationMetricsEnabled": False},
        "SendingOptions": {"SendingEnabled": True},
    } | {member: body[member] for member in OPTIONS if member in body}
    here.configuration_sets[name] = ConfigurationSet(options=options, tags=body.get("Tags", []))
    return {}


def get(here: Region, body: Json) -> Json:
    """All options and tags."""
    name = body["ConfigurationSetName"]
    found = find(here, name)
    return {"ConfigurationSetName": name, "Tags": found.tags} | found.options


def list_all(here: Region, _body: Json) -> Json:
    """All names, in one page."""
    return {"ConfigurationSets": list(here.configuration_sets)}


def delete(here: Region, body: Json) -> Json:
    """Forget the set and its event destinations."""
    find(here, body["ConfigurationSetName"])
    del here.configuration_sets[body["ConfigurationSetName"]]
    return {}


def put(member: str) -> Callable[[Region, Json], Json]:
    """Return the handler of a Put...Options operation: the request replaces that member; an empty one removes it."""

    def handler(here: Region, body: Json) -> Json:
        options = find(here, body["ConfigurationSetName"]).options
        sent = {name: value for name, value in body.items() if name != "ConfigurationSetName"}
        # VdmOptions and MessageSecurityOptions come wrapped in their name, the others bare.
        options[member] = EMPTY.get(member, {}) | sent.get(member, sent)
        if not options[member]:
            del options[member]
        return {}

    return handler
