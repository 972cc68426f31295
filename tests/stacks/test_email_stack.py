"""What is synthesized: the reviewed Terraform of the shipped environments, and the variants of each construct."""

import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from poolpost.review.taking import BESIDE, DESTINATION, EVENTS, SENDS
from poolpost.settings import load
from poolpost.settings.terraform_names import OWN
from tests.conftest import ROOT, MakeSettings
from tests.scenes.message_violations import text
from tests.scenes.sending_world import BESIDE as WORLD_BESIDE
from tests.scenes.sending_world import STATE
from tests.scenes.synthesis import Synthesize

KEY = "A" * 360 + "=="
FEEDBACK = {"event_types": ["BOUNCE", "COMPLAINT"]}


def _addresses(stack: dict[str, Any]) -> set[str]:
    return {f"{kind}.{name}" for kind, named in stack["resource"].items() for name in named}


@pytest.fixture
def reviewed(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """One readable JSON file for each snapshot."""
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize("name", ["local", "dev", "staging", "production"])
def test_an_environment_gives_the_reviewed_terraform(
    name: str, synthesize: Synthesize, reviewed: SnapshotAssertion
) -> None:
    """A change of what is deployed is a change of a file in the pull request (`pytest --snapshot-update`)."""
    assert synthesize(load(name, ROOT / "environments")) == reviewed


def _is_known_to_the_rule_about_mail(stack: dict[str, Any]) -> None:
    """Each type is something that pools send with or is not, and what they send with is made new before old."""
    resources = stack["resource"]
    assert resources.keys() <= {*SENDS, *EVENTS, DESTINATION, *BESIDE}
    types = {address.partition(".")[0] for address in (*STATE, *WORLD_BESIDE, "terraform_data.step")}
    assert resources.keys() - types == set(), "tests/scenes/sending_world.py lacks a kind of resource"
    for kind in resources.keys() & SENDS.keys():
        for name, resource in resources[kind].items():
            if not name.startswith("address_"):
                assert resource["lifecycle"]["create_before_destroy"], f"{kind}.{name}"


def test_addresses_are_a_contract(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Another name replaces the resource in every deployed environment, so this list only ever grows."""
    everything = settings(
        ("addresses.senders", ["old@example.org"]),
        ("account", {"suppressed_reasons": ["BOUNCE"], "service_linked_role": True}),
        ("configuration_set.tracking", {"domain": "click.example.com"}),
        ("dns.apex_spf", {"existing": "v=spf1 -all"}),
        ("events.sns.kms", "create"),
        (
            "events.sns.subscribers",
            [{"protocol": "lambda", "endpoint": "arn:aws:lambda:ap-southeast-1:000000000000:function:f"}],
        ),
        ("events.eventbridge", FEEDBACK),
        (
            "events.firehose",
            {"delivery_stream_arn": "arn:aws:firehose:ap-southeast-1:000000000000:deliverystream/mail"},
        ),
        ("user_pool.id", "ap-east-1_Abc"),
        ("aws.region", "ap-southeast-1"),
    )
    subscription = "lambda_arn_aws_lambda_ap_southeast_1_000000000000_function_f"
    assert all(OWN.fullmatch(address) for address in _addresses(synthesize(everything)))
    _is_known_to_the_rule_about_mail(synthesize(everything))
    assert _addresses(synthesize(everything)) == {
        "aws_cloudwatch_metric_alarm.bounce_rate",
        "aws_cloudwatch_metric_alarm.complaint_rate",
        "aws_iam_role.firehose",
        "aws_iam_role_policy.firehose",
        "aws_iam_service_linked_role.cognito_email",
        "aws_kms_alias.events",
        "aws_kms_key.events",
        f"aws_lambda_permission.{subscription}",
        "aws_route53_record.apex_spf",
        "aws_route53_record.dkim_1",
        "aws_route53_record.dkim_2",
        "aws_route53_record.dkim_3",
        "aws_route53_record.dmarc",
        "aws_route53_record.mail_from_mx",
        "aws_route53_record.mail_from_spf",
        "aws_route53_record.tracking",
        "aws_sesv2_account_suppression_attributes.account",
        "aws_sesv2_configuration_set.sign_in",
        "aws_sesv2_configuration_set_event_destination.cloudwatch",
        "aws_sesv2_configuration_set_event_destination.eventbridge",
        "aws_sesv2_configuration_set_event_destination.firehose",
        "aws_sesv2_configuration_set_event_destination.sns",
        "aws_sesv2_email_identity.address_old_example_org",
        "aws_sesv2_email_identity.domain",
        "aws_sesv2_email_identity_feedback_attributes.domain",
        "aws_sesv2_email_identity_mail_from_attributes.domain",
        "aws_sesv2_email_identity_policy.cognito",
        "aws_sns_topic.events",
        "aws_sns_topic_policy.events",
        f"aws_sns_topic_subscription.{subscription}",
        "terraform_data.user_pool_email",
    }


def test_the_pool_is_switched_last(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Identity, MAIL FROM, every DNS record, policy and event destination come first."""
    stack = synthesize(settings(("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1")))
    before = set(stack["resource"]["terraform_data"]["user_pool_email"]["depends_on"])
    kinds = ("aws_sesv2_email_identity", "aws_route53_record", "aws_sesv2_configuration_set_event_destination")
    assert before >= {address for address in _addresses(stack) if address.startswith(kinds)}


def test_no_user_pool_is_held_in_patch_mode(synthesize: Synthesize, settings: MakeSettings) -> None:
    """What Terraform does not hold it cannot replace or destroy."""
    assert "aws_cognito_user_pool" not in synthesize(settings())["resource"]


def test_the_policy_trusts_only_this_pool(synthesize: Synthesize, settings: MakeSettings) -> None:
    """REG3: the regional principal, this account, this pool; the identity's real region."""
    stack = synthesize(settings(("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1")))
    (statement,) = json.loads(stack["resource"]["aws_sesv2_email_identity_policy"]["cognito"]["policy"])["Statement"]
    assert statement["Principal"] == {"Service": "cognito-idp.ap-east-1.amazonaws.com"}
    assert statement["Resource"] == "arn:aws:ses:ap-southeast-1:000000000000:identity/mail.example.com"
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "000000000000"},
        "ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:ap-east-1:000000000000:userpool/ap-east-1_Abc"},
    }


def test_a_pool_in_its_own_region_gets_no_policy(synthesize: Synthesize, settings: MakeSettings) -> None:
    """REG8: there the service-linked role suffices."""
    assert "aws_sesv2_email_identity_policy" not in synthesize(settings())["resource"]


def test_a_pool_elsewhere_is_read_through_a_provider_of_its_region(
    synthesize: Synthesize, settings: MakeSettings
) -> None:
    """The drift check must not look for the pool in the SES region."""
    stack = synthesize(settings(("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1")))
    assert stack["data"]["aws_cognito_user_pool"]["live"]["provider"] == "aws.user_pool"
    assert [(p["region"], p.get("alias")) for p in stack["provider"]["aws"]] == [
        ("ap-southeast-1", None),
        ("ap-east-1", "user_pool"),
    ]


def test_external_dns_makes_no_record_and_lists_all(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Whoever runs the DNS gets the complete list, DKIM tokens included."""
    stack = synthesize(settings(("dns.provider", "external")))
    assert "aws_route53_record" not in stack["resource"]
    assert "data" not in stack or "aws_route53_zone" not in stack["data"]
    tokens = "${try(aws_sesv2_email_identity.domain.dkim_signing_attributes[0].tokens"
    assert [(row["type"], row["name"]) for row in stack["output"]["dns_records"]["value"]] == [
        ("CNAME", f'{tokens}[0], "no-token-1")}}._domainkey.mail.example.com'),
        ("CNAME", f'{tokens}[1], "no-token-2")}}._domainkey.mail.example.com'),
        ("CNAME", f'{tokens}[2], "no-token-3")}}._domainkey.mail.example.com'),
        ("MX", "bounce.mail.example.com"),
        ("TXT", "bounce.mail.example.com"),
        ("TXT", "_dmarc.mail.example.com"),
    ]


def test_a_zone_by_id_is_not_looked_up(synthesize: Synthesize, settings: MakeSettings) -> None:
    """The id is taken as it is."""
    stack = synthesize(settings(("dns.zones", None), ("dns.zone_id", "Z0123")))
    assert {record["zone_id"] for record in stack["resource"]["aws_route53_record"].values()} == {"Z0123"}


def test_no_record_overwrites_what_is_there(synthesize: Synthesize, settings: MakeSettings) -> None:
    """An existing record at our name is somebody's: the apply stops."""
    records = synthesize(settings())["resource"]["aws_route53_record"].values()
    assert not any("allow_overwrite" in record for record in records)


def test_a_long_txt_is_split_for_the_provider(synthesize: Synthesize, settings: MakeSettings) -> None:
    """The provider adds the outer quotes only, so the inner pair separates strings of 255 bytes."""
    dkim = {"selector": "own", "public_key": KEY, "private_key_variable": "dkim_private_key"}
    stack = synthesize(settings(("domain.dkim", dkim)))
    (value,) = stack["resource"]["aws_route53_record"]["dkim_1"]["records"]
    assert [len(part) for part in value.split('""')] == [255, len(value) - 257]


def test_a_private_key_is_never_in_the_output(synthesize: Synthesize, settings: MakeSettings) -> None:
    """It comes from a sensitive variable or from Secrets Manager, when Terraform runs."""
    by_variable = {"selector": "own", "public_key": KEY, "private_key_variable": "dkim_private_key"}
    by_secret = {"selector": "own", "public_key": KEY, "private_key_secret_id": "mail/dkim"}
    stack = synthesize(settings(("domain.dkim", by_variable)))
    signing = stack["resource"]["aws_sesv2_email_identity"]["domain"]["dkim_signing_attributes"]
    assert signing["domain_signing_private_key"] == "${var.dkim_private_key}"
    assert stack["variable"]["dkim_private_key"]["sensitive"] is True
    assert "default" not in stack["variable"]["dkim_private_key"]
    stack = synthesize(settings(("domain.dkim", by_secret)))
    assert (
        stack["data"]["aws_secretsmanager_secret_version"]["dkim_private_key"]["secret_id"]
        == by_secret["private_key_secret_id"]
    )


def test_terraform_marks_in_texts_stay_texts(synthesize: Synthesize, settings: MakeSettings) -> None:
    """`${` and `%{` are Terraform's templates; an SPF macro or a display name must not become one."""
    stack = synthesize(
        settings(
            ("user_pool.from", "100%{x} ${y} <a@mail.example.com>"),
            ("dns.apex_spf", {"existing": "v=spf1 exists:%{i}._spf.example.com -all"}),
            ("aws.tags", {"note": "${z}"}),
        )
    )
    desired = stack["resource"]["terraform_data"]["user_pool_email"]["triggers_replace"]["email_configuration"]
    assert desired["From"] == "100%%{x} $${y} <a@mail.example.com>"
    assert "exists:%%{i}." in stack["resource"]["aws_route53_record"]["apex_spf"]["records"][0]
    assert stack["provider"]["aws"][0]["default_tags"][0]["tags"] == {"note": "$${z}"}


def test_the_right_account_or_nothing(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Every provider refuses other accounts, takes the environment's role and has no endpoints block."""
    role = "arn:aws:iam::000000000000:role/deploy"
    stack = synthesize(
        settings(("aws.role_arn", role), ("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1"))
    )
    for provider in stack["provider"]["aws"]:
        assert provider["allowed_account_ids"] == ["000000000000"]
        assert provider["assume_role"] == [{"role_arn": role, "session_name": "poolpost"}]
        assert "endpoints" not in provider


def test_state_in_s3_is_locked_by_a_file(synthesize: Synthesize, settings: MakeSettings) -> None:
    """The argument is newer than cdktf 0.21, so it is added by override."""
    backend = {
        "type": "s3",
        "bucket": "state",
        "key": "k",
        "region": "eu-west-1",
        "role_arn": "arn:aws:iam::000000000000:role/s",
    }
    assert synthesize(settings(("backend", backend)))["terraform"]["backend"]["s3"] == {
        "assume_role": {"role_arn": "arn:aws:iam::000000000000:role/s"},
        "bucket": "state",
        "encrypt": True,
        "key": "k",
        "region": "eu-west-1",
        "use_lockfile": True,
    }


def test_ses_and_alarms_may_publish_events_and_nobody_else(synthesize: Synthesize, settings: MakeSettings) -> None:
    """SES for this configuration set only; with a key, the services that need it."""
    stack = synthesize(settings(("events.sns.kms", "create")))
    statements = json.loads(stack["resource"]["aws_sns_topic_policy"]["events"]["policy"])["Statement"]
    assert {s["Principal"]["Service"]: s["Condition"]["StringEquals"].get("AWS:SourceArn") for s in statements} == {
        "ses.amazonaws.com": "arn:aws:ses:eu-west-1:000000000000:configuration-set/sign-in",
        "cloudwatch.amazonaws.com": None,
    }
    assert all(s["Condition"]["StringEquals"]["AWS:SourceAccount"] == "000000000000" for s in statements)
    key = json.loads(stack["resource"]["aws_kms_key"]["events"]["policy"])["Statement"][1]
    assert set(key["Principal"]["Service"]) == {"ses.amazonaws.com", "cloudwatch.amazonaws.com", "sns.amazonaws.com"}


def test_synthesis_is_pure(synthesize: Synthesize, settings: MakeSettings, tmp_path: Path) -> None:
    """The same file gives the same bytes, without a path, user, time or variable of this machine."""
    first = synthesize(settings())
    text = (tmp_path / "stacks/local/cdk.tf.json").read_text()
    assert synthesize(settings()) == first
    assert (tmp_path / "stacks/local/cdk.tf.json").read_text() == text
    assert str(ROOT) not in text
    assert str(Path.home()) not in text


@pytest.mark.parametrize(
    ("zone", "zone_id"),
    [
        ([], "${data.aws_route53_zone.zone_example_com.zone_id}"),
        ([("dns.zones", None), ("dns.zone_id", "Z123")], "Z123"),
    ],
)
def test_adopted_records_are_imported(
    zone: list[tuple[str, Any]], zone_id: str, synthesize: Synthesize, settings: MakeSettings
) -> None:
    """One import block for each, by the id that the provider reads: ZONE_NAME_TYPE, known at plan."""
    made = synthesize(settings(("dns.adopt", ["dmarc", "mail-from-mx"]), *zone))
    assert made["import"] == [
        {"to": "aws_route53_record.mail_from_mx", "id": f"{zone_id}_bounce.mail.example.com_MX"},
        {"to": "aws_route53_record.dmarc", "id": f"{zone_id}__dmarc.mail.example.com_TXT"},
    ]


def test_what_ses_has_already_is_imported(synthesize: Synthesize, settings: MakeSettings) -> None:
    """By its name; the records of Easy DKIM too, whose names the plan reads from the imported identity."""
    adopt = ("aws.adopt", ["identity", "configuration-set", "jane@example.org"])
    people = ("addresses.senders", ["jane@example.org", "john@example.org"])
    made = synthesize(settings(adopt, people, ("dns.adopt", ["dkim-2"])))
    imported = {each["to"]: each["id"] for each in made["import"]}
    token = imported.pop("aws_route53_record.dkim_2")
    assert 'domain.dkim_signing_attributes[0].tokens[1], "no-token-2")}._domainkey.mail.example.com_' in token
    assert imported == {
        "aws_sesv2_configuration_set.sign_in": "sign-in",
        "aws_sesv2_email_identity.domain": "mail.example.com",
        "aws_sesv2_email_identity.address_jane_example_org": "jane@example.org",
    }


def test_messages_are_part_of_what_the_switch_depends_on(synthesize: Synthesize, settings: MakeSettings) -> None:
    """A text that changes alone runs the same step; Terraform's template marks in it stay what they are."""
    body = "<style>p { width: 100%{####} } ${x}</style>"
    made = settings(("messages.verification.email_message_file", text(body)))
    step = synthesize(made)["resource"]["terraform_data"]["user_pool_email"]
    assert step["triggers_replace"]["messages"] == {
        "VerificationMessageTemplate.EmailMessage": "<style>p { width: 100%%{####} } $${x}</style>"
    }
    assert body not in step["provisioner"][0]["local-exec"]["environment"]["POOLPOST_PLANNED"]


def test_without_messages_the_switch_depends_on_what_it_always_did(
    synthesize: Synthesize, settings: MakeSettings
) -> None:
    """Otherwise every deployed environment would run the step again."""
    step = synthesize(settings())["resource"]["terraform_data"]["user_pool_email"]
    assert step["triggers_replace"].keys() == {"user_pool_id", "email_configuration"}
