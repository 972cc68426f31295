"""
A new pool in `manage` mode, for real: made once, through the gate alone, and never a second one.

Every stage runs once, in order; the pools of the region are listed after each.
"""

import tomllib
from dataclasses import dataclass, replace
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.run_terraform import Run
from tests.e2e.conftest import make_deployment, publish, words

pytestmark = pytest.mark.e2e

REGION, NAME = "eu-west-1", "Sign in, new"
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"
tags = {{ application = "poolpost" }}

[backend]
type = "local"

[domain]
name = "mail.example.com"

[dns]
provider = "external"

[configuration_set]
name = "sign-in"

[user_pool]
mode = "manage"
from = "Example <no-reply@mail.example.com>"
"""
CREATE = f"""
[user_pool.create]
name = "{NAME}"
"""


@dataclass
class Stage:
    """A run, and the ids of the pools after it."""

    run: Run
    pools: list[str]


@dataclass
class Story:
    """What happened, in order."""

    ungated: Stage
    lost: Stage
    namesake: Stage
    made: Stage
    pool: dict[str, Any]
    again: Stage
    show_without_id: str
    other_email: Stage
    with_id: Stage
    state_lost: Stage
    writes: list[str]


@pytest.fixture(scope="module")
def story(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Without the gate, with a lost answer, beside a namesake, for real, again, with the id, and without the state."""
    gated = make_deployment(aws, tmp_path_factory.mktemp("create") / "project", "created", ENVIRONMENT + CREATE)
    plain = replace(gated, environment={**gated.environment, "TERRAFORM_BINARY_NAME": "terraform"})
    publish(gated, tomllib.loads(ENVIRONMENT + CREATE))
    cognito = gated.client("cognito-idp", REGION)

    def pools() -> list[str]:
        return [pool["Id"] for pool in cognito.list_user_pools(MaxResults=60)["UserPools"]]

    def apply() -> Stage:
        return Stage(gated.gate("apply", "-auto-approve"), pools())

    ungated = Stage(plain.cdktf("deploy"), pools())
    aws.fault("cognito-idp:CreateUserPool", "drop_after")
    lost = Stage(gated.cdktf("deploy"), pools())
    namesake = apply()
    for pool_id in lost.pools:
        cognito.update_user_pool(UserPoolId=pool_id, DeletionProtection="INACTIVE")
        cognito.delete_user_pool(UserPoolId=pool_id)
    aws.clear_calls()
    made = apply()
    (pool_id,) = made.pools
    pool = aws.pool(REGION, pool_id)
    again = apply()
    writes = [call["operation"] for call in aws.calls() if call["operation"] in {"CreateUserPool", "UpdateUserPool"}]
    show = gated.poolpost("pool", "show", "created").stderr
    gated.write(ENVIRONMENT.replace("no-reply@", "other@") + CREATE)
    gated.synth()
    other_email = apply()
    gated.write(ENVIRONMENT.replace('mode = "manage"', f'id = "{pool_id}"\nmode = "manage"'))
    gated.synth()
    with_id = apply()
    gated.write(ENVIRONMENT + CREATE)
    (gated.project / "terraform.created.tfstate").unlink()
    gated.synth()
    state_lost = apply()
    return Story(ungated, lost, namesake, made, pool, again, show, other_email, with_id, state_lost, writes)


def test_without_the_gate_nothing_is_made(story: Story) -> None:
    """Terraform itself stops plain cdktf."""
    assert story.ungated.run.exit_code == 1
    assert "make deploy ENV=created" in words(story.ungated.run)
    assert story.ungated.pools == []


def test_a_creation_whose_answer_is_lost_is_told(story: Story) -> None:
    """Terraform does not know the pool; the gate looked, and says what to do. It is asked for only once."""
    assert story.lost.run.exit_code == 1
    (pool_id,) = story.lost.pools
    assert f'put id = "{pool_id}" into [user_pool]' in words(story.lost.run)


def test_a_pool_of_the_name_stops_it_by_its_id(story: Story) -> None:
    """A second, empty pool beside the real one is the danger."""
    assert story.namesake.run.exit_code == 1
    assert story.namesake.pools == story.lost.pools
    assert f"exists already: {story.namesake.pools[0]}" in words(story.namesake.run)


def test_through_the_gate_it_is_made_safe(story: Story) -> None:
    """Protected, without tags, by verified addresses, with SES from the first mail on; and its id is told."""
    assert story.made.run.exit_code == 0, story.made.run.output[-5000:]
    pool = story.pool["UserPool"]
    assert f'put id = "{pool["Id"]}" into [user_pool] of environments/created.toml' in words(story.made.run)
    assert f'user_pool_id = "{pool["Id"]}"' in words(story.made.run)
    assert pool["Name"] == NAME
    assert pool["DeletionProtection"] == "ACTIVE"
    assert pool["UsernameAttributes"] == ["email"]
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert pool["AutoVerifiedAttributes"] == ["email"]
    assert pool["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    assert pool["AccountRecoverySetting"] == {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    password = pool["Policies"]["PasswordPolicy"]
    assert (password["MinimumLength"], password["TemporaryPasswordValidityDays"]) == (12, 7)
    assert all(password[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols"))
    assert pool.get("UserPoolTags", {}) == {}
    assert pool["EmailConfiguration"]["EmailSendingAccount"] == "DEVELOPER"
    assert story.pool["Mfa"]["MfaConfiguration"] == "OFF"


def test_the_same_again_makes_no_second_pool(story: Story) -> None:
    """The plan is empty, whether the id is in the file or not, and an apply changes nothing."""
    assert story.again.run.exit_code == 0, story.again.run.output[-5000:]
    assert "No changes. Your infrastructure matches the configuration." in words(story.again.run)
    assert story.writes == ["CreateUserPool"]
    assert story.again.pools == story.made.pools
    assert "was created and is not named in the environment file yet" in words(story.again.run)


def test_commands_without_an_id_say_what_to_do(story: Story) -> None:
    """One sentence, no traceback."""
    assert "has no id in this environment yet" in story.show_without_id
    assert "Traceback" not in story.show_without_id


def test_nothing_is_changed_before_the_id_is_in_the_file(story: Story) -> None:
    """An update is planned only for a pool that the file names."""
    assert story.other_email.run.exit_code == 1
    assert "created-pool-is-named" in words(story.other_email.run)


def test_with_its_id_in_the_file_nothing_changes(story: Story) -> None:
    """The import block is about what the state holds already."""
    assert story.with_id.run.exit_code == 0, story.with_id.run.output[-5000:]
    assert "No changes. Your infrastructure matches the configuration." in words(story.with_id.run)
    assert story.with_id.pools == story.made.pools


def test_a_lost_state_makes_no_second_pool(story: Story) -> None:
    """The name is still there, and so is the pool."""
    assert story.state_lost.run.exit_code == 1
    assert f"exists already: {story.made.pools[0]}" in words(story.state_lost.run)
    assert story.state_lost.pools == story.made.pools
