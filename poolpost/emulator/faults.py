"""Faults on demand: what can go wrong between us and AWS, for the next few requests of an operation."""

from dataclasses import dataclass, field

from poolpost.emulator.cognito import find, touch
from poolpost.emulator.errors import AwsError
from poolpost.emulator.state import Json, Region, World, merge_patch

REFUSALS = {
    "error500": AwsError("InternalErrorException", "An internal error occurred.", 500),
    "expired": AwsError("ExpiredTokenException", "The security token included in the request is expired", 403),
    "denied": AwsError("AccessDeniedException", "The caller is not authorized to perform this operation", 403),
}
KINDS = frozenset({"throttle", "drop_before", "drop_after", "slow", "second_writer", *REFUSALS})


@dataclass(kw_only=True)
class Fault:
    """One kind of fault, for the next `count` requests of `operation`."""

    operation: str
    """Like "cognito-idp:UpdateUserPool" or "sesv2:GetEmailIdentity"; "sesv2:*" is every one of SES, "*" every request."""
    kind: str
    count: int = 1
    seconds: float = 0.0
    """How long a `slow` request waits before it is handled."""
    account: str = "000000000000"
    region: str = ""
    """Of the pool that a `second_writer` changes; for other kinds the only region that they happen in, "" for any."""
    pool: str = ""
    """The pool that a `second_writer` changes."""
    patch: Json = field(default_factory=dict)
    replace: bool = False
    """Whether `patch` is the whole new pool, not a merge patch."""
    when: str = "before"
    """Whether the second writer comes "before" or "after" the matched request is handled."""

    def __post_init__(self) -> None:
        """Refuse kinds that do not exist, lest a test passes because its fault never happened."""
        if self.kind not in KINDS or self.when not in {"before", "after"}:
            code = "UnknownFault"
            raise AwsError(code, f"no such fault: {self.kind} {self.when}; kinds are {', '.join(sorted(KINDS))}")

    def matches(self, operation: str, region: str) -> bool:
        """Return whether it is due at a request of an operation in a region."""
        everything = f"{operation.partition(':')[0]}:*"
        here = self.kind == "second_writer" or self.region in {"", region}
        return here and self.operation in {operation, everything, "*"}


class Faults:
    """The faults that wait for their requests."""

    def __init__(self) -> None:
        """Start without any."""
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let a fault wait for its requests."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Forget those that did not happen yet."""
        self._waiting.clear()

    def take(self, operation: str, region: str) -> dict[str, Fault]:
        """Return the faults for this request, at most one of each kind; each is used up once."""
        due: dict[str, Fault] = {}
        for fault in self._waiting:
            if fault.matches(operation, region):
                due.setdefault(fault.kind, fault)
        for fault in due.values():
            fault.count -= 1
        self._waiting = [fault for fault in self._waiting if fault.count > 0]
        return due


def refusal(due: dict[str, Fault], service: str) -> AwsError | None:
    """Return the error that a fault answers with, if any; SES throttles with 429, the others with 400."""
    if "throttle" in due and service == "cloudtrail":
        return AwsError("ThrottlingException", "Rate exceeded")
    if "throttle" in due:
        return AwsError("TooManyRequestsException", "Rate exceeded", 429 if service == "sesv2" else 400)
    return next((error for kind, error in REFUSALS.items() if kind in due), None)


def write_as_second_writer(world: World, due: dict[str, Fault], when: str) -> None:
    """Change the pool between two requests of the caller, if a fault is set for this moment."""
    fault = due.get("second_writer")
    if fault is None or fault.when != when:
        return
    here: Region = world.region(fault.account, fault.region)
    pool = find(here, fault.pool)
    changed = dict(fault.patch) if fault.replace else merge_patch(pool, fault.patch)
    changed["LastModifiedDate"] = pool.get("LastModifiedDate", 0)
    touch(changed)
    here.pools[fault.pool] = changed
