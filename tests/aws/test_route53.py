"""What Route 53 holds at a name, as the embedded AWS answers it."""

from poolpost.aws.route53 import unquoted
from poolpost.aws.services import Aws
from poolpost.standards.record_sets import Standing
from tests.scenes.route53_account import Account


def test_txt_values_are_read_as_route_53_keeps_them() -> None:
    """Strings are joined, quotation marks and backslashes unescaped."""
    assert unquoted('"v=DKIM1; p=ab" "cd"') == "v=DKIM1; p=abcd"
    assert unquoted(r'"say \"hi\" \\ there"') == r'say "hi" \ there'


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
