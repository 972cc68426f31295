"""
CloudTrail: the event history of 90 days that every account has, and trails. Reads only.

LookupEvents takes one attribute and answers two requests a second per account and region (botocore, its documentation), so it is
asked by the event's name, one after the other: by the event's source, a pool's sign-ins would be among the answers.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from poolpost.aws.account import Account
from poolpost.aws.errors import explained
from poolpost.aws.pace import Pace
from poolpost.standards.raw import Json
from poolpost.standards.trail_events import Event, event

_PER_SECOND = 1.8
_MOST_PAGES = 20  # of 50 events, for one name: those of the account's other pools and identities count too


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A trail as CloudTrail describes it: DescribeTrails, GetTrailStatus and GetEventSelectors."""

    description: Json
    status: Json
    selectors: Json


class CloudTrail:
    """CloudTrail of the environment's account in one region; every method raises CannotDecide when AWS could not be asked."""

    def __init__(self, account: Account, region: str = "") -> None:
        """Store the account and the region, by default the environment's; makes no request."""
        self._account = account
        self._region = region or account.settings.aws.region
        self._pace = Pace(_PER_SECOND, burst=False)

    def events(self, name: str, since: datetime) -> tuple[list[Event], bool]:
        """
        Look up the events of one name, newest first.

        Returns:
            The events, and whether those are all; of an operation that is called all the time only the newest are read.
        """
        asked = {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": name}], "StartTime": since}
        found: list[Event] = []
        with explained("cloudtrail:LookupEvents"):
            token: Json = {}
            for _ in range(_MOST_PAGES):
                self._pace.wait()
                page = self._client.lookup_events(**asked, MaxResults=50, **token)
                found += [event(each["CloudTrailEvent"]) for each in page["Events"]]
                if not page.get("NextToken"):
                    return found, True
                token = {"NextToken": page["NextToken"]}
        return found, False

    def trails(self) -> list[Trail]:
        """Describe the trails that record this region: its own, those of several regions, and those of the organization."""
        with explained("cloudtrail:DescribeTrails"):
            described = self._client.describe_trails(includeShadowTrails=True)["trailList"]
        return [self._trail(each) for each in described]

    def _trail(self, description: Json) -> Trail:
        arn = description["TrailARN"]
        with explained("cloudtrail:GetTrailStatus"):
            status = self._client.get_trail_status(Name=arn)
        with explained("cloudtrail:GetEventSelectors"):
            selectors = self._client.get_event_selectors(TrailName=arn)
        return Trail(description=description, status=status, selectors=selectors)

    @cached_property
    def _client(self) -> Any:
        with explained("cloudtrail"):
            return self._account.client("cloudtrail", self._region)
