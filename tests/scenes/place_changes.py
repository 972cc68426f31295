"""Changes to an environment in which mail arrives, and how a line of the doctor is compared with the expected one."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from poolpost.aws.iam import SERVICE_LINKED_ROLE
from poolpost.doctor.checks.check import Check
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.pool.baseline import Baseline
from poolpost.settings import Settings
from tests.scenes.place import ACCOUNT, REGION, Change, Place, rendered

PASS, FAIL, UNKNOWN, SKIPPED = "pass", "fail", "cannot tell", "not applicable"
Row = tuple[str, str, Change, str]
DOMAIN = "mail.example.com"
ALTERNATE = "ap-southeast-7"  # its pools send through ap-southeast-1 or ap-south-1


def healthy(_place: Place) -> None:
    """Leave everything as the deploy made it."""


def both(*changes: Change) -> Change:
    """Change several things."""

    def change(place: Place) -> None:
        for one in changes:
            one(place)

    return change


def file(*changes: tuple[str, Any]) -> Change:
    """Change the environment file."""
    return lambda place: place.changes.extend(changes)


def refused(operation: str) -> Change:
    """Let AWS refuse a call: the credentials have expired."""
    return lambda place: place.aws.fault(operation, "expired", count=99)


def account(**settings: Any) -> Change:
    """Change what GetAccount says."""
    return lambda place: place.server.account(REGION, **settings)


def ses(method: str, **arguments: Any) -> Change:
    """Call SES behind poolpost's back."""
    return lambda place: getattr(place.client("sesv2"), method)(**arguments)


def identity(method: str, **arguments: Any) -> Change:
    """Change the domain's identity."""
    return ses(method, EmailIdentity=DOMAIN, **arguments)


def options(method: str, **arguments: Any) -> Change:
    """Change the configuration set."""
    return ses(method, ConfigurationSetName="sign-in", **arguments)


def pool(**members: Any) -> Change:
    """Change the live pool; None removes a member."""
    return lambda place: place.pool(**members)


def baseline_with(**members: Any) -> Change:
    """Let a file say what the pool is to be: the healthy pool with other members."""
    state = {"UserPool": {**production_pool(), **members}, "MfaConfig": production_mfa()}
    known = Baseline(path=Path("known.json"), snapshot=state, open=frozenset(), reviewed=False)

    def change(place: Place) -> None:
        place.known = {"baseline": known}

    return change


def mfa(**members: Any) -> Change:
    """Let the pool send sign-in codes by mail."""
    codes = {"EmailMfaConfiguration": {"Message": "{####}", "Subject": "Code"}}

    def change(place: Place) -> None:
        live = {**production_pool(), "EmailConfiguration": place.settings.email_configuration, **members}
        place.write_pool(live, {**production_mfa(), **codes})

    return change


def zone(*edits: tuple[str, str], more: str = "") -> Change:
    """Publish our own export with mistakes."""
    return lambda place: place.publish(*edits, more=more)


def silent(place: Place) -> None:
    """Let no name server answer."""
    place.silent = True


def topic(attribute: str, value: str | Callable[[str], str]) -> Change:
    """Set an attribute of the topic; a function gets the one that it has."""

    def change(place: Place) -> None:
        sns = place.client("sns")
        old = sns.get_topic_attributes(TopicArn=place.topic)["Attributes"].get(attribute, "")
        new = value if isinstance(value, str) else value(old)
        sns.set_topic_attributes(TopicArn=place.topic, AttributeName=attribute, AttributeValue=new)

    return change


def key(policy: Callable[[str], str], *, alias: bool = False, state: str = "Enabled") -> Change:
    """Encrypt the topic with a key of this policy and state."""

    def change(place: Place) -> None:
        kms = place.client("kms")
        text = rendered("aws_kms_key", "policy", "staging").replace("222222222222", ACCOUNT)
        made = kms.create_key(Policy=policy(text))["KeyMetadata"]
        name = "alias/events" if alias else made["Arn"]
        if alias:
            kms.create_alias(AliasName=name, TargetKeyId=made["KeyId"])
        topic("KmsMasterKeyId", name)(place)
        if state == "Disabled":
            kms.disable_key(KeyId=made["KeyId"])
        elif state == "PendingDeletion":
            kms.schedule_key_deletion(KeyId=made["KeyId"])

    return change


def rate(metric: str, value: float) -> Change:
    """Publish a rate, as SES does."""

    def change(place: Place) -> None:
        point = {"MetricName": f"Reputation.{metric}", "Value": value, "Timestamp": datetime.now(UTC)}
        place.client("cloudwatch").put_metric_data(Namespace="AWS/SES", MetricData=[point])

    return change


def alternate(statement: Callable[[dict[str, Any]], Any]) -> Change:
    """Move the pool to a region whose pools send by a policy of the identity, and set that policy."""

    def change(place: Place) -> None:
        place.changes += [("aws.region", "ap-southeast-1"), ("user_pool.id", f"{ALTERNATE}_Abc")]
        settings = place.settings
        right = {
            "Effect": "Allow",
            "Principal": {"Service": settings.policy_principal},
            "Action": ["SES:SendEmail", "SES:SendRawEmail"],
            "Resource": settings.identity_arn,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": settings.pool_arn},
            },
        }
        policy = {"Version": "2012-10-17", "Statement": [right]}
        live = {"Policies": {"cognito": json.dumps({**policy, "Statement": [statement(right)]})}}
        place.known |= {"identity": {"VerifiedForSendingStatus": True, **live}}

    return change


def without_role(place: Place) -> None:
    """Delete the service-linked role."""
    place.client("iam").delete_role(RoleName=SERVICE_LINKED_ROLE)


def crowded(place: Place) -> None:
    """Publish an SPF record of eleven lookups."""
    many = " ".join(f"include:o{number}.example.com" for number in range(11))
    many = many.replace(" include:o5", '" " include:o5')  # a string has at most 255 bytes
    more = "".join(f'\no{number} 300 IN TXT "v=spf1 -all"' for number in range(11))
    place.publish(("v=spf1 include:amazonses.com ~all", f"v=spf1 {many} ~all"), more=more)


GONE = ses("delete_email_identity", EmailIdentity=DOMAIN)
NO_SET = ses("delete_configuration_set", ConfigurationSetName="sign-in")
DEFAULT = file(
    ("user_pool.sending", "COGNITO_DEFAULT"),
    ("user_pool.from", None),
    ("user_pool.reply_to", None),
    ("user_pool.expected_daily_mail", 50),
)
OWN_KEY = file(("domain.dkim", {"selector": "s1", "public_key": "MIGf" * 60, "private_key_variable": "key"}))
SANDBOX = account(ProductionAccessEnabled=False, Details={"ReviewDetails": {"Status": "DENIED", "CaseId": "case-9"}})
OFF = identity("put_email_identity_feedback_attributes", EmailForwardingEnabled=False)
COGNITO = pool(EmailConfiguration={"EmailSendingAccount": "COGNITO_DEFAULT"})
STRANGER = file(("dns.dmarc.rua", ["mailto:dmarc@reports.com"]))
STREAM = f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/events"
FIREHOSE = file(("events.firehose", {"delivery_stream_arn": STREAM}))
CONSENT = f'\n{DOMAIN}._report._dmarc.reports.com. 300 IN TXT "v=DMARC1"'
STRANGERS = '\n_dmarc.strangers.com. 300 IN TXT "v=DMARC1; p=none"'


def ids(rows: list[Row]) -> list[str]:
    """Name each row by its number, check and outcome."""
    return [f"{number}-{row[0]}-{row[1]}" for number, row in enumerate(rows)]


def compare(row: Row, place: Place) -> None:
    """Change one thing, and compare the check's lines with the expected outcome and evidence."""
    check, outcome, change, said = row
    change(place)
    lines = place.lines(check)
    found = [line for line in lines if line.outcome == outcome]
    assert any(said in line.evidence for line in found), lines
    if outcome == PASS:
        assert {line.outcome for line in lines} == {PASS}, lines
    for line in lines:
        assert line.evidence
        assert line.source.startswith("https://")
        assert line.remedy or line.outcome != FAIL, line


def without_outcome(checks: Iterable[Check], rows: list[Row], elsewhere: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what no row and no other test shows: each check must be able to pass, to fail and to be in doubt."""
    shown = {row[:2] for row in rows} | elsewhere
    return [(one.id, outcome) for one in checks for outcome in (PASS, FAIL, UNKNOWN) if (one.id, outcome) not in shown]


def with_pool(settings: Settings, **members: Any) -> Settings:
    """Return an environment that no file may have: its rules are passed over."""
    return settings.model_copy(update={"user_pool": settings.user_pool.model_copy(update=members)})
