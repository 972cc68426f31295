"""
The children of a user pool: identity providers, domains, app clients and the rest. Reads only.

Cognito answers 5 requests a second of one operation for one pool, and 15 or 20 a second of a category for the account
(developer guide, quotas: UserPoolClientRead, UserPoolResourceRead; not adjustable). So reads are paced, and a caller in a hurry
limits how many app clients are described.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from poolpost.aws.account import Account
from poolpost.aws.errors import code_of, explained
from poolpost.aws.pace import Pace
from poolpost.aws.pool_children_members import KINDS, by_name, kept
from poolpost.errors import CannotDecide, PoolpostError
from poolpost.standards.raw import Json

MOST_CLIENTS = 1000
"""App clients that are described at most, which takes four minutes: Cognito's default quota of a pool."""
MOST_LISTED = 10_000
"""Children of a kind that are listed at most: Cognito's largest quota, of groups."""
ALL = "ALL"
"""Names what holds for every app client of the pool, as Cognito's hosted UI does."""
UNREAD = "Unread"
"""What could not be read: kind -> reason; `KIND.*` where names were read and settings were not."""
_PER_SECOND = 4  # of one operation for one pool
_AT_ONCE = 8
_GONE = {"ResourceNotFoundException", "UserPoolAddOnNotEnabledException"}
"""Refusals that mean that there is no such thing (any more)."""


class PoolChildren:
    """The children of the environment's pool."""

    def __init__(self, account: Account) -> None:
        """Store the account; makes no request."""
        self._account = account
        self._paces: dict[str, Pace] = {}

    def read(self, pool: Json, *, most_clients: int = MOST_CLIENTS) -> Json:
        """
        Read all children, as far as permissions reach; nothing is raised.

        Args:
            pool: as DescribeUserPool returned it; names its domains, and whether threat protection is on.
            most_clients: of more app clients than this only the names are read.

        Returns:
            Kind -> name -> what `pool_children_members.kept` leaves of it, and `Unread`.
        """
        unread: Json = {}
        ids = self._try("Clients", self._client_names, unread)
        if ids is not None and len(ids) > most_clients:
            reason = f"the pool has more than {most_clients} app clients, so only their names were read"
            unread |= {"Clients.*": reason, "ClientRiskConfigurations": reason}
        elif ids is None:
            unread["ClientRiskConfigurations"] = unread["Clients"]
        reads: dict[str, Callable[[], Json]] = {
            "IdentityProviders": lambda: self._providers(unread),
            "Domains": lambda: self._domains(pool),
            "Clients": lambda: self._clients(ids or {}, unread),
            "RiskConfigurations": lambda: self._risks(pool, [ALL]),
            "ClientRiskConfigurations": lambda: self._risks(pool, ids or {}),
            "ResourceServers": lambda: self._listed("ResourceServers", "list_resource_servers", "Identifier"),
            "Groups": lambda: self._listed("Groups", "list_groups", "GroupName"),
            "LogDelivery": self._log_delivery,
            "UiCustomizations": lambda: self._ui(pool),
        }
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            wanted = [kind for kind in KINDS if kind not in unread]
            found = dict(
                zip(wanted, threads.map(lambda kind: self._try(kind, reads[kind], unread), wanted), strict=True)
            )
        return {kind: value for kind, value in found.items() if value is not None} | {UNREAD: unread}

    def provider_names(self) -> tuple[str, ...]:
        """
        List the names of the pool's identity providers.

        Raises:
            CannotDecide: AWS could not be asked.
        """
        return tuple(each["ProviderName"] for each in self._pages("list_identity_providers", "Providers"))

    def _try(self, kind: str, read: Callable[[], Json], unread: Json) -> Json | None:
        try:
            return read()
        except PoolpostError as error:
            unread[kind] = str(error)
            return None

    def _client_names(self) -> Json:
        """List the ids and names of app clients."""
        pages = self._pages("list_user_pool_clients", "UserPoolClients")
        return {each["ClientId"]: each.get("ClientName", "") for each in pages}

    def _providers(self, unread: Json) -> Json:
        """Describe identity providers; where that is not allowed, their names and types are still known."""
        listed = self._pages("list_identity_providers", "Providers")
        try:
            return self._described(
                "IdentityProviders",
                [each["ProviderName"] for each in listed],
                lambda name: self._one("describe_identity_provider", "IdentityProvider", ProviderName=name),
            )
        except PoolpostError as error:
            unread["IdentityProviders.*"] = str(error)
            return by_name("IdentityProviders", "ProviderName", listed)

    def _clients(self, names: Json, unread: Json) -> Json:
        """Describe app clients, unless there are too many: then only their names are known."""
        if "Clients.*" in unread:
            return {id_: {"ClientName": name} for id_, name in names.items()}
        read = self._one
        return self._described(
            "Clients", names, lambda i: read("describe_user_pool_client", "UserPoolClient", ClientId=i)
        )

    def _domains(self, pool: Json) -> Json:
        names = [pool[member] for member in ("Domain", "CustomDomain") if pool.get(member)]
        method, member = "describe_user_pool_domain", "DomainDescription"
        return self._described("Domains", names, lambda name: self._called(method, member, Domain=name))

    def _risks(self, pool: Json, names: Iterable[str]) -> Json:
        """Describe the risk configuration of the pool (`ALL`) or of app clients; none is set where threat protection is off."""
        if pool.get("UserPoolAddOns", {}).get("AdvancedSecurityMode", "OFF") == "OFF":
            return {}

        def read(name: str) -> Json | None:
            own = {} if name == ALL else {"ClientId": name}
            found = self._one("describe_risk_configuration", "RiskConfiguration", **own)
            return found if found and (name == ALL or "ClientId" in found) else None

        found = self._described("RiskConfigurations", names, read)
        return {name: value for name, value in found.items() if value}

    def _log_delivery(self) -> Json:
        found = self._one("get_log_delivery_configuration", "LogDeliveryConfiguration") or {}
        named = (
            each | {"Name": f"{each['EventSource']}/{each['LogLevel']}"} for each in found.get("LogConfigurations", [])
        )
        return {each.pop("Name"): kept("LogDelivery", each) for each in named}

    def _ui(self, pool: Json) -> Json:
        """Get the classic hosted UI's look, which only a pool with a domain has."""
        if not (pool.get("Domain") or pool.get("CustomDomain")):
            return {}
        found = kept("UiCustomizations", self._one("get_ui_customization", "UICustomization") or {})
        return {ALL: found} if found else {}

    def _listed(self, kind: str, method: str, name: str) -> Json:
        return by_name(kind, name, self._pages(method, kind))

    def _described(self, kind: str, names: Iterable[str], read: Callable[[str], Json | None]) -> Json:
        """Describe children, several at the same time; one that was deleted meanwhile is left out."""
        names = list(names)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            found = zip(names, threads.map(read, names), strict=True)
            return {name: kept(kind, child) for name, child in found if child is not None}

    def _one(self, method: str, member: str, **which: str) -> Json | None:
        return self._called(method, member, UserPoolId=self._pool_id, **which)

    def _called(self, method: str, member: str, **arguments: str) -> Json | None:
        self._pace(method).wait()
        with explained(self._action(method)):
            try:
                return getattr(self._client, method)(**arguments)[member]
            except ClientError as error:
                if code_of(error) in _GONE:
                    return None
                raise

    def _pages(self, method: str, member: str) -> list[Json]:
        """
        List children, page by page.

        Raises:
            CannotDecide: AWS could not be asked, or there are more than `MOST_LISTED`.
        """
        found: list[Json] = []
        with explained(self._action(method)):
            self._pace(method).wait()
            for page in self._client.get_paginator(method).paginate(UserPoolId=self._pool_id):
                found += page.get(member, [])
                if len(found) > MOST_LISTED:
                    msg = f"{self._action(method)} returned more than {MOST_LISTED} {member}"
                    raise CannotDecide(msg)
                self._pace(method).wait()
        return found

    def _pace(self, method: str) -> Pace:
        return self._paces.setdefault(method, Pace(_PER_SECOND))

    def _action(self, method: str) -> str:
        return f"cognito-idp:{self._client.meta.method_to_api_mapping[method]}"

    @property
    def _pool_id(self) -> str:
        return self._account.settings.user_pool.id

    @cached_property
    def _client(self) -> Any:
        with explained("cognito-idp"):
            return self._account.client("cognito-idp", self._account.settings.pool_region)
