"""What Route 53 holds at a name, as the embedded AWS answers it."""

import botocore.session
import pytest

from poolpost.aws.route53 import unquoted
from poolpost.aws.services import Aws
from poolpost.emulator.client import EmbeddedAws
from poolpost.errors import CannotDecide, Stopped
from poolpost.standards.record_sets import Standing
from tests.conftest import MakeSettings
from tests.scenes.route53_account import Account


def test_txt_values_are_read_as_route_53_keeps_them() -> None:
    """Strings are joined, quotation marks and backslashes unescaped."""
    assert unquoted('"v=DKIM1; p=ab" "cd"') == "v=DKIM1; p=abcd"
    assert unquoted(r'"say \"hi\" \\ there"') == r'say "hi" \ there'


ZONES = "arn:aws:iam::111111111111:role/zones"


def test_zones_of_another_account_are_read_with_its_role(account: Account, settings: MakeSettings) -> None:
    """Each account of the embedded AWS has its own Route 53: without the role the zone is not there."""
    owner = botocore.session.Session()
    owner.set_credentials("111111111111", "test")
    owner.create_client("route53", "us-east-1").create_hosted_zone(Name="example.com", CallerReference="elsewhere")
    assert Aws(settings()).route53.hosted_zones() == []
    elsewhere = Aws(settings(("dns.role_arn", ZONES)))
    elsewhere.account.check()
    elsewhere.route53.check_account()
    assert [zone.name for zone in elsewhere.route53.hosted_zones()] == ["example.com"]
    assert elsewhere.account.session is not elsewhere.account.zones.session
    assert account.settings.zone_account_id == "000000000000"


def test_a_role_that_may_not_be_assumed_is_named(account: Account, aws: EmbeddedAws, settings: MakeSettings) -> None:
    """Could not look: the message names the call that was refused."""
    assert account
    aws.fault("sts:AssumeRole", "denied", count=9)
    with pytest.raises(CannotDecide, match=f"may not call sts:AssumeRole of {ZONES}"):
        Aws(settings(("dns.role_arn", ZONES))).route53.check_account()


def test_an_answer_of_another_account_stops(
    account: Account, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An endpoint that ignores the role would show zones of another account."""
    assert account
    found = Aws(settings(("dns.role_arn", ZONES)))
    monkeypatch.setattr(found.account.zones, "session", found.account.session)
    with pytest.raises(Stopped, match="has its hosted zones in account 111111111111"):
        found.route53.check_account()


def test_an_alias_is_somebody_elses(account: Account) -> None:
    """It has no values, and is not ours all the same."""
    zone = account.zone("example.com")
    target = {"HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": "d1.cloudfront.net.", "EvaluateTargetHealth": False}
    record_set = {"Name": "click.example.com", "Type": "A", "AliasTarget": target}
    account.route53.change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record_set}]}
    )
    standing = Aws(account.settings).route53.standing(zone.rpartition("/")[2], "click.example.com")
    assert standing == [Standing(type="A", values=("alias of d1.cloudfront.net",))]
