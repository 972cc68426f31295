"""A DNS record that the mail of a pool needs is kept, and no other."""

from typing import Any

import pytest

from poolpost.settings import validated
from poolpost.standards.terraform_plan import Change
from tests.conftest import changed
from tests.scenes.gate_situations import PATCH, change_of
from tests.scenes.sending_world import (
    DELETE,
    DOMAIN,
    NO_OP,
    OTHER,
    REPLACE,
    STATE,
    TOKENS,
    everything,
    resource,
    sending,
)
from tests.scenes.taken import IDENTITY, alone, subjects


def test_a_record_that_the_file_no_longer_needs_may_go() -> None:
    """A new MAIL FROM label: the records of the old one go after the new ones were made. One that is needed stays."""
    settings = validated(*changed(("domain.mail_from.label", "returns")))
    record = "aws_route53_record.mail_from_mx"
    assert subjects(*alone(record, *REPLACE, name="returns.mail.example.com"), settings=settings) == []
    assert subjects(*alone(record, *REPLACE)) == [record]
    assert subjects(*alone("aws_route53_record.dkim_2", *DELETE), settings=settings) == ["aws_route53_record.dkim_2"]


def identity_with(tokens: list[str] | None, *, name: str = DOMAIN, after: bool = True) -> Change:
    """Return the identity with these Easy DKIM tokens, in what is there or only in what is planned."""
    signing = {"dkim_signing_attributes": [{"tokens": tokens}]} if tokens is not None else {}
    made = {"email_identity": name, "configuration_set_name": PATCH.configuration_set.name}
    there, planned = (made, made | signing) if after else (made | signing, made)
    return change_of(resource(IDENTITY, "update"), before=there, after=planned)


OWN_KEY = [("domain.dkim", {"selector": "s1", "public_key": "MIGf" * 60, "private_key_variable": "key"})]


@pytest.mark.parametrize(
    ("why", "name", "identity", "changes", "needed"),
    [
        ("tokens as planned", "one._domainkey", identity_with(TOKENS), [], True),
        ("tokens as they are", "one._domainkey", identity_with(TOKENS, after=False), [], True),
        ("no longer a token", "old._domainkey", identity_with(TOKENS), [], False),
        ("no longer a token either", "old._domainkey", identity_with(TOKENS, after=False), [], False),
        ("not all tokens are known", "old._domainkey", identity_with(TOKENS[:2]), [], True),
        ("no tokens yet", "old._domainkey", identity_with([]), [], True),
        ("no signing attributes", "old._domainkey", identity_with(None), [], True),
        ("tokens are null", "old._domainkey", identity_with(None, after=False), [], True),
        ("tokens of another identity", "old._domainkey", identity_with(TOKENS, name="b.example"), [], True),
        ("no DKIM record", "old.news", identity_with([]), [], False),
        ("DKIM of a domain below", "old._domainkey.news", identity_with([]), [], False),
        ("a key of one's own: its record", "s1._domainkey", identity_with([]), OWN_KEY, True),
        ("a key of one's own: another record", "old._domainkey", identity_with([]), OWN_KEY, False),
    ],
)
def test_a_dkim_record_is_kept_unless_the_tokens_say_that_it_is_old(
    why: str,
    name: str,
    identity: Change,
    changes: list[Any],
    needed: bool,
) -> None:
    """Where the plan does not tell all three tokens, any of the domain's DKIM records may be in use."""
    record, kind = "aws_route53_record.dkim", "TXT" if name.startswith("s1") else "CNAME"
    gone = change_of(resource(record, *DELETE), before={"name": f"{name}.{DOMAIN}", "type": kind})
    settings = validated(*changed(*changes))
    assert subjects(gone, identity, settings=settings) == ([record] if needed else []), why


def test_records_that_go_elsewhere_are_still_needed() -> None:
    """`dns.provider = "external"` would delete them all: publish them there, then let it pass by name."""
    settings = validated(*changed(("dns.provider", "external"), ("dns.zones", None)))
    gone = {address: resource(address, *DELETE) for address in STATE if address.startswith("aws_route53_record")}
    assert set(subjects(*everything(*NO_OP, but=gone), settings=settings)) == gone.keys()


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("other.example", True),
        ("one._domainkey.other.example", True),
        ("Mail.Other.Example.", True),
        ("another.example", False),
        ("example", False),
    ],
)
def test_every_record_below_another_domain_is_kept_while_a_pool_sends_by_it(name: str, *, needed: bool) -> None:
    """Which of them its mail needs is not in this file."""
    record = "aws_route53_record.theirs"
    gone = change_of(resource(record, *DELETE), before={"name": name, "type": "TXT"})
    theirs = sending(OTHER, SourceArn=PATCH.ses_arn("identity/other.example"))
    assert subjects(gone, others=(theirs,)) == ([record] if needed else [])
