"""
What must never be printed: credentials, as they appear in error texts of SDKs and proxies.

A secret is recognised by its value, if this process has it (`remember`; those of the environment are always known), and by
its surroundings, if it came from elsewhere: a URL, a header, a query, a member of JSON.
"""

import json
import os
import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

GONE = "(secret)"
_SHORTEST = 8  # characters: a shorter value would remove words from sentences
_VARIABLES = re.compile(
    r"AWS_.*(SECRET|TOKEN|PASSWORD)(?!.*FILE).*|(GITHUB|GH|POOLPOST_PROPOSE|ACTIONS_ID_TOKEN_REQUEST)_TOKEN|.*_PASSWORD"
)
"""Environment variables whose whole value is a secret."""
_URLS = re.compile(r"(?i)(https?|all)_proxy|AWS_ENDPOINT_URL.*|AWS_CONTAINER_CREDENTIALS_FULL_URI")
"""Environment variables with URLs, which may contain a password."""
_AROUND = (
    # the user's part of a URL, as far as its last @: passwords have slashes too
    re.compile(r"(?P<kept>\b[a-z][a-z0-9+.-]*://)(?:[^\s/?#'\"<>:]*:[^\s'\"<>]+|[^\s/?#'\"<>]+)(?=@)", re.IGNORECASE),
    re.compile(
        r"(?P<kept>\b(?:proxy-)?authorization['\"]?\s*[:=]\s*b?['\"]?)[^\r\n'\"]+",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<kept>\b(?:x-amz-(?:security-token|signature|credential)|signature|credential)['\"]?\s*(?:[:=]|%3D)\s*b?['\"]?)"
        r"[^\s&'\",;)}\]]+",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<kept>\b(?:aws_?)?(?:secret_?access_?key|secret_?key|session_?token|security_?token|access_?token|refresh_?token"
        r"|id_?token|client_?secret|web_?identity_?token|password|passwd)['\"]?\s*[:=]\s*b?['\"]?)[^\s&'\",;)}\]]+",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<kept>\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE),
    re.compile(r"(?P<kept>)\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"),  # a JSON web token
    re.compile(r"(?P<kept>)\b(?:IQoJ|FwoG|FQoG|AQoD)[A-Za-z0-9+/=%\\-]{60,}"),  # a session token of STS
)
_remembered: dict[str, None] = {}


def remember(*secrets: str | None) -> None:
    """Remove these values from everything that is printed from now on; None and short ones are ignored."""
    for secret in secrets:
        _remembered.update(dict.fromkeys(_spellings(secret or "")))


def redacted(text: str) -> str:
    """Return a text without secrets, each replaced by `(secret)`."""
    known = {*_remembered, *_in_environment(os.environ.items())}
    for secret in sorted(known, key=len, reverse=True):  # a longer one may contain a shorter one
        text = text.replace(secret, GONE)
    for pattern in _AROUND:
        text = pattern.sub(lambda found: f"{found['kept']}{GONE}", text)
    return text


def _in_environment(variables: Iterable[tuple[str, str]]) -> Iterable[str]:
    for name, value in variables:
        if _VARIABLES.fullmatch(name):
            yield from _spellings(value)
        elif _URLS.fullmatch(name):
            yield from _spellings(_password(value))


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""


def _spellings(secret: str) -> Iterable[str]:
    """Yield a secret as it is, and as URLs, Python and JSON write it; one with line breaks also line by line."""
    for part in dict.fromkeys((secret, secret.strip(), *secret.split())):
        if len(part) >= _SHORTEST:
            yield from dict.fromkeys(
                (part, quote(part, safe=""), quote(part), repr(part)[1:-1], json.dumps(part)[1:-1])
            )
