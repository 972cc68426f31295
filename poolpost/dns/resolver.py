"""What a receiver of mail sees: values from a resolver, and 'could not be looked up' as a separate outcome."""

from dataclasses import dataclass, field

from poolpost.dns.query import Wire
from poolpost.dns.view import View
from poolpost.errors import CannotDecide
from poolpost.standards.name_servers import NameServer


@dataclass(frozen=True, slots=True)
class Lookup:
    """Asks the resolvers of a view in order, until one answers."""

    view: View
    wire: Wire
    _sees: dict[tuple[NameServer, str], bool] = field(default_factory=dict[tuple[NameServer, str], bool])

    def values(self, name: str, type_: str) -> tuple[str, ...]:
        """
        Return the values of a record, aliases followed; () if there are none.

        Raises:
            CannotDecide: no resolver answered, or each refused, or does not know the top-level domain.
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
        """Trust 'nothing' only from a resolver that knows the top-level domain, unless it is the one that the user named."""
        top = name.rpartition(".")[2]
        if not self.view.authoritative:
            return True
        if (server, top) not in self._sees:
            self._sees[server, top] = bool(self.wire.ask(server, top, "NS", authoritative=False).values)
        return self._sees[server, top]


def lookup(view: View) -> Lookup:
    """Return a lookup through the resolvers of a view; its time starts now."""
    return Lookup(view, view.wire())
