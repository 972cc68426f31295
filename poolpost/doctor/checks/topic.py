"""The doctor's checks of the SNS topic of the events: who may publish to it, its key, and who hears it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed, unknown
from poolpost.doctor.facts import Facts
from poolpost.settings import Settings
from poolpost.standards.iam_conditions import every, of_service
from poolpost.standards.iam_policies import allows, read_policy, why_not

SECTION = "delivery"
SES, CLOUDWATCH = "ses.amazonaws.com", "cloudwatch.amazonaws.com"
_KEY_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")  # SES developer guide, configure-sns-notifications
_AWS_KEY = "alias/aws/sns"
_EVENTS = "https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """
    A service that publishes to the topic.

    Attributes:
        service: its principal.
        name: in a sentence.
        context: condition keys of its requests.
        otherwise: what happens when it may not publish.
    """

    service: str
    name: str
    context: Mapping[str, str | None]
    otherwise: str


def ses(settings: Settings) -> Publisher:
    """Return SES as it publishes events of the configuration set; its requests have no source owner."""
    arn = settings.configuration_set_arn
    context = of_service(SES, account=settings.aws.account_id, SourceArn=arn, SourceOwner=None)
    return Publisher(service=SES, name="SES", context=context, otherwise="SES drops every event without a word")


def cloudwatch(settings: Settings) -> Publisher:
    """Return CloudWatch as it publishes alarms; the policy that SNS makes by itself lets it in, by the source owner."""
    account = settings.aws.account_id
    context = of_service(CLOUDWATCH, account=account, SourceOwner=account)
    return Publisher(service=CLOUDWATCH, name="CloudWatch", context=context, otherwise="no alarm arrives")


@check("ses-may-publish", SECTION, "SNS topic", source=_EVENTS)
def ses_may_publish(facts: Facts) -> Iterator[Verdict]:
    """SES silently drops an event that it may not publish."""
    settings, sns = facts.settings, facts.settings.events.sns
    if sns is None:
        yield does_not_apply("[events.sns] is not set")
        return
    if facts.topic is None:
        yield failed(f"{sns.topic_name} does not exist", f"'cdktf deploy {settings.set_owner}'")
        return
    publisher = ses(settings)
    yield _publishes(facts, publisher)
    key = facts.topic.get("KmsMasterKeyId", "")
    if key.endswith(_AWS_KEY):
        remedy = "set events.sns.kms = 'create', or the ARN of your own key"
        yield failed(
            f"{_AWS_KEY} is managed by AWS: its policy does not allow SES, and cannot be changed", remedy, subject="key"
        )
    elif key:
        yield replace(_unusable(facts, key) or _uses_key(facts, key, publisher), subject="key")


def alarms_arrive(facts: Facts) -> Iterator[Verdict]:
    """Check that CloudWatch, which is not SES, may publish to the topic of the alarms and use its key."""
    topic = facts.topic
    if topic is None or not any(topic["TopicArn"] in each.get("AlarmActions", []) for each in facts.alarms):
        return
    publisher = cloudwatch(facts.settings)
    verdict = _publishes(facts, publisher)
    key = topic.get("KmsMasterKeyId", "")
    if verdict.outcome == "pass" and key and not key.endswith(_AWS_KEY):
        verdict = _unusable(facts, key) or _uses_key(facts, key, publisher)
    yield replace(verdict, subject="topic of the alarms")


@check(
    "subscriptions-are-confirmed",
    SECTION,
    "subscription",
    source="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html",
)
def subscriptions_are_confirmed(facts: Facts) -> Iterator[Verdict]:
    """An unconfirmed subscriber receives nothing."""
    sns = facts.settings.events.sns
    if sns is None or not sns.subscribers:
        yield does_not_apply("[events.sns] names no subscribers")
        return
    if facts.topic is None:
        yield does_not_apply("there is no topic")
        return
    live = {(each["Protocol"], each["Endpoint"]): each["SubscriptionArn"] for each in facts.subscriptions}
    for subscriber in sns.subscribers:
        arn = live.get((subscriber.protocol, subscriber.endpoint))
        if arn is None:
            yield failed("not subscribed", f"'cdktf deploy {facts.settings.set_owner}'", subject=subscriber.endpoint)
        elif not arn.startswith("arn:"):
            yield failed(
                "not confirmed yet", "open the link in the mail that AWS sent to it", subject=subscriber.endpoint
            )
        else:
            yield passed("confirmed", subject=subscriber.endpoint)


def _publishes(facts: Facts, publisher: Publisher) -> Verdict:
    topic, settings = facts.topic or {}, facts.settings
    policy, call = read_policy(topic["Policy"], f"topic {settings.topic_arn}"), "sns:Publish"
    asked = {"service": publisher.service, "action": call, "resource": topic["TopicArn"]}
    may = allows(policy, **asked, context=publisher.context)
    if may is False:
        why = why_not(policy, **asked, context=publisher.context)
        problem = f"its policy does not let {publisher.name} publish, so {publisher.otherwise}: {why}"
        return failed(problem, f"'cdktf deploy {settings.set_owner}' writes it again")
    return (
        passed(f"{publisher.name} may publish to {topic['TopicArn'].rpartition(':')[2]}")
        if may
        else _not_understood(settings)
    )


def _uses_key(facts: Facts, key: str, publisher: Publisher) -> Verdict:
    policy = facts.key_policy(key)
    found = {
        each: allows(policy, service=publisher.service, action=each, context=publisher.context) for each in _KEY_ACTIONS
    }
    refused = [each for each, may in found.items() if may is False]
    if refused:
        why = why_not(policy, service=publisher.service, action=refused[0], context=publisher.context)
        what = f"the policy of {key} does not let {publisher.name} use it ({' and '.join(refused)})"
        remedy = f"'cdktf deploy {facts.settings.set_owner}', or fix the policy of your own key"
        return failed(f"{what}, so {publisher.otherwise}: {why}", remedy)
    return passed(f"{publisher.name} may use its key") if every(found.values()) else _not_understood(facts.settings)


def _unusable(facts: Facts, key: str) -> Verdict | None:
    """Return what is wrong with a key whatever its policy says; None if it can be used."""
    state = str(facts.key(key).get("KeyState"))
    if state == "Enabled":
        return None
    enable = f"'aws kms enable-key --key-id {key}'"
    remedies = {
        "Disabled": f"find out why it was disabled, then {enable}",
        "PendingDeletion": f"'aws kms cancel-key-deletion --key-id {key}', then {enable}",
    }
    remedy = remedies.get(state, "look at the key in KMS, or set events.sns.kms to another one")
    return failed(f"its key {key} is {state}: nothing can be published to the topic", remedy)


def _not_understood(settings: Settings) -> Verdict:
    said = "its policy has conditions that poolpost does not evaluate"
    return unknown(said, f"'poolpost doctor {settings.name} --send' proves it")


CHECKS = (ses_may_publish, subscriptions_are_confirmed)
