"""What follows from an environment file."""

from tests.conftest import MakeSettings


def test_alternate_region_pool_with_its_first_region_is_fine(settings: MakeSettings) -> None:
    """REG3: the first listed region is the one that works."""
    made = settings(("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1"))
    assert made.policy_principal == "cognito-idp.ap-east-1.amazonaws.com"


def test_policy_principal_follows_the_guide(settings: MakeSettings) -> None:
    """REG7, REG8: DEVELOPER in a listed region needs no policy, COGNITO_DEFAULT with a From always does."""
    default = [("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", "no-reply@mail.example.com")]
    assert settings().policy_principal is None
    assert settings(*default).policy_principal == "email.cognito-idp.amazonaws.com"
    assert settings(("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None)).policy_principal is None


def test_the_topic_is_of_the_environments_account_and_region(settings: MakeSettings) -> None:
    """Doctor, gate and proof by sending ask for the same topic."""
    assert settings().topic_arn == "arn:aws:sns:eu-west-1:000000000000:sign-in-mail"


def test_the_regions_of_an_override_replace_those_of_the_table(settings: MakeSettings) -> None:
    """What a rule allows, the doctor passes and `access show` lists is one list."""
    assert settings().allowed_ses_regions[0] == "us-east-1"
    override = {"developer_ses_regions": ["eu-west-1"], "reason": "AWS said so in case 1"}
    assert settings(("region_override", override)).allowed_ses_regions == ("eu-west-1",)
