"""
Field types of the environment files: a value that passes is normalised, one that does not says what is allowed.

Each validator raises ValueError with a message that names the value; `files.py` puts the file and the key before it.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from poolpost.standards.domain_names import to_ascii
from poolpost.standards.mailboxes import Mailbox, parse_address, parse_mailbox
from poolpost.standards.name_servers import parse_name_server


def _matching(pattern: str, what: str) -> tuple[AfterValidator, Any]:
    """Return a validator and a JSON Schema hint for strings that must match `pattern` as a whole."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            msg = f"{value!r} is not {what}"
            raise ValueError(msg)
        return value

    return AfterValidator(check), Field(json_schema_extra={"pattern": f"^(?:{pattern})$"})


def _text_of(parse: Callable[[str], Any], what: str) -> tuple[Any, ...]:
    """Return validators for a string that becomes an object: wrong types get a sentence, not a traceback."""

    def check(value: object) -> Any:
        if isinstance(value, Mailbox):
            return value
        if not isinstance(value, str):
            msg = f"{value!r} is not {what} in quotes"
            raise ValueError(msg)  # noqa: TRY004 -- pydantic turns only ValueError into a finding
        return parse(value)

    return PlainValidator(check), PlainSerializer(str), WithJsonSchema({"type": "string"})


AccountId = Annotated[str, *_matching(r"\d{12}", "an AWS account id; allowed are 12 digits in quotes")]
Region = Annotated[str, *_matching(r"[a-z]{2,4}(-[a-z]+)+-\d", "a region; allowed is a name such as 'eu-west-1'")]
RoleArn = Annotated[
    str,
    *_matching(
        r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,512}",
        "an IAM role ARN; allowed is 'arn:aws:iam::123456789012:role/name'",
    ),
]
TrailName = Annotated[
    str,
    *_matching(
        r"(arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:trail/)?[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]",
        "a CloudTrail trail; allowed is a name of 3 to 128 letters, digits, '.', '_' and '-', or an ARN",
    ),
]
PoolChild = Annotated[
    str,
    *_matching(
        r"(IdentityProviders|Domains|Clients|RiskConfigurations|ClientRiskConfigurations|ResourceServers|Groups|LogDelivery|UiCustomizations)\..+",
        "a child of a user pool; allowed is the path that 'poolpost pool verify' shows, e.g. 'IdentityProviders.Okta'",
    ),
]
DomainName = Annotated[str, AfterValidator(to_ascii)]
NameServerAddress = Annotated[str, AfterValidator(lambda text: str(parse_name_server(text)))]
MailFromLabel = Annotated[
    str,
    *_matching(
        r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*",
        "a MAIL FROM label; allowed is the part before the domain, such as 'bounce'",
    ),
]
SesName = Annotated[
    str,
    *_matching(
        r"[a-zA-Z0-9_-]{1,64}",
        "an SES name; allowed are 1 to 64 letters, digits, '_' and '-'",  # AWS::SES::ConfigurationSet, event destinations
    ),
]
TopicName = Annotated[
    str,
    *_matching(
        r"[a-zA-Z0-9_-]{1,256}(?<!\.fifo)",
        "the name of a standard SNS topic; allowed are 1 to 256 letters, digits, '_' and '-' (SES takes no FIFO topic)",
    ),
]
UserPoolId = Annotated[
    str,
    *_matching(
        r"[a-z]{2,4}(-[a-z]+)+-\d_[0-9a-zA-Z]{1,45}",
        "a user pool id; allowed is 'region_suffix' such as 'eu-west-1_AbCdEf123'",  # botocore UserPoolIdType
    ),
]
UserPoolName = Annotated[
    str,
    *_matching(
        r"[\w\s+=,.@-]{1,128}",
        "the name of a user pool; allowed are 1 to 128 letters, digits, spaces and '_+=,.@-'",  # botocore UserPoolNameType
    ),
]
DkimSelector = Annotated[
    str,
    *_matching(
        r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?",
        "a DKIM selector; allowed are 1 to 63 letters, digits and inner hyphens",  # botocore sesv2 Selector
    ),
]
DkimPublicKey = Annotated[
    str,
    *_matching(
        r"[A-Za-z0-9+/]{100,}={0,2}",
        "a DKIM public key; allowed is the base64 of the DER key on one line, without '-----BEGIN'",
    ),
]
EnvironmentVariableName = Annotated[
    str,
    *_matching(r"[A-Za-z_][A-Za-z0-9_]*", "a Terraform variable name; allowed are letters, digits and '_'"),
]
HostedZoneId = Annotated[
    str, *_matching(r"Z[A-Z0-9]{1,31}", "a Route 53 hosted zone id; allowed is 'Z' and capitals and digits")
]
DimensionName = Annotated[
    str,
    *_matching(
        r"[a-zA-Z0-9_:-]{1,256}",
        "a CloudWatch dimension name; allowed are 1 to 256 letters, digits, '_', '-' and ':'",
    ),
]
DimensionValue = Annotated[
    str,
    *_matching(
        r"[a-zA-Z0-9_@.-]{1,256}",
        "a CloudWatch dimension value; allowed are 1 to 256 letters, digits, '_', '-', '@' and '.'",
    ),
]
FirehoseArn = Annotated[
    str,
    *_matching(
        r"arn:aws[a-z-]*:firehose:[a-z0-9-]+:\d{12}:deliverystream/[a-zA-Z0-9_.-]{1,64}",
        "a Firehose delivery stream ARN; allowed is 'arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME'",
    ),
]
KmsKeyArn = Annotated[
    str,
    *_matching(
        r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+",
        "a KMS key ARN; allowed is 'arn:aws:kms:REGION:ACCOUNT:key/ID' "
        "(an alias or alias/aws/sns cannot carry the policy that SES needs)",
    ),
]
TopicArn = Annotated[
    str,
    *_matching(
        r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[a-zA-Z0-9_-]{1,256}",
        "the ARN of a standard SNS topic; allowed is 'arn:aws:sns:REGION:ACCOUNT:NAME'",
    ),
]
FunctionArn = Annotated[
    str,
    *_matching(
        r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(:[\w$-]+)?",
        "a Lambda function ARN; allowed is 'arn:aws:lambda:REGION:ACCOUNT:function:NAME'",
    ),
]
ReceiptRuleName = Annotated[
    str,
    *_matching(
        r"(?=.{1,32}$)[a-z0-9]+(-[a-z0-9]+)*",
        "the name of a receipt rule; allowed are 1 to 32 lower-case letters and digits, with '-' between them",
    ),
]
ObjectPrefix = Annotated[
    str,
    *_matching(
        r"[a-zA-Z0-9!_.*'()/-]{0,200}",
        "the start of an object's key; allowed are up to 200 letters, digits and '/', '-', '_', '.'",
    ),
]
ResourceAddress = Annotated[
    str,
    *_matching(
        r"(data\.)?[a-z][a-z0-9_]*\.[A-Za-z_][\w-]*",
        "a resource's address; allowed is 'aws_iam_user.name', without index or module",
    ),
]
BucketName = Annotated[
    str,
    *_matching(
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "an S3 bucket name; allowed are 3 to 63 lower-case letters, digits, '.' and '-'",
    ),
]
_TAG = (
    r"(?:[^\W_]|[ _.:/=+@-])"  # Resource Groups Tagging API: letters, digits and blanks of Unicode, and _ . : / = + - @
)
_TAG_CHARACTERS = "letters, digits, blanks and _.:/=+-@"
TagKey = Annotated[
    str,
    *_matching(
        rf"(?!(?i:aws:)){_TAG}{{1,128}}",
        f"a tag key; allowed are 1 to 128 characters, {_TAG_CHARACTERS}, not starting with 'aws:'",
    ),
]
TagValue = Annotated[
    str, *_matching(rf"{_TAG}{{0,256}}", f"a tag value; allowed are up to 256 characters, {_TAG_CHARACTERS}")
]
TxtValue = Annotated[
    str,
    *_matching(
        r"[ -~]{1,4000}",  # Route 53 developer guide, TXT record type: 4,000 characters; the rest would need escapes
        "a TXT value; allowed are 1 to 4000 printable ASCII characters",
    ),
]
WebUrl = Annotated[
    str,
    *_matching(
        r"(?=.{1,1000}$)https?://[^\s/?#:]+\.[^\s/?#:]+(:\d+)?([/?#]\S*)?",  # botocore sesv2 WebsiteURL: 1 to 1000
        "a web address; allowed is 'https://www.example.com/', up to 1000 characters",
    ),
]
OneLine = Annotated[str, *_matching(r"[^\r\n]*\S[^\r\n]*", "one line of text; allowed is text without line breaks")]
RELATIVE_PATH = r"(?!.*(^|/)\.\.(/|$))[^/\\\s][^\\\r\n]*"
RelativePath = Annotated[
    str,
    *_matching(
        RELATIVE_PATH,
        "a path below environments/; allowed is one such as 'templates/welcome.html', without '..' or a leading '/'",
    ),
]

FromMailbox = Annotated[Mailbox, *_text_of(parse_mailbox, "a From such as 'Example <no-reply@mail.example.com>'")]
BareAddress = Annotated[Mailbox, *_text_of(parse_address, "an address such as 'support@example.com'")]


Item = TypeVar("Item")
Listed = Annotated[tuple[Item, ...], Field(strict=False)]
"""A TOML array as a tuple; pydantic's strict mode would refuse the list itself."""
