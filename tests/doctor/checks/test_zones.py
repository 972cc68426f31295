"""The check of hosted zones in another account: what passes, what fails, what cannot be told, and what does not apply."""

from typing import Any

import pytest

from poolpost.aws.route53 import Route53
from poolpost.doctor.checks.zones import CHECKS
from poolpost.errors import CannotDecide, Stopped
from poolpost.standards.record_sets import HostedZone
from tests.scenes.place import Place
from tests.scenes.place_changes import (
    FAIL,
    PASS,
    SKIPPED,
    UNKNOWN,
    Row,
    both,
    compare,
    file,
    healthy,
    ids,
    without_outcome,
)

ROLE = file(("dns.role_arn", "arn:aws:iam::111111111111:role/zones"))
ZONE = HostedZone(id="Z1", name="example.com", private=False)


def _hosted(*zones: HostedZone) -> Any:
    return lambda place: place.known.update(hosted_zones=list(zones))


def _fails(error: Exception) -> Any:
    def change(place: Place) -> None:
        def fail(_self: Route53) -> None:
            raise error

        place.known["route53"] = fail

    return change


ROWS: list[Row] = [
    ("zone-account-is-reached", SKIPPED, healthy, "dns.role_arn is not set"),
    ("zone-account-is-reached", PASS, both(ROLE, _hosted(ZONE)), "account 111111111111 has it"),
    ("zone-account-is-reached", FAIL, both(ROLE, _hosted()), "no public hosted zone example.com"),
    (
        "zone-account-is-reached",
        FAIL,
        both(ROLE, _hosted(HostedZone(id="Z1", name="example.com", private=True))),
        "no public hosted zone example.com",
    ),
    (
        "zone-account-is-reached",
        PASS,
        both(ROLE, file(("dns.zones", None), ("dns.zone_id", "Z1")), _hosted(ZONE)),
        "account 111111111111 has it",
    ),
    ("zone-account-is-reached", FAIL, both(ROLE, _fails(Stopped("the wrong account"))), "the wrong account"),
    ("zone-account-is-reached", UNKNOWN, both(ROLE, _fails(CannotDecide("no answer"))), "no answer"),
]


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_a_check_says_what_is_so(row: Row, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
    row[2](place)
    if (check := place.known.pop("route53", None)) is not None:
        monkeypatch.setattr(Route53, "check_account", check)
    compare((row[0], row[1], healthy, row[3]), place)


def test_every_check_has_a_row_for_each_outcome() -> None:
    """A check that cannot pass, cannot fail, or cannot be in doubt, is none."""
    assert without_outcome(CHECKS, ROWS, set()) == []
