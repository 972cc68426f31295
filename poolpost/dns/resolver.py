"""What a receiver of mail would get to know: values by a resolver, and 'could not look' as an outcome of its own."""

from dataclasses import dataclass, field

from poolpost.dns.query import Wire
from poolpost.dns.view import View
from poolpost.errors import CannotDecide
from poolpost.standards.name_servers import NameServer


@dataclass(frozen=True, slots=True)
class Lookup:
    """Asks the resolvers of a view in turn, until one answers."""

    view: View
    wire: Wire
    _sees: dict[tuple[NameServer, str], bool] = field(default_factory=dict[tuple[NameServer, str], bool])

    def values(self, name: str, type_: str) -> tuple[str, ...]:
        """
        Give the values of a record, aliases followed; () when there are none.

        Raises:
            CannotDecide: no resolver answered, or each refused, or hides the world.
        """
        reasons: list[str] = []
        for server in self.view.start.resolvers:
            reply = self.wire.ask(server, name, type_, authoritative=False)
            if reply.values or (reply.answered and self._believable(server, name)):
                return reply.values
            reasons.append(f"{server}: {reply.reason or 'knows no name servers of the top-level domain'}")
        msg = f"{type_} {name} could not be looked up ({'; '.join(reasons)}); set dns.resolvers, or ask again later"
        raise CannotDecide(msg)

    def _believable(self, server: NameServer, name: str) -> bool:
        """Take 'nothing' only from a resolver that sees the world, unless it is the one that was asked for."""
        top = name.rpartition(".")[2]
        if not self.view.authoritative:
            return True
        if (server, top) not in self._sees:
            self._sees[server, top] = bool(self.wire.ask(server, top, "NS", authoritative=False).values)
        return self._sees[server, top]


def lookup(view: View) -> Lookup:
    """Give a lookup through the resolvers of a view; its time starts now."""
    return Lookup(view, view.wire())
