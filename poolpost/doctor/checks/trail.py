"""The doctor's check of CloudTrail: whether a trail keeps who changed the pool, longer than the event history's 90 days."""

from collections.abc import Iterator

from poolpost.aws.cloudtrail import Trail
from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed
from poolpost.doctor.facts import Facts
from poolpost.standards.raw import Json

_SOURCE = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html"
_SOURCES = ("cognito-idp.amazonaws.com", "ses.amazonaws.com")
"""The event sources whose changes are to be kept."""


@check("trail-keeps-changes", "account", "CloudTrail", source=_SOURCE)
def trail_keeps_changes(facts: Facts) -> Iterator[Verdict]:
    """The event history ends after 90 days; a trail keeps who changed the pool, as long as it records and delivers."""
    wanted = facts.settings.aws.trail
    if wanted is None:
        yield does_not_apply("the environment file has no [aws.trail]")
        return
    for region, trails in facts.trails.items():
        named = [
            each for each in trails if wanted.name in (None, each.description["Name"], each.description["TrailARN"])
        ]
        problems = {each.description["Name"]: problem(each, region) for each in named}
        if good := [name for name, said in problems.items() if not said]:
            yield passed(f"{good[0]} records management events", subject=region)
        else:
            what = f"trail {wanted.name}" if wanted.name else "trail"
            seen = "; ".join(f"{name}: {said}" for name, said in problems.items()) or f"there is no {what}"
            remedy = "have the account's owner correct it, or create one: poolpost creates no trail"
            yield failed(seen, remedy, subject=region)


def problem(trail: Trail, region: str) -> str:
    """Return why a trail does not keep the changes made in a region; '' if it does."""
    described, status = trail.description, trail.status
    if not described.get("IsMultiRegionTrail") and described["HomeRegion"] != region:
        return f"it records {described['HomeRegion']} only"
    if not status["IsLogging"]:
        return f"it was stopped{f' on {stopped:%Y-%m-%d}' if (stopped := status.get('StopLoggingTime')) else ''}"
    if error := status.get("LatestDeliveryError"):
        return f"it cannot deliver to its bucket ({error})"
    if not _records_changes(trail.selectors):
        return "its event selectors leave out management events that write, or those of Cognito or SES"
    return ""


def _records_changes(selectors: Json) -> bool:
    basic = (
        each.get("IncludeManagementEvents", True)
        and each.get("ReadWriteType", "All") in {"All", "WriteOnly"}
        and not set(_SOURCES) & set(each.get("ExcludeManagementEventSources", []))
        for each in selectors.get("EventSelectors", [])
    )
    advanced = [each["FieldSelectors"] for each in selectors.get("AdvancedEventSelectors", [])]
    return any(basic) or all(any(_selects(fields, source) for fields in advanced) for source in _SOURCES)


def _selects(fields: list[Json], source: str) -> bool:
    """Return whether one advanced selector records the writes of a source: all of its fields must match."""
    values = {"eventCategory": "Management", "readOnly": "false", "eventSource": source}
    return any(each["Field"] == "eventCategory" for each in fields) and all(
        each["Field"] in values and _matches(each, values[each["Field"]]) for each in fields
    )


def _matches(field: Json, value: str) -> bool:
    """Return whether a field selector matches a value: AWS takes one of a list for, and none of it against."""
    tests = {
        "Equals": lambda each: value == each,
        "StartsWith": value.startswith,
        "EndsWith": value.endswith,
    }
    wanted = all(any(map(test, field[name])) for name, test in tests.items() if field.get(name))
    unwanted = any(any(map(test, field[f"Not{name}"])) for name, test in tests.items() if field.get(f"Not{name}"))
    return wanted and not unwanted


CHECKS = (trail_keeps_changes,)
