"""
Environments that set every text of the schema, and the paths of these texts, for tests that walk all of them.

A field added later is covered by itself: `test_every_text_of_the_schema_is_set` names one that is missing here.
"""

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from poolpost.settings.schema import schema_text
from tests.conftest import ROOT, changed

Json = dict[str, Any]
Change = tuple[str, Any]

KEY = "A" * 360
OWNER = "owner"
"""The environment whose identity one of these shares; its file is the shipped local one."""
TEMPLATES: Json = {
    "welcome": {
        "from": "no-reply@mail.example.com",
        "subject": "Confirm",
        "content_file": "templates/confirm-address.html",
        "success_url": "https://example.com/yes",
        "failure_url": "https://example.com/no",
    }
}
"""A verification template whose file is in environments/."""
_ROUTE53: list[Change] = [
    ("promotes_from", "staging"),
    ("evidence_signers", "signers"),
    ("aws.role_arn", "arn:aws:iam::000000000000:role/deploy"),
    ("aws.tags", {"application": "sign-in"}),
    ("aws.adopt", ["identity"]),
    ("aws.trail", {"name": "organization"}),
    (
        "user_pool.accepted_children",
        [{"child": "Groups.staff", "reason": "the pilot of the sales team", "until": dt.date(2026, 12, 31)}],
    ),
    ("terraform.own_resources", ["aws_iam_user.smtp"]),
    (
        "backend",
        {
            "type": "s3",
            "bucket": "state",
            "key": "poolpost/local.tfstate",
            "region": "eu-west-1",
            "kms_key_id": "arn:aws:kms:eu-west-1:000000000000:key/1",
            "role_arn": "arn:aws:iam::000000000000:role/state",
        },
    ),
    ("dns.resolvers", ["192.0.2.53"]),
    ("dns.adopt", ["dmarc"]),
    ("dns.dmarc.ruf", ["mailto:failures@example.com"]),
    ("dns.dmarc.fo", "1"),
    ("dns.apex_spf", {"existing": "v=spf1 include:example.net -all", "other_txt": ["site-verification=1"]}),
    ("dns.dmarc_ramp", {"step": "none", "since": dt.date(2026, 11, 2), "foreign_sources": ["192.0.2.0/24"]}),
    ("addresses.senders", ["old@example.org"]),
    ("addresses.sandbox_recipients", ["tester@example.org"]),
    ("configuration_set.tracking", {"domain": "click.example.com"}),
    ("events.sns.kms", "arn:aws:kms:eu-west-1:000000000000:key/1"),
    (
        "events.sns.subscribers",
        [
            {"protocol": "email", "endpoint": "operations@example.com"},
            {"protocol": "https", "endpoint": "https://example.com/hook"},
            {"protocol": "lambda", "endpoint": "arn:aws:lambda:eu-west-1:000000000000:function:f"},
        ],
    ),
    (
        "events.cloudwatch.dimensions",
        [{"name": "ses:configuration-set", "source": "MESSAGE_TAG", "default": "none"}],
    ),
    (
        "events.firehose",
        {
            "delivery_stream_arn": "arn:aws:firehose:eu-west-1:000000000000:deliverystream/mail",
            "role_arn": "arn:aws:iam::000000000000:role/stream",
        },
    ),
    ("messages.verification.email_subject", "Your code"),
    ("messages.verification.email_message_file", "messages/code.html"),
    ("messages.verification.email_subject_by_link", "Your link"),
    ("messages.verification.email_message_by_link_file", "messages/link.html"),
    ("messages.invitation.email_subject", "Your account"),
    ("messages.invitation.email_message_file", "messages/invitation.html"),
    (
        "region_override",
        {
            "reason": "AWS said so in a support case",
            "developer_ses_regions": ["eu-west-1"],
            "policy_principal": "cognito-idp.amazonaws.com",
        },
    ),
    (
        "production_access",
        {"website_url": "https://example.com/", "use_case": "Sign-in mail. " * 20, "contacts": ["a@example.com"]},
    ),
    ("verification_templates", TEMPLATES),
]
_EXTERNAL: list[Change] = [
    ("domain.dkim", {"selector": "own", "public_key": KEY, "private_key_secret_id": "mail/dkim"}),
    ("dns.zones", None),
    ("dns.zone_id", "Z0123"),
    ("user_pool.id", "ap-east-1_Abc"),
    ("aws.region", "ap-southeast-1"),
]
_BY_VARIABLE: list[Change] = [
    (
        "user_pool.replicas",
        {
            "eu-central-1": {
                "from": "Example <no-reply@mail.example.com>",
                "reply_to": "support@example.com",
                "ses_region": "eu-central-1",
            }
        },
    ),
    ("domain.dkim", {"selector": "own", "public_key": KEY, "private_key_variable": "dkim_private_key"}),
]
_STANDBY: list[Change] = [
    ("aws.standby_region", {"name": "us-west-2"}),
    ("aws.adopt", ["second-identity"]),
    ("addresses.senders", ["old@example.org"]),
    ("events.sns.kms", "create"),
]
_CREATED: list[Change] = [
    ("user_pool.id", None),
    ("user_pool.mode", "manage"),
    ("user_pool.create", {"name": "users"}),
]
_RECEIVING: list[Change] = [
    (
        "inbound",
        {
            "domain": "in.mail.example.com",
            "rule_set": "mail",
            "bucket": {"name": "mail", "retention_days": 90, "kms": "arn:aws:kms:eu-west-1:000000000000:key/1"},
            "rules": {
                "dmarc": {"recipients": ["dmarc@in.mail.example.com"], "s3": {"prefix": "dmarc/"}},
                "all": {
                    "order": ["lambda", "sns", "bounce"],
                    "sns": {"topic_arn": "arn:aws:sns:eu-west-1:000000000000:mail"},
                    "lambda": {"function_arn": "arn:aws:lambda:eu-west-1:000000000000:function:f"},
                    "bounce": {"sender": "no-reply@mail.example.com", "message": "Nobody reads this mailbox"},
                },
            },
        },
    )
]
_ACCOUNTS: list[Change] = [
    ("dns.role_arn", "arn:aws:iam::111111111111:role/zones"),
    ("senders", {"shop": {"from": ["shop@mail.example.com"], "role": "shop-task"}}),
]
_SHARED: list[Change] = [
    ("domain", {"owner": OWNER}),
    ("configuration_set", {"owner": OWNER}),
    ("dns", None),
    ("events", None),
    ("alarms", None),
    ("user_pool.id", "eu-west-1_Sharing1"),
]
ENVIRONMENTS: dict[str, Json] = {
    name: changed(*changes)[1]
    for name, changes in {
        "route53": _ROUTE53,
        "own-key-in-secret": _EXTERNAL,
        "own-key-in-variable": _BY_VARIABLE,
        "created": _CREATED,
        "standby": _STANDBY,
        "receiving": _RECEIVING,
        "accounts": _ACCOUNTS,
        "shared": _SHARED,
    }.items()
}

FILES = {
    "messages/code.html": "Your code ${path.cwd} %{ if true }: {####}",
    "messages/link.html": "Your link ${path.cwd} %{ if true }: {##here##}",
    "messages/invitation.html": "You are {username} ${path.cwd}, %{ if true }: {####}",
    "templates/confirm-address.html": "<p>Confirm ${path.cwd} %{ if true }</p>",
}
"""What the environments name, below their directory; the texts are as hostile as the values that a walk tries."""


def write_files(directory: Path) -> Path:
    """Write what the environments name below a directory, and return the path of an environment file there."""
    directory.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "environments/local.toml", directory / f"{OWNER}.toml")
    for name, text in FILES.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")
    return directory / "local.toml"


def texts(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the path and value of every text in an environment's data."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts(value, (*path, key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from texts(value, (*path, index))


def schema_paths() -> set[str]:
    """Return the path of every free text in the schema: `aws.tags.*`, `events.sns.subscribers[].endpoint`."""
    schema: Json = json.loads(schema_text())
    return set(_schema_paths(schema, schema.get("$defs", {}), ""))


def path_in_schema(path: tuple[str | int, ...], known: set[str]) -> str:
    """Return a value's path as the schema has it; the keys of a map of the user's become `*`."""
    text = "".join("[]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    maps = sorted((each for each in known if "*" in each), key=len)
    for each in maps:
        if re.fullmatch(re.escape(each).replace(r"\*", r"[^.\[]+"), text):
            return each
    return text


def _schema_paths(node: Json, defs: Json, path: str) -> Iterator[str]:
    if "$ref" in node:
        yield from _schema_paths(defs[node["$ref"].rpartition("/")[2]], defs, path)
    for variant in (*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())):
        yield from _schema_paths(variant, defs, path)
    if node.get("type") == "string" and not {"enum", "const", "format"} & node.keys():
        yield path
    for name, inner in node.get("properties", {}).items():
        yield from _schema_paths(inner, defs, f"{path}.{name}".lstrip("."))
    if isinstance(extra := node.get("additionalProperties"), dict):
        yield from _schema_paths(extra, defs, f"{path}.*")
    if isinstance(items := node.get("items"), dict):
        yield from _schema_paths(items, defs, f"{path}[]")
