"""Two environments must not own the same thing."""

import pytest

from poolpost.settings import validated
from poolpost.settings.rules.across_environments import OWNED, PROMOTION, findings
from tests.conftest import MakeSettings, changed
from tests.scenes.inbound import with_inbound

S3 = {"type": "s3", "bucket": "state", "key": "a.tfstate", "region": "eu-west-1"}


def test_a_copy_of_an_environment_conflicts_in_everything(settings: MakeSettings) -> None:
    """Whoever copies a file and forgets to change it is told every shared thing."""
    copies = [
        settings(("backend", S3), ("account.suppressed_reasons", ["BOUNCE"]), *with_inbound(), name=name)
        for name in ("one", "two")
    ]
    found = list(findings(copies))
    assert {name for name, _ in found} == {"one", "two"}
    assert {finding.rule for _, finding in found} == set(OWNED) - {"address-has-one-owner"}


def test_two_environments_do_not_send_by_one_address(settings: MakeSettings) -> None:
    """The identity of From's address has one owner like a domain's; by their domain they share none."""
    shared = [("user_pool.identity", "address"), ("domain", None), ("dns", None)]
    pair = [settings(*shared, name="one"), settings(*shared, ("user_pool.id", "eu-west-1_Other"), name="two")]
    assert {finding.rule for _, finding in findings(pair)} == {"address-has-one-owner", "set-has-one-owner"}


def test_what_a_second_region_has_is_owned_there_too(settings: MakeSettings) -> None:
    """The standby region of one environment may be where another one has its identity and configuration set."""
    standby = settings(("aws.standby_region", {"name": "us-west-2"}), ("dns.dmarc", None), name="one")
    other = [("aws.region", "us-west-2"), ("user_pool.id", "eu-west-1_Other"), ("dns.dmarc", None)]
    pair = [standby, settings(*other, name="two")]
    assert {finding.rule for _, finding in findings(pair)} == {"domain-has-one-owner", "set-has-one-owner"}
    assert list(findings([settings(("dns.dmarc", None), name="one"), pair[1]])) == []


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


def _promotes(**sources: str | None) -> list[tuple[str, str, str]]:
    """Judge environments that own nothing in common, each with its `promotes_from`."""
    base = validated(*changed())
    made = [
        base.model_copy(
            update={
                "name": name,
                "promotes_from": source,
                "aws": base.aws.model_copy(update={"account_id": f"{number:012}"}),
                "dns_": base.dns.model_copy(update={"dmarc": None}),
            }
        )
        for number, (name, source) in enumerate(sources.items())
    ]
    found = [(name, finding) for name, finding in findings(made, ["broken"])]
    assert all(finding.subject == "promotes_from" and finding.level == "block" for _, finding in found)
    return [(name, finding.rule, finding.problem) for name, finding in found]


def test_promotion_has_a_beginning() -> None:
    """From one to the next is fine, also where the first has mistakes of its own."""
    assert _promotes(dev=None, staging="dev", production="staging", other="broken") == []
    assert set(PROMOTION) == {"promotes-from-exists", "promotes-from-is-kept", "promotes-from-begins"}


@pytest.mark.parametrize(
    ("sources", "wrong", "said"),
    [
        ({"a": "a"}, ["a"], "is a circle (a <- a); allowed: broken"),
        ({"a": "b", "b": "a"}, ["a", "b"], "is a circle (a <- b <- a); allowed: b, broken"),
        ({"a": "b", "b": "c", "c": "b"}, ["b", "c"], "is a circle (b <- c <- b); allowed: a, broken, c"),
        ({"a": "nowhere"}, ["a"], "'nowhere' is not an environment; allowed: broken"),
    ],
)
def test_promotion_from_itself_a_circle_or_nowhere_is_a_mistake(
    sources: dict[str, str], wrong: list[str], said: str
) -> None:
    """Nothing would ever be proved first; whoever only leads into a circle is not told."""
    found = _promotes(**sources)
    assert [name for name, _, _ in found] == wrong
    assert found[0][2] == said
