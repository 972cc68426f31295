"""Who may publish to the topic."""

import json

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize


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
