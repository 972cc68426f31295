"""SNS subscriptions that wait for confirmation.

ministack confirms e-mail subscriptions at once and ignores ReturnSubscriptionArn; the provider needs the
latter for every endpoint that confirms later.
"""

import re
from uuid import uuid4

from poolpost.emulator import ministack_app, ministack_state
from poolpost.emulator.errors import AwsError
from poolpost.emulator.ministack_app import Answer, Scope
from poolpost.emulator.state import Region

CONFIRMED_BY_A_PERSON = frozenset({"email", "email-json", "http", "https"})
"""Amazon SNS API reference, Subscribe: these stay pending until ConfirmSubscription."""
_ARN = re.compile(rb"(?<=<SubscriptionArn>)[^<]*")


async def subscribe(here: Region, scope: Scope, body: bytes, sent: dict[str, str]) -> Answer:
    """Subscribe, and leave the subscription pending where AWS does."""
    topic, protocol, endpoint = (sent.get(name, "") for name in ("TopicArn", "Protocol", "Endpoint"))
    known = ministack_state.subscription(here, topic, protocol, endpoint) is not None
    answer = await ministack_app.call(scope, body)
    stored = ministack_state.subscription(here, topic, protocol, endpoint)
    if stored is None or protocol not in CONFIRMED_BY_A_PERSON:
        return answer
    if not known:
        stored["confirmed"], stored["token"] = False, str(uuid4())
        stored["attributes"] |= {"PendingConfirmation": "true", "ConfirmationWasAuthenticated": "false"}
    shown = stored["arn"]
    if not stored["confirmed"] and sent.get("ReturnSubscriptionArn") != "true":
        shown = "pending confirmation"
    return Answer(status=answer.status, headers=answer.headers, body=_ARN.sub(shown.encode(), answer.body))


def listed(here: Region, answer: Answer, sent: dict[str, str]) -> Answer:
    """List as AWS does: no ARN before the confirmation (Amazon SNS API reference, ListSubscriptionsByTopic)."""
    body = answer.body
    for stored in ministack_state.subscriptions(here, sent.get("TopicArn", "")):
        if not stored["confirmed"]:
            body = body.replace(f"<SubscriptionArn>{stored['arn']}<".encode(), b"<SubscriptionArn>PendingConfirmation<")
    return Answer(status=answer.status, headers=answer.headers, body=body)


def confirm(here: Region, topic: str, protocol: str, endpoint: str) -> None:
    """Do what the owner of the endpoint does with the confirmation message.

    Raises:
        AwsError: there is no such subscription.
    """
    stored = ministack_state.subscription(here, topic, protocol, endpoint)
    if stored is None:
        code = "NotFound"
        raise AwsError(code, f"no {protocol} subscription of {endpoint} to {topic}", 404)
    stored["confirmed"] = True
    stored["attributes"]["PendingConfirmation"] = "false"
