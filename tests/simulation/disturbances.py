"""What disturbs a request: faults of the network, of AWS and of the process, and what others do meanwhile."""

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from tests.simulation.others import cognito_defaults, happen
from tests.simulation.process import Killed, Process
from tests.simulation.schedule import EVENTS, Disturbance
from tests.simulation.world import World

UPDATE = "cognito-idp:UpdateUserPool"
_URL = "https://aws.example"


def before(world: World, process: Process, operation: str, disturbance: Disturbance) -> None:
    """Let it happen before the request is handled."""
    kind = disturbance.kind
    if kind in EVENTS:
        happen(world, kind, disturbance.what)
    elif kind == "another":
        from tests.simulation.processes import run  # noqa: PLC0415 -- processes are disturbed by processes

        if not world.nested:
            world.nested = True
            run(world, disturbance.what)
            world.nested = False
    elif kind == "kill":
        world.tell("killed, the request was not sent")
        process.dead = True
        raise Killed
    elif kind == "throttle":
        world.tell("throttled")
        raise ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "Rate exceeded"}}, operation)
    elif kind == "unreachable":
        world.tell("AWS cannot be reached")
        raise EndpointConnectionError(endpoint_url=_URL)
    elif kind == "lost":
        world.tell("the request is lost")
        raise ReadTimeoutError(endpoint_url=_URL)


def afterwards(world: World, process: Process, operation: str, disturbance: Disturbance) -> None:
    """Let it happen between the request and its answer."""
    kind = disturbance.kind
    if kind == "kill-after":
        world.tell("killed, the request was handled")
        process.dead = True
        raise Killed
    if kind == "lost-after":
        world.tell("handled, and the answer is lost")
        raise ReadTimeoutError(endpoint_url=_URL)
    accepted = operation == UPDATE and process.after is world.now
    if kind == "drops" and accepted and disturbance.what in (world.now.pool or {}):
        world.tell(f"AWS loses {disturbance.what} by it")
        pool = {name: value for name, value in (world.now.pool or {}).items() if name != disturbance.what}
        pool = cognito_defaults(disturbance.what) | pool
        world.here.pools[world.pool_id] = pool
        world.history.pop()  # no read, however late, shows the pool as the request had it
        world.changed("AWS")
        process.after = world.now
