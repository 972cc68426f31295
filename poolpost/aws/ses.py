"""
SES calls about production access and custom verification templates: part of the side that talks to AWS (`live.py`).

The request for production access is sent once and never repeated by botocore: AWS opens a support case for each. The
template calls may be repeated, since the same template written twice is the same template.
"""

from functools import cached_property
from typing import Any, Literal

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as AwsConnectionError

from poolpost.aws.account import Aws
from poolpost.aws.errors import AnswerLost, code_of, explained, text_of
from poolpost.errors import CannotDecide, Stopped
from poolpost.standards.raw import Json

ONCE = 1
_SERVER_ERROR = 500


class SesRegion:
    """
    SES of the environment's account in one region.

    Every method raises CannotDecide when AWS could not be asked, and Stopped when its answer is a no.
    """

    def __init__(self, aws: Aws, region: str) -> None:
        """Remember the region; nothing is asked before the first call."""
        self._aws = aws
        self.region = region

    def account(self) -> Json:
        """Get sandbox, quota, enforcement and review status."""
        with explained(f"ses:GetAccount in {self.region}"):
            return self._ses.get_account()

    def identities(self, names: tuple[str, ...]) -> dict[str, Json | None]:
        """Get identities by name, None where SES has no such identity."""
        return {name: self._found("GetEmailIdentity", "get_email_identity", EmailIdentity=name) for name in names}

    def put_account_details(self, body: Json) -> Literal["accepted", "conflict"]:
        """
        Ask for production access, once.

        Returns:
            "conflict" when AWS answers ConflictException: a review is running, or was denied.

        Raises:
            AnswerLost: the request went out, and no answer says whether AWS took it.
        """
        with explained("ses:PutAccountDetails"):
            try:
                self._aws.client("sesv2", self.region, attempts=ONCE).put_account_details(**body)
            except ClientError as error:
                return _conflict_or_raise(error)
            except AwsConnectionError:  # before HTTPClientError: nothing was sent
                raise
            except HTTPClientError as error:
                raise AnswerLost(str(error)) from error
        return "accepted"

    def template_names(self) -> tuple[str, ...]:
        """List the names of all custom verification templates, sorted."""
        names: list[str] = []
        token: dict[str, str] = {}
        with explained("ses:ListCustomVerificationEmailTemplates"):
            while True:
                page = self._ses.list_custom_verification_email_templates(**token)
                names += [shown["TemplateName"] for shown in page.get("CustomVerificationEmailTemplates", [])]
                if not page.get("NextToken"):
                    return tuple(sorted(names))
                token = {"NextToken": page["NextToken"]}

    def template(self, name: str) -> Json | None:
        """Get a template with its content, None when there is none of this name."""
        method = "get_custom_verification_email_template"
        return self._found("GetCustomVerificationEmailTemplate", method, TemplateName=name)

    def put_template(self, body: Json, *, create: bool) -> None:
        """
        Create or replace a template.

        One that exists when it should be created is left as it is, whether a lost answer of ours made it or somebody
        else did: the caller looks at it afterwards.
        """
        verb = "Create" if create else "Update"
        with explained(f"ses:{verb}CustomVerificationEmailTemplate"):
            try:
                getattr(self._ses, f"{verb.lower()}_custom_verification_email_template")(**body)
            except ClientError as error:
                if code_of(error) in {"BadRequestException", "LimitExceededException", "NotFoundException"}:
                    msg = f"SES refused template {body['TemplateName']!r} ({code_of(error)}): {text_of(error)}"
                    raise Stopped(msg) from error
                if code_of(error) != "AlreadyExistsException":
                    raise

    def delete_template(self, name: str) -> None:
        """Remove a template; one that is not there any more is no error."""
        with explained("ses:DeleteCustomVerificationEmailTemplate"):
            try:
                self._ses.delete_custom_verification_email_template(TemplateName=name)
            except ClientError as error:
                if code_of(error) != "NotFoundException":
                    raise

    def _found(self, operation: str, method: str, **arguments: str) -> Json | None:
        with explained(f"ses:{operation}"):
            try:
                answer: Json = getattr(self._ses, method)(**arguments)
            except ClientError as error:
                if code_of(error) == "NotFoundException":
                    return None
                raise
        answer.pop("ResponseMetadata", None)
        return answer

    @cached_property
    def _ses(self) -> Any:
        with explained("ses"):
            return self._aws.client("sesv2", self.region)


def _conflict_or_raise(error: ClientError) -> Literal["conflict"]:
    """Sort what AWS answered to PutAccountDetails: a conflict is an outcome, the rest is raised."""
    if code_of(error) == "ConflictException":
        return "conflict"
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status >= _SERVER_ERROR:
        msg = f"HTTP {status}"
        raise AnswerLost(msg) from error
    if code_of(error) == "BadRequestException":
        msg = f"AWS refused PutAccountDetails (BadRequestException): {text_of(error)}; nothing was sent on for review"
        raise Stopped(msg) from error
    if code_of(error) == "TooManyRequestsException":
        msg = "AWS got too many requests and did not take this one; nothing was sent; run it again in a minute"
        raise CannotDecide(msg) from error
    raise error
