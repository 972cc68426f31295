"""SES account settings, suppression list, custom verification e-mail templates and tags."""

import time

from poolpost.emulator import ses_configuration_sets, ses_identities
from poolpost.emulator.errors import AwsError, already_exists, bad_request, not_found
from poolpost.emulator.state import Json, Region

BLOCKING_REVIEWS = frozenset({"PENDING", "DENIED"})
"""Review statuses during which PutAccountDetails answers ConflictException."""


def get_account(here: Region, _body: Json) -> Json:
    """GetAccount; Details are absent until the first request for production access."""
    return here.ses_account


def put_details(here: Region, body: Json) -> Json:
    """Ask for production access: the review is PENDING then, unless the account has it already."""
    if body.get("MailType") not in {"MARKETING", "TRANSACTIONAL"} or not body.get("WebsiteURL"):
        msg = "MailType must be MARKETING or TRANSACTIONAL, and WebsiteURL must be given."
        raise bad_request(msg)
    review = here.ses_account.get("Details", {}).get("ReviewDetails", {})
    if review.get("Status") in BLOCKING_REVIEWS:
        code = "ConflictException"
        raise AwsError(code, f"Account details cannot be changed while a review is {review['Status']}.", 409)
    status = "GRANTED" if here.ses_account["ProductionAccessEnabled"] else "PENDING"
    details = {name: value for name, value in body.items() if name != "ProductionAccessEnabled"}
    here.ses_account["Details"] = details | {"ReviewDetails": {"Status": status, "CaseId": "case-1"}}
    return {}


def put_suppression(here: Region, body: Json) -> Json:
    """Which events put an address on the account's suppression list; none when omitted."""
    here.ses_account["SuppressionAttributes"] = {"SuppressedReasons": []} | body
    return {}


def put_sending(here: Region, body: Json) -> Json:
    """Pause or resume sending."""
    here.ses_account["SendingEnabled"] = body.get("SendingEnabled", False)
    return {}


def put_vdm(here: Region, body: Json) -> Json:
    """Virtual Deliverability Manager settings."""
    here.ses_account["VdmAttributes"] = body["VdmAttributes"]
    return {}


def put_warmup(here: Region, body: Json) -> Json:
    """Automatic warm-up of dedicated IP addresses."""
    here.ses_account["DedicatedIpAutoWarmupEnabled"] = body.get("AutoWarmupEnabled", False)
    return {}


def put_suppressed(here: Region, body: Json) -> Json:
    """Put an address on the suppression list."""
    address = body["EmailAddress"]
    here.suppressed[address] = {
        "EmailAddress": address,
        "Reason": body["Reason"],
        "LastUpdateTime": time.time(),
    }
    return {}


def get_suppressed(here: Region, body: Json) -> Json:
    """One address of the suppression list."""
    return {"SuppressedDestination": here.suppressed[_suppressed(here, body)]}


def list_suppressed(here: Region, body: Json) -> Json:
    """Return the suppression list, in one page."""
    reasons = body.get("Reasons", ["BOUNCE", "COMPLAINT"])
    return {
        "SuppressedDestinationSummaries": [entry for entry in here.suppressed.values() if entry["Reason"] in reasons]
    }


def delete_suppressed(here: Region, body: Json) -> Json:
    """Take an address off the suppression list."""
    del here.suppressed[_suppressed(here, body)]
    return {}


def _suppressed(here: Region, body: Json) -> str:
    address: str = body["EmailAddress"]
    if address not in here.suppressed:
        msg = f"Email address {address} does not exist on your suppression list."
        raise not_found(msg)
    return address


def create_template(here: Region, body: Json) -> Json:
    """Create a custom verification e-mail template."""
    if body["TemplateName"] in here.templates:
        msg = f"Custom verification template <{body['TemplateName']}> already exists."
        raise already_exists(msg)
    here.templates[body["TemplateName"]] = body
    return {}


def get_template(here: Region, body: Json) -> Json:
    """One custom verification e-mail template."""
    return here.templates[_template(here, body)]


def list_templates(here: Region, _body: Json) -> Json:
    """All templates without their texts, in one page."""
    shown = [
        {k: v for k, v in stored.items() if k not in {"TemplateContent", "Tags"}} for stored in here.templates.values()
    ]
    return {"CustomVerificationEmailTemplates": shown}


def update_template(here: Region, body: Json) -> Json:
    """Replace a template, tags excepted."""
    name = _template(here, body)
    here.templates[name] = body | {"Tags": here.templates[name].get("Tags", [])}
    return {}


def delete_template(here: Region, body: Json) -> Json:
    """Remove a template."""
    del here.templates[_template(here, body)]
    return {}


def _template(here: Region, body: Json) -> str:
    name: str = body["TemplateName"]
    if name not in here.templates:
        msg = f"Custom verification template <{name}> does not exist."
        raise not_found(msg)
    return name


def tag(here: Region, body: Json) -> Json:
    """Add or overwrite tags of an identity, configuration set or template."""
    tags = _tags(here, body["ResourceArn"])
    changed = {tag["Key"] for tag in body["Tags"]}
    tags[:] = [tag for tag in tags if tag["Key"] not in changed] + body["Tags"]
    return {}


def untag(here: Region, body: Json) -> Json:
    """Remove tags; unknown keys are not an error."""
    tags = _tags(here, body["ResourceArn"])
    tags[:] = [tag for tag in tags if tag["Key"] not in body["TagKeys"]]
    return {}


def list_tags(here: Region, body: Json) -> Json:
    """Return the tags of an identity, configuration set or template."""
    return {"Tags": _tags(here, body["ResourceArn"])}


def owns(arn: str) -> bool:
    """Whether the tags of this resource are kept here (ministack has those of the other SES resources)."""
    return arn.rpartition(":")[2].partition("/")[0] in {
        "identity",
        "configuration-set",
        "custom-verification-email-template",
    }


def _tags(here: Region, arn: str) -> list[Json]:
    kind, _, name = arn.split(":", 5)[5].partition("/")
    if kind == "identity":
        return ses_identities.find(here, name).tags
    if kind == "configuration-set":
        return ses_configuration_sets.find(here, name).tags
    return here.templates[_template(here, {"TemplateName": name})].setdefault("Tags", [])
