"""botocore's exceptions as sentences that say what to do next."""

from collections.abc import Generator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError
from botocore.exceptions import ConnectionError as AwsConnectionError

from poolpost.errors import CannotDecide, PoolpostError, Stopped


@contextmanager
def explained(action: str, missing: str = "") -> Generator[None]:
    """
    Turn what goes wrong inside into a PoolpostError.

    Args:
        action: the call, as IAM names it.
        missing: what to say when the user pool does not exist.
    """
    try:
        yield
    except NoCredentialsError as error:
        msg = "there are no AWS credentials; set AWS_PROFILE, or run 'aws sso login', or give the CI job its role"
        raise CannotDecide(msg) from error
    except ClientError as error:
        raise _refusal(action, error, missing) from error
    except (AwsConnectionError, HTTPClientError) as error:
        msg = (
            f"AWS could not be reached for {action}: {error}; check the network and AWS_ENDPOINT_URL, then run it again"
        )
        raise CannotDecide(msg) from error
    except BotoCoreError as error:
        msg = f"{action} could not be called: {error}; correct AWS_PROFILE and the AWS configuration, and run it again"
        raise CannotDecide(msg) from error


def _refusal(action: str, error: ClientError, missing: str) -> PoolpostError:
    refused = error.response.get("Error", {})
    code, text = refused.get("Code", ""), refused.get("Message", "")
    if code == "ResourceNotFoundException" and missing:
        return Stopped(missing)
    if code in {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}:
        return CannotDecide(f"the AWS credentials have expired ({action}); renew them and run it again")
    if code in {"AccessDenied", "AccessDeniedException", "UnauthorizedException"}:
        return CannotDecide(f"the credentials may not call {action}: {text}; allow it for this role")
    if code in {"UnrecognizedClientException", "InvalidClientTokenId", "SignatureDoesNotMatch"}:
        return CannotDecide(f"AWS does not know the credentials ({action}: {code}); check AWS_PROFILE or the CI role")
    return CannotDecide(f"{action} failed ({code}): {text}; run it again when AWS answers")
