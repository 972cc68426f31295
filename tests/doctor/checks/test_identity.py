"""The checks of the SES identity: what passes, what fails, what cannot be told, and what does not apply."""

import pytest

from poolpost.doctor.checks import dkim
from poolpost.doctor.checks.identity import CHECKS
from tests.scenes.place import REGION, Place
from tests.scenes.place_changes import (
    ALTERNATE,
    DEFAULT,
    DOMAIN,
    FAIL,
    GONE,
    NO_SET,
    OFF,
    PASS,
    SKIPPED,
    UNKNOWN,
    Change,
    Row,
    alternate,
    both,
    compare,
    file,
    healthy,
    ids,
    refused,
    without_outcome,
)


def through(name: str | None) -> Change:
    """Let the live pool send through another configuration set, or none."""

    def change(place: Place) -> None:
        live = place.server.pool(REGION, place.settings.user_pool.id)["UserPool"]["EmailConfiguration"]
        kept = {member: value for member, value in live.items() if member != "ConfigurationSet"}
        place.pool(EmailConfiguration=kept | ({"ConfigurationSet": name} if name else {}))

    return change


ROWS: list[Row] = [
    ("identity-is-verified", PASS, healthy, f"{DOMAIN} is verified for sending in {REGION}"),
    ("identity-is-verified", PASS, refused("sesv2:GetAccount"), "is verified"),
    ("identity-is-verified", FAIL, GONE, f"has no identity {DOMAIN}"),
    ("identity-is-verified", FAIL, lambda p: p.server.verify(REGION, DOMAIN, verified=False), "HOST_NOT_FOUND"),
    ("identity-is-verified", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("identity-is-verified", SKIPPED, DEFAULT, "uses no identity"),
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
    ("no-identity-shadows-the-domain", SKIPPED, DEFAULT, "no custom From"),
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
        "conditions that poolpost does not evaluate",
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
    ("feedback-reaches-somebody", PASS, healthy, "SES forwards bounces"),
    ("feedback-reaches-somebody", PASS, OFF, "go to event destinations"),
    ("feedback-reaches-somebody", FAIL, both(OFF, NO_SET), "BOUNCE and COMPLAINT events go nowhere"),
    ("feedback-reaches-somebody", FAIL, both(OFF, through(None)), "mail goes through no configuration set"),
    ("feedback-reaches-somebody", FAIL, both(OFF, through("other")), "mail goes through other"),
    ("feedback-reaches-somebody", UNKNOWN, refused("sesv2:GetEmailIdentity"), "have expired"),
    ("feedback-reaches-somebody", SKIPPED, GONE, "no identity yet"),
]


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_a_check_says_what_is_so(row: Row, place: Place) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
    compare(row, place)


def test_every_check_has_a_row_for_each_outcome() -> None:
    """A check that cannot pass, cannot fail, or cannot be in doubt, is none."""
    checks = [check for check in CHECKS if check.id not in {each.id for each in dkim.CHECKS}]
    assert without_outcome(checks, ROWS, set()) == []
