"""The control API below ``/_emulator/``: how tests set the scene, and see what happened (through `client`).

=======  ============================  ==================================================================
GET      ready                         answers once the process serves
GET      calls                         the call log; DELETE clears it
POST     faults                        the fields of `faults.Fault`; DELETE forgets waiting faults
POST     account                       {"region": null for all, "settings": merge patch of GetAccount}
PUT      pools/{region}/{id}           {"UserPool": raw, "Mfa": raw or null}, exactly; GET reads the same
PUT      identities/{region}/{name}    {"verified": bool, "expired": bool} regardless of DNS; creates the identity if need be
PUT      dns                           {"records": [{"name", "type", "values"}]}, replaces all external ones
POST     subscriptions/{region}        {"topic", "protocol", "endpoint"}: confirm an SNS subscription
POST     mail/{region}                 {"data": base64, "sender", "recipients", "tls"}: a mail for SES's inbound server
PUT      dependencies                  {"arn", "state"}: what a pool names is in a state of `dependencies.STATES`
PUT      principal                     CloudTrail's userIdentity of the caller from now on; {} for an IAM user
PUT      mode                          {"mode": "worst-case" or "merge"}
POST     reset                         forget everything, ministack's state included
=======  ============================  ==================================================================

``?account=`` names another account than 000000000000.
"""

import base64
from typing import Any

from poolpost.emulator import dependencies, ministack_app, replicas, ses_receiving, sns_subscriptions
from poolpost.emulator.calls import CallLog
from poolpost.emulator.errors import AwsError
from poolpost.emulator.faults import Fault, Faults
from poolpost.emulator.state import Identity, Json, Region, World, merge_patch

MODES = frozenset({"worst-case", "merge"})


class Control:
    """Answers control requests on the shared state."""

    def __init__(self, world: World, faults: Faults, log: CallLog) -> None:
        """Work on this state."""
        self._world = world
        self._faults = faults
        self._log = log

    async def answer(  # noqa: C901, PLR0911, PLR0912 -- one line per request; a table would hide what each takes
        self, method: str, path: str, account: str, body: Json
    ) -> Any:
        """Perform one control request; `path` is what follows ``/_emulator/``.

        Raises:
            AwsError: there is no such request.
        """
        match method, *path.split("/", 2):
            case "GET", "ready":
                return {"status": "ready"}
            case "GET", "calls":
                return self._log.dump()
            case "DELETE", "calls":
                return self._log.clear()
            case "POST", "faults":
                return self._faults.add(Fault(**body))
            case "DELETE", "faults":
                return self._faults.clear()
            case "POST", "account":
                return self._set_account(account, body["region"], body["settings"])
            case "PUT", "dns":
                return self._set_dns(body["records"])
            case "POST", "subscriptions", region:
                return sns_subscriptions.confirm(self._world.region(account, region), **body)
            case "POST", "mail", region:
                return _received(self._world.region(account, region), body)
            case "PUT", "dependencies":
                return dependencies.set_state(self._world, body["arn"], body["state"])
            case "PUT", "principal":
                self._world.principal = body
                return None
            case "PUT", "mode":
                return self._set_mode(body["mode"])
            case "PUT", "replicas", region, pool_id:
                return replicas.put(self._world.region(account, region), body.pop("region"), pool_id, **body)
            case "PUT", "replication":
                return self._hold_replication(held=body["held"])
            case "POST", "reset":
                return await self._reset()
            case "PUT" | "GET", "pools", region, pool_id:
                return _pool(self._world.region(account, region), method, pool_id, body)
            case "PUT", "identities", region, name:
                return _set_verified(self._world.region(account, region), name, body)
            case _:
                code = "UnknownControlRequest"
                raise AwsError(code, f"no such control request: {method} {path}", 404)

    def _set_account(self, account: str, region: str | None, settings: Json) -> None:
        if region is None:
            self._world.ses_account_settings = merge_patch(self._world.ses_account_settings, settings)
        chosen = [self._world.region(account, region)] if region else list(self._world.regions.values())
        for here in chosen:
            here.ses_account = merge_patch(here.ses_account, settings)

    def _set_dns(self, records: list[Json]) -> None:
        self._world.external_dns.clear()
        for record in records:
            self._world.external_dns[record["name"].rstrip(".").lower(), record["type"]].extend(record["values"])

    def _set_mode(self, mode: str) -> None:
        if mode not in MODES:
            code = "UnknownMode"
            raise AwsError(code, f"no such mode: {mode}")
        self._world.mode = mode

    def _hold_replication(self, *, held: bool) -> None:
        self._world.replication_held = held
        for account, pool_id in self._world.replicas:
            replicas.replicate(self._world.region(account, pool_id.partition("_")[0]), pool_id)

    async def _reset(self) -> None:
        self._log.clear()
        self._faults.clear()
        self._world.__dict__.update(World().__dict__)
        await ministack_app.reset()


def _pool(here: Region, method: str, pool_id: str, body: Json) -> Json | None:
    if method == "PUT":
        here.pools[pool_id] = body["UserPool"]
        dependencies.remember(here.world, body["UserPool"])
        here.mfa.pop(pool_id, None)
        if body.get("Mfa") is not None:
            here.mfa[pool_id] = body["Mfa"]
        return None
    if pool_id not in here.pools:
        code = "ResourceNotFoundException"
        raise AwsError(code, f"no pool {pool_id} in {here.name}", 404)
    return {"UserPool": here.pools[pool_id], "Mfa": here.mfa.get(pool_id)}


def _received(here: Region, body: Json) -> Json:
    mail = base64.b64decode(body["data"])
    return ses_receiving.deliver(here, mail, body["sender"], body["recipients"], tls=body["tls"])


def _set_verified(here: Region, name: str, body: Json) -> None:
    identity = here.identities.setdefault(name, Identity(name=name))
    identity.forced, identity.expired = body["verified"], body.get("expired", False)
