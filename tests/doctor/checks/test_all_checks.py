"""Every check of the doctor: what passes, what fails, what cannot be told, and what does not apply."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from poolpost.aws.mail_reads import SERVICE_LINKED_ROLE
from poolpost.doctor.checklist import CHECKS
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.pool.baseline import Baseline
from poolpost.settings import Settings
from tests.scenes.place import ACCOUNT, REGION, Change, Place, alarm, destination, rendered

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


def key(policy: Callable[[str], str], *, alias: bool = False) -> Change:
    """Encrypt the topic with a key of this policy."""

    def change(place: Place) -> None:
        kms = place.client("kms")
        text = rendered("aws_kms_key", "policy", "staging").replace("222222222222", ACCOUNT)
        made = kms.create_key(Policy=policy(text))["KeyMetadata"]
        name = "alias/events" if alias else made["Arn"]
        if alias:
            kms.create_alias(AliasName=name, TargetKeyId=made["KeyId"])
        topic("KmsMasterKeyId", name)(place)

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
    """Give the domain an SPF record of eleven lookups."""
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

ROWS: list[Row] = [
    ("right-account", PASS, healthy, f"of account {ACCOUNT}"),
    (
        "right-account",
        FAIL,
        file(("aws.account_id", "111111111111")),
        "but environment 'local' is account 111111111111",
    ),
    ("right-account", UNKNOWN, refused("sts:GetCallerIdentity"), "have expired (sts:GetCallerIdentity)"),
    ("production-access", PASS, healthy, "out of the sandbox"),
    (
        "production-access",
        PASS,
        both(SANDBOX, file(("aws.sandbox", True), ("alarms", None))),
        "which aws.sandbox accepts",
    ),
    ("production-access", FAIL, SANDBOX, "is in the sandbox; review DENIED, case case-9"),
    ("production-access", FAIL, account(ProductionAccessEnabled=False), "is in the sandbox"),
    ("production-access", UNKNOWN, refused("sesv2:GetAccount"), "ses:GetAccount"),
    ("production-access", SKIPPED, DEFAULT, "does not send through SES of this account"),
    ("sending-is-enabled", PASS, healthy, "may send"),
    ("sending-is-enabled", PASS, GONE, "may send"),
    ("sending-is-enabled", FAIL, account(SendingEnabled=False), "not allowed to send"),
    ("sending-is-enabled", FAIL, account(EnforcementStatus="SHUTDOWN"), "enforcement status SHUTDOWN"),
    ("sending-is-enabled", UNKNOWN, refused("sesv2:GetAccount"), "have expired"),
    ("sending-is-enabled", SKIPPED, DEFAULT, "COGNITO_DEFAULT"),
    ("account-is-healthy", PASS, healthy, "HEALTHY"),
    ("account-is-healthy", FAIL, account(EnforcementStatus="PROBATION"), "PROBATION"),
    ("account-is-healthy", UNKNOWN, refused("sesv2:GetAccount"), "have expired"),
    ("account-is-healthy", UNKNOWN, account(EnforcementStatus=None), "tells no EnforcementStatus"),
    ("quota-is-enough", PASS, healthy, "0 of 50000 mails in the last 24 h, 14 a second; 1000 a day expected"),
    ("quota-is-enough", PASS, account(SendQuota={"Max24HourSend": -1}), "unlimited"),
    ("quota-is-enough", PASS, file(("user_pool.expected_daily_mail", None)), "expected_daily_mail is not set"),
    ("quota-is-enough", FAIL, account(SendQuota={"Max24HourSend": 1200}), "1000 a day expected"),
    ("quota-is-enough", FAIL, account(SendQuota={"SentLast24Hours": 45000}), "45000 of 50000"),
    ("quota-is-enough", UNKNOWN, refused("sesv2:GetAccount"), "have expired"),
    ("quota-is-enough", UNKNOWN, account(SendQuota=None), "tells no SendQuota"),
    ("quota-is-enough", SKIPPED, DEFAULT, "50 mails a day"),
    ("identity-is-verified", PASS, healthy, f"{DOMAIN} is verified for sending in {REGION}"),
    ("identity-is-verified", PASS, refused("sesv2:GetAccount"), "is verified"),
    ("identity-is-verified", FAIL, GONE, f"has no identity {DOMAIN}"),
    ("identity-is-verified", FAIL, lambda p: p.server.verify(REGION, DOMAIN, verified=False), "HOST_NOT_FOUND"),
    ("identity-is-verified", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("identity-is-verified", SKIPPED, DEFAULT, "uses no identity"),
    ("dkim-is-success", PASS, healthy, "SUCCESS, and signing is on"),
    ("dkim-is-success", FAIL, both(GONE, lambda p: p.server.verify(REGION, DOMAIN, verified=False)), "PENDING"),
    ("dkim-is-success", FAIL, identity("put_email_identity_dkim_attributes", SigningEnabled=False), "turned off"),
    ("dkim-is-success", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("dkim-is-success", SKIPPED, GONE, "no identity yet"),
    ("dkim-key-is-long-enough", PASS, healthy, "RSA_2048_BIT"),
    (
        "dkim-key-is-long-enough",
        FAIL,
        file(("domain.dkim", {"key_length": "RSA_1024_BIT"})),
        "the file says RSA_1024_BIT",
    ),
    ("dkim-key-is-long-enough", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("dkim-key-is-long-enough", SKIPPED, OWN_KEY, "BYODKIM"),
    ("dkim-key-is-long-enough", SKIPPED, GONE, "no identity yet"),
    ("dkim-host-is-ours", PASS, healthy, "dkim.amazonses.com"),
    ("dkim-host-is-ours", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("dkim-host-is-ours", SKIPPED, OWN_KEY, "BYODKIM"),
    ("dkim-host-is-ours", SKIPPED, GONE, "no identity yet"),
    ("mail-from-is-success", PASS, healthy, f"bounce.{DOMAIN}: SUCCESS"),
    ("mail-from-is-success", FAIL, file(("domain.mail_from.label", "other")), f"the file says other.{DOMAIN}"),
    ("mail-from-is-success", FAIL, lambda p: p.server.external_dns({}), f"bounce.{DOMAIN}: "),
    (
        "mail-from-is-success",
        FAIL,
        lambda p: p.server.external_dns({(f"bounce.{DOMAIN}", "MX"): ["10 a.example.", "20 b.example."]}),
        "FAILED",
    ),
    ("mail-from-is-success", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("mail-from-is-success", SKIPPED, DEFAULT, "uses no identity"),
    ("mail-from-is-success", SKIPPED, GONE, "no identity yet"),
    ("no-identity-shadows-the-domain", PASS, healthy, f"closer to no-reply@{DOMAIN}"),
    (
        "no-identity-shadows-the-domain",
        PASS,
        lambda p: p.server.verify(REGION, f"no-reply@{DOMAIN}", verified=False),
        "waits for its verification",
    ),
    (
        "no-identity-shadows-the-domain",
        FAIL,
        lambda p: p.server.verify_address(REGION, f"no-reply@{DOMAIN}"),
        "no-reply@",
    ),
    (
        "no-identity-shadows-the-domain",
        FAIL,
        both(file(("user_pool.from", f"x@a.b.{DOMAIN}")), lambda p: p.server.verify(REGION, f"b.{DOMAIN}")),
        f"b.{DOMAIN}: more specific",
    ),
    ("no-identity-shadows-the-domain", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("no-identity-shadows-the-domain", SKIPPED, DEFAULT, "no From"),
    (
        "identity-policy-lets-cognito-send",
        PASS,
        alternate(lambda right: right),
        f"cognito-idp.{ALTERNATE}.amazonaws.com",
    ),
    (
        "identity-policy-lets-cognito-send",
        FAIL,
        alternate(lambda right: {**right, "Action": "SES:SendEmail"}),
        "no policy",
    ),
    ("identity-policy-lets-cognito-send", FAIL, alternate(lambda right: {**right, "Resource": "other"}), "no policy"),
    (
        "identity-policy-lets-cognito-send",
        UNKNOWN,
        alternate(lambda right: {**right, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
        "conditions that are not understood",
    ),
    (
        "identity-policy-lets-cognito-send",
        UNKNOWN,
        both(
            file(("aws.region", "ap-southeast-1"), ("user_pool.id", f"{ALTERNATE}_A")),
            refused("sesv2:GetEmailIdentity"),
        ),
        "have expired",
    ),
    ("identity-policy-lets-cognito-send", SKIPPED, healthy, "service-linked role"),
    ("feedback-reaches-somebody", PASS, healthy, "SES mails bounces"),
    ("feedback-reaches-somebody", PASS, OFF, "go to event destinations"),
    ("feedback-reaches-somebody", FAIL, both(OFF, NO_SET), "BOUNCE and COMPLAINT events go nowhere"),
    ("feedback-reaches-somebody", FAIL, both(OFF, file(("user_pool.use_configuration_set", False))), "go nowhere"),
    ("feedback-reaches-somebody", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("feedback-reaches-somebody", SKIPPED, GONE, "no identity yet"),
    ("records-are-published", PASS, zone(), f"MX bounce.{DOMAIN}: present"),
    ("records-are-published", FAIL, zone(("feedback-smtp.eu-west-1", "feedback-smtp.us-east-1")), "wrong"),
    ("records-are-published", FAIL, GONE, "pending"),
    ("records-are-published", UNKNOWN, silent, "lookup failed"),
    ("records-are-published", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("spf-can-be-evaluated", PASS, zone(), "1 of 10 lookups"),
    ("spf-can-be-evaluated", PASS, both(file(("dns.apex_spf", {})), zone()), "v=spf1 include:amazonses.com ~all"),
    ("spf-can-be-evaluated", FAIL, crowded, "11 DNS lookups"),
    ("spf-can-be-evaluated", FAIL, zone(more='\nbounce.mail 300 IN TXT "v=spf1 -all"'), "2 SPF records"),
    ("spf-can-be-evaluated", FAIL, zone(("v=spf1 include:amazonses.com ~all", "nothing")), "no SPF record"),
    ("spf-can-be-evaluated", UNKNOWN, silent, "could not be looked up"),
    ("dmarc-is-published", PASS, zone(), f"none for mail from {DOMAIN}"),
    ("dmarc-is-published", FAIL, zone(("v=DMARC1", "nothing")), "no DMARC record"),
    ("dmarc-is-published", FAIL, zone(more='\n_dmarc.mail 300 IN TXT "v=DMARC1; p=reject"'), "2 DMARC records"),
    ("dmarc-is-published", UNKNOWN, silent, "could not be looked up"),
    ("mail-is-aligned", PASS, zone(), "DKIM aligned, SPF aligned"),
    ("mail-is-aligned", FAIL, zone(("v=DMARC1;", "v=DMARC1; aspf=s;")), "SPF not aligned"),
    ("mail-is-aligned", FAIL, both(zone(), lambda p: p.server.external_dns({})), "MAIL FROM amazonses.com"),
    (
        "mail-is-aligned",
        FAIL,
        both(zone(more=STRANGERS), pool(EmailConfiguration={"From": "x@strangers.com"})),
        "DKIM not aligned, SPF not aligned: From strangers.com",
    ),
    ("mail-is-aligned", SKIPPED, zone(("v=DMARC1", "nothing")), "no DMARC record"),
    ("mail-is-aligned", UNKNOWN, silent, "could not be looked up"),
    ("mail-is-aligned", UNKNOWN, both(zone(), refused("cognito-idp:DescribeUserPool")), "have expired"),
    ("reports-reach-somebody", PASS, zone(), "your own domain"),
    ("reports-reach-somebody", PASS, both(STRANGER, zone(more=CONSENT)), "its owner agrees"),
    ("reports-reach-somebody", FAIL, both(STRANGER, zone()), "has not agreed"),
    (
        "reports-reach-somebody",
        FAIL,
        both(file(("dns.dmarc.rua", ["mailto:dmarc@example.com"])), zone()),
        "example.com is an organisation of its own",
    ),
    (
        "reports-reach-somebody",
        FAIL,
        zone((f"rua=mailto:dmarc@{DOMAIN}", "rua=mailto:dmarc@a..com")),
        "is no domain name",
    ),
    ("reports-reach-somebody", UNKNOWN, silent, "could not be looked up"),
    ("reports-reach-somebody", SKIPPED, zone(("v=DMARC1", "nothing")), "no DMARC record"),
    ("reports-reach-somebody", SKIPPED, zone((f"; rua=mailto:dmarc@{DOMAIN}", "")), "asks for none"),
    ("configuration-set-sends", PASS, healthy, "sign-in exists and sends"),
    ("configuration-set-sends", FAIL, NO_SET, "does not exist"),
    ("configuration-set-sends", FAIL, options("put_configuration_set_sending_options", SendingEnabled=False), "paused"),
    ("configuration-set-sends", UNKNOWN, refused("sesv2:GetConfigurationSet"), "have expired"),
    ("tls-is-as-wanted", PASS, healthy, "REQUIRE"),
    (
        "tls-is-as-wanted",
        FAIL,
        options("put_configuration_set_delivery_options", TlsPolicy="OPTIONAL"),
        "OPTIONAL; the file says REQUIRE",
    ),
    ("tls-is-as-wanted", UNKNOWN, refused("sesv2:GetConfigurationSet"), "have expired"),
    ("tls-is-as-wanted", SKIPPED, NO_SET, "no configuration set"),
    ("suppression-is-as-wanted", PASS, healthy, "BOUNCE and COMPLAINT (the set's)"),
    ("suppression-is-as-wanted", PASS, NO_SET, "BOUNCE and COMPLAINT (the account's)"),
    (
        "suppression-is-as-wanted",
        FAIL,
        options("put_configuration_set_suppression_options", SuppressedReasons=[]),
        "nothing (the set's)",
    ),
    ("suppression-is-as-wanted", UNKNOWN, refused("sesv2:GetConfigurationSet"), "have expired"),
    ("events-are-published", PASS, healthy, "BOUNCE, COMPLAINT, DELIVERY_DELAY, REJECT"),
    ("events-are-published", FAIL, NO_SET, "does not exist"),
    (
        "events-are-published",
        FAIL,
        file(("events.sns.event_types", ["BOUNCE", "DELIVERY"])),
        "not told: DELIVERY",
    ),
    ("events-are-published", FAIL, file(("events.eventbridge", {})), "does not exist"),
    ("events-are-published", FAIL, FIREHOSE, "does not exist"),
    (
        "events-are-published",
        PASS,
        both(
            FIREHOSE,
            lambda p: destination(
                p,
                "firehose",
                {"KinesisFirehoseDestination": {"IamRoleArn": "r", "DeliveryStreamArn": STREAM}},
                ["BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY"],
            ),
        ),
        "BOUNCE, COMPLAINT, DELIVERY_DELAY, REJECT",
    ),
    ("events-are-published", FAIL, file(("events.sns.topic_name", "another")), "does not exist"),
    ("events-are-published", UNKNOWN, refused("sesv2:GetConfigurationSetEventDestinations"), "have expired"),
    ("events-are-published", SKIPPED, file(("events", None), ("alarms", None)), "no destination"),
    ("ses-may-publish", PASS, healthy, "SES may publish to sign-in-mail"),
    ("ses-may-publish", PASS, key(lambda text: text), "SES may use its key"),
    ("ses-may-publish", PASS, key(lambda text: text, alias=True), "SES may use its key"),
    ("ses-may-publish", FAIL, file(("events.sns.topic_name", "another")), "another does not exist"),
    (
        "ses-may-publish",
        FAIL,
        topic("Policy", lambda old: old.replace("ses.amazonaws.com", "x.amazonaws.com")),
        "SES publish",
    ),
    ("ses-may-publish", FAIL, topic("Policy", lambda old: old.replace("set/sign-in", "set/other")), "SES publish"),
    (
        "ses-may-publish",
        FAIL,
        key(lambda text: text.replace("ses.amazonaws.com", "x.amazonaws.com")),
        "does not let SES use it",
    ),
    ("ses-may-publish", FAIL, topic("KmsMasterKeyId", "alias/aws/sns"), "AWS's own key"),
    (
        "ses-may-publish",
        UNKNOWN,
        topic("Policy", lambda old: old.replace("StringEquals", "StringNotLike")),
        "not understood",
    ),
    ("ses-may-publish", UNKNOWN, refused("sns:GetTopicAttributes"), "have expired"),
    ("ses-may-publish", UNKNOWN, both(key(lambda text: text), refused("kms:GetKeyPolicy")), "have expired"),
    ("ses-may-publish", SKIPPED, file(("events.sns", None), ("alarms", None)), "is not set"),
    ("subscriptions-are-confirmed", PASS, healthy, "confirmed"),
    (
        "subscriptions-are-confirmed",
        FAIL,
        file(("events.sns.subscribers", [{"protocol": "email", "endpoint": "new@example.com"}])),
        "not subscribed",
    ),
    (
        "subscriptions-are-confirmed",
        FAIL,
        both(
            file(("events.sns.subscribers", [{"protocol": "email", "endpoint": "new@example.com"}])),
            lambda p: p.client("sns").subscribe(TopicArn=p.topic, Protocol="email", Endpoint="new@example.com"),
        ),
        "waits for its confirmation",
    ),
    ("subscriptions-are-confirmed", UNKNOWN, refused("sns:ListSubscriptionsByTopic"), "have expired"),
    ("subscriptions-are-confirmed", SKIPPED, file(("events.sns.subscribers", [])), "no subscribers"),
    ("subscriptions-are-confirmed", SKIPPED, file(("events.sns.topic_name", "another")), "no topic"),
    ("alarms-watch-the-reputation", PASS, healthy, "Reputation.BounceRate at 0.05"),
    (
        "alarms-watch-the-reputation",
        FAIL,
        lambda p: alarm(p, "Reputation.BounceRate", AlarmActions=[]),
        "without actions",
    ),
    ("alarms-watch-the-reputation", FAIL, lambda p: alarm(p, "Reputation.BounceRate", Threshold=0.5), "at 0.1"),
    (
        "alarms-watch-the-reputation",
        FAIL,
        lambda p: p.client("cloudwatch").delete_alarms(AlarmNames=["poolpost-Reputation.ComplaintRate"]),
        "no alarm",
    ),
    (
        "alarms-watch-the-reputation",
        FAIL,
        lambda p: p.client("cloudwatch").set_alarm_state(
            AlarmName="poolpost-Reputation.BounceRate", StateValue="ALARM", StateReason="test"
        ),
        "poolpost-Reputation.BounceRate: ALARM",
    ),
    ("alarms-watch-the-reputation", UNKNOWN, refused("monitoring:DescribeAlarms"), "have expired"),
    ("alarms-watch-the-reputation", SKIPPED, file(("aws.sandbox", True)), "in the sandbox"),
    ("bounce-rate-is-low", PASS, rate("BounceRate", 0.0499), "4.99%; review at 5.0%, pause at 10.0%"),
    ("bounce-rate-is-low", FAIL, rate("BounceRate", 0.05), "5.00%"),
    ("bounce-rate-is-low", UNKNOWN, refused("monitoring:GetMetricStatistics"), "have expired"),
    ("bounce-rate-is-low", SKIPPED, healthy, "nothing was sent"),
    ("complaint-rate-is-low", PASS, rate("ComplaintRate", 0.0009), "0.09%; review at 0.1%, pause at 0.5%"),
    ("complaint-rate-is-low", FAIL, rate("ComplaintRate", 0.001), "0.10%"),
    ("complaint-rate-is-low", UNKNOWN, refused("monitoring:GetMetricStatistics"), "have expired"),
    ("complaint-rate-is-low", SKIPPED, healthy, "nothing was sent"),
    ("pool-is-as-wanted", PASS, healthy, "DEVELOPER"),
    ("pool-is-as-wanted", FAIL, COGNITO, "COGNITO_DEFAULT; the file says DEVELOPER"),
    (
        "pool-is-as-wanted",
        FAIL,
        file(("user_pool.from", f"Other <no-reply@{DOMAIN}>")),
        f"the file says Other <no-reply@{DOMAIN}>",
    ),
    (
        "pool-is-as-wanted",
        FAIL,
        file(("user_pool.mode", "manage"), ("user_pool.reply_to", None)),
        "the file says nothing",
    ),
    ("pool-is-as-wanted", FAIL, file(("user_pool.id", f"{REGION}_Nothing")), "there is no user pool"),
    ("pool-is-as-wanted", UNKNOWN, refused("cognito-idp:DescribeUserPool"), "have expired"),
    ("pool-is-as-wanted", UNKNOWN, file(("aws.account_id", "111111111111")), "the credentials are of account"),
    ("service-linked-role-exists", PASS, healthy, SERVICE_LINKED_ROLE),
    ("service-linked-role-exists", FAIL, without_role, "does not exist"),
    ("service-linked-role-exists", UNKNOWN, refused("iam:GetRole"), "have expired"),
    ("service-linked-role-exists", SKIPPED, DEFAULT, "does not send by"),
    ("service-linked-role-exists", SKIPPED, both(without_role, COGNITO), "when the pool is switched"),
    ("no-trigger-takes-the-mail", PASS, healthy, "no trigger"),
    (
        "no-trigger-takes-the-mail",
        FAIL,
        pool(LambdaConfig={"CustomEmailSender": {"LambdaArn": "arn:x"}}),
        "arn:x gets every mail",
    ),
    ("no-trigger-takes-the-mail", UNKNOWN, refused("cognito-idp:DescribeUserPool"), "have expired"),
    ("messages-are-allowed", PASS, healthy, "verification by code, verification by link, invitation"),
    (
        "messages-are-allowed",
        PASS,
        pool(VerificationMessageTemplate=None, EmailVerificationMessage=None, AdminCreateUserConfig=None),
        "Cognito's own texts",
    ),
    ("messages-are-allowed", FAIL, COGNITO, "COGNITO_DEFAULT sends Cognito's own"),
    ("messages-are-allowed", FAIL, pool(Domain=None), "no domain to serve it"),
    ("messages-are-allowed", UNKNOWN, refused("cognito-idp:DescribeUserPool"), "have expired"),
    (
        "messages-are-as-wanted",
        PASS,
        file(("messages.verification.email_subject", "Your Example code")),
        "1 as the file says",
    ),
    ("messages-are-as-wanted", FAIL, file(("messages.verification.email_subject", "Another")), "Your Example code"),
    (
        "messages-are-as-wanted",
        UNKNOWN,
        both(file(("messages.verification.email_subject", "Another")), refused("cognito-idp:DescribeUserPool")),
        "have expired",
    ),
    ("messages-are-as-wanted", SKIPPED, healthy, "sets no [messages]"),
    ("settings-are-not-lost", SKIPPED, healthy, "no write from this machine"),
    ("settings-are-not-lost", PASS, baseline_with(), "as in known.json"),
    (
        "settings-are-not-lost",
        FAIL,
        baseline_with(UserPoolTier="LITE"),
        'since known.json: UserPoolTier: "LITE" -> "PLUS"',
    ),
    (
        "settings-are-not-lost",
        UNKNOWN,
        both(baseline_with(), refused("cognito-idp:DescribeUserPool")),
        "have expired",
    ),
    ("email-mfa-can-work", PASS, mfa(AccountRecoverySetting={}), "tier PLUS, recovery by the default"),
    (
        "email-mfa-can-work",
        PASS,
        pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}),
        "tier PLUS, recovery by verified_email",
    ),
    ("email-mfa-can-work", FAIL, mfa(), "recovered by e-mail only"),
    ("email-mfa-can-work", FAIL, mfa(UserPoolTier="LITE"), "tier is LITE"),
    ("email-mfa-can-work", FAIL, mfa(EmailConfiguration={}), "needs EmailSendingAccount DEVELOPER"),
    ("email-mfa-can-work", UNKNOWN, refused("cognito-idp:GetUserPoolMfaConfig"), "have expired"),
    ("email-mfa-can-work", SKIPPED, healthy, "no sign-in codes by mail"),
]


@pytest.mark.parametrize(
    ("check", "outcome", "change", "said"), ROWS, ids=[f"{number}-{row[0]}-{row[1]}" for number, row in enumerate(ROWS)]
)
def test_a_check_says_what_is_so(check: str, outcome: str, change: Change, said: str, place: Place) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
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


BUILT = {
    "ses-region-is-allowed": {PASS, FAIL, UNKNOWN},
    "dkim-host-is-ours": {FAIL},
    "dkim-key-is-long-enough": {UNKNOWN},
    "quota-is-enough": {FAIL},
}
"""Outcomes that no environment file or embedded AWS can show; their tests make the value themselves, below."""


@pytest.mark.parametrize("check", [one.id for one in CHECKS])
def test_every_check_has_a_row_for_each_outcome(check: str) -> None:
    """Pass, fail and cannot tell: a check that cannot fail, or cannot be in doubt, is none."""
    rows = {outcome for id_, outcome, _, _ in ROWS if id_ == check}
    assert rows | BUILT.get(check, set()) >= {PASS, FAIL, UNKNOWN}


def with_pool(settings: Settings, **members: Any) -> Settings:
    """Give an environment that no file may have: its rules are passed over."""
    return settings.model_copy(update={"user_pool": settings.user_pool.model_copy(update=members)})


@pytest.mark.parametrize(
    ("pool_id", "override", "outcome", "said"),
    [
        ("eu-west-1_A", (), PASS, "send through us-east-1, us-west-2, eu-west-1"),
        ("af-south-1_A", (), FAIL, "pools of af-south-1 send through af-south-1"),
        ("ap-east-2_A", (), UNKNOWN, "does not name pools of ap-east-2"),
        ("ap-east-2_A", ("eu-west-1",), PASS, "by [region_override]: AWS's support said so"),
        ("ap-east-2_A", ("eu-west-2",), FAIL, "pools of ap-east-2 send through eu-west-2"),
    ],
)
def test_the_ses_region_is_one_of_the_table(
    pool_id: str, override: tuple[str, ...], outcome: str, said: str, place: Place
) -> None:
    """The rules of environment files refuse the wrong ones first; the doctor does not rely on it."""
    if override:
        place.changes += [
            ("region_override", {"reason": "AWS's support said so", "developer_ses_regions": list(override)}),
            ("aws.region", override[0]),
            ("user_pool.id", pool_id),
        ]
    settings = with_pool(place.settings, id_=pool_id)
    settings = settings.model_copy(update={"aws": settings.aws.model_copy(update={"region": "eu-west-1"})})
    (line,) = _check("ses-region-is-allowed").lines(place.facts(settings))
    assert (line.outcome, said in line.evidence) == (outcome, True), line


@pytest.mark.parametrize(
    ("check", "dkim", "outcome"),
    [
        ("dkim-host-is-ours", {"SigningHostedZone": "dkim.eu-west-1.amazonses.com"}, FAIL),
        ("dkim-host-is-ours", {}, UNKNOWN),
        ("dkim-key-is-long-enough", {}, UNKNOWN),
        ("dkim-key-is-long-enough", {"CurrentSigningKeyLength": "RSA_1024_BIT"}, FAIL),
    ],
)
def test_what_ses_says_about_dkim_is_compared(check: str, dkim: dict[str, str], outcome: str, place: Place) -> None:
    """Zones may vary by cell, and an older SES says nothing of them: the table never wins over the live answer."""
    facts = place.facts()
    vars(facts)["_fact_identity"] = ({"DkimAttributes": dkim}, None)
    (line,) = _check(check).lines(facts)
    assert line.outcome == outcome


def test_the_default_sender_is_compared_with_what_is_expected(place: Place) -> None:
    """COGNITO_DEFAULT sends 50 a day; a file that expects more is refused before, here it still fails."""
    DEFAULT(place)
    (line,) = _check("quota-is-enough").lines(place.facts(with_pool(place.settings, expected_daily_mail=51)))
    assert (line.outcome, "51 a day expected" in line.evidence) == (FAIL, True)


def _check(check: str) -> Any:
    return next(one for one in CHECKS if one.id == check)
