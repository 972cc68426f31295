"""The records of a stack: which, in which zone, and that none overwrites what exists."""

from datetime import date
from typing import Any

import pytest

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize

KEY = "A" * 360 + "=="


def test_the_plan_changes_nothing_in_the_stack(settings: MakeSettings, synthesize: Any) -> None:
    """The record is always [dns.dmarc]: the same Terraform with and without a plan, on whichever day."""
    plan = {"step": "none", "since": date(2020, 1, 1)}
    assert synthesize(settings(("dns.dmarc_ramp", plan))) == synthesize(settings())


def test_a_zone_by_id_is_not_looked_up(synthesize: Synthesize, settings: MakeSettings) -> None:
    """The id is taken as it is."""
    stack = synthesize(settings(("dns.zones", None), ("dns.zone_id", "Z0123")))
    assert {record["zone_id"] for record in stack["resource"]["aws_route53_record"].values()} == {"Z0123"}


def test_no_record_overwrites_what_is_there(synthesize: Synthesize, settings: MakeSettings) -> None:
    """An existing record at our name is somebody's: the apply stops."""
    records = synthesize(settings())["resource"]["aws_route53_record"].values()
    assert not any("allow_overwrite" in record for record in records)


def test_a_long_txt_is_split_for_the_provider(synthesize: Synthesize, settings: MakeSettings) -> None:
    """The provider adds the outer quotes only, so the inner pair separates strings of 255 bytes."""
    dkim = {"selector": "own", "public_key": KEY, "private_key_variable": "dkim_private_key"}
    stack = synthesize(settings(("domain.dkim", dkim)))
    (value,) = stack["resource"]["aws_route53_record"]["dkim_1"]["records"]
    assert [len(part) for part in value.split('""')] == [255, len(value) - 257]


@pytest.mark.parametrize(
    ("zone", "zone_id"),
    [
        ([], "${data.aws_route53_zone.zone_example_com.zone_id}"),
        ([("dns.zones", None), ("dns.zone_id", "Z123")], "Z123"),
    ],
)
def test_adopted_records_are_imported(
    zone: list[tuple[str, Any]], zone_id: str, synthesize: Synthesize, settings: MakeSettings
) -> None:
    """One import block for each, by the id that the provider reads: ZONE_NAME_TYPE, known at plan."""
    made = synthesize(settings(("dns.adopt", ["dmarc", "mail-from-mx"]), *zone))
    assert made["import"] == [
        {"to": "aws_route53_record.mail_from_mx", "id": f"{zone_id}_bounce.mail.example.com_MX"},
        {"to": "aws_route53_record.dmarc", "id": f"{zone_id}__dmarc.mail.example.com_TXT"},
    ]
