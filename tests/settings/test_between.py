"""Two environments must not own the same thing."""

import pytest

from poolpost.settings.between import OWNED, findings
from tests.conftest import MakeSettings

S3 = {"type": "s3", "bucket": "state", "key": "a.tfstate", "region": "eu-west-1"}


def test_a_copy_of_an_environment_conflicts_in_everything(settings: MakeSettings) -> None:
    """Whoever copies a file and forgets to change it is told every shared thing."""
    copies = [
        settings(("backend", S3), ("account.suppressed_reasons", ["BOUNCE"]), name=name) for name in ("one", "two")
    ]
    found = list(findings(copies))
    assert {name for name, _ in found} == {"one", "two"}
    assert {finding.rule for _, finding in found} == set(OWNED)


def test_another_account_is_another_owner(settings: MakeSettings) -> None:
    """Staging and production may use the same names in different accounts."""
    other = settings(("aws.account_id", "111111111111"), ("dns.zones", ["mail.example.com"]), name="other")
    assert list(findings([settings(), other])) == []


@pytest.mark.parametrize("order", [0, 1])
def test_the_order_only_decides_who_is_named_owner(order: int, settings: MakeSettings) -> None:
    """A conflict is found whichever file comes first."""
    pair = [settings(name="one"), settings(("user_pool.id", "eu-west-1_Other"), name="two")]
    rules = {finding.rule for _, finding in findings(pair[:: 1 - 2 * order])}
    assert rules == {"domain-has-one-owner", "dmarc-has-one-owner", "set-has-one-owner"}
