"""The list of DNS records."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolpost.dns.records import records, records_of, txt_strings, zone_of
from poolpost.standards.regions import easy_dkim_host
from tests.conftest import MakeSettings

TOKENS = ("aaa", "bbb", "ccc")
KEY = "A" * 360 + "=="


def test_an_environment_needs_these_records(settings: MakeSettings) -> None:
    """Three DKIM CNAMEs, one MX and SPF at MAIL FROM, DMARC; nothing at the domain itself."""
    assert [(r.name, r.type, r.values) for r in records(settings(), TOKENS)] == [
        ("aaa._domainkey.mail.example.com", "CNAME", ("aaa.dkim.amazonses.com",)),
        ("bbb._domainkey.mail.example.com", "CNAME", ("bbb.dkim.amazonses.com",)),
        ("ccc._domainkey.mail.example.com", "CNAME", ("ccc.dkim.amazonses.com",)),
        ("bounce.mail.example.com", "MX", ("10 feedback-smtp.eu-west-1.amazonses.com",)),
        ("bounce.mail.example.com", "TXT", ("v=spf1 include:amazonses.com ~all",)),
        ("_dmarc.mail.example.com", "TXT", ("v=DMARC1; p=none; rua=mailto:dmarc@example.com",)),
    ]


def test_mail_from_has_exactly_one_mx(settings: MakeSettings) -> None:
    """SES fails the MAIL FROM set-up when there are several (SES developer guide, mail-from)."""
    made = records(settings(), TOKENS)
    assert [len(record.values) for record in made if record.type == "MX"] == [1]


def test_dkim_is_pending_before_the_first_deploy(settings: MakeSettings) -> None:
    """AWS makes the tokens when it makes the identity."""
    assert [record.id for record in records(settings()) if record.pending] == ["dkim-1", "dkim-2", "dkim-3"]


@pytest.mark.parametrize(
    ("region", "pool", "host"),
    [
        ("eu-south-1", "eu-south-1_A", "dkim.eu-south-1.amazonses.com"),
        ("eu-west-1", "eu-west-1_A", "dkim.amazonses.com"),
        ("ap-northeast-3", "ap-northeast-3_A", "dkim.ap-northeast-3.amazonses.com"),
    ],
)
def test_dkim_points_into_the_regions_own_zone(region: str, pool: str, host: str, settings: MakeSettings) -> None:
    """The wrong host never verifies; most modules hard-code the first one."""
    made = records(settings(("aws.region", region), ("user_pool.id", pool)), TOKENS)
    assert made[0].values == (f"aaa.{host}",)


def test_eleven_regions_have_a_dkim_zone_of_their_own() -> None:
    """AWS General Reference, ses_dkim_domains."""
    table = json.loads((Path(__file__).parents[2] / "poolpost/standards/regions.json").read_text())["ses_regions"]
    own = {region for region in table if easy_dkim_host(region) != "dkim.amazonses.com" and region != "eusc-de-east-1"}
    assert own == {
        "af-south-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-5", "ca-west-1",
        "eu-central-2", "eu-south-1", "il-central-1", "me-central-1", "us-gov-east-1",
    }  # fmt: skip # -- a list, short in few lines


def test_a_key_of_ones_own_is_one_txt(settings: MakeSettings) -> None:
    """BYODKIM publishes the public key under the selector, and nothing is pending."""
    dkim = {"selector": "poolpost", "public_key": KEY, "private_key_variable": "dkim_private_key"}
    record = records(settings(("domain.dkim", dkim)))[0]
    assert (record.name, record.type, record.pending) == ("poolpost._domainkey.mail.example.com", "TXT", False)
    assert record.values == (f"v=DKIM1; k=rsa; p={KEY}",)


def test_apex_spf_is_merged_not_replaced(settings: MakeSettings) -> None:
    """What is there stays, SES is added, and other TXT values of the record set are kept."""
    apex = {"existing": "v=spf1 include:_spf.google.com -all", "other_txt": ["google-site-verification=x"]}
    record = next(r for r in records(settings(("dns.apex_spf", apex)), TOKENS) if r.id == "apex-spf")
    assert record.name == "mail.example.com"
    assert record.values == (
        "v=spf1 include:_spf.google.com include:amazonses.com -all",
        "google-site-verification=x",
    )


def test_consent_for_reports_is_somebody_elses_record(settings: MakeSettings) -> None:
    """It is listed, and never made in our zone."""
    made = records(settings(("dns.dmarc.rua", ["mailto:x@reports.example.net", "mailto:y@example.com"])), TOKENS)
    foreign = [record for record in made if not record.ours]
    assert [record.name for record in foreign] == ["mail.example.com._report._dmarc.reports.example.net"]


def test_a_record_goes_into_the_longest_zone(settings: MakeSettings) -> None:
    """A delegated subdomain answers for its own names."""
    made = settings(("dns.zones", ["example.com", "mail.example.com"]))
    assert {zone_of(made, record) for record in records(made, TOKENS)} == {"mail.example.com"}


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=1000))
def test_txt_strings_join_to_the_same_text(text: str) -> None:
    """RFC 7208 section 3.3: strings are joined without a space, and none is longer than 255 bytes."""
    strings = txt_strings(text)
    assert "".join(strings) == text
    assert all(len(string) <= 255 for string in strings)


def test_records_have_the_tokens_of_the_live_identity(settings: MakeSettings) -> None:
    """Before the first deploy they are pending; a signature that is no Easy DKIM has no tokens, whatever SES shows."""
    identity = {"DkimAttributes": {"SigningAttributesOrigin": "AWS_SES", "Tokens": ["a", "b", "c"]}}
    made = settings()
    assert records_of(made, identity) == records(made, ("a", "b", "c"))
    assert records_of(made, None) == records(made)
    kept = settings(("domain.dkim.keep", True), ("aws.adopt", ["identity"]))
    assert records_of(kept, identity) == records(kept)


SECOND_TOKENS = ("four", "five", "six")


def test_the_second_region_adds_its_dkim_records_and_nothing_else(settings: MakeSettings) -> None:
    """Tokens and their zone are per region; MX, SPF and DMARC are one for both."""
    made = settings(("aws.standby_region", {"name": "us-west-2"}))
    more = records(made, TOKENS, second_tokens=SECOND_TOKENS)[len(records(settings(), TOKENS)) :]
    assert [record.id for record in more] == ["second-dkim-1", "second-dkim-2", "second-dkim-3"]
    assert [record.name.partition(".")[0] for record in more] == list(SECOND_TOKENS)
    assert all("us-west-2" in record.purpose and not record.pending for record in more)
    assert all(record.pending for record in records(made, TOKENS)[-3:])


def test_mail_of_the_second_region_needs_the_same_mx(settings: MakeSettings) -> None:
    """What the standby region sends with: its own tokens, and the only MX that there is."""
    made = settings(("aws.standby_region", {"name": "us-west-2", "use": "sending"}))
    ours = {record.id: record for record in records(made.sender, SECOND_TOKENS)}
    assert ours["mail-from-mx"].values == ("10 feedback-smtp.eu-west-1.amazonses.com",)
    assert ours["dkim-1"].name.startswith("four.")


def test_a_kept_or_own_key_has_no_second_record(settings: MakeSettings) -> None:
    """One key signs in both regions; what is kept is not managed here."""
    standby = ("aws.standby_region", {"name": "us-west-2"})
    own = {"selector": "own", "public_key": "A" * 360, "private_key_variable": "key"}
    both = ("aws.adopt", ["identity", "second-identity"])
    for changes in ((standby, ("domain.dkim", own)), (standby, both, ("domain.dkim", {"keep": True}))):
        assert not [record.id for record in records(settings(*changes)) if record.id.startswith("second")]
