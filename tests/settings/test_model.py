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
