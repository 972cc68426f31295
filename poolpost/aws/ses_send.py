"""The mails that `poolpost doctor --send` sends: each at most once, and every refusal of SES with a remedy."""

import time
from collections.abc import Mapping
from typing import Any

from poolpost.aws.account import Account
from poolpost.aws.errors import Accepted, AnswerLost, Lost, Refused, explained, sent_once
from poolpost.errors import CannotDecide, Stopped
from poolpost.settings import Settings

TRIES = 5  # of a mail that SES throttles: the sandbox takes one a second
_THROTTLED = frozenset({"TooManyRequestsException", "Throttling", "ThrottlingException"})
_PAUSED = (
    "sending is paused in SES in {region}: {text}; the SES console's reputation metrics say why; once the cause is gone, "
    "resume sending there"
)
_NO_SET = (
    "SES in {region} does not have what the mail needs, configuration set {set}: {text}; run 'cdktf deploy {name}'"
)
_MEANINGS = {
    "AccountSendingPausedException": _PAUSED,
    "AccountSuspendedException": (
        "AWS has suspended sending in {region}: {text}; answer AWS's case in the SES console"
    ),
    "BadRequestException": "SES in {region} does not accept the mail from {sender} to {address}: {text}",
    "ConfigurationSetDoesNotExist": _NO_SET,
    "ConfigurationSetDoesNotExistException": _NO_SET,
    "ConfigurationSetSendingPausedException": _PAUSED,
    "LimitExceededException": (
        "SES in {region} takes no more mail today: {text}; wait, or have the sending quota raised"
    ),
    "MailFromDomainNotVerifiedException": (
        "SES sends nothing until MAIL FROM {mail_from} is verified (REJECT_MESSAGE): {text}; publish the records that "
        "'poolpost dns {name}' lists"
    ),
    "NotFoundException": _NO_SET,
    "SendingPausedException": _PAUSED,
}
"""SES API reference, errors of SendEmail, v2 and v1; MessageRejected is in `_rejected`."""


class _Throttled(CannotDecide):
    """Raised when SES did not take a mail because there were too many."""


class Outbox:
    """Sends the mails of one run, from the environment's From through its configuration set."""

    def __init__(self, account: Account, *, run: str, pause: float) -> None:
        """
        Create a client that sends each request once.

        Args:
            account: the environment's account.
            run: id of this run; sent to SES as a tag, so that its events can be recognised.
            pause: seconds before a mail that SES throttled is sent again, times the number of the try.
        """
        self._settings, self._run, self._pause = account.settings, run, pause
        with explained("ses:SendEmail"):
            self._ses = account.client("sesv2", self._settings.aws.region, attempts=1)

    def send(self, address: str) -> str:
        """
        Send one mail and return its MessageId. Only a throttled mail, which SES did not accept, is sent again.

        Raises:
            AnswerLost: it was sent, and no answer shows whether SES accepted it.
            Stopped: SES refused it.
            CannotDecide: SES could not be asked, or goes on throttling.
        """
        for attempt in range(1, TRIES):
            try:
                return self._send_once(address)
            except _Throttled:
                time.sleep(self._pause * attempt)
        return self._send_once(address)

    def _send_once(self, address: str) -> str:
        with explained("ses:SendEmail"):
            match sent_once(lambda: self._ses.send_email(**self._request(address))):
                case Accepted(answer):
                    return answer["MessageId"]
                case Lost(reason):
                    raise AnswerLost(reason)
                case Refused(error):
                    raise refusal(self._settings, address, error.response.get("Error", {})) or error

    def _request(self, address: str) -> dict[str, Any]:
        name = self._settings.name
        subject = f"poolpost doctor: test mail of environment {name}"
        text = (
            f"'poolpost doctor {name} --send' sent this mail to {address}, to prove that mail of this environment leaves "
            f"Amazon SES and that its events arrive. Nobody needs to do anything.\n\nRun: {self._run}\n"
        )
        return {
            "FromEmailAddress": str(self._settings.user_pool.from_),
            "Destination": {"ToAddresses": [address]},
            "ConfigurationSetName": self._settings.configuration_set.name,
            "Content": {"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": text}}}},
            "EmailTags": [{"Name": "poolpost", "Value": "doctor"}, {"Name": RUN_TAG, "Value": self._run}],
        }


def refusal(settings: Settings, address: str, error: Mapping[str, Any]) -> Stopped | CannotDecide | None:
    """Return what a refusal of SendEmail means, by its Code and Message; None for the errors that every API has."""
    code, text = error.get("Code", ""), str(error.get("Message", "")).rstrip(".")
    if code == "MessageRejected":
        return Stopped(_rejected(settings, address, text))
    if code in _THROTTLED:
        region = settings.aws.region
        return _Throttled(f"SES in {region} keeps throttling: {text}; run it again later")
    if code not in _MEANINGS:
        return None
    said = _MEANINGS[code].format(
        name=settings.name,
        region=settings.aws.region,
        set=settings.configuration_set.name,
        mail_from=settings.mail_from_domain if settings.has_domain else "amazonses.com",
        sender=settings.user_pool.from_,
        address=address,
        text=text,
    )
    return Stopped(said)


def _rejected(settings: Settings, address: str, text: str) -> str:
    """Distinguish the sandbox from an unverified sender: SES uses the same text for both and names the identities."""
    region, sender = settings.aws.region, settings.user_pool.from_
    if sender is not None and sender.address in text:
        publish = f"publish the records that 'poolpost dns {settings.name}' lists, and wait for SES"
        click = f"click the link in AWS's mail to it ('poolpost access resend {settings.name}' has AWS send a new one)"
        remedy = click if settings.user_pool.sends_by_address else publish
        return f"SES in {region} has not verified the sender {sender.address}: {text}; {remedy}"
    if address in text:
        return (
            f"SES in {region} is in the sandbox and {address} is not verified: {text}; list it in "
            "addresses.sandbox_recipients and deploy, or request production access"
        )
    return f"SES in {region} rejected the mail to {address}: {text}"


RUN_TAG = "poolpost-run"
"""The SES message tag that identifies the mails of one run."""
