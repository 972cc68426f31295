"""What goes wrong while credentials are loaded is told from everything else; real machines are in tests/wild."""

import pytest
from botocore import exceptions as b
from botocore.exceptions import ClientError

from poolpost.aws.credential_faults import credential_fault, of_credentials
from poolpost.aws.errors import explained
from poolpost.errors import CannotDecide


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (b.UnauthorizedSSOTokenError(), "run 'aws sso login --profile it', then"),
        (b.TokenRetrievalError(provider="sso", error_msg="expired"), "run 'aws sso login --profile it', then"),
        (b.LoginRefreshRequired(), "run 'aws login --profile it', then"),
        (b.RefreshWithMFAUnsupportedError(), "wants a code"),
        (b.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"), "add what is missing"),
        (b.CredentialRetrievalError(provider="x", error_msg="run acme-login"), "run acme-login; do what that says"),
        (b.MissingDependencyException(msg="crt"), "aws configure export-credentials"),
        (b.InvalidConfigError(error_msg="broken"), "broken; correct the profile"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_every_kind_has_its_command(error: b.BotoCoreError, remedy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of botocore, the profile, and what to run."""
    monkeypatch.setenv("AWS_PROFILE", "it")
    said = credential_fault(error) or ""
    assert said.startswith("the credentials of profile 'it' could not be loaded: ")
    assert remedy in said


def test_an_error_of_anything_else_is_not_about_credentials() -> None:
    """A bug of ours, or a file of ours, must not be blamed on the credentials."""
    for error in (ValueError("ours"), OSError(2, "No such file", "plan.json"), b.NoRegionError()):
        assert not of_credentials(error)
        assert credential_fault(error) is None
    with pytest.raises(ValueError, match="ours"), explained("x:Y"):
        raise ValueError("ours")


def test_a_refused_role_is_not_blamed_on_the_call_that_needed_it() -> None:
    """AWS refused sts:AssumeRole; the role's permissions have nothing to do with it."""
    message = "not authorized to perform: sts:AssumeRole"
    refused = ClientError({"Error": {"Code": "AccessDenied", "Message": message}}, "AssumeRole")
    with pytest.raises(CannotDecide, match="may not call sts:AssumeRole"), explained("cognito-idp:DescribeUserPool"):
        raise refused
