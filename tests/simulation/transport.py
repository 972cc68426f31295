"""
What `poolpost.aws` sends its requests to: the embedded AWS in process, by way of the world that disturbs them.

`Cognito` itself is the real one: how it reads raw JSON, which answers it takes for a refusal and which for a lost one.
"""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from poolpost.aws.answers import BODY
from poolpost.emulator import cognito, ses_configuration_sets
from poolpost.emulator.errors import AwsError
from tests.simulation.disturbances import UPDATE
from tests.simulation.process import Json, Process, Version
from tests.simulation.world import World

_OK = SimpleNamespace(status_code=200, text="{}")


class _NotFound(ClientError):  # noqa: N818 -- botocore's own name
    """As botocore's own class of that name."""


class _NotEnabled(ClientError):  # noqa: N818 -- the same
    """As botocore's own class of that name."""


class _Cognito:
    """The client's part that is used; the answers of two reads are the raw body, as poolpost's own parser leaves them."""

    exceptions = SimpleNamespace(ResourceNotFoundException=_NotFound, OperationNotEnabledException=_NotEnabled)
    meta = SimpleNamespace(endpoint_url="https://aws.example")

    def __init__(self, world: World) -> None:
        self._world = world

    def describe_user_pool(self, UserPoolId: str) -> Json:  # noqa: N803 -- botocore's name
        if UserPoolId == self._world.neighbour["Id"]:
            return self._world.request("cognito-idp:DescribeUserPool", self._neighbour)
        version = self._served("DescribeUserPool", UserPoolId, lambda process, version: process.served.append(version))
        return {BODY: version.answer}

    @staticmethod
    def _neighbour(world: World, process: Process, _late: bool) -> Json:
        process.neighbour = world.neighbour
        return {BODY: json.dumps({"UserPool": world.neighbour})}

    def get_user_pool_mfa_config(self, UserPoolId: str) -> Json:  # noqa: N803 -- the same
        version = self._served(
            "GetUserPoolMfaConfig", UserPoolId, lambda process, version: process.factors.append(version.mfa)
        )
        shown = {"MfaConfiguration": (version.pool or {}).get("MfaConfiguration", "OFF")} | version.mfa
        return {BODY: json.dumps(shown)}

    def list_user_pool_replicas(self, UserPoolId: str) -> Json:  # noqa: ARG002, N803 -- botocore's name
        return self._world.request("cognito-idp:ListUserPoolReplicas", lambda *_: {"UserPoolReplicas": []})

    def get_paginator(self, _operation: str) -> Any:
        return self

    def paginate(self, **_options: Any) -> list[Json]:
        ids = [*self._world.here.pools, self._world.neighbour["Id"]]
        return self._world.request(
            "cognito-idp:ListUserPools", lambda *_: [{"UserPools": [{"Id": pool_id} for pool_id in ids]}]
        )

    def _served(self, operation: str, pool_id: str, note: Callable[[Process, Version], None]) -> Version:
        def answer(world: World, process: Process, late: bool) -> Version:
            version = world.history[-2] if late and len(world.history) > 1 else world.now
            if not version.shows(pool_id):
                code = "ResourceNotFoundException"
                raise ClientError({"Error": {"Code": code, "Message": "no such pool"}}, operation)
            note(process, version)
            return version

        return self._world.request(f"cognito-idp:{operation}", answer)


class _Elsewhere:
    """Cognito in a region without user pools."""

    def get_paginator(self, _operation: str) -> Any:
        return self

    def paginate(self, **_options: Any) -> list[Json]:
        return []


class _Ses:
    """The reads of SES that poolpost makes."""

    exceptions = SimpleNamespace(NotFoundException=_NotFound)

    def __init__(self, world: World) -> None:
        self._world = world

    def get_email_identity(self, **_body: str) -> Json:
        return self._ask("GetEmailIdentity", lambda world: world.identity())

    def get_configuration_set(self, **body: str) -> Json:
        return self._ask("GetConfigurationSet", lambda world: ses_configuration_sets.get(world.here, body))

    def get_configuration_set_event_destinations(self, **_body: str) -> Json:
        return {"EventDestinations": []}

    def get_account(self) -> Json:
        return self._ask("GetAccount", lambda world: world.here.ses_account)

    def _ask(self, operation: str, answer: Callable[[World], Json]) -> Json:
        def handled(world: World, _process: Process, _late: bool) -> Json:
            try:
                return answer(world)
            except AwsError as error:
                raise _NotFound({"Error": {"Code": error.code, "Message": error.message}}, operation) from error

        return self._world.request(f"ses:{operation}", handled)


class _Sts:
    meta = SimpleNamespace(endpoint_url="https://sts.eu-west-1.amazonaws.com")

    def __init__(self, world: World) -> None:
        self._world = world

    def get_caller_identity(self) -> Json:
        identity = {"Arn": "arn:aws:iam::role/deploy"}
        return self._world.request(
            "sts:GetCallerIdentity", lambda world, _process, _late: identity | {"Account": world.account}
        )


_CLIENTS: dict[str, Callable[[World], Any]] = {"cognito-idp": _Cognito, "sesv2": _Ses, "sts": _Sts}


def client_of(world: World, service: str, region: str) -> Any:
    """Return what stands for a botocore client."""
    return _Elsewhere() if region != world.here.name else _CLIENTS[service](world)


def updated(world: World, body: bytes) -> Any:
    """Handle an UpdateUserPool as it came over the wire, and give the HTTP answer; the exceptions are botocore's."""
    request: Json = json.loads(body)

    def answer(world: World, process: Process, _late: bool) -> Any:
        process.updates += 1
        process.before = process.served[-1] if process.served else None
        process.first = process.served[-2] if len(process.served) > 1 else None
        process.factors_before = tuple(process.factors)
        process.was_locked = any(other.after and other.served[-1:] == [other.before] for other in world.running[:-1])
        try:
            cognito.update_user_pool(world.here, request)
        except AwsError as error:
            return SimpleNamespace(status_code=400, text=json.dumps({"__type": error.code, "message": error.message}))
        world.changed("poolpost")
        process.after = world.now
        return _OK

    try:
        return world.request(UPDATE, answer)
    except ClientError as error:
        refusal = {"__type": error.response["Error"]["Code"], "message": "Rate exceeded"}
        return SimpleNamespace(status_code=400, text=json.dumps(refusal))


class Http:
    """Stands where `poolpost.aws` has botocore's HTTP session."""

    world: World
    """The world of the schedule that runs."""

    def __init__(self, **_options: Any) -> None:
        """Take what a session takes."""

    def send(self, request: Any) -> Any:
        """Handle an UpdateUserPool, the only request that poolpost signs by itself."""
        return updated(Http.world, request.body)


class Unsigned:
    """Stands where it has botocore's signature: the embedded AWS in process asks for none."""

    def __init__(self, *_credentials: Any) -> None:
        """Take what a signer takes."""

    def add_auth(self, request: Any) -> None:
        """Leave the request as it is."""
