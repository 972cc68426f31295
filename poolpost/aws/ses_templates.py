"""Custom verification e-mail templates of SES. The calls may be repeated: a template that is written twice is the same."""

from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from poolpost.aws.account import Account
from poolpost.aws.errors import code_of, explained, found, text_of
from poolpost.errors import Stopped
from poolpost.standards.raw import Json


class SesTemplates:
    """
    The templates of the environment's account and SES region.

    Every method raises CannotDecide when AWS could not be asked, and Stopped when its answer is a no.
    """

    def __init__(self, account: Account) -> None:
        """Store the account; makes no request."""
        self._account = account
        self.region = account.settings.aws.region

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
        call = self._ses.get_custom_verification_email_template
        return found("ses:GetCustomVerificationEmailTemplate", call, TemplateName=name)

    def put_template(self, body: Json, *, create: bool) -> None:
        """
        Create or replace a template.

        A template that already exists is not overwritten, whether a lost answer of ours created it or someone else did:
        the caller reads it afterwards.
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
        """Delete a template; one that no longer exists is not an error."""
        with explained("ses:DeleteCustomVerificationEmailTemplate"):
            try:
                self._ses.delete_custom_verification_email_template(TemplateName=name)
            except ClientError as error:
                if code_of(error) != "NotFoundException":
                    raise

    @cached_property
    def _ses(self) -> Any:
        with explained("ses"):
            return self._account.client("sesv2", self.region)
