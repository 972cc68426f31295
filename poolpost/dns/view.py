"""Which name servers are asked, and for how long."""

from dataclasses import dataclass

from poolpost.dns.query import Wire
from poolpost.dns.zone_walk import Start
from poolpost.errors import UsageError
from poolpost.settings import Settings
from poolpost.standards.name_servers import parse_name_server


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """
    Which name servers are asked.

    Attributes:
        start: the resolvers, and how authoritative servers are reached.
        authoritative: also ask the zone's own servers.
        seconds: for everything together; a question without an answer by then is 'lookup failed'.
    """

    start: Start
    authoritative: bool = True
    seconds: float = 20.0

    def wire(self) -> Wire:
        """Start the clock."""
        return Wire(self.seconds)


def view(settings: Settings, nameserver: str | None = None) -> View:
    """
    Return which servers to ask: the zone's and the environment's resolvers, or `nameserver` only.

    Raises:
        UsageError: `nameserver` is not an address.
    """
    if nameserver is None:
        return View(start=Start(resolvers=[parse_name_server(one) for one in settings.dns.resolvers]))
    try:
        return View(start=Start(resolvers=[parse_name_server(nameserver)]), authoritative=False)
    except ValueError as error:
        raise UsageError(str(error)) from None
