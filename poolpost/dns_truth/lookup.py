"""What a receiver of mail would get to know: values by a resolver, and 'could not look' as an outcome of its own."""

from dataclasses import dataclass

from poolpost.dns_truth.look import View
from poolpost.dns_truth.wire import Wire
from poolpost.errors import CannotDecide


@dataclass(frozen=True, slots=True)
class Lookup:
    """Asks the resolvers of a view in turn, until one answers."""

    view: View
    wire: Wire

    def values(self, name: str, type_: str) -> tuple[str, ...]:
        """
        Give the values of a record, aliases followed; () when there are none.

        Raises:
            CannotDecide: no resolver answered, or each refused.
        """
        reasons: list[str] = []
        for server in self.view.start.resolvers:
            reply = self.wire.ask(server, name, type_, authoritative=False)
            if reply.answered:
                return reply.values
            reasons.append(f"{server}: {reply.reason}")
        msg = f"{type_} {name} could not be looked up ({'; '.join(reasons)}); set dns.resolvers, or ask again later"
        raise CannotDecide(msg)


def lookup(view: View) -> Lookup:
    """Give a lookup through the resolvers of a view; its time starts now."""
    return Lookup(view, view.wire())
