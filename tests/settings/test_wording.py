"""A mistake in words: its key, its value and what is allowed."""

from typing import Any

import pytest

from tests.scenes.mistakes import lines_of


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("aws.regon", "x"), "aws.regon: unknown key; did you mean 'region'?; allowed: account_id, region"),
        (("aws.account_id", "12"), "aws.account_id: '12' is not an AWS account id; allowed are 12 digits in quotes"),
        (("aws.account_id", 123456789012), "aws.account_id: 123456789012 is not allowed; allowed is a text in quotes"),
        (("aws.account_id", None), "aws.account_id: is missing: The only account that may be touched"),
        (("dns.dmarc.p", "nome"), "dns.dmarc.p: 'nome' is not allowed; allowed: 'none', 'quarantine' or 'reject'"),
        (("backend", {"type": "gcs"}), "backend: type 'gcs' is not allowed; allowed: 'local', 's3'"),
        (
            ("backend", {"type": "s3", "bucket": "my-bucket", "region": "eu-west-1"}),
            "backend.key: is missing: Object key",
        ),
        (("backend", {}), "backend: is missing the key 'type'; allowed: 'local', 's3'"),
        (("user_pool.from", "Example"), "user_pool.from: 'Example' is not an e-mail address"),
        (
            ("user_pool.from", 5),
            "user_pool.from: 5 is not a From such as 'Example <no-reply@mail.example.com>' in quotes",
        ),
        (
            ("user_pool.reply_to", "A <a@example.com>"),
            "user_pool.reply_to: 'A <a@example.com>' is not an e-mail address",
        ),
        (
            ("user_pool.id", "production"),
            "user_pool.id: 'production' is not a user pool id; allowed is 'region_suffix'",
        ),
        (("configuration_set.name", "bad name!!"), "configuration_set.name: 'bad name!!' is not an SES name"),
        (("domain.mail_from.label", "_x"), "domain.mail_from.label: '_x' is not a MAIL FROM label"),
        (("domain.name", "not a domain !!"), "domain.name: 'not a domain !!' is not a domain name"),
        (
            ("events.sns.topic_name", "x.fifo"),
            "events.sns.topic_name: 'x.fifo' is not the name of a standard SNS topic",
        ),
        (("events.sns.event_types", []), "events.sns.event_types: [] is too short; allowed: at least 1"),
        (
            ("events.sns.event_types", ["BOUNCED"]),
            "events.sns.event_types.0: 'BOUNCED' is not allowed; allowed: 'SEND'",
        ),
        (("aws.tags", {"aws:x": "y"}), "aws.tags.aws:x: 'aws:x' is not a tag key"),
        (
            ("configuration_set.max_delivery_seconds", 60),
            "configuration_set.max_delivery_seconds: 60 is not allowed; allowed: at least 300",
        ),
        (("name", "x"), "name: unknown key; the name of the file is the name of the environment"),
        (("user_pool.mode", "import"), "user_pool.mode: 'import' is not allowed; allowed: "),
        (
            ("events.sns.kms", "alias/aws/sns"),
            "events.sns.kms: 'alias/aws/sns' is not allowed; allowed: 'none' or 'create'",
        ),
        (("events.sns.kms", "alias/aws/sns"), "events.sns.kms: 'alias/aws/sns' is not a KMS key ARN"),
        (("aws.sandbox", "yes"), "aws.sandbox: 'yes' is not allowed; allowed is true or false"),
        (("aws", "x"), "aws: 'x' is not allowed; allowed is a table"),
        (("dns.zones", "example.com"), "dns.zones: 'example.com' is not allowed; allowed is a list such as"),
        (("user_pool.wait_minutes", 1.5), "user_pool.wait_minutes: 1.5 is not allowed; allowed is a whole number"),
        (("alarms.bounce_rate", 5), "alarms.bounce_rate: 5 is not allowed; allowed: less than 1"),
        (("alarms.bounce_rate", 0), "alarms.bounce_rate: 0 is not allowed; allowed: more than 0"),
        (("user_pool.wait_minutes", 61), "user_pool.wait_minutes: 61 is not allowed; allowed: at most 60"),
        (
            ("domain", None),
            "domain: is missing: the domain that mail is sent with; add [domain] and [dns], or set user_",
        ),
    ],
)
def test_a_mistake_names_key_value_and_what_is_allowed(change: tuple[str, Any], expected: str) -> None:
    """The message is enough to mend the file without opening the documentation."""
    lines = lines_of(change)
    assert any(line.startswith(f"environments/local.toml: {expected}") for line in lines), lines


@pytest.mark.parametrize("key", ["what (ever)", "a[0]", "domain.a(b)"])
def test_an_unknown_key_with_brackets_is_named(key: str) -> None:
    """Pydantic puts brackets into a path of its own; those of the file's key are the file's."""
    lines = lines_of((key, 1))
    assert [line.split(": ")[1] for line in lines] == [key]
