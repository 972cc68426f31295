"""A pool in memory that answers as `Aws` does, for tests of what happens between its calls: no server, no waiting."""

import copy
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from poolpost.aws.user_pool_members import CREATE_ONLY, READ_ONLY
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.pool.update_body import described_name
from poolpost.settings import Settings
from poolpost.standards.pool_replicas import LiveReplica

Json = dict[str, Any]
_FOR_EVER = 200


class _Working:
    """Answers for functions and keys; the production pool has no role."""

    def get_function_configuration(self, **_arguments: Any) -> Json:
        """Find the function."""
        return {}

    def describe_key(self, **_arguments: Any) -> Json:
        """Find the key enabled."""
        return {"KeyMetadata": {"KeyState": "Enabled"}}


class OnePool:
    """Resets what an update omits, as AWS does at worst; `now(call, what)` does something right before a call's answer."""

    def __init__(self, settings: Settings, *, ready: bool = True) -> None:
        """Start with the production pool, and with a domain that is verified or not."""
        self.pool: Json = production_pool(settings.user_pool.id)
        self.mfa: Json = production_mfa()
        self.ready = ready
        self.calls: list[str] = []
        self.written: list[Json] = []
        self._doing: dict[tuple[str, int], Callable[[], None]] = {}
        self.settings = settings
        self.account = self.cognito = self
        self.trail_of = lambda _region: SimpleNamespace(events=lambda _name, _since: ([], True))
        self.children_now: Json = {}
        self.children = SimpleNamespace(read=lambda _pool: {"Unread": {}} | copy.deepcopy(self.children_now))
        identity, is_set, account = self._identity, self._has_set, self._ses_account
        self.ses = SimpleNamespace(sender_identity=identity, has_configuration_set=is_set, account=account)

    def now(self, call: str, what: Callable[[], None], *, number: int = 1) -> None:
        """Do something at a numbered `look`, `factors`, `write`, `written`, `account`, `identity`, `set` or `check`."""
        self._doing[call, number] = what

    def set(self, **members: Any) -> None:
        """Be somebody else who writes; None takes a member away."""
        merged = self.pool | members | {"LastModifiedDate": self.pool["LastModifiedDate"] + 1}
        self.pool = {member: value for member, value in merged.items() if value is not None}

    def about(self, _settings: Settings) -> "OnePool":
        """Return the same AWS: nothing here depends on the region."""
        return self

    def check(self) -> None:
        """Find the right account."""
        self._at("check")

    def user_pool(self) -> Json:
        """Describe the pool."""
        self._at("look")
        return copy.deepcopy(self.pool)

    def mfa_configuration(self) -> Json:
        """Return the MFA configuration."""
        self._at("factors")
        return copy.deepcopy(self.mfa)

    def replicas(self) -> tuple[LiveReplica, ...]:
        """List no replica."""
        self._at("replicas")
        return ()

    def update_user_pool(self, body: Json) -> None:
        """Take a whole pool."""
        self.written.append(copy.deepcopy(body))
        self._at("write")
        kept = {m: value for m, value in self.pool.items() if m in READ_ONLY | CREATE_ONLY}
        sent = {described_name(m): value for m, value in body.items() if m != "UserPoolId"}
        self.pool = copy.deepcopy(kept | sent) | {"LastModifiedDate": self.pool["LastModifiedDate"] + 1}
        self._at("written")

    def _identity(self) -> Json:
        """Return the domain's identity."""
        self._at("identity")
        return {
            "VerifiedForSendingStatus": self.ready,
            "DkimAttributes": {"Status": "SUCCESS" if self.ready else "PENDING"},
            "MailFromAttributes": {"MailFromDomainStatus": "SUCCESS"},
        }

    def _has_set(self) -> bool:
        """Find the configuration set."""
        self._at("set")
        return True

    def _ses_account(self) -> Json:
        """Return an account that may send."""
        self._at("account")
        return {"SendingEnabled": True, "ProductionAccessEnabled": True}

    def client(self, _service: str, _region: str, *, attempts: int) -> Any:  # noqa: ARG002 -- as `Account` has it
        """Find that whatever the pool uses works."""
        return _Working()

    def _at(self, call: str) -> None:
        self.calls.append(call)
        assert self.calls.count(call) < _FOR_EVER, "it asks for ever"
        self._doing.get((call, self.calls.count(call)), lambda: None)()
