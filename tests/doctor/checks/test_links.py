"""The check of links: what rewrites them is named, and what the file asks for is not."""

from typing import Any

import pytest

from poolpost.doctor.checks.links import CHECKS
from tests.scenes.place import REGION, Place, destination
from tests.scenes.place_changes import (
    FAIL,
    PASS,
    UNKNOWN,
    Change,
    Row,
    account,
    both,
    compare,
    file,
    healthy,
    ids,
    options,
    refused,
    without_outcome,
)

BUS = {"EventBridgeDestination": {"EventBusArn": f"arn:aws:events:{REGION}:000000000000:event-bus/default"}}
ID = "links-stay-as-they-are"


def vdm(metrics: str) -> dict[str, Any]:
    """Return the settings of Virtual Deliverability Manager as GetAccount has them."""
    return {"VdmEnabled": "ENABLED", "DashboardAttributes": {"EngagementMetrics": metrics}}


def by_hand(place: Place) -> None:
    """Add a destination that tracks, as marketing does."""
    destination(place, "marketing", BUS, ["OPEN", "CLICK"])


def set_measures(metrics: str) -> Change:
    """Let the configuration set say whether it measures engagement."""
    vdm_options = {"DashboardOptions": {"EngagementMetrics": metrics}}
    return options("put_configuration_set_vdm_options", VdmOptions=vdm_options)


ROWS: list[Row] = [
    (ID, PASS, healthy, "nothing rewrites them"),
    (ID, PASS, account(VdmAttributes=vdm("DISABLED")), "nothing rewrites them"),
    (ID, PASS, both(account(VdmAttributes=vdm("ENABLED")), set_measures("DISABLED")), "nothing rewrites them"),
    (ID, PASS, lambda p: destination(p, "off", BUS, ["CLICK"], enabled=False), "nothing rewrites them"),
    (ID, FAIL, account(VdmAttributes=vdm("ENABLED")), "Manager measures engagement for the account"),
    (ID, FAIL, set_measures("ENABLED"), "Manager measures engagement for configuration set sign-in"),
    (ID, FAIL, by_hand, "event destination marketing has CLICK and OPEN"),
    (ID, UNKNOWN, refused("sesv2:GetConfigurationSetEventDestinations"), "have expired"),
]


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_a_check_says_what_is_so(row: Row, place: Place) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
    compare(row, place)


def test_every_check_has_a_row_for_each_outcome() -> None:
    """A check that cannot pass, cannot fail, or cannot be in doubt, is none."""
    assert without_outcome(CHECKS, ROWS, set()) == []


def test_what_the_file_asks_for_is_no_fault(place: Place) -> None:
    """A team that wants to count clicks has said so in a reviewed file."""
    file(("events.cloudwatch.event_types", ["SEND", "CLICK"]))(place)
    by_hand(place)
    lines = list(CHECKS[0].lines(place.facts()))
    assert [(line.outcome, "OPEN" in line.evidence, "CLICK" in line.evidence) for line in lines] == [
        ("fail", True, False)
    ]
