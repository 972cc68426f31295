"""Answers of AWS, garbled between what the embedded AWS said and botocore."""

import json
from dataclasses import replace
from random import Random
from typing import Any

from tests.fuzz import mutate
from tests.fuzz.target import Target, mutator
from tests.fuzz.world import COMMANDS, World, called
from tests.scenes.garbled import WHOLE

DECIDING: dict[str, dict[str, type]] = {
    "DescribeUserPool": {"UserPool": dict},
    "GET /v2/email/account": {"ProductionAccessEnabled": bool, "SendingEnabled": bool},
    "GET /v2/email/identities/mail.example.com": {"VerifiedForSendingStatus": bool, "DkimAttributes": dict},
    "GET /v2/email/configuration-sets/sign-in": {"ConfigurationSetName": str},
}
"""Request -> members that AWS always sends and that a verdict comes from, by the API references of Cognito and SES."""
REPLICAS = "ListUserPoolReplicas"
"""Where the file names no replica, as here, a list that cannot be read is a note: it could only tell of a replica of others."""
ACCOUNT = b"<Account>000000000000</Account>"
"""Without it nobody knows whose account was looked at."""
STATUSES = (200, 200, 200, 200, 300, 400, 404, 500)


def aws_target(world: World) -> Target:
    """Make the target; which requests a command makes is known by one sound run."""
    requests = [_asked(world, command) for command in COMMANDS]
    return Target(
        name="aws",
        make=lambda random: _case(world, requests, random),
        run=lambda case: _run(world, case),
        rule="an answer is none at all, AWS had an error on its side, or a member that decides is missing or of another type",
        never_zero=lambda case: _decides_nothing(requests, case),
        share=10,
    )


def _asked(world: World, command: list[str]) -> list[Any]:
    world.asked.clear()
    called(list(command))
    return list(dict.fromkeys(world.asked))


def _case(world: World, requests: list[list[Any]], random: Random) -> bytes:
    """Write a case as `command,request,status` and the body that the request gets."""
    command = random.randrange(len(COMMANDS))
    number = random.randrange(len(requests[command]))
    body = mutator(world.known[requests[command][number]].body, mutate.json_like)(random)
    return f"{command},{number},{random.choice(STATUSES)}\n".encode() + body


def _run(world: World, case: bytes) -> tuple[int, str]:
    head, _, body = case.partition(b"\n")
    try:
        command, number, status = (int(each) for each in head.split(b","))
        arguments = COMMANDS[command]
    except (ValueError, IndexError):
        return 3, ""  # a shrunk case whose head is gone
    seen: list[object] = []

    def garble(key: object, answer: Any) -> Any:
        if key not in seen:
            seen.append(key)
        return replace(answer, body=body, status=status) if seen.index(key) == number else answer

    world.garble = garble
    try:
        return called(list(arguments))
    finally:
        world.garble = lambda _key, answer: answer


def _decides_nothing(requests: list[list[Any]], case: bytes) -> bool:
    head, _, body = case.partition(b"\n")
    try:
        command, number, status = (int(each) for each in head.split(b","))
        operation = requests[command][number][1]
    except (ValueError, IndexError):
        return False
    if operation != REPLICAS and (status == 500 or (status == 200 and body in WHOLE.values())):
        return True
    if status != 200 or operation == REPLICAS:
        return False
    if operation == "GetCallerIdentity":
        return ACCOUNT not in body
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return True
    wanted = DECIDING.get(operation, {})
    return not isinstance(answer, dict) or not all(isinstance(answer.get(name), kind) for name, kind in wanted.items())
