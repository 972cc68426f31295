"""Environment variables that botocore, rich, Python and poolpost read, with values that nobody meant."""

import json
import os
from random import Random

from tests.fuzz.target import Target
from tests.fuzz.world import COMMANDS, called

VARIABLES = (
    *("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_CA_BUNDLE"),
    *(
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_SESV2",
        "AWS_CONFIG_FILE",
        "AWS_RETRY_MODE",
        "AWS_MAX_ATTEMPTS",
        "HTTPS_PROXY",
    ),
    *("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "NO_PROXY", "HTTP_PROXY"),
    *("POOLPOST_PASS", "POOLPOST_UNPROVED", "POOLPOST_ACCEPT_UNKNOWN", "POOLPOST_JUDGED", "POOLPOST_PLANNED"),
    *("COLUMNS", "LINES", "TERM", "NO_COLOR", "FORCE_COLOR", "LANG", "TZ", "PYTHONIOENCODING", "CI", "GITHUB_ACTIONS"),
)
VALUES = (
    "",
    " ",
    "x",
    "-1",
    "0",
    "1e9",
    "no\nline",
    "\x1b[2J",
    "\udcff",
    "http://",
    "http://[",
    "http://u:p@h:x",
    "a" * 9999,
)


def variables_target() -> Target:
    """Make the target."""
    return Target(
        name="variables",
        make=_variables_case,
        run=_variables,
        rule="none: a variable that makes no difference may say anything",
        never_zero=lambda _case: False,
        share=8,
    )


def _variables_case(random: Random) -> bytes:
    chosen = {random.choice(VARIABLES): random.choice(VALUES) for _ in range(random.randint(1, 4))}
    return json.dumps([random.randrange(len(COMMANDS)), chosen]).encode()


def _variables(case: bytes) -> tuple[int, str]:
    try:
        number, chosen = json.loads(case)
        arguments, changes = COMMANDS[number], {str(name): str(value) for name, value in chosen.items()}
        kept = dict(os.environ)
        os.environ.update(changes)
    except (ValueError, TypeError, IndexError, AttributeError, KeyError):
        return 3, ""  # a shrunk case that is none any more
    try:
        return called(list(arguments))
    finally:
        os.environ.clear()
        os.environ.update(kept)
