"""Whatever botocore has its credentials from, and whatever it sends for them: none of it is in what poolpost says."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from botocore.session import Session

from poolpost.aws.services import Aws
from poolpost.errors import PoolpostError
from poolpost.standards import redaction
from poolpost.standards.redaction import redacted
from tests.conftest import MakeSettings

KEY = "c3VwZXJnZWhlaW1lci9TY2hsdWVzc2VsK3h5eg"
TOKEN = "dG9rZW4tb2YtdGhlLXNlc3Npb24vYWJjK2RlZg"  # noqa: S105 -- an example
GIVEN = "Z2l2ZW4tZm9yLWNyZWRlbnRpYWxzLzEyMys0NTY"
"""What is sent in exchange for credentials: a web identity token, an SSO token, a container's token, a key."""
LATER = "2099-01-01T00:00:00Z"
STS = (
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId>"
    f"<SecretAccessKey>{KEY}</SecretAccessKey><SessionToken>{TOKEN}</SessionToken><Expiration>{LATER}</Expiration>"
    "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
)
ROLE = {"AccessKeyId": "ASIA", "SecretAccessKey": KEY, "Token": TOKEN, "Expiration": LATER, "Code": "Success"}
SSO = {"accessKeyId": "ASIA", "secretAccessKey": KEY, "sessionToken": TOKEN, "expiration": 4070908800000}


class Echo(ThreadingHTTPServer):
    """Gives credentials where they are asked for; refuses the rest, and says back all that it got and gave."""

    def __init__(self) -> None:
        """Listen on a port of this machine."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.gives = True
        self.got: list[str] = []
        self.gave: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Echo  # pyright: ignore[reportIncompatibleVariableOverride] -- it is no other

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        said = f"{self.path} {dict(self.headers)} {body} {parse_qs(body)} {' '.join(self.server.gave)}"
        self.server.got.append(said)
        asked = next((given for mark, given in self._gifts().items() if mark in f"{self.path} {body}"), None)
        if asked is not None and self.server.gives:
            self.server.gave += [each for each in (KEY, TOKEN) if each in asked]
            self._send(200, asked)
        elif "Version=2011-06-15" in body:
            escaped = said.replace("&", "&amp;").replace("<", "&lt;")
            self._send(
                403, f"<ErrorResponse><Error><Code>Denied</Code><Message>{escaped}</Message></Error></ErrorResponse>"
            )
        else:
            self._send(403, json.dumps({"__type": "Denied", "message": said}))

    def _gifts(self) -> dict[str, str]:
        web = STS.replace("AssumeRole", "AssumeRoleWithWebIdentity")
        return {
            "Action=AssumeRoleWithWebIdentity": web,
            "Action=AssumeRole": STS,
            "/federation/credentials": json.dumps({"roleCredentials": SSO}),
            "/container": json.dumps(ROLE),
            "/latest/api/token": TOKEN,
            "/security-credentials/role": json.dumps(ROLE),
            "/security-credentials/": "role",
        }

    def _send(self, status: int, text: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST = do_PUT = _answer  # noqa: N815 -- http.server's names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(params=[True, False], ids=["given", "refused"])
def echo(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Echo]:
    """Serve as every endpoint of AWS, in a home of our own without credentials."""
    monkeypatch.setattr(redaction, "_remembered", {})
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    for provider in ("credentials.SSOProvider", "tokens.SSOTokenProvider"):
        monkeypatch.setattr(f"botocore.{provider}._SSO_TOKEN_CACHE_DIR", str(tmp_path))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "BOTO_CONFIG"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with Echo() as server:
        server.gives = request.param
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server
        server.shutdown()


STATIC = f"aws_access_key_id = AKIA\naws_secret_access_key = {GIVEN}\naws_session_token = {TOKEN}\n"
SESSION = (
    "sso_account_id = 111111111111\nsso_role_name = r\nsso_region = eu-west-1\nsso_start_url = https://x.example\n"
)
KINDS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "env": ({"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": GIVEN, "AWS_SESSION_TOKEN": TOKEN}, {}),
    "assume-role": (
        {},
        {"AWS_CONFIG_FILE": f"[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = s\n[profile s]\n{STATIC}"},
    ),
    "assume-role-with-web-identity": (
        {"AWS_ROLE_ARN": "arn:aws:iam::1:role/r", "AWS_WEB_IDENTITY_TOKEN_FILE": "{tmp}/given"},
        {},
    ),
    "sso": ({}, {"AWS_CONFIG_FILE": f"[default]\n{SESSION}"}),
    "sso with a session": (
        {},
        {
            "AWS_CONFIG_FILE": "[default]\nsso_session = s\nsso_account_id = 111111111111\nsso_role_name = r\n"
            "[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x.example\n"
        },
    ),
    "shared-credentials-file": ({}, {"AWS_SHARED_CREDENTIALS_FILE": f"[default]\n{STATIC}"}),
    "custom-process": ({}, {"AWS_CONFIG_FILE": "[default]\ncredential_process = cat {tmp}/process\n"}),
    "config-file": ({}, {"AWS_CONFIG_FILE": f"[default]\n{STATIC}"}),
    "ec2-credentials-file": (
        {"AWS_CREDENTIAL_FILE": "{tmp}/AWS_CREDENTIAL_FILE"},
        {"AWS_CREDENTIAL_FILE": f"AWSAccessKeyId=AKIA\nAWSSecretKey={GIVEN}\n"},
    ),
    "boto-config": ({}, {"BOTO_CONFIG": f"[Credentials]\naws_access_key_id = AKIA\naws_secret_access_key = {GIVEN}\n"}),
    "container-role": (
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN": GIVEN},
        {},
    ),
    "container-role by a file": (
        {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{tmp}/given",
        },
        {},
    ),
    "iam-role": ({"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{url}/"}, {}),
    "endpoint with a password": (
        {
            "AWS_ACCESS_KEY_ID": "AKIA",
            "AWS_SECRET_ACCESS_KEY": KEY,
            "AWS_ENDPOINT_URL": f"http://u:{GIVEN}@127.0.0.1:9",
        },
        {},
    ),
    "proxy with a password": (
        {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": KEY, "HTTP_PROXY": f"http://u:{GIVEN}@127.0.0.1:9"},
        {},
    ),
}
"""Each as variables and files; the first word is botocore's name of it."""
NOT_OURS = {"login"}
"""Needs awscrt, which poolpost does not install: botocore refuses it."""


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_credentials_is_said(
    kind: str, echo: Echo, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """AWS, or who answers in its place, says back every header and body; the message of poolpost holds no secret of them."""
    (tmp_path / "given").write_text(GIVEN)
    (tmp_path / "process").write_text(
        json.dumps({"Version": 1, **ROLE, "SecretAccessKey": GIVEN, "SessionToken": TOKEN})
    )
    for name in ("https://x.example", "s"):
        file = tmp_path / f"{hashlib.sha1(name.encode()).hexdigest()}.json"  # noqa: S324 -- as botocore names it
        file.write_text(json.dumps({"accessToken": GIVEN, "expiresAt": LATER, "region": "eu-west-1"}))
    variables, files = KINDS[kind]
    for name, text in files.items():
        (tmp_path / name).write_text(text.replace("{tmp}", str(tmp_path)))
    for name, value in variables.items():
        monkeypatch.setenv(name, value.replace("{tmp}", str(tmp_path)).replace("{url}", echo.url))
    with pytest.raises(PoolpostError) as found:
        Aws(settings()).account.check()
    said = str(found.value)
    assert [each for each in (KEY, TOKEN, GIVEN) if each in said] == [], said
    assert "password" in kind or echo.got, "botocore took another way"
    for secret in (*([] if kind == "iam-role" else [GIVEN]), *echo.gave):
        assert secret not in redacted(f"it said {secret} somewhere"), "it is known only by what stands around it"


def test_every_kind_that_botocore_has_is_here() -> None:
    """A kind of a later botocore has to be looked at."""
    found = {provider.METHOD for provider in Session().get_component("credential_provider").providers}
    assert found - {kind.split()[0] for kind in KINDS} == NOT_OURS
