"""No argument of the stack's resources is another than what poolpost writes: an update in place can take mail away too."""

from collections.abc import Callable
from typing import Any

import pytest

from poolpost.gate.rules import arguments as argument_rules
from poolpost.settings.passes import Pass
from tests.conftest import MakeSettings
from tests.scenes.arguments import RULE, WIDE, judged
from tests.scenes.gate_situations import patched, plan
from tests.scenes.synthesized import Json, configuration_of, resource


def _set(address: str, argument: str, value: Any) -> tuple[Callable[[Json], object], str]:
    def alter(configuration: Json) -> None:
        resource(configuration, address)["expressions"][argument] = value

    return alter, f"{address}.{argument}"


def _constant(value: Any) -> Json:
    return {"constant_value": value}


def _moved(configuration: Json) -> None:
    resource(configuration, "aws_sesv2_email_identity.domain")["provider_config_key"] = "aws.user_pool"


def _added(configuration: Json) -> None:
    told = {"protocol": _constant("https"), "endpoint": _constant("https://evil.example")}
    address = "aws_sns_topic_subscription.stranger"
    configuration["root_module"]["resources"].append({"address": address, "expressions": told})


MX, MAIL_FROM = "aws_route53_record.mail_from_mx", "aws_sesv2_email_identity_mail_from_attributes.domain"
SET, SNS = "aws_sesv2_configuration_set.sign_in", "aws_sesv2_configuration_set_event_destination.sns"
LAMBDA = "lambda_arn_aws_lambda_ap_southeast_1_000000000000_function_f"
OTHER: dict[str, tuple[Callable[[Json], object], str]] = {
    "DKIM at a stranger's": _set("aws_route53_record.dkim_1", "records", _constant(["x.evil.example"])),
    "an MX of somebody's": _set(MX, "records", _constant(["10 mx.evil.example"])),
    "an SPF without SES": _set("aws_route53_record.mail_from_spf", "records", _constant(["v=spf1 -all"])),
    "DMARC that refuses": _set("aws_route53_record.dmarc", "records", _constant(["v=DMARC1; p=reject"])),
    "records by a local value": _set(MX, "records", {"constant_value": "${local.x}", "references": ["local.x"]}),
    "a health check from elsewhere": _set(MX, "health_check_id", {"references": ["local.x"]}),
    "an alias in a record's place": _set(MX, "alias", [{"name": _constant("evil.example")}]),
    "another zone": _set("data.aws_route53_zone.zone_example_com", "private_zone", _constant(value=True)),
    "a disabled key": _set("aws_kms_key.events", "is_enabled", _constant(value=False)),
    "an identity without its set": _set("aws_sesv2_email_identity.domain", "configuration_set_name", {}),
    "no MAIL FROM": _set(MAIL_FROM, "mail_from_domain", {}),
    "a set that sends nothing": _set(SET, "sending_options", [{"sending_enabled": _constant(value=False)}]),
    "a destination that is off": _set(SNS, "event_destination", [{"enabled": _constant(value=False)}]),
    "a topic by another key": _set("aws_sns_topic.events", "kms_master_key_id", _constant("alias/aws/sns")),
    "another Lambda": _set(f"aws_sns_topic_subscription.{LAMBDA}", "endpoint", _constant("arn:evil")),
    "a permission for everybody": _set(f"aws_lambda_permission.{LAMBDA}", "principal", _constant("*")),
    "an alarm that tells nobody": _set(
        "aws_cloudwatch_metric_alarm.bounce_rate", "actions_enabled", _constant(value=False)
    ),
    "a step that never runs": _set("terraform_data.user_pool_email", "triggers_replace", _constant({})),
    "another provider": (_moved, "aws_sesv2_email_identity.domain.provider"),
    "a subscriber of a stranger's": (_added, "aws_sns_topic_subscription.stranger"),
}


@pytest.mark.parametrize("name", OTHER)
def test_another_argument_stops_by_name(name: str, settings: MakeSettings) -> None:
    """One change of a real synthesis at a time; no other rule finds it, and it may pass by name."""
    made, (alter, subject) = settings(*WIDE), OTHER[name]
    configuration = configuration_of(made)
    alter(configuration)
    assert judged(made, configuration) == [("block", subject)]
    reason = Pass(rule=RULE, subject=subject, reason="the mail team moves it today")
    assert judged(made, configuration, passes=(reason,)) == [("warn", subject)]


def test_a_subscriber_that_a_team_names_is_theirs(settings: MakeSettings) -> None:
    """By address, in the file that is reviewed; what poolpost itself writes stays poolpost's."""
    theirs = "aws_sns_topic_subscription.stranger"
    made = settings(*WIDE, ("terraform.own_resources", [theirs, MX]))
    configuration = configuration_of(made)
    _added(configuration)
    assert judged(made, configuration) == []
    resource(configuration, MX)["expressions"]["records"] = _constant(["10 mx.evil.example"])
    assert judged(made, configuration) == [("block", f"{MX}.records")]


def test_tags_and_descriptions_are_anybodys(settings: MakeSettings) -> None:
    """No mail depends on them, and teams add them."""
    made = settings(*WIDE)
    configuration = configuration_of(made)
    arguments = {"tags": _constant({"team": "mail"}), "description": _constant("ours")}
    resource(configuration, "aws_kms_key.events")["expressions"].update(arguments)
    assert judged(made, configuration) == []


def test_an_argument_that_is_none_is_no_other(settings: MakeSettings) -> None:
    """Terraform shows what is null as an empty object, at any depth, and leaves a provider out that is the usual one."""
    made = settings(*WIDE)
    configuration = configuration_of(made)
    record = resource(configuration, MX)
    del record["provider_config_key"]
    record["expressions"] |= {"health_check_id": {}, "set_identifier": None}
    resource(configuration, SNS)["expressions"]["event_destination"][0]["extra"] = {}
    assert judged(made, configuration) == []


def test_each_argument_that_is_gone_stops(settings: MakeSettings) -> None:
    """In the order of their names."""
    made = settings(*WIDE)
    configuration = configuration_of(made)
    names = sorted(resource(configuration, MX)["expressions"])
    del resource(configuration, MX)["expressions"]
    assert judged(made, configuration) == [("block", f"{MX}.{name}") for name in names]


@pytest.mark.parametrize(
    ("argument", "given", "said"),
    [
        ("type", {}, "the plan has none; poolpost writes 'MX'"),
        ("health_check_id", {"constant_value": "x"}, "the plan has 'x'; poolpost writes none"),
        (
            "type",
            {"references": ["local.x"]},
            "the plan has {'references': ['local.x']}; poolpost writes 'MX'",
        ),
    ],
)
def test_both_values_are_told(argument: str, given: Json, said: str, settings: MakeSettings) -> None:
    """As Terraform has the one, and poolpost the other."""
    made = settings(*WIDE)
    configuration = configuration_of(made)
    resource(configuration, MX)["expressions"][argument] = given
    [finding] = argument_rules.arguments_are_as_written.findings(
        patched(settings=made, plan=plan(configuration=configuration))
    )
    assert finding.problem == said


def test_what_is_no_address_of_poolposts_is_anothers_to_judge(settings: MakeSettings) -> None:
    """The rule about contents stops at it."""
    made = settings(*WIDE)
    configuration = configuration_of(made)
    configuration["root_module"]["resources"].append({"address": "aws_iam_user.x", "expressions": {}})
    assert judged(made, configuration) == []


def test_a_record_is_of_the_account_that_has_the_zone(settings: MakeSettings) -> None:
    """With dns.role_arn a record by the environment's own provider would go into a zone of the wrong account."""
    made = settings(("dns.role_arn", "arn:aws:iam::111111111111:role/zones"))
    configuration = configuration_of(made)
    assert judged(made, configuration) == []
    resource(configuration, MX)["provider_config_key"] = "aws"
    assert judged(made, configuration) == [("block", f"{MX}.provider")]
