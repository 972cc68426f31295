"""What a stack is may not depend on what its environment is called."""

from pathlib import Path
from typing import Any

import pytest

from poolpost.gate.rules.promotion import promoted_settings_are_proved
from poolpost.review.own_names import dependent, renamed
from poolpost.review.promotion_digest import look
from poolpost.review.promotion_proof import proof
from poolpost.settings import Settings, load, validated
from stacks.neutral import twins
from tests.conftest import ROOT, MakeSettings
from tests.scenes.complete_environments import ENVIRONMENTS, write_files
from tests.scenes.gate_situations import patched
from tests.scenes.project import Project
from tests.scenes.sharing import shared, sharer

PRODUCTION = "333333333333"


def _dependent(settings: Settings) -> tuple[str, ...]:
    made = twins(settings)
    assert made["own"] != made["renamed"]
    return dependent(settings, made["own"], made["renamed"])


@pytest.mark.parametrize("name", ["local", "dev", "staging", "production"])
def test_the_shipped_stacks_depend_on_no_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name shows in ARNs, records and texts, and nowhere else."""
    monkeypatch.chdir(ROOT)
    assert _dependent(load(name)) == ()


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_no_setting_makes_a_stack_depend_on_a_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text of the schema set: nothing is stopped in vain."""
    monkeypatch.chdir(tmp_path)
    assert _dependent(validated(write_files(tmp_path / "environments"), ENVIRONMENTS[name])) == ()


@pytest.mark.parametrize(
    "change",
    [
        ("configuration_set.name", "mail"),
        ("events.sns.topic_name", "sign-in-mail-example"),
        ("domain.name", "xn--mnchen-3ya.example.com"),
        ("user_pool.from", "Example mail <no-reply@mail.example.com>"),
        ("dns.dmarc.rua", ["mailto:dmarc@reports.example.com", "mailto:dmarc@example.net"]),
    ],
    ids=lambda change: change[0],
)
def test_names_that_are_parts_of_others_are_no_dependence(change: tuple[str, Any], settings: MakeSettings) -> None:
    """`mail` is in `email`, and example.com in mail.example.com."""
    changes = [change]
    if change[0] == "domain.name":
        changes.append(("user_pool.from", f"no-reply@{change[1]}"))
    assert _dependent(settings(*changes)) == ()


def test_other_names_are_as_long_and_of_the_same_shape(settings: MakeSettings) -> None:
    """So what is cut, wrapped or checked by length stays so; regions stay, since code may depend on them."""
    ours, theirs = settings(), renamed(settings())
    assert theirs.aws.account_id != ours.aws.account_id
    assert theirs.domain.name.endswith(".com")
    assert len(theirs.domain.name) == len(ours.domain.name)
    assert theirs.pool_region == ours.pool_region
    assert theirs.user_pool.id != ours.user_pool.id
    assert theirs.aws.region == ours.aws.region
    assert str(theirs.user_pool.from_).endswith(f"@{theirs.domain.name}>")


@pytest.mark.slow
def test_a_condition_on_an_account_in_the_code_is_stopped(plain_project: Project) -> None:
    """The neutral digest does not see it, so the real stack is compared with itself under other names."""
    plain_project.copy_code()
    plain_project.prove("staging")
    before = look(load("production")).digest
    stack = plain_project.directory / "poolpost/constructs/configuration_set.py"
    text = stack.read_text()
    assert "tls_policy=" in text
    condition = f'settings.aws.account_id == "{PRODUCTION}"'
    stack.write_text(text.replace("tls_policy=", f'tls_policy="OPTIONAL" if {condition} else '))
    plain_project.commit()
    assert look(load("production")).digest == before  # what the gate knew before: nothing
    made = proof(load("production"))
    assert made is not None
    path = "resource.aws_sesv2_configuration_set.sign_in.delivery_options.tls_policy"
    assert made.dependent == (path,)
    (one,) = promoted_settings_are_proved.check(patched(proof=made, settings=load("production")))
    level, problem, remedy = one.level, one.problem, one.remedy
    assert level == "block"
    assert "makes other Terraform for what production is called" in problem
    assert path in problem
    assert "let a setting of the file decide" in remedy


def test_a_shared_identity_makes_no_stack_depend_on_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither that of who shares it, nor the owner's policy with the pools of others."""
    monkeypatch.chdir(ROOT)
    assert _dependent(shared()) == ()
    named = sharer(principal="cognito-idp.eu-central-2.amazonaws.com")
    assert _dependent(load("local").sharing((named,))) == ()
