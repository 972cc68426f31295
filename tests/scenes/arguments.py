"""What the gate's rule about arguments finds in a configuration."""

from typing import Any

from poolpost.gate.rules import arguments as argument_rules
from poolpost.gate.rules.all_rules import judge
from poolpost.settings import Settings
from tests.scenes.gate_situations import patched, plan
from tests.scenes.synthesized import FULL, Json

RULE = "arguments-are-as-written"
WIDE = (
    *FULL,
    ("addresses.senders", ["old@example.org"]),
    ("account", {"suppressed_reasons": ["BOUNCE"], "service_linked_role": True}),
    ("configuration_set.tracking", {"domain": "click.example.com"}),
    (
        "dns.apex_spf",
        {"existing": "v=spf1 exists:%{i}.example.net -all", "other_txt": ['"quoted" ${text}' + "x" * 300]},
    ),
    ("alarms.daily_sends", 8000),
    ("aws.adopt", ["identity", "configuration-set"]),
    ("dns.adopt", ["dmarc"]),
    (
        "events.sns.subscribers",
        [{"protocol": "lambda", "endpoint": "arn:aws:lambda:ap-southeast-1:000000000000:function:f"}],
    ),
    ("events.eventbridge", {"event_types": ["BOUNCE"], "enabled": False}),
)


def judged(settings: Settings, configuration: Json, **facts: Any) -> list[tuple[str, str]]:
    """Judge by the rule: level and subject."""
    now = patched(settings=settings, plan=plan(configuration=configuration), **facts)
    return [(f.level, f.subject) for f in judge(now, argument_rules.RULES) if f.rule in {RULE, "rule-crashed"}]
