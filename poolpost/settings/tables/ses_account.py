"""
The tables [production_access] and [verification_templates.<name>]: what poolpost asks of SES by API calls, without Terraform.

AWS provider 5.100.0 has a resource for neither. The limits are those of botocore's sesv2 model (PutAccountDetails,
CreateCustomVerificationEmailTemplate) and of the CloudFormation registry (a template's name).
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section
from poolpost.standards.mailboxes import Mailbox

MIN_CONTACT = 6
"""Characters of an additional contact's address, at least (botocore sesv2 AdditionalContactEmailAddress)."""
MAX_TEMPLATES = 50
"""Custom verification templates of an account (SES developer guide, custom verification e-mail FAQ)."""


def _long_enough(box: Mailbox) -> Mailbox:
    if len(box.address) < MIN_CONTACT:
        msg = f"{box.address!r} is too short for SES; allowed: an address of at least {MIN_CONTACT} characters"
        raise ValueError(msg)
    return box


Contact = Annotated[f.BareAddress, AfterValidator(_long_enough)]


class ProductionAccess(Section):
    """The request for production access: what `poolpost access request` sends."""

    mail_type: Literal["TRANSACTIONAL", "MARKETING"] = Field(
        default="TRANSACTIONAL", description="Default: TRANSACTIONAL, as sign-in mail is."
    )
    website_url: f.WebUrl = Field(description="The web site that the mail belongs to; AWS reviews it.")
    use_case: str = Field(
        min_length=1,
        max_length=5000,
        description="What is sent, to whom, how much a day, where the addresses come from, how bounces and complaints are "
        "handled, and how people opt out or why they need not.",
    )
    contacts: Annotated[f.Listed[Contact], Field(max_length=4)] = Field(
        default=(), description="Additional addresses that AWS contacts about SES; default: the account's own."
    )
    language: Literal["EN", "JA"] = Field(default="EN", description="The language in which AWS replies; default: EN.")


class VerificationTemplate(Section):
    """A custom verification e-mail: what SES sends to a person who must confirm an address, in your words."""

    from_: f.BareAddress = Field(
        alias="from", description="A verified address, or one in a verified domain; SES takes no display name here."
    )
    subject: f.OneLine = Field(description="The subject line.")
    content_file: f.RelativePath = Field(
        description="HTML file, relative to environments/, less than 10 MB; SES adds the link and a closing text."
    )
    success_url: f.WebUrl = Field(description="Where the link leads when the address is verified.")
    failure_url: f.WebUrl = Field(description="Where it leads when it is not.")


VerificationTemplates = Annotated[dict[f.SesName, VerificationTemplate], Field(max_length=MAX_TEMPLATES)]
