"""The ASGI application.

Reads a request, applies faults, answers it here or through ministack, and logs it.
"""

import asyncio
import json
import logging
import traceback
import uuid
from collections.abc import Awaitable, Callable, Mapping
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs, unquote

from poolpost.emulator import (
    cloudtrail,
    cloudwatch_alarms,
    cognito,
    cognito_children,
    dependencies,
    faults,
    ministack_app,
    ministack_state,
    query_protocol,
    service_linked_roles,
    ses,
    ses_identities,
    ses_receipt_rules,
    ses_status,
    sns_subscriptions,
    wire,
)
from poolpost.emulator.calls import Call, CallLog, decoded
from poolpost.emulator.control import Control
from poolpost.emulator.errors import AwsError, render
from poolpost.emulator.ministack_app import Answer, Scope
from poolpost.emulator.request import CONTROL, Receive, Request, read
from poolpost.emulator.state import Json, Region, World

DROPPED = Answer(status=204, headers=[wire.DROP], body=b"")

_logger = logging.getLogger("emulator")

Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Application:
    """The embedded AWS as an ASGI application."""

    def __init__(self) -> None:
        """Start with nothing stored."""
        self._world = World()
        self._faults = faults.Faults()
        self._log = CallLog()
        self._control = Control(self._world, self._faults, self._log)
        ministack_state.keep_inside()
        ministack_state.guard_queues()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; lifespan and WebSocket are not supported."""
        if scope["type"] != "http":
            return
        request = await read(scope, receive)
        if request.for_control:
            answer = await _guarded(request, self._controlled(request))
        else:
            answer = await self._logged(request)
        headers = [(k, v) for k, v in answer.headers if k.lower() not in {b"content-length", b"date"}]
        headers += [
            (b"content-length", str(len(answer.body)).encode()),
            (b"date", formatdate(usegmt=True).encode()),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _controlled(self, request: Request) -> Answer:
        account = parse_qs(request.query).get("account", ["000000000000"])[0]
        body = json.loads(request.body or b"{}")
        path = unquote(request.path.removeprefix(CONTROL))
        return _json(await self._control.answer(request.scope["method"], path, account, body), "json")

    async def _logged(self, request: Request) -> Answer:
        due = self._faults.take(request.name, request.region)
        call = self._log.add(
            Call(
                service=request.operation.service,
                operation=request.operation.name,
                region=request.region,
                account=request.account,
                method=request.scope["method"],
                path=request.path,
                query=request.query,
                body=decoded(request.body),
                fault=",".join(due),
            )
        )
        answer = await _guarded(request, self._with_faults(request, due))
        call.status = None if answer is DROPPED else answer.status
        cloudtrail.record(self._world.region(request.account, request.region), request, call.status, answer.body)
        return answer

    async def _with_faults(self, request: Request, due: dict[str, faults.Fault]) -> Answer:
        if "slow" in due:
            await asyncio.sleep(due["slow"].seconds)
        if "drop_before" in due:
            return DROPPED
        if error := faults.refusal(due, request.operation.service):
            return _refused(error, request.protocol)
        faults.write_as_second_writer(self._world, due, "before")
        answer = await _guarded(request, self._performed(request))
        faults.write_as_second_writer(self._world, due, "after")
        return DROPPED if "drop_after" in due else answer

    async def _performed(self, request: Request) -> Answer:
        operation = request.operation
        here = self._world.region(request.account, request.region)
        if request.target.startswith(cognito.TARGET + ".") and operation.name not in cognito_children.HANDED_ON:
            sent = json.loads(request.body or b"{}")
            answer = cognito.answer(here, operation.name, sent)
            if sent.get("EmailConfiguration", {}).get("EmailSendingAccount") == "DEVELOPER":
                await service_linked_roles.create_for_cognito(request.scope)
            return _json(answer, operation.protocol)
        if request.name == "cloudtrail:LookupEvents":
            return _json(cloudtrail.lookup_events(here, json.loads(request.body or b"{}")), operation.protocol)
        if operation.service == "sesv2":
            arguments: Json = operation.arguments | json.loads(request.body or b"{}")
            if ses.answers(operation.name, arguments):
                return _json(ses.OPERATIONS[operation.name](here, arguments), operation.protocol)
        if operation.service == "ses" and (found := _ses_v1(here, operation.name, request.body)) is not None:
            headers = [(b"content-type", b"text/xml"), _request_id()]
            return Answer(status=200, headers=headers, body=query_protocol.answer(operation.name, found))
        if (used := self._used_by_pools(request)) is not None:
            return used
        return await self._handed_on(request, here)

    def _used_by_pools(self, request: Request) -> Answer | None:
        """Answer for a role, function or key that a pool names."""
        found: Json | None = None
        match request.name:
            case "iam:GetRole":
                xml = dependencies.role(self._world, request.account, request.form["RoleName"])
                headers = [(b"content-type", b"text/xml"), _request_id()]
                return None if xml is None else Answer(status=200, headers=headers, body=xml.encode())
            case "lambda:GetFunctionConfiguration":
                found = dependencies.function(self._world, request.account, request.operation.arguments["FunctionName"])
            case "kms:DescribeKey":
                found = dependencies.key(self._world, request.account, json.loads(request.body)["KeyId"])
            case _:
                pass
        return None if found is None else _json(found, request.protocol)

    async def _handed_on(self, request: Request, here: Region) -> Answer:
        """Let ministack answer, with what it must know before, or what must be put right after."""
        match request.operation.service, request.operation.name:
            case "iam", "CreateServiceLinkedRole":
                return await service_linked_roles.create(request.scope, request.body, request.form)
            case "monitoring", "DescribeAlarms" if request.protocol == "xml":
                return await cloudwatch_alarms.describe(request.scope, request.form)
            case "cognito-idp", _:
                cognito_children.introduce(here)
                answer = await ministack_app.call(request.scope, request.body)
                cognito_children.settle(here)
                return answer
            case "sns", "Subscribe":
                return await sns_subscriptions.subscribe(here, request.scope, request.body, request.form)
            case "sns", "ListSubscriptionsByTopic":
                return sns_subscriptions.listed(
                    here, await ministack_app.call(request.scope, request.body), request.form
                )
            case "ses" | "sesv2", _:
                verified = {name: ses_status.is_verified(here, it) for name, it in here.identities.items()}
                ministack_state.introduce_ses(here, verified)
            case _:
                pass
        return await ministack_app.call(request.scope, request.body)


def _ses_v1(here: Region, name: str, body: bytes) -> Json | None:
    """Answer an operation of SES's first interface; None for what ministack answers."""
    if name == "VerifyEmailIdentity":
        return ses_identities.verify_address(here, query_protocol.arguments(body))
    return (
        ses_receipt_rules.answer(here, name, query_protocol.arguments(body))
        if ses_receipt_rules.answers(name)
        else None
    )


async def _guarded(request: Request, work: Awaitable[Answer]) -> Answer:
    """Turn errors into responses. Bugs of the embedded AWS get a 400, because SDKs would retry a 500 for minutes."""
    try:
        return await work
    except AwsError as error:
        return _refused(error, request.protocol)
    except Exception as error:
        _logger.exception("cannot answer %s", request.name)
        text = "".join(traceback.format_exception_only(error)).strip()
        failure = AwsError("EmbeddedAwsFailure", f"cannot answer {request.name}: {text}")
        return _refused(failure, request.protocol)


def _json(value: Any, protocol: str) -> Answer:
    kind = b"application/x-amz-json-1.1" if protocol == "json" else b"application/json"
    # surrogatepass: a pool may hold text that is not valid UTF-16, and must come back as it was put.
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Answer(status=200, headers=[(b"content-type", kind), _request_id()], body=body)


def _refused(error: AwsError, protocol: str) -> Answer:
    kind, body = render(error, protocol)
    headers = [(b"content-type", kind.encode()), (b"x-amzn-errortype", error.code.encode()), _request_id()]
    return Answer(status=error.status, headers=headers, body=body)


def _request_id() -> tuple[bytes, bytes]:
    return b"x-amzn-requestid", str(uuid.uuid4()).encode()
