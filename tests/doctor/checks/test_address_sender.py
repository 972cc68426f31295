"""What the doctor says of a pool that sends by an address: who must click, who signs, and what DMARC makes of it."""

import pytest

from tests.scenes.by_address import ADDRESS, ALONE, BESIDE
from tests.scenes.place import REGION, Place
from tests.scenes.place_changes import (
    DOMAIN,
    FAIL,
    GONE,
    PASS,
    SKIPPED,
    UNKNOWN,
    Change,
    Row,
    both,
    compare,
    file,
    ids,
    refused,
    silent,
    zone,
)

STRICT = zone(("p=none", "p=reject; pct=30"))


def pending(*changes: Change) -> Change:
    """Let the address wait for its click."""
    return both(lambda place: place.server.verify(REGION, ADDRESS, verified=False), *changes)


def clicked(*changes: Change) -> Change:
    """Let the address be verified."""
    return both(lambda place: place.server.verify_address(REGION, ADDRESS), *changes)


def ran_out(place: Place) -> None:
    """Let the link run out."""
    place.server.expire_link(REGION, ADDRESS)


ROWS: list[Row] = [
    ("identity-is-verified", PASS, clicked(file(*ALONE)), f"{ADDRESS} is verified for sending in {REGION}"),
    ("identity-is-verified", FAIL, pending(file(*ALONE)), "was not clicked (status PENDING)"),
    ("identity-is-verified", FAIL, both(ran_out, file(*ALONE)), "ran out (status FAILED)"),
    ("identity-is-verified", FAIL, file(*ALONE), f"has no identity {ADDRESS}"),
    ("identity-is-verified", UNKNOWN, both(refused("sesv2:GetEmailIdentity"), file(*ALONE)), "have expired"),
    ("identity-is-verified", PASS, clicked(file(*BESIDE)), f"{DOMAIN} is verified and signs; set user_pool.identity"),
    ("identity-is-verified", SKIPPED, clicked(GONE, file(*BESIDE)), f"{DOMAIN} is not verified yet (not deployed yet)"),
    ("dkim-is-success", PASS, clicked(file(*ALONE)), f"{DOMAIN} is verified in SES and signs"),
    ("dkim-is-success", SKIPPED, clicked(GONE, file(*ALONE)), "signs its mail as amazonses.com"),
    ("dkim-key-is-long-enough", SKIPPED, clicked(file(*BESIDE)), "an address has no DKIM of its own"),
    ("dkim-host-is-ours", SKIPPED, clicked(file(*ALONE)), "an address has no DKIM of its own"),
    ("mail-from-is-success", SKIPPED, clicked(file(*ALONE)), "leaves as amazonses.com"),
    ("no-identity-shadows-the-domain", SKIPPED, clicked(file(*BESIDE)), "sends with the address itself"),
    ("records-are-published", SKIPPED, file(*ALONE), "an address needs no record"),
    ("records-are-published", PASS, both(zone(), file(*BESIDE)), f"MX bounce.{DOMAIN}: present"),
    (
        "records-are-published",
        SKIPPED,
        both(zone(("feedback-smtp.eu-west-1", "x")), file(*BESIDE)),
        "does not need it yet",
    ),
    ("spf-can-be-evaluated", SKIPPED, file(*ALONE), "whose SPF is AWS's"),
    ("dmarc-is-published", PASS, both(STRICT, file(*ALONE)), f"reject for mail from {DOMAIN}"),
    (
        "mail-is-aligned",
        PASS,
        clicked(STRICT, file(*ALONE)),
        f"DKIM aligned, SPF not aligned: From {DOMAIN}, DKIM {DOMAIN}",
    ),
    ("mail-is-aligned", FAIL, clicked(STRICT, GONE, file(*ALONE)), "asks for reject (pct=30), and mail from"),
    ("mail-is-aligned", PASS, clicked(zone(), GONE, file(*ALONE)), "p=none, so DMARC keeps no mail out"),
    ("mail-is-aligned", UNKNOWN, clicked(silent, GONE, file(*ALONE)), "could not be looked up"),
    ("reports-reach-somebody", SKIPPED, both(zone(), file(*ALONE)), "not this environment's"),
    ("feedback-reaches-somebody", PASS, clicked(file(*ALONE)), "SES forwards bounces"),
]


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_a_check_says_what_is_so(row: Row, place: Place) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
    compare(row, place)


def test_who_must_click_is_the_remedy(place: Place) -> None:
    """The mailbox, the sender of the link, its hours, and the way to another one."""
    pending(file(*ALONE))(place)
    (line,) = place.lines("identity-is-verified")
    assert line.remedy == (
        f"in the mailbox {ADDRESS}, click the link in the mail from no-reply-aws@amazon.com within 24 hours; if it is not "
        "there or too old, 'poolpost access resend local' has AWS send a new one"
    )
