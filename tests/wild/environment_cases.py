"""Slips in environment files: each file differs from environments/local.toml in one thing, and has its remedy in the sentence."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass

ACCOUNT = 'account_id = "000000000000"'
REGION = 'region = "eu-west-1"'
TAGS = 'environment = "local" }'
POOL = 'id = "eu-west-1_Production1"'
TYPES = '["BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY"]'


@dataclass(frozen=True)
class Case:
    """
    One difference from environments/local.toml.

    Attributes:
        source: where the slip was met.
        old: what the file has.
        new: what takes its place.
        says: a part of the sentence; '' for a file that is read all the same.
        written: how the editor saves it.
    """

    source: str
    old: str = ""
    new: str = ""
    says: str = ""
    written: Callable[[str], bytes] = str.encode


def _type(source: str, written: str) -> Case:
    return Case(source, TYPES, f'["{written}"]', f"{written!r} is not allowed; allowed: 'SEND', 'REJECT', 'BOUNCE'")


CASES = {
    # Numbers and texts
    "account id that begins with zero": Case(
        "awslabs/aws-deployment-framework#158", ACCOUNT, "account_id = 012345678901", "begins with 0: put it in quotes"
    ),
    "account id without its zero": Case(
        "pulumi/pulumi-aws#4897",
        ACCOUNT,
        "account_id = 12345678901",
        "aws.account_id: 12345678901 is not allowed; allowed is a text in quotes",
    ),
    "account id as text without its zero": Case(
        "aws-ia/terraform-aws-security-hub#3", ACCOUNT, 'account_id = "12345678901"', "allowed are 12 digits in quotes"
    ),
    "account id as the console shows it": Case(
        "DataDog/documentation#1289", ACCOUNT, 'account_id = "1234-5678-9012"', "allowed are 12 digits in quotes"
    ),
    "text without quotes": Case(
        "Deltares/imod_coupler#313, toml-rs/toml-rs#385", REGION, "region = eu-west-1", "a text is written in quotes"
    ),
    "texts of a list without quotes": Case(
        "zensical/docs#10", TYPES, "[BOUNCE, COMPLAINT]", "a text is written in quotes"
    ),
    "quotation marks of a word processor": Case(
        "jameslittle230/stork#104",
        REGION,
        "region = \u201ceu-west-1\u201d",
        'the quotation marks of a word processor: use "',
    ),
    "no closing quotation mark": Case(
        "kelseyhightower/confd#286", REGION, 'region = "eu-west-1', "a quotation mark is missing"
    ),
    "capital True": Case(
        "influxdata/telegraf#3792", "[alarms]", "[alarms]\nenabled = True", "true and false, in small letters"
    ),
    "a variable of the environment": Case(
        "influxdata/telegraf#10681, toml-lang/toml#255", REGION, "region = ${REGION}", "write the value itself"
    ),
    "a variable in quotes": Case(
        "NodeDB-Lab/nodedb#287", REGION, 'region = "${REGION}"', "'${REGION}' is not a region"
    ),
    "one backslash": Case(
        "github/spec-kit#807", '"Example Sign-in', '"Example \\Sign-in', "a backslash is written twice"
    ),
    # Tables and keys
    "a table in braces on two lines": Case(
        "toml-rs/toml-rs#281, astral-sh/rye#1108", TAGS, 'environment =\n"local" }', "a table in braces is on one line"
    ),
    "a comma before the brace": Case(
        "hukkin/tomli#200", TAGS, 'environment = "local", }', "no comma before the closing brace"
    ),
    "a colon in a key": Case(
        "anomalyco/sst#1955", "tags = { ", 'tags = { owner:team = "x", ', "a key with a colon is written in quotes"
    ),
    "a key twice": Case(
        "jupyterlab/jupyter-builder#156",
        REGION,
        f"{REGION}\n{REGION}",
        "the key is there twice: remove one of the two lines",
    ),
    "a table twice": Case(
        "djlint/djLint#105", "[alarms]", "[dns]\nttl = 60\n\n[alarms]", "put all its keys under one header"
    ),
    "a no-break space": Case(
        "uiri/toml#430", REGION, 'region\u00a0= "eu-west-1"', "looks like a blank or like nothing: remove it"
    ),
    # Encodings
    "UTF-8 with a mark": Case(
        "influxdata/telegraf#1378, BurntSushi/toml#233, hukkin/tomli#304",
        written=lambda text: codecs.BOM_UTF8 + text.encode(),
    ),
    "UTF-16 of Windows": Case("influxdata/telegraf#11663", written=lambda text: text.encode("utf-16")),
    "line ends of Windows": Case("python-poetry/tomlkit#200", written=lambda text: text.replace("\n", "\r\n").encode()),
    "Windows-1252": Case(
        "PyO3/maturin#588",
        '"Example Sign-in',
        '"Exämple Sign-in',
        "not UTF-8: save the file as UTF-8",
        lambda text: text.encode("cp1252"),
    ),
    # Names of AWS
    "a zone in place of a region": Case(
        "mitchellh/vagrant-aws#417, fluent/fluent-plugin-s3#376",
        REGION,
        'region = "eu-west-1a"',
        "'eu-west-1a' is not a region; allowed is a name such as 'eu-west-1'",
    ),
    "a region by its city": Case(
        "zenoss/ZenPacks.zenoss.AWS#107",
        REGION,
        'region = "EU (Ireland)"',
        "is not a region; allowed is a name such as",
    ),
    "a placeholder for the pool": Case(
        "anomalyco/guide#127", POOL, 'id = "YOUR_USER_POOL_ID"', "is not a user pool id; allowed is 'region_suffix'"
    ),
    "a blank in front of the pool": Case(
        "aws/aws-sdk-js#3344", POOL, 'id = " eu-west-1_Production1"', "is not a user pool id"
    ),
    "an event type in small letters": _type("aws-cloudformation/cloudformation-coverage-roadmap#2130", "bounce"),
    "an event type of SES's first API": _type("marckohlbrugge/sessy#190", "deliveryDelay"),
    "an event type as notifications have it": _type("aws/aws-sdk-js-v3#6141", "Rendering Failure"),
    "a FIFO topic": Case(
        "aws/aws-sdk-js#3563",
        'topic_name = "sign-in-mail"',
        'topic_name = "sign-in-mail.fifo"',
        "SES takes no FIFO topic",
    ),
    "a report address without mailto": Case(
        "virtualmin/virtualmin-gpl#60",
        '"mailto:dmarc@example.com"',
        '"dmarc@example.com"',
        "allowed is 'mailto:dmarc@example.com'",
    ),
}


TAGS_OF_AWS = {
    "team": True,
    "cost-center": True,
    "owner:mail": True,
    "a.b/c=d+e@f_g": True,
    "\u00e9quipe \u65e5\u672c 1": True,
    "": True,
    "a & b": False,
    "50%": False,
    "what?": False,
    "a,b": False,
    "#1": False,
    "smile \U0001f642": False,
    "two\nlines": False,
    "zero\u200bwidth": False,
}
"""Value of a tag -> whether AWS takes it."""
TAGS_SOURCE = "aws/aws-sdk-go#2891, Altinity/terraform-aws-eks-clickhouse#3, hashicorp/terraform-provider-aws#19653"
