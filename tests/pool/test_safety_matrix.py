"""
The proof for `patch` mode: every pool of the matrix keeps everything but its e-mail and messages, or is not written.

The embedded AWS resets whatever a request omits, members that real AWS was measured to keep included.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.aws.services import Aws
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import REGION
from poolpost.errors import PoolpostError
from poolpost.pool.apply import apply
from poolpost.pool.messages import as_wanted
from poolpost.settings import Settings
from poolpost.settings.tables.messages import Messages
from tests.conftest import MakeSettings, Proof
from tests.scenes.message_violations import GOOD_CODE, GOOD_INVITATION, GOOD_LINK
from tests.scenes.pool_matrix import ACR, TWO_TEXTS, UNKNOWN, matrix
from tests.scenes.scene import settings_of

MATRIX = matrix()
DOMAIN = "matrix.example.com"
QUICK = {
    "everything at once",
    "an unknown member in a map's values",
    "an unknown member three levels down",
    "an empty device configuration",
    "tags",
}
"""What the quick loop takes of the matrix; `make test` takes all."""
STOPS = UNKNOWN | TWO_TEXTS
STOPS_WITH_MESSAGES = UNKNOWN | {"two SMS texts for one"}
"""Where the file has the e-mail texts, it says which one counts."""


@pytest.fixture(scope="module")
def server(aws: EmbeddedAws) -> Iterator[EmbeddedAws]:
    """Make the sending domain and the configuration set that all of them are switched to."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        ses: Any = botocore.session.Session().create_client("sesv2", REGION)
        ses.create_configuration_set(ConfigurationSetName="sign-in")
        aws.verify(REGION, DOMAIN)
        yield aws


def _settings(make: MakeSettings, pool_id: str) -> Settings:
    return make(
        ("user_pool.id", pool_id),
        ("domain.name", DOMAIN),
        ("user_pool.from", f"Example <no-reply@{DOMAIN}>"),
        ("domain.mail_from.on_mx_failure", "USE_DEFAULT_VALUE"),
    )


def _text(state: dict[str, Any]) -> str:
    return json.dumps(state, sort_keys=True)


@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n in QUICK else [pytest.mark.slow]) for n in MATRIX])
def test_only_email_changes_or_nothing_does(
    name: str, server: EmbeddedAws, settings: MakeSettings, tmp_path: Path, proof: Proof
) -> None:
    """Whatever the pool uses: after the apply only its e-mail differs, or it is the same to the last byte."""
    pool, mfa = MATRIX[name]
    server.put_pool(REGION, pool, mfa)
    before = server.pool(REGION, pool["Id"])
    made = _settings(settings, pool["Id"])
    try:
        apply(made, Aws(made), lambda _line: None, tmp_path)
    except PoolpostError:
        assert name in STOPS
        assert _text(server.pool(REGION, pool["Id"])) == _text(before)
        proof(name, "patch", "stopped, untouched")
        return
    after = server.pool(REGION, pool["Id"])
    assert name not in STOPS
    assert after["UserPool"]["EmailConfiguration"] == made.email_configuration
    assert _without_empty(after) == _without_empty(before)
    proof(name, "patch", "only e-mail changed")


MESSAGES = Messages.model_validate(
    {
        "verification": {
            "email_subject": "New code",
            "email_message_file": GOOD_CODE,
            "email_subject_by_link": "New link",
            "email_message_by_link_file": GOOD_LINK,
        },
        "invitation": {"email_subject": "New invitation", "email_message_file": GOOD_INVITATION},
    }
)


@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n in QUICK else [pytest.mark.slow]) for n in MATRIX])
def test_only_email_and_messages_change_or_nothing_does(
    name: str, server: EmbeddedAws, settings: MakeSettings, tmp_path: Path, proof: Proof
) -> None:
    """The same with every text set: those members and their twins are new, the rest is as before."""
    pool, mfa = MATRIX[name]
    server.put_pool(REGION, pool, mfa)
    before = server.pool(REGION, pool["Id"])
    made = _settings(settings, pool["Id"]).model_copy(update={"messages": MESSAGES})
    try:
        apply(made, Aws(made), lambda _line: None, tmp_path)
    except PoolpostError:
        assert name in STOPS_WITH_MESSAGES
        assert _text(server.pool(REGION, pool["Id"])) == _text(before)
        proof(name, "messages", "stopped, untouched")
        return
    after = server.pool(REGION, pool["Id"])
    assert name not in STOPS_WITH_MESSAGES
    assert after["UserPool"]["EmailConfiguration"] == made.email_configuration
    assert as_wanted(after["UserPool"], made.pool_messages)
    assert _without_texts(after) == _without_texts(before)
    assert not apply(made, Aws(made), lambda _line: None, tmp_path).changed
    proof(name, "messages", "only texts changed too")


def _without_texts(state: dict[str, Any]) -> str:
    """Take the six texts and the two twins away by hand, and what is then empty."""
    pool = json.loads(_text(state["UserPool"]))
    template = pool.get("VerificationMessageTemplate", {})
    for member in ("EmailSubject", "EmailMessage", "EmailSubjectByLink", "EmailMessageByLink"):
        template.pop(member, None)
    invitation = pool.get("AdminCreateUserConfig", {}).get("InviteMessageTemplate", {})
    for member in ("EmailSubject", "EmailMessage"):
        invitation.pop(member, None)
    if not invitation:
        pool.get("AdminCreateUserConfig", {}).pop("InviteMessageTemplate", None)
    for member in ("EmailVerificationMessage", "EmailVerificationSubject"):
        pool.pop(member, None)
    return _without_empty(state | {"UserPool": pool})


@pytest.mark.slow
def test_without_the_merge_the_same_matrix_loses_settings(
    server: EmbeddedAws, settings: MakeSettings, proof: Proof
) -> None:
    """Counter-check: a request with the e-mail alone, as in blog posts, damages all pools that had anything to lose."""
    cognito: Any = botocore.session.Session().create_client("cognito-idp", REGION)
    kept: set[str] = set()
    for name, (pool, mfa) in MATRIX.items():
        server.put_pool(REGION, pool, mfa)
        before = server.pool(REGION, pool["Id"])
        email = _settings(settings, pool["Id"]).email_configuration
        cognito.update_user_pool(UserPoolId=pool["Id"], EmailConfiguration=email)
        if _without_empty(server.pool(REGION, pool["Id"])) == _without_empty(before):
            kept.add(name)
        proof(name, "no safety", "nothing to lose" if name in kept else "LOST SETTINGS")
    assert kept <= {"deletion protection off"}, "these kept everything, so the matrix proves nothing about them"


def _without_empty(state: dict[str, Any]) -> str:
    """Return what is set: an absent block and an empty one are the same, and so are AWS's own ACR names, merged in."""
    pool = json.loads(settings_of(state))[0]
    if pool.get("AcrConfiguration") == ACR:
        del pool["AcrConfiguration"]
    kept = {member: value for member, value in pool.items() if value not in ({}, []) or member == "DeviceConfiguration"}
    return _text({"pool": kept, "mfa": state["Mfa"]})
