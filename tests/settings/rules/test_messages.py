"""The table [messages]: files beside the environment file, and what of the pool they are about."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from poolpost.settings import EnvironmentFileError, Settings, validated
from poolpost.settings.rules.messages import RULES
from tests.conftest import MakeSettings, changed
from tests.scenes.message_violations import (
    CODE,
    GOOD_CODE,
    GOOD_INVITATION,
    GOOD_LINK,
    INVITATION,
    LINK,
    MESSAGE_VIOLATIONS,
    SUBJECT,
    text,
)
from tests.scenes.violations import Violation, found, ids


def _loaded(directory: Path, *changes: tuple[str, Any]) -> Settings:
    path, data = changed(*changes)
    return validated(directory / path.name, data)


def test_bodies_are_read_beside_the_environment_file(tmp_path: Path) -> None:
    """The text is part of the environment: line ends are one kind, a byte order mark and the last line end are none."""
    (tmp_path / "code.html").write_bytes("\ufeff<p>Grüße</p>\r\n<p>{####}</p>\r\n".encode())
    made = _loaded(tmp_path, (CODE, "code.html"))
    assert made.pool_messages == {"VerificationMessageTemplate.EmailMessage": "<p>Grüße</p>\n<p>{####}</p>"}


def test_only_what_the_file_names_is_wanted(settings: MakeSettings) -> None:
    """A text that is left out stays as it is in the pool, also beside others of the same template."""
    assert settings().pool_messages == {}
    assert settings((SUBJECT, "Your code")).pool_messages == {"VerificationMessageTemplate.EmailSubject": "Your code"}
    named = settings(
        ("messages.verification.default_email_option", "CONFIRM_WITH_LINK"),
        ("messages.verification.email_subject_by_link", "Confirm"),
        ("messages.invitation.email_subject", "Welcome"),
        (LINK, GOOD_LINK),
        (INVITATION, GOOD_INVITATION),
    )
    assert named.pool_messages == {
        "VerificationMessageTemplate.DefaultEmailOption": "CONFIRM_WITH_LINK",
        "VerificationMessageTemplate.EmailSubjectByLink": "Confirm",
        "VerificationMessageTemplate.EmailMessageByLink": GOOD_LINK.text,
        "AdminCreateUserConfig.InviteMessageTemplate.EmailSubject": "Welcome",
        "AdminCreateUserConfig.InviteMessageTemplate.EmailMessage": GOOD_INVITATION.text,
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("missing.html", "'missing.html' cannot be read (No such file or directory); it is expected in "),
        ("latin.html", "'latin.html' cannot be read (is not UTF-8)"),
        ("../secret.html", "'../secret.html' is not a path below environments/"),
        ("/etc/passwd", "'/etc/passwd' is not a path below environments/"),
        (5, "5 is not a path below environments/"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_at_its_key(value: object, expected: str, tmp_path: Path) -> None:
    """Together with every other mistake of the file."""
    (tmp_path / "latin.html").write_bytes("Grüße {####}".encode("latin-1"))
    with pytest.raises(EnvironmentFileError) as caught:
        _loaded(tmp_path, (CODE, value), ("dns.ttl", 5))
    found = {finding.subject: finding.problem for finding in caught.value.findings}
    assert found[CODE].startswith(expected)
    assert "dns.ttl" in found


def test_rules_about_texts_speak_beside_other_mistakes(tmp_path: Path) -> None:
    """A mistake elsewhere does not hide that the text lacks its code."""
    (tmp_path / "code.html").write_text("no code here")
    with pytest.raises(EnvironmentFileError) as caught:
        _loaded(tmp_path, (CODE, "code.html"), ("dns.ttl", 5))
    assert ("code-message-has-a-code", CODE) in {(one.rule, one.subject) for one in caught.value.findings}


@pytest.mark.parametrize(
    "content",
    ["Ваш код: {####} 🎉", "コード、{####}。\tありがとう\r\n\v\f", "x" * 19_994 + "{####}", "{####}"],
)
def test_what_cognito_takes_is_taken(content: str, settings: MakeSettings) -> None:
    """Letters, marks, symbols, numbers, punctuation of any script, tab and line breaks, up to the limit."""
    assert settings((CODE, text(content))).pool_messages


def test_a_refused_character_is_named_with_its_line_and_a_way_out(settings: MakeSettings) -> None:
    """Nobody sees a zero-width joiner in an editor."""
    with pytest.raises(EnvironmentFileError, match=r"line 2 has U\+200D \(ZERO WIDTH JOINER\).*in HTML write &#8205;"):
        settings((CODE, text("{####}\na\N{ZERO WIDTH JOINER}b")))


def test_what_terraform_hands_over_fits_an_environment_variable(settings: MakeSettings) -> None:
    """Linux takes 128 KiB in one; three bodies of 20,000 Japanese characters are more, so a digest stands for them."""
    big = "漢" * 19_000
    made = settings(
        (CODE, text(big + "{####}")), (LINK, text(big + "{##ここ##}")), (INVITATION, text(big + "{username}{####}"))
    )
    assert len(json.dumps(made.planned, ensure_ascii=False)) < 2_000 < os.sysconf("SC_PAGE_SIZE") * 32
    assert made.planned["messages"] != settings((CODE, GOOD_CODE)).planned["messages"]


def test_without_messages_nothing_is_planned_about_them(settings: MakeSettings) -> None:
    """An environment that had none before must not be replaced because the table exists now."""
    assert "messages" not in settings().planned
    assert settings().triggers.keys() == {"user_pool_id", "email_configuration"}


@pytest.mark.parametrize("violation", MESSAGE_VIOLATIONS, ids=ids(MESSAGE_VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that somebody has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in MESSAGE_VIOLATIONS} == {rule.id for rule in RULES}
