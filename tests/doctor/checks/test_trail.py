"""The doctor's line about CloudTrail: a trail that records, delivers, and leaves out neither Cognito nor SES."""

from typing import Any

import pytest

from poolpost.aws.cloudtrail import Trail
from poolpost.doctor.checks.trail import CHECKS, problem
from tests.scenes.place import Change, Place
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
    refused,
    without_outcome,
)

WANTED = file(("aws.trail", {}))


def trail(method: str, **arguments: Any) -> Change:
    """Call CloudTrail."""
    return lambda place: getattr(place.client("cloudtrail"), method)(**arguments)


MADE = both(
    trail("create_trail", Name="audit", S3BucketName="b", IsMultiRegionTrail=True), trail("start_logging", Name="audit")
)
ROWS: list[Row] = [
    ("trail-keeps-changes", SKIPPED, healthy, "the environment file has no [aws.trail]"),
    ("trail-keeps-changes", FAIL, WANTED, "there is no trail"),
    ("trail-keeps-changes", PASS, both(WANTED, MADE), "audit records management events"),
    ("trail-keeps-changes", PASS, both(file(("aws.trail", {"name": "audit"})), MADE), "audit records"),
    ("trail-keeps-changes", FAIL, both(file(("aws.trail", {"name": "other"})), MADE), "there is no trail other"),
    ("trail-keeps-changes", FAIL, both(WANTED, MADE, trail("stop_logging", Name="audit")), "audit: it was stopped"),
    ("trail-keeps-changes", UNKNOWN, both(WANTED, MADE, refused("cloudtrail:GetTrailStatus")), "have expired"),
    ("trail-keeps-changes", UNKNOWN, both(WANTED, refused("cloudtrail:DescribeTrails")), "have expired"),
]


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_the_trail(row: Row, place: Place) -> None:
    """One that records is enough; none is created."""
    compare(row, place)


def test_every_check_can_pass_fail_and_be_in_doubt() -> None:
    """A check that no test can trip may be dead."""
    assert without_outcome(CHECKS, ROWS, set()) == []


def _trail(selectors: dict[str, Any], description: dict[str, Any] | None = None, **status: Any) -> Trail:
    described = {"Name": "audit", "HomeRegion": "eu-west-1", "IsMultiRegionTrail": False} | (description or {})
    return Trail(description=described, status={"IsLogging": True} | status, selectors=selectors)


BASIC = {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}


def basic(**members: Any) -> dict[str, Any]:
    """Return basic event selectors."""
    return {"EventSelectors": [BASIC["EventSelectors"][0] | members]}


def advanced(*selectors: list[dict[str, Any]]) -> dict[str, Any]:
    """Return advanced event selectors, each a list of fields."""
    return {"AdvancedEventSelectors": [{"FieldSelectors": fields} for fields in selectors]}


MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}


@pytest.mark.parametrize(
    ("trail_", "said"),
    [
        (_trail(BASIC), ""),
        (_trail(basic(ReadWriteType="WriteOnly", ExcludeManagementEventSources=["kms.amazonaws.com"])), ""),
        (_trail(basic(ReadWriteType="ReadOnly")), "leave out"),
        (_trail(basic(IncludeManagementEvents=False)), "leave out"),
        (_trail(advanced([MANAGEMENT])), ""),
        (_trail(advanced([MANAGEMENT, {"Field": "readOnly", "Equals": ["false"]}])), ""),
        (_trail(advanced([MANAGEMENT, {"Field": "readOnly", "Equals": ["true"]}])), "leave out"),
        (_trail(advanced([MANAGEMENT, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}])), ""),
        (_trail(advanced([MANAGEMENT, {"Field": "eventSource", "NotEquals": ["ses.amazonaws.com"]}])), "leave out"),
        (
            _trail(advanced([MANAGEMENT, {"Field": "eventSource", "Equals": ["cognito-idp.amazonaws.com"]}])),
            "leave out",
        ),
        (_trail(advanced([{"Field": "eventCategory", "Equals": ["Data"]}])), "leave out"),
        (_trail({}), "leave out"),
        (_trail(BASIC, LatestDeliveryError="AccessDenied"), "cannot deliver to its bucket (AccessDenied)"),
        (_trail(BASIC, IsLogging=False), "it was stopped"),
        (_trail(BASIC, {"HomeRegion": "eu-central-1"}), "it records eu-central-1 only"),
        (_trail(BASIC, {"HomeRegion": "eu-central-1", "IsMultiRegionTrail": True}), ""),
    ],
)
def test_a_trail_keeps_changes_of_cognito_and_ses_or_says_why_not(trail_: Trail, said: str) -> None:
    """Basic and advanced selectors, as botocore documents them."""
    found = problem(trail_, "eu-west-1")
    assert said in found
    assert bool(found) is bool(said)
