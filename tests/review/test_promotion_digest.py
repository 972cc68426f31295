"""What is promotable, what is meant to differ, and the digest that tells them apart."""

import ast
import copy
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import BaseModel

from poolpost.errors import CannotDecide
from poolpost.review import promotion_digest as digests
from poolpost.review.environment_specific import MEANT, is_meant
from poolpost.review.neutral_environment import neutral
from poolpost.review.promotion_digest import WRITER, look, settings_digest, writer_digest
from poolpost.review.setting_differences import (
    differences,
    flat,
    meant_differences,
    promotable,
    tree,
)
from poolpost.settings import Settings, load
from tests.conftest import ROOT, MakeSettings
from tests.scenes.project import Project

ENVIRONMENTS = ROOT / "environments"
PRODUCTION = ENVIRONMENTS / "production.toml"
DATA = tomllib.loads(PRODUCTION.read_text(encoding="utf-8"))
PROMOTABLE = {
    "alarms.bounce_rate",
    "alarms.complaint_rate",
    "configuration_set.max_delivery_seconds",
    "configuration_set.reputation_metrics",
    "configuration_set.suppressed_reasons",
    "configuration_set.tls_policy",
    "configuration_set.tracking.https",
    "domain.dkim.key_length",
    "domain.feedback_forwarding",
    "domain.mail_from.label",
    "domain.mail_from.on_mx_failure",
    "events.cloudwatch.dimensions",
    "events.cloudwatch.enabled",
    "events.cloudwatch.event_types",
    "events.eventbridge.enabled",
    "events.eventbridge.event_types",
    "events.firehose.enabled",
    "events.firehose.event_types",
    "events.sns.enabled",
    "events.sns.event_types",
    "events.sns.kms",
    "messages.invitation.email_message_file",
    "messages.invitation.email_subject",
    "messages.verification.default_email_option",
    "messages.verification.email_message_by_link_file",
    "messages.verification.email_message_file",
    "messages.verification.email_subject",
    "messages.verification.email_subject_by_link",
    "user_pool.from",
    "user_pool.mode",
    "user_pool.sending",
    "user_pool.use_configuration_set",
    "verification_templates.NAME.content_file",
    "verification_templates.NAME.subject",
}
MEANT_CHANGES: list[tuple[str, Any]] = [
    ("promotes_from", "dev"),
    ("evidence_max_age_days", 7),
    ("evidence_signers", "signers"),
    ("aws.account_id", "999999999999"),
    ("aws.role_arn", None),
    ("aws.sandbox", True),
    ("aws.tags", {}),
    ("backend", {"type": "local"}),
    ("dns.provider", "route53"),
    ("dns.ttl", 60),
    ("dns.dmarc", {"p": "none", "rua": ["mailto:dmarc@example.com"]}),
    ("dns.dmarc", None),
    ("dns.dmarc_ramp", None),
    ("dns.apex_spf", {}),
    ("dns.resolvers", ["192.0.2.53"]),
    ("addresses", {"senders": ["old@example.org"]}),
    ("configuration_set.name", "other"),
    ("account", None),
    ("events.sns.topic_name", "other"),
    ("events.sns.subscribers", []),
    ("alarms.daily_sends", None),
    ("user_pool.id", "eu-west-1_Other"),
    ("user_pool.reply_to", None),
    ("user_pool.expected_daily_mail", None),
    ("user_pool.wait_minutes", 30),
    ("production_access", None),
    ("verification_templates.confirm-address.success_url", "https://www.example.net/"),
]
PROMOTABLE_CHANGES: list[tuple[str, Any]] = [
    ("domain.feedback_forwarding", True),
    ("domain.dkim.key_length", "RSA_1024_BIT"),
    ("domain.mail_from.label", "mail"),
    ("domain.mail_from.on_mx_failure", "USE_DEFAULT_VALUE"),
    ("configuration_set.max_delivery_seconds", None),
    ("configuration_set.tls_policy", "OPTIONAL"),
    ("configuration_set.suppressed_reasons", []),
    ("configuration_set.tracking", {"domain": "click.example.com"}),
    ("events.sns.kms", "none"),
    ("events.sns.kms", "arn:aws:kms:eu-west-1:333333333333:key/1234"),
    ("events.sns.event_types", ["BOUNCE", "COMPLAINT"]),
    ("events.cloudwatch", None),
    ("events.eventbridge", None),
    ("alarms", None),
    ("alarms.bounce_rate", 0.02),
    ("user_pool.mode", "manage"),
    ("user_pool.from", "Other <no-reply@mail.example.com>"),
    ("user_pool.from", "Example <other@mail.example.com>"),
    ("user_pool.from", "Example <no-reply@below.mail.example.com>"),
    ("user_pool.use_configuration_set", False),
    ("messages.verification.email_subject", "Another subject"),
    ("messages", None),
    ("verification_templates.confirm-address.subject", "Another subject"),
    ("verification_templates", None),
]


def production(*changes: tuple[str, Any]) -> Settings:
    """Give the shipped production environment with dotted keys set; None removes one. Rules do not matter here."""
    data = copy.deepcopy(DATA)
    for key, value in changes:
        *path, last = key.split(".")
        holder = data
        for part in path:
            holder = holder.setdefault(part, {})
        holder.pop(last, None)
        if value is not None:
            holder[last] = value
    return Settings.model_validate(data | {"name": "production"}, context={"directory": ENVIRONMENTS})


def _leaves(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Name every key that an environment file may have."""
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        key = f"{prefix}{field.alias or name}"
        inner = list(_models(field.annotation))
        if not inner:
            yield key
        for each, below in inner:
            yield from _leaves(each, f"{key}.{below}")


def _models(annotation: Any) -> Iterator[tuple[type[BaseModel], str]]:
    """Give the tables that a field may hold; one with names of its own has NAME in its key."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, ""
    elif get_origin(annotation) is dict:
        yield from ((each, "NAME.") for each, _ in _models(get_args(annotation)[1]))
    elif get_origin(annotation) is not tuple:
        for inner in get_args(annotation):
            yield from _models(inner)


def test_every_setting_is_decided() -> None:
    """A new setting is promotable: add it here, or to environment_specific.py with a reason."""
    assert {key for key in _leaves(Settings) if not is_meant(key)} == PROMOTABLE


def test_every_meant_key_exists() -> None:
    """A renamed setting would silently become promotable."""
    keys = set(_leaves(Settings))
    assert [meant.key for meant in MEANT if not any(meant.covers(key) for key in keys)] == []
    assert all(meant.reason for meant in MEANT)


@hypothesis_settings(deadline=None)  # the machine may be busy; each example reads files
@given(st.lists(st.sampled_from(MEANT_CHANGES), max_size=8, unique_by=lambda change: change[0]))
def test_what_is_meant_to_differ_changes_no_digest(changes: list[tuple[str, Any]]) -> None:
    """Account ids and the like leave the settings, the neutral environment and so the Terraform as they are."""
    before, after = production(), production(*changes)
    assert settings_digest(after, ENVIRONMENTS) == settings_digest(before, ENVIRONMENTS)
    assert neutral(after, ENVIRONMENTS) == neutral(before, ENVIRONMENTS)
    assert differences(before, after) == []


@pytest.mark.parametrize("change", PROMOTABLE_CHANGES, ids=lambda change: f"{change[0]}={str(change[1])[:30]}")
def test_what_is_promotable_changes_the_digest(change: tuple[str, Any]) -> None:
    """Whatever is not meant to differ has to be proved."""
    before, after = production(), production(change)
    assert settings_digest(after, ENVIRONMENTS) != settings_digest(before, ENVIRONMENTS)
    assert neutral(after, ENVIRONMENTS) != neutral(before, ENVIRONMENTS)
    assert [each.key for each in differences(before, after)]
    assert (
        meant_differences(before, after) == [] or "." not in change[0] or change[1] is None or "tracking" in change[0]
    )


def test_another_domain_with_the_same_sender_is_no_difference(settings: MakeSettings) -> None:
    """`no-reply@` at each environment's own domain is one and the same setting; so is a name below it."""
    ours = settings(("user_pool.from", "Example <no-reply@sub.mail.example.com>"))
    theirs = settings(
        ("domain.name", "mail.example.org"),
        ("dns.zones", ["example.org"]),
        ("user_pool.from", "Example <no-reply@sub.mail.example.org>"),
    )
    assert promotable(ours) == promotable(theirs)
    assert promotable(ours)["user_pool.from"] == "Example <no-reply@sub.{domain}>"


def test_a_default_that_is_written_down_is_no_difference(settings: MakeSettings) -> None:
    """What counts is what holds, not whether somebody wrote it."""
    assert settings_digest(settings(("user_pool.sending", "DEVELOPER"))) == settings_digest(settings())


def test_the_shipped_staging_and_production_promise_the_same() -> None:
    """What staging proves is what production gets."""
    assert differences(load("staging", ENVIRONMENTS), load("production", ENVIRONMENTS)) == []


@pytest.mark.slow
def test_a_text_in_a_file_counts(plain_project: Project) -> None:
    """Another body of the mail is another setting, though the file's name stays."""
    before = look(load("staging")).digest
    assert look(load("staging")).digest == before
    assert look(load("production")).digest == before
    body = plain_project.directory / "environments/messages/code.html"
    body.write_text(body.read_text() + "<p>More</p>")
    after = look(load("staging")).digest
    assert after.settings != before.settings
    assert after.terraform != before.terraform


def test_a_stack_that_cannot_be_synthesized_is_no_digest(plain_project: Project) -> None:
    """Exit code 3, with the reason."""
    settings = load("staging")
    plain_project.file("staging").unlink()
    with pytest.raises(CannotDecide, match="there is no environment 'staging'"):
        digests.look(settings)


def test_the_code_that_writes_to_the_pool_counts(tmp_path: Path) -> None:
    """A change in any of its files is another digest, wherever the package is."""
    package = tmp_path / "poolpost"
    shutil.copytree(ROOT / "poolpost", package)
    assert writer_digest(package) == writer_digest()
    for name in ("pool/write.py", "aws/account.py", "pool/readiness.py"):
        before = writer_digest(package)
        (package / name).write_text((package / name).read_text() + "# more\n")
        assert writer_digest(package) != before
    before = writer_digest(package)
    (package / "cli/terminal.py").write_text("")
    assert writer_digest(package) == before


def test_nothing_that_decides_about_a_write_is_left_out() -> None:
    """What the write imports is counted, is the settings' own code, whose results are in the Terraform, or only words."""
    counted = {path for each in WRITER for path in (ROOT / "poolpost").glob(each)}
    settings = _imported("poolpost.settings")
    words = {ROOT / "poolpost" / name for name in ("__init__.py", "errors.py", "findings.py")}
    assert _imported("poolpost.pool.apply") - settings - words <= counted


def _imported(module: str) -> set[Path]:
    """Return the files of poolpost that a module imports, itself and what these import included."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        base = ROOT / waiting.pop().replace(".", "/")
        path = next((each for each in (base.with_suffix(".py"), base / "__init__.py") if each.is_file()), None)
        if path is None or path in found:
            continue
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("poolpost"):
                waiting += [str(node.module), *(f"{node.module}.{each.name}" for each in node.names)]
    return found


def test_dotted_keys_are_those_of_the_file() -> None:
    """`from` and `id`, not what Python calls them; a list is one value."""
    found = flat(tree(load("production", ENVIRONMENTS)))
    assert found["user_pool.id"] == "eu-west-1_Production"
    assert found["events.sns.event_types"][:2] == ["BOUNCE", "COMPLAINT"]
    assert "name" not in found
