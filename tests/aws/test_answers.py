"""Bytes of AWS become checked values or a sentence: what is no answer is never read as one."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from poolpost.aws.answers import BODY
from poolpost.aws.deciding import DECIDES
from poolpost.aws.errors import AnswerLost, Lost
from poolpost.aws.raw import raw_pool
from poolpost.aws.services import Aws
from poolpost.emulator.demo_pool import production_pool
from poolpost.errors import CannotDecide, PoolpostError
from poolpost.settings import Settings
from tests.conftest import ROOT, MakeSettings
from tests.scenes.garbled import HTML, WHOLE, Answer, answering

SERVICES = (
    "sts",
    "cognito-idp",
    "sesv2",
    "sns",
    "sqs",
    "kms",
    "iam",
    "cloudwatch",
    "route53",
    "s3",
    "lambda",
    "ses",
    "cloudtrail",
)
READS: dict[str, Callable[[Aws], object]] = {
    "check": lambda aws: aws.account.check(),
    "user_pool": lambda aws: aws.cognito.user_pool(),
    "mfa_configuration": lambda aws: aws.cognito.mfa_configuration(),
    "namesakes": lambda aws: aws.cognito.namesakes(),
    "account": lambda aws: aws.ses.account(),
    "identity": lambda aws: aws.ses.identity("x"),
    "domain_identity": lambda aws: aws.ses.domain_identity(),
    "configuration_set": lambda aws: aws.ses.configuration_set(),
    "event_destinations": lambda aws: aws.ses.event_destinations(),
    "suppressed": lambda aws: aws.ses.suppressed("x@example.com"),
    "template_names": lambda aws: aws.templates.template_names(),
    "template": lambda aws: aws.templates.template("x"),
    "hosted_zones": lambda aws: aws.route53.hosted_zones(),
    "hosted_zone": lambda aws: aws.route53.hosted_zone("Z1"),
    "standing": lambda aws: aws.route53.standing("Z1", "x"),
    "topic": lambda aws: aws.sns.topic(),
    "subscriptions": lambda aws: aws.sns.subscriptions(),
    "key_policy": lambda aws: aws.kms.key_policy("alias/x"),
    "alarms": lambda aws: aws.cloudwatch.alarms(),
    "reputation": lambda aws: aws.cloudwatch.reputation(),
    "service_linked_role": lambda aws: aws.iam.service_linked_role(),
    "active": lambda aws: aws.receiving.active(),
    "rule_set": lambda aws: aws.receiving.rule_set("x"),
}
"""Every read of poolpost/aws."""


class Place:
    """An environment whose AWS answers what a test says."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        """Remember the environment; the credentials are of no account."""
        self.settings = settings
        self.answer = Answer(b"{}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        monkeypatch.setattr("time.sleep", lambda _seconds: None)
        monkeypatch.setattr("botocore.httpsession.URLLib3Session.send", answering(lambda _request: self.answer))
        self.aws = Aws(settings)


@pytest.fixture(scope="module")
def patch() -> Any:
    """Patch for the whole module: making clients takes longer than all that they are asked."""
    with pytest.MonkeyPatch.context() as context:
        yield context


@pytest.fixture(scope="module")
def place(patch: pytest.MonkeyPatch) -> Place:
    """Make the environment."""
    from poolpost.settings import load  # noqa: PLC0415 -- in the project's directory

    patch.chdir(ROOT)
    return Place(load("local"), patch)


@pytest.mark.parametrize("body", WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_what_is_no_answer_cannot_be_told(read: Callable[[Aws], object], body: bytes, place: Place) -> None:
    """A page of a proxy with status 200 would else be an account without access, a list without items, a pool without e-mail."""
    place.answer = Answer(body)
    with pytest.raises(CannotDecide, match="answered with"):
        read(place.aws)


@pytest.mark.parametrize("status", [300, 301, 400, 403, 404, 429, 500, 503])
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_an_error_page_is_no_refusal_of_aws(read: Callable[[Aws], object], status: int, place: Place) -> None:
    """A proxy's 404 does not mean that the identity, the zone or the template is missing."""
    for body in (HTML, b"", b"[]", b'{"__type": 5, "message": ["x"]}', b'{"Error": 1}'):
        place.answer = Answer(body, status=status)
        with pytest.raises(CannotDecide):
            read(place.aws)


def test_a_write_with_an_unreadable_answer_may_have_taken_effect(place: Place) -> None:
    """Neither a yes nor a no: only a look tells."""
    place.answer = Answer(HTML)
    body = {"MailType": "TRANSACTIONAL", "WebsiteURL": "https://example.com"}
    assert isinstance(place.aws.ses.put_account_details(body), Lost)
    with pytest.raises(AnswerLost):
        place.aws.cognito.update_user_pool({"UserPoolId": "x"})


ACCOUNT = {"ProductionAccessEnabled": True, "SendingEnabled": True, "SendQuota": {"Max24HourSend": 200.0}}


@pytest.mark.parametrize("member", ["ProductionAccessEnabled", "SendingEnabled"])
@pytest.mark.parametrize("value", ["missing", None, "true", 1, {}, []])
def test_a_member_that_decides_is_there_and_of_its_type(member: str, value: object, place: Place) -> None:
    """An account without ProductionAccessEnabled is not in the sandbox: nobody knows where it is."""
    body = {key: each for key, each in ACCOUNT.items() if key != member} | (
        {} if value == "missing" else {member: value}
    )
    place.answer = Answer(json.dumps(body).encode())
    with pytest.raises(CannotDecide, match=member):
        place.aws.ses.account()
    place.answer = Answer(json.dumps(ACCOUNT | {"NewMember": {"x": [1]}}).encode())
    assert place.aws.ses.account()["ProductionAccessEnabled"] is True  # counter-check; new members are no reason


@pytest.mark.parametrize("value", ["200", {}, [200.0], True, 10**400])
def test_an_optional_member_has_its_type_too(value: object, place: Place) -> None:
    """Arithmetic with it would crash later."""
    place.answer = Answer(json.dumps(ACCOUNT | {"SendQuota": {"Max24HourSend": value}}).encode())
    with pytest.raises(CannotDecide, match="ses:GetAccount in eu-west-1 could not be read"):
        place.aws.ses.account()


def test_a_pool_that_nobody_asked_for_was_not_looked_at(place: Place) -> None:
    """A cache or a wrong endpoint would have one pool judged, and another one written to; also where others are described."""
    wanted = place.settings.user_pool.id
    place.answer = Answer(json.dumps({"UserPool": production_pool(wanted)}).encode())
    assert place.aws.cognito.user_pool()["Id"] == wanted  # counter-check
    for other in ("eu-west-1_Other", wanted.lower(), 5, None):
        place.answer = Answer(json.dumps({"UserPool": production_pool(wanted) | {"Id": other}}).encode())
        with pytest.raises(CannotDecide, match="DescribeUserPool was"):
            place.aws.cognito.user_pool()
    with pytest.raises(
        CannotDecide, match=r"asked for user pool x and answered with 'a{80}.{1,40}', so the pool was not checked"
    ):
        raw_pool({BODY: json.dumps({"UserPool": {"Id": "a" * 100, "Name": "n"}}).encode()}, "x")


def test_each_item_of_a_list_has_what_decides(place: Place) -> None:
    """One template without a name would be passed over."""
    names = [{"TemplateName": "a"}, {"FromEmailAddress": "x"}]
    place.answer = Answer(json.dumps({"CustomVerificationEmailTemplates": names}).encode())
    with pytest.raises(CannotDecide, match="TemplateName"):
        place.aws.templates.template_names()


def test_a_list_that_is_cut_off_is_not_the_end(place: Place) -> None:
    """Without IsTruncated a zone of a second page would not exist."""
    zone = "<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name></HostedZone>"
    zones, ends = f"<HostedZones>{zone}</HostedZones>", "<IsTruncated>false</IsTruncated>"
    whole = f"<ListHostedZonesResponse>{zones}{ends}</ListHostedZonesResponse>"
    place.answer = Answer(whole.encode(), kind="text/xml")
    assert [each.id for each in place.aws.route53.hosted_zones()] == ["Z1"]
    place.answer = Answer(whole.replace(ends, "").encode(), kind="text/xml")
    with pytest.raises(CannotDecide, match="IsTruncated"):
        place.aws.route53.hosted_zones()
    place.answer = Answer(whole.replace("false", "maybe").encode(), kind="text/xml")
    with pytest.raises(CannotDecide, match="could not be read"):
        place.aws.route53.hosted_zones()


def test_every_call_says_what_decides() -> None:
    """A call that is added later has no answer before somebody said which of its members decide."""
    session = botocore.session.get_session()
    names: dict[str, str] = {}
    for service in SERVICES:
        model = session.get_service_model(service)
        names |= {
            xform_name(operation): operation
            for operation in model.operation_names
            if service != "ses" or "Receipt" in operation  # of the first version of SES only receipt rules are read
        }
    called: set[str] = set()
    for path in Path(ROOT / "poolpost").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "poolpost.aws" not in text and path.parent.name != "aws":
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and node.attr in names:
                called.add(names[node.attr])
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names:
                called.add(names[node.value])
    assert called - DECIDES.keys() - {"UpdateUserPool"} == set()  # that one is sent, and read, by ourselves
    assert {"GetAccount", "ListHostedZones", "SendEmail", "GetTopicAttributes"} <= called


def test_every_deciding_member_exists_in_the_model() -> None:
    """A path with a typing mistake would refuse every answer, or none."""
    session = botocore.session.get_session()
    shapes: dict[str, Any] = {}
    for service in (*SERVICES, "sso"):
        model = session.get_service_model(service)
        shapes |= {name: model.operation_model(name).output_shape for name in model.operation_names}
    for operation, paths in DECIDES.items():
        for path in paths:
            shape = shapes[operation]
            for part in path.split("."):
                name = part.replace("[]", "").removesuffix("?")
                shape = shape.value if shape.type_name == "map" else shape.members[name]
                shape = shape.member if part.endswith("[]") else shape


def test_a_refusal_of_aws_is_still_one(place: Place, settings: MakeSettings) -> None:
    """Counter-check: what AWS says of itself means what it meant."""
    place.answer = Answer(b'{"__type": "NotFoundException", "message": "no"}', status=404)
    assert Aws(settings()).ses.domain_identity() is None
    place.answer = Answer(b'{"__type": "AccessDeniedException", "message": "not you"}', status=403)
    with pytest.raises(PoolpostError, match="may not call"):
        place.aws.ses.account()
