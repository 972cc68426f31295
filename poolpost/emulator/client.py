"""Start the embedded AWS in a separate process, and prepare it for a test."""

import base64
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

READY = "embedded AWS ready at "
START_SECONDS = 90  # two cores may have much else to do
STOP_SECONDS = 5

FOREIGN_VARIABLES = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CA_BUNDLE",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "HTTP_PROXY",
    "http_proxy",
)
"""Variables to remove, in addition to setting `EmbeddedAws.environment`.

An empty AWS_PROFILE, for one, is an error to every SDK.
"""


class EmbeddedAwsError(Exception):
    """The embedded AWS did not start, or refused what a test asked of it."""


class EmbeddedAws:
    """A running embedded AWS; as a context manager it is stopped at the end.

    Regions are AWS's names; the account is 000000000000 unless a method is given another one.
    """

    def __init__(self, *, port: int = 0, log: Path | None = None) -> None:
        """Start it, on a free port by default, and wait until it answers.

        Raises:
            EmbeddedAwsError: it did not get ready in time; the text holds its standard error.
        """
        command = [sys.executable, "-m", "poolpost.emulator", "--port", str(port), "--with-parent"]
        # A file, not a pipe: nothing reads it while it runs, and a full pipe would stop it.
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 -- `_said` closes it
        self._process = subprocess.Popen(  # our own module
            command + (["--log", str(log)] if log else []),
            cwd=Path(__file__).parents[2],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self.url = self._wait_until_ready()
        """Where it listens, for AWS_ENDPOINT_URL."""
        self.name_server = self.url.removeprefix("http://")
        """Where it answers DNS for its hosted zones, for `poolpost doctor --nameserver`."""

    def __enter__(self) -> Self:
        """Nothing more to do: it is running."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def environment(self) -> dict[str, str]:
        """Variables that send every AWS client here and nowhere else; see `full_environment`."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "000000000000",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def full_environment(self) -> dict[str, str]:
        """`environment` on top of this process's own, without `FOREIGN_VARIABLES`: ready for a subprocess."""
        foreign = {name for name in os.environ if name in FOREIGN_VARIABLES or name.startswith("AWS_ENDPOINT_URL_")}
        return {name: value for name, value in os.environ.items() if name not in foreign} | self.environment()

    def calls(self) -> list[dict[str, Any]]:
        """Every request since the last `clear_calls`: the fields of `poolpost.emulator.calls.Call`."""
        calls: list[dict[str, Any]] = self._control("GET", "calls")
        return calls

    def clear_calls(self) -> None:
        """Forget the requests so far."""
        self._control("DELETE", "calls")

    def fault(self, operation: str, kind: str, *, count: int = 1, **details: Any) -> None:
        """Let the next `count` requests of an operation ("sesv2:GetAccount", "sesv2:*", "*") go wrong.

        With `region`, only those in that region count: a region whose SES is down is `fault("sesv2:*", ..., region=...)`.

        `kind` and `details` are those of `poolpost.emulator.faults.Fault`: throttle, error500, expired, denied, drop_before,
        drop_after, slow (seconds=), second_writer (region=, pool=, patch=, replace=False, when="before").
        """
        self._control("POST", "faults", {"operation": operation, "kind": kind, "count": count} | details)

    def clear_faults(self) -> None:
        """Forget the faults that did not happen yet."""
        self._control("DELETE", "faults")

    def put_pool(
        self, region: str, pool: dict[str, Any], mfa: dict[str, Any] | None = None, *, account: str = ""
    ) -> None:
        """Store a raw UserPool under its Id, and a raw GetUserPoolMfaConfig response, exactly as given."""
        self._control("PUT", f"pools/{region}/{pool['Id']}", {"UserPool": pool, "Mfa": mfa}, account)

    def pool(self, region: str, pool_id: str, *, account: str = "") -> dict[str, Any]:
        """Return the raw pool, {"UserPool": ..., "Mfa": ...}, without leaving a trace in the call log."""
        stored: dict[str, Any] = self._control("GET", f"pools/{region}/{pool_id}", None, account)
        return stored

    def put_replica(
        self, pool_id: str, region: str, *, status: str = "INACTIVE", pool: dict[str, Any] | None = None
    ) -> None:
        """Store a replica of a stored pool in a Region: a copy of it, or a raw UserPool; AWS's checks aside."""
        home = pool_id.partition("_")[0]
        self._control("PUT", f"replicas/{home}/{pool_id}", {"region": region, "status": status, "pool": pool})

    def hold_replication(self, *, held: bool = True) -> None:
        """Let changes of a primary wait, or reach its replica."""
        self._control("PUT", "replication", {"held": held})

    def account(self, region: str | None = None, *, account: str = "", **settings: Any) -> None:
        """Merge settings into SES's GetAccount: ProductionAccessEnabled=False, SendQuota={...}.

        They hold in one region, or in all if none is given. Nested objects merge, None removes. The review
        status is Details={"ReviewDetails": {"Status": "PENDING"}}.
        """
        self._control("POST", "account", {"region": region, "settings": settings}, account)

    def verify(self, region: str, identity: str, *, verified: bool = True, account: str = "") -> None:
        """Declare an identity (not) verified regardless of DNS; it is created if it does not exist."""
        self._control("PUT", f"identities/{region}/{quote(identity)}", {"verified": verified}, account)

    def verify_address(self, region: str, address: str, *, account: str = "") -> None:
        """Click the link in the verification mail, so to speak."""
        self.verify(region, address, account=account)

    def expire_link(self, region: str, address: str, *, account: str = "") -> None:
        """Let the link in the verification mail run out, as it does 24 hours after it was sent."""
        self._control("PUT", f"identities/{region}/{quote(address)}", {"verified": False, "expired": True}, account)

    def confirm_subscription(self, region: str, topic: str, protocol: str, endpoint: str, *, account: str = "") -> None:
        """Confirm an SNS subscription ("email", "https", ...) as the owner of its endpoint would."""
        subscription = {"topic": topic, "protocol": protocol, "endpoint": endpoint}
        self._control("POST", f"subscriptions/{region}", subscription, account)

    def receive(
        self, region: str, mail: bytes, *recipients: str, sender: str = "someone@example.org", tls: bool = True
    ) -> dict[str, Any]:
        """Bring a mail to SES's inbound server as SMTP does: the fields of `ses_receiving.Received`."""
        sent = {"data": base64.b64encode(mail).decode(), "sender": sender, "recipients": recipients, "tls": tls}
        received: dict[str, Any] = self._control("POST", f"mail/{region}", sent)
        return received

    def external_dns(self, records: dict[tuple[str, str], list[str]]) -> None:
        """Replace the DNS outside Route 53: {(name, type): values}, values as in a Route 53 record."""
        listed = [{"name": name, "type": kind, "values": values} for (name, kind), values in records.items()]
        self._control("PUT", "dns", {"records": listed})

    def dependency(self, arn: str, state: str) -> None:
        """Let a role, function or key that pools name be in a state: missing, distrusts, disabled, ..., or fine again."""
        self._control("PUT", "dependencies", {"arn": arn, "state": state})

    def principal(self, identity: dict[str, Any]) -> None:
        """Let CloudTrail record this userIdentity as the caller from now on; {} is an IAM user again."""
        self._control("PUT", "principal", identity)

    def mode(self, mode: str) -> None:
        """Choose "worst-case" (UpdateUserPool resets) or "merge" (it does not)."""
        self._control("PUT", "mode", {"mode": mode})

    def reset(self) -> None:
        """Forget everything: pools, SES, DNS, faults, calls, mode and all of ministack's state."""
        self._control("POST", "reset")

    def stop(self) -> None:
        """End the process, wait for it, and pass on what it wrote to standard error."""
        self._process.terminate()
        try:
            self._process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        sys.stderr.write(self._said())

    def _said(self) -> str:
        with self._errors:
            self._errors.seek(0)
            return self._errors.read()

    def _control(self, method: str, path: str, body: dict[str, Any] | None = None, account: str = "") -> Any:
        query = f"?account={account}" if account else ""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_emulator/{path}{query}", data, method=method)  # noqa: S310 -- our own http address
        try:
            # No proxy of the caller's environment: it could not reach our loopback.
            with build_opener(ProxyHandler({})).open(request) as response:
                return json.load(response)
        except HTTPError as error:
            with error:
                raise EmbeddedAwsError(json.load(error)["message"]) from None

    def _wait_until_ready(self) -> str:
        lines: queue.Queue[str] = queue.Queue()
        stdout = self._process.stdout
        assert stdout is not None  # a pipe, see above
        threading.Thread(target=lambda: lines.put(stdout.readline()), daemon=True).start()
        try:
            line = lines.get(timeout=START_SECONDS)
        except queue.Empty:
            line = ""
        if line.startswith(READY):
            return line.removeprefix(READY).strip()
        self._process.kill()
        self._process.communicate()
        reason = self._said().strip()
        msg = f"the embedded AWS did not start within {START_SECONDS} s"
        raise EmbeddedAwsError(reason or msg)
