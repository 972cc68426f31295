"""
The table [dns.dmarc_ramp]: how the DMARC policy is to grow stricter, and when.

It changes no record: what is published is always [dns.dmarc]. `poolpost dmarc next` reads it.
"""

from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import AfterValidator, Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section
from poolpost.standards.dmarc import Policy

# Starting points of our own: RFC 9989 section 8 asks to look at reports first and names no number.
DAYS = 14
MESSAGES = 100
ALIGNED = 0.99


def parse_network(text: str) -> IPv4Network | IPv6Network:
    """
    Read an address or a network.

    Raises:
        ValueError: neither, or with bits after the prefix.
    """
    try:
        return ip_network(text)
    except ValueError as error:
        msg = f"{text!r} is no address and no network ({error}); allowed is '203.0.113.7' or '203.0.113.0/24'"
        raise ValueError(msg) from None


Network = Annotated[str, AfterValidator(lambda text: str(parse_network(text)))]


class RampStep(Section):
    """One policy of the plan, and what must be true before it is left for the next one; the last is not left."""

    p: Policy = Field(description="The policy of this step.")
    days: Annotated[int, Field(ge=0, le=3650)] = Field(
        default=DAYS, description="Minimum number of days at this step; default: 14."
    )
    messages: Annotated[int, Field(ge=0)] = Field(
        default=MESSAGES, description="Minimum number of messages that aggregate reports must cover; default: 100."
    )
    aligned: Annotated[float, Field(ge=0, le=1)] = Field(
        default=ALIGNED, description="Share of these messages that must pass DMARC, 0 to 1; default: 0.99."
    )


class DmarcRamp(Section):
    """The plan for a stricter DMARC policy. The record is always [dns.dmarc]; this only tells the next step."""

    step: Policy = Field(description="The step that stands now: the same as dns.dmarc.p.")
    since: date = Field(description="The day on which this step was deployed, e.g. 2026-11-02, without quotes.")
    steps: Annotated[f.Listed[RampStep], Field(min_length=1, max_length=3)] = Field(
        default=(RampStep(p="none"), RampStep(p="quarantine"), RampStep(p="reject")),
        description="The plan in order; default: none, quarantine, reject.",
    )
    foreign_sources: f.Listed[Network] = Field(
        default=(),
        description="Addresses or networks that send in your name and are not yours: their mail is not counted.",
    )

    @property
    def present(self) -> RampStep:
        """The step that stands now, with the conditions under which it is left; the rules ask for it to be there."""
        return next(one for one in self.steps if one.p == self.step)

    @property
    def following(self) -> Policy | None:
        """The policy after the present one; None at the end of the plan."""
        place = self.steps.index(self.present) + 1
        return self.steps[place].p if place < len(self.steps) else None
