"""
A shell that would turn a deploy around, for real: `patch` mode without the gate, and another state under the stack.

Every stage runs once, in order, and nothing but the deploy through the gate may change anything.
"""

import shutil
import tomllib
from dataclasses import dataclass, replace

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.emulator.run_terraform import Run
from tests.e2e.conftest import Deployment, make_deployment, publish, words

pytestmark = pytest.mark.e2e

REGION, POOL, OTHER = "eu-west-1", "eu-west-1_Guarded", "eu-west-1_Other"
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"

[backend]
type = "local"

[domain]
name = "mail.example.com"

[dns]
provider = "external"

[configuration_set]
name = "sign-in"

[user_pool]
id = "{POOL}"
from = "Example <no-reply@mail.example.com>"
"""
TARGET = "-target=aws_sesv2_email_identity.domain"
PAST = {
    "plan": ("plan",),
    "apply": ("apply", "-auto-approve"),
    "apply, targeted": ("apply", "-auto-approve", TARGET),
    "destroy": ("destroy", "-auto-approve"),
    "destroy, targeted": ("destroy", "-auto-approve", TARGET),
}
"""What somebody may type who does not know of the gate."""


TURNED = {"TF_CLI_ARGS_plan": "-destroy", "TF_WORKSPACE": "blue", "TF_DATA_DIR": "/nonexistent"}
"""What somebody may have left in the shell, each of which would destroy, or begin with an empty state."""


@dataclass
class Story:
    """What happened; `written` is what was written to AWS by all that came past the gate."""

    ungated: Run
    past: dict[str, Run]
    saved: Run
    turned: dict[str, Run]
    copied: Run
    own_backend: Run
    empty: Run
    written: list[str]
    deployed: Run


def writes(aws: EmbeddedAws) -> list[str]:
    """List the calls that change something."""
    reading = ("Get", "List", "Describe", "Search")
    return [call["operation"] for call in aws.calls() if not call["operation"].startswith(reading)]


@pytest.fixture(scope="module")
def deployment(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Make the pool, the DNS records and the project."""
    made = make_deployment(aws, tmp_path_factory.mktemp("past") / "project", "guarded", ENVIRONMENT)
    publish(made, tomllib.loads(ENVIRONMENT))
    for pool in (POOL, OTHER):
        aws.put_pool(REGION, production_pool(pool), production_mfa())
    return made


@pytest.fixture(scope="module")
def story(deployment: Deployment) -> Story:
    """Deploy without the gate, through it, and then try every other way past it."""
    aws = deployment.aws
    aws.clear_calls()
    unset = {name: value for name, value in deployment.environment.items() if name != "TERRAFORM_BINARY_NAME"}
    ungated = replace(deployment, environment=unset).cdktf("deploy")
    written = writes(aws)
    deployed = deployment.cdktf("deploy")
    aws.clear_calls()
    past = {name: deployment.past_the_gate(*command, "-no-color", "-input=false") for name, command in PAST.items()}
    deployment.terraform("plan", "-destroy", "-out=through", "-input=false")
    saved = deployment.past_the_gate("apply", "-no-color", "-input=false", "through")
    turned = {name: turn(deployment, name, value) for name, value in TURNED.items()}
    copied, own_backend = with_a_copied_state(deployment)
    (deployment.project / "terraform.guarded.tfstate").rename(deployment.project / "elsewhere")
    empty = deployment.gate("apply", "-auto-approve")
    return Story(ungated, past, saved, turned, copied, own_backend, empty, written + writes(aws), deployed)


def with_a_copied_state(deployment: Deployment) -> tuple[Run, Run]:
    """Deploy another environment with this one's state: copied, and by an argument of `init`."""
    other = replace(deployment, name="other")
    text = ENVIRONMENT.replace(POOL, OTHER).replace("mail.example.com", "other.example.com")
    other.write(text.replace('"sign-in"', '"other-sign-in"'))
    other.synth()
    state = deployment.project / "terraform.guarded.tfstate"
    shutil.copy(state, deployment.project / "terraform.other.tfstate")
    other.terraform("init", "-input=false")
    copied = other.gate("apply", "-auto-approve")
    other.terraform("init", "-input=false", "-reconfigure", f"-backend-config=path={state}")
    return copied, other.gate("apply", "-auto-approve")


def turn(deployment: Deployment, name: str, value: str) -> Run:
    """Deploy through the gate in a shell in which somebody left a variable."""
    return replace(deployment, environment=deployment.environment | {name: value}).gate("apply", "-auto-approve")


def test_cdktf_without_the_gate_is_stopped_by_terraform(story: Story) -> None:
    """Activation was forgotten: exit code 1, and one sentence that names the command which goes through the gate."""
    assert story.ungated.exit_code == 1
    assert "did not come through poolpost's gate. Run 'make deploy ENV=guarded'" in words(story.ungated)


@pytest.mark.parametrize("name", PAST)
def test_terraform_without_the_gate_is_stopped(name: str, story: Story) -> None:
    """Also where `-target` would drop a variable that nothing uses."""
    assert story.past[name].exit_code == 1
    assert "did not come through poolpost's gate. Run 'make deploy ENV=guarded'" in words(story.past[name])


def test_a_plan_that_came_through_the_gate_cannot_be_applied_past_it(story: Story) -> None:
    """The value is ephemeral: no plan file holds it."""
    assert story.saved.exit_code == 1
    assert '"poolpost_gate" was set during the plan phase, and so must also be set' in words(story.saved)


@pytest.mark.parametrize("name", TURNED)
def test_a_variable_left_in_the_shell_is_refused(name: str, story: Story) -> None:
    """By name, with its value and how to go on, before Terraform runs."""
    assert story.turned[name].exit_code == 1
    assert f"{name} ({TURNED[name]})" in words(story.turned[name])
    assert f"unset {name}" in words(story.turned[name])


def test_a_copied_state_is_stopped(story: Story) -> None:
    """The other environment's identity and set would go; both names are said."""
    assert story.copied.exit_code == 1
    assert "[state-is-of-this-environment]" in words(story.copied)
    assert "it is the state of environment 'guarded'; this is 'other'" in words(story.copied)


def test_another_backend_by_an_argument_of_init_is_stopped(story: Story) -> None:
    """No plan shows it; what Terraform remembers does."""
    assert story.own_backend.exit_code == 1
    assert "initialized with another backend than environments/other.toml has: path is" in words(story.own_backend)


def test_an_empty_state_beside_a_live_stack_is_stopped(story: Story) -> None:
    """The remedy is to look for the state, and nothing advises to adopt what another state holds."""
    assert story.empty.exit_code == 1
    assert "[state-is-the-stacks]" in words(story.empty)
    assert "check [backend], TF_WORKSPACE, TF_DATA_DIR" in words(story.empty)
    assert "aws.adopt" not in words(story.empty)


def test_nothing_was_written_past_the_gate(story: Story) -> None:
    """Not one call; the deploy through the gate is the counter-check."""
    assert story.written == []
    assert story.deployed.exit_code == 0, story.deployed.output[-4000:]
