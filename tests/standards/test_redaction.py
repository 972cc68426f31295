"""No secret is printed, whichever way it came into a message."""

import io
import json
from pathlib import Path

import pytest

from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide
from poolpost.standards import redaction
from poolpost.standards.redaction import GONE, redacted, remember
from poolpost.standards.safe_text import Stream
from tests.conftest import MakeSettings

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"  # noqa: S105 -- AWS's own example
TOKEN = "IQoJb3JpZ2luX2VjEAAaCXVzLWVhc3QtMSJHMEUCIQD+" + "aB3/x" * 30


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without remembered secrets."""
    monkeypatch.setattr(redaction, "_remembered", {})


TEXTS = [
    f"aws_secret_access_key={SECRET}",
    f'{{"SecretAccessKey": "{SECRET}"}}',
    f"{{'secretKey': '{SECRET}'}}",
    f"Invalid header value b'{TOKEN}\\n'",
    f"session token {TOKEN} is not valid",
    f'"SessionToken":"{SECRET}"',
    f"http://user:{SECRET}@proxy.example.com:3128/ refused",
    "http://user:p@ss:w0rd@proxy.example.com refused",
    "https://ghp_token@github.com/x",
    f"Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/ses/aws4_request, Signature={'a' * 64}",
    f"Proxy-Authorization: Basic {'dXNlcjpwYXNz' * 2}",
    f"{{'Authorization': b'Bearer {SECRET}'}}",
    f"https://sts.amazonaws.com/?Action=x&X-Amz-Credential=AKID&X-Amz-Security-Token={SECRET}&X-Amz-Signature={'b' * 64}",
    f"X-Amz-Security-Token: {SECRET}",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U is no token",
    f"https://oidc.example/token?client_secret={SECRET}&x=1",
    f'refreshToken = "{SECRET}"',
    f"web_identity_token={SECRET}",
    f"password={SECRET}",
]
SECRETS = (SECRET, TOKEN, "ghp_token", "w0rd", "a" * 64, "b" * 64, "dXNlcjpwYXNz", "dozjgNryP4J3", "AKIDEXAMPLE/")


@pytest.mark.parametrize("text", TEXTS)
def test_a_secret_is_known_by_what_stands_around_it(text: str) -> None:
    """Also one that this process never had: in a URL, a header, a query, a member of JSON."""
    shown = redacted(text)
    assert GONE in shown
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize(
    "text",
    [
        "the digest is " + "a" * 64,
        "the credentials belong to account 111111111111 (arn:aws:iam::111111111111:user/x); choose the right AWS_PROFILE",
        "https://docs.aws.amazon.com/ses/latest/dg/x.html?a=b#c",
        "sender Example <no-reply@mail.example.com> of https://example.com/path",
        "AWS does not know the credentials (ses:GetAccount: UnrecognizedClientException)",
        "mailto:dmarc@example.com, p=quarantine; rua=mailto:x@example.com",
        "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_Abc",
        "AuthorizationError: not authorized to perform sns:Publish",
    ],
)
def test_other_text_stays(text: str) -> None:
    """A message without its facts helps nobody at night."""
    assert redacted(text) == text


@pytest.mark.parametrize(
    "variable",
    [
        *("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"),
        *("AWS_BEARER_TOKEN_BEDROCK", "GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "PGP_PASSWORD"),
    ],
)
def test_the_environment_s_secrets_are_known(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every spelling that an error writes them in: as they are, in a URL, in Python's or JSON's quotes."""
    value = "a/b+c=d \"e'f\\ghijk\nsecondline"
    monkeypatch.setenv(variable, value)
    for spelling in (value, repr(value.encode()), json.dumps(value), "a%2Fb%2Bc%3Dd", "secondline"):
        if len(spelling) >= 8:
            assert "secondline" not in redacted(f"x {spelling} y")


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "http_proxy", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SESV2"])
def test_a_password_in_a_url_of_the_environment_is_known(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where only the password is quoted."""
    monkeypatch.setenv(variable, "http://user:geheimesWort@proxy:1")
    assert redacted("login geheimesWort failed") == f"login {GONE} failed"


def test_credentials_of_every_provider_are_known_once_used(
    settings: MakeSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A profile, or a program that it names: what signs a request is remembered, wherever botocore has it from."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    answer = {"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": SECRET, "SessionToken": "quite-a-long-token"}
    (tmp_path / "answer").write_text(json.dumps(answer))
    (tmp_path / "config").write_text(f"[profile p]\ncredential_process = cat {tmp_path / 'answer'}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_PROFILE", "p")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with pytest.raises(CannotDecide):
        Aws(settings()).account.check()
    assert redacted(f"{SECRET} and quite-a-long-token") == f"{GONE} and {GONE}"


def test_no_way_out_passes_a_secret() -> None:
    """An error's message is clean where it is made, and the stream is the last place."""
    remember(SECRET)
    assert SECRET not in str(CannotDecide(f"it said {SECRET}"))
    out = io.StringIO()
    Stream(out).write(f"it said {SECRET}")
    assert out.getvalue() == f"it said {GONE}"
