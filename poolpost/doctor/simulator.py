"""
Proof by sending: mails to Amazon's mailbox simulator, and the events that must come back.

Sends to success@, bounce@ and complaint@simulator.amazonses.com from the environment's From through its configuration
set, and listens to the events topic with a queue of its own until DELIVERY, BOUNCE and COMPLAINT have arrived. The
simulator counts neither against quota nor reputation, and works in the sandbox (SES developer guide, "Using the mailbox
simulator"). Whoever subscribes to the topic gets these events as well.

The credentials need sts:GetCallerIdentity, ses:GetConfigurationSetEventDestinations, ses:SendEmail,
sns:GetTopicAttributes, sns:Subscribe, sns:Unsubscribe, sns:ListSubscriptionsByTopic, sqs:ListQueues, and on queues named
poolpost-doctor-* sqs:CreateQueue, sqs:GetQueueUrl, sqs:GetQueueAttributes, sqs:ReceiveMessage and sqs:DeleteQueue.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from poolpost.aws.errors import AnswerLost
from poolpost.aws.services import Aws
from poolpost.aws.ses_send import Outbox
from poolpost.aws.sqs import PREFIX, TemporaryQueue, remove_leftovers
from poolpost.doctor.event_route import route
from poolpost.doctor.simulator_outcome import Mail, Proof, proof
from poolpost.errors import CannotDecide, PoolpostError, UsageError
from poolpost.settings import Settings
from poolpost.settings.tables.events import EventType
from poolpost.standards.mailboxes import parse_address

SIMULATOR: dict[str, EventType] = {
    "success@simulator.amazonses.com": "DELIVERY",
    "bounce@simulator.amazonses.com": "BOUNCE",
    "complaint@simulator.amazonses.com": "COMPLAINT",
}
"""SES developer guide, mailbox simulator: the event that each address makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """
    How long to wait, in seconds.

    Attributes:
        events: for the events, all in all.
        settle: after subscribing, until SNS surely knows the subscription.
        pause: before a throttled mail is sent again.
        leftovers: age from which a queue of an earlier run counts as left over.
    """

    events: float = 120
    settle: float = 5
    pause: float = 1
    leftovers: float = 3600


PATIENCE = Patience()


def prove(
    settings: Settings,
    aws: Aws,
    say: Callable[[str], None],
    to: str | None = None,
    patience: Patience = PATIENCE,
) -> list[Proof]:
    """
    Send, listen, and clean up whatever happens: one Proof for each mail.

    Args:
        settings: the environment.
        aws: its account.
        say: told what happens, line by line.
        to: a real address to send to as well; without it no mail goes to anybody but the simulator.
        patience: how long to wait.

    Raises:
        UsageError: `to` is not an address.
        Stopped: SES refuses to send, or the way of the events is not deployed.
        CannotDecide: AWS could not be asked, or the environment has no From or no [events.sns].
    """
    recipient = _recipient(to)
    _check_sender(settings)
    aws.account.check()
    way = route(settings, aws)
    remove_leftovers(aws.account, say, older_than=patience.leftovers)
    run = secrets.token_hex(6)
    mails = [Mail(address=address, event=event, person=False) for address, event in SIMULATOR.items()]
    if recipient:
        mails.append(Mail(address=recipient, event="DELIVERY", person=True))
    outbox = Outbox(aws.account, run=run, pause=patience.pause)
    with TemporaryQueue(aws.account, say, name=PREFIX + run, topic_arn=way.topic_arn) as queue:
        say(f"queue {queue.name} listens to {way.topic_arn}; its other subscribers get the events as well")
        if "ConfigurationSet" not in settings.email_configuration:
            say(
                f"the user pool sends without {settings.configuration_set.name}: events of its own mail do not come here"
            )
        time.sleep(patience.settle)
        for mail in mails:
            _send(outbox, mail, say)
        _listen(queue, mails, way.wanted & way.asked, run=run, say=say, patience=patience.events)
    return [proof(settings, way, mail) for mail in mails]


def _recipient(to: str | None) -> str | None:
    if to is None:
        return None
    try:
        return parse_address(to).address
    except ValueError as error:
        raise UsageError(str(error)) from error


def _check_sender(settings: Settings) -> None:
    if settings.user_pool.from_ is None:
        msg = (
            f"environments/{settings.name}.toml has no user_pool.from, so there is no sender of yours to prove anything "
            "about; mail goes out in Cognito's name. Set user_pool.from, and deploy"
        )
        raise CannotDecide(msg)


def _send(outbox: Outbox, mail: Mail, say: Callable[[str], None]) -> None:
    """Send one mail; that a person's address is refused proves nothing about the environment, so it stops nothing."""
    mail.sent_at = time.monotonic()
    try:
        mail.message_id = outbox.send(mail.address)
    except AnswerLost as lost:
        mail.lost = str(lost)
        say(f"the answer to the mail to {mail.address} was lost; it may have gone out, and is not sent again")
    except PoolpostError as error:
        if not mail.person:
            raise
        mail.refused = str(error)
        say(f"not sent to {mail.address}: {error}")
    else:
        say(f"sent to {mail.address}")


def _listen(  # noqa: PLR0913 -- it is the loop, and all of it varies
    queue: TemporaryQueue,
    mails: list[Mail],
    expected: frozenset[str],
    *,
    run: str,
    say: Callable[[str], None],
    patience: float,
) -> None:
    """Wait until each expected event has arrived, or its mail has come back, or the time is up."""
    started = time.monotonic()
    while waiting := [mail for mail in mails if mail.event in expected and mail.is_open]:
        left = started + patience - time.monotonic()
        if left <= 0:
            return
        events = queue.events(left)
        for event in events:
            for mail in mails:
                if mail.is_about(event, run) and (news := mail.hear(event, time.monotonic())):
                    say(news)
        if not events:
            names = ", ".join(f"{mail.event} of {mail.address}" for mail in waiting)
            say(f"{time.monotonic() - started:.0f} s: still waiting for {names}")
