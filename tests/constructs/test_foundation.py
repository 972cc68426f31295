"""State, account and providers of a stack."""

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize


def test_a_pool_elsewhere_is_read_through_a_provider_of_its_region(
    synthesize: Synthesize, settings: MakeSettings
) -> None:
    """The drift check must not look for the pool in the SES region."""
    stack = synthesize(settings(("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1")))
    assert stack["data"]["aws_cognito_user_pool"]["live"]["provider"] == "aws.user_pool"
    assert [(p["region"], p.get("alias")) for p in stack["provider"]["aws"]] == [
        ("ap-southeast-1", None),
        ("ap-east-1", "user_pool"),
    ]


def test_the_right_account_or_nothing(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Every provider refuses other accounts, takes the environment's role and has no endpoints block."""
    role = "arn:aws:iam::000000000000:role/deploy"
    stack = synthesize(
        settings(("aws.role_arn", role), ("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1"))
    )
    for provider in stack["provider"]["aws"]:
        assert provider["allowed_account_ids"] == ["000000000000"]
        assert provider["assume_role"] == [{"role_arn": role, "session_name": "poolpost"}]
        assert "endpoints" not in provider


def test_hosted_zones_elsewhere_have_a_provider_of_their_own(synthesize: Synthesize, settings: MakeSettings) -> None:
    """It refuses every account but that of the role; nothing except records and zones uses it, and no tags go there."""
    role = "arn:aws:iam::111111111111:role/zones"
    stack = synthesize(settings(("dns.role_arn", role), ("aws.tags", {"a": "b"}), ("dns.adopt", ["dmarc"])))
    found = next(provider for provider in stack["provider"]["aws"] if provider.get("alias") == "dns")
    assert found["allowed_account_ids"] == ["111111111111"]
    assert found["assume_role"] == [{"role_arn": role, "session_name": "poolpost"}]
    assert "default_tags" not in found
    users = {
        type_
        for kind in ("resource", "data")
        for type_, named in stack[kind].items()
        for each in named.values()
        if each.get("provider") == "aws.dns"
    }
    assert users == {"aws_route53_record", "aws_route53_zone"}
    assert [one["provider"] for one in stack["import"]] == ["aws.dns"]


def test_without_a_role_for_zones_there_is_no_such_provider(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Every stack of before stays as it is."""
    stack = synthesize(settings())
    assert [provider.get("alias") for provider in stack["provider"]["aws"]] == [None, "user_pool"]


def test_state_in_s3_is_locked_by_a_file(synthesize: Synthesize, settings: MakeSettings) -> None:
    """The argument is newer than cdktf 0.21, so it is added by override."""
    backend = {
        "type": "s3",
        "bucket": "state",
        "key": "k",
        "region": "eu-west-1",
        "role_arn": "arn:aws:iam::000000000000:role/s",
    }
    assert synthesize(settings(("backend", backend)))["terraform"]["backend"]["s3"] == {
        "assume_role": {"role_arn": "arn:aws:iam::000000000000:role/s"},
        "bucket": "state",
        "encrypt": True,
        "key": "k",
        "region": "eu-west-1",
        "use_lockfile": True,
    }
