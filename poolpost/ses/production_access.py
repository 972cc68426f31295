"""
The request for production access: what the environment file asks for, and whether AWS is reviewing it already.

Pure: settings and GetAccount's answer in, a PutAccountDetails request out. Source: botocore sesv2 PutAccountDetails.
"""

from poolpost.findings import Finding
from poolpost.ses import request_text as access_text
from poolpost.ses.request_text import AccessText
from poolpost.ses.sandbox import REQUEST_MEMBERS, SesAccess
from poolpost.settings import Settings
from poolpost.standards.raw import Json

MISSING_TABLE = """there is no [production_access] in environments/{name}.toml, so there is nothing to send; write for example:

[production_access]
website_url = "https://www.example.com/"
use_case = \"\"\"
What is sent, to whom and how much a day; where the addresses come from; how bounces and complaints are handled;
how people opt out, or why they need not.
\"\"\""""


def request(settings: Settings) -> Json | None:
    """Return the PutAccountDetails request of the environment file; None without [production_access]."""
    asked = settings.production_access
    if asked is None:
        return None
    body: Json = {
        "MailType": asked.mail_type,
        "WebsiteURL": asked.website_url,
        "ContactLanguage": asked.language,
        "UseCaseDescription": asked.use_case.strip(),
    }
    if asked.contacts:  # an empty list is refused: 1 to 4 (botocore)
        body["AdditionalContactEmailAddresses"] = [contact.address for contact in asked.contacts]
    return body | {"ProductionAccessEnabled": True}


def text_of(settings: Settings) -> AccessText | None:
    """Return the input of the rules about the text; None without [production_access]."""
    asked = settings.production_access
    if asked is None:
        return None
    return AccessText(
        text=asked.use_case,
        mail_type=asked.mail_type,
        language=asked.language,
        expected_daily_mail=settings.user_pool.expected_daily_mail,
    )


def text_warnings(settings: Settings) -> list[Finding]:
    """Check the text offline; returns only warnings, since a deploy does not depend on it."""
    asked = text_of(settings)
    return [] if asked is None else list(access_text.findings(asked, frozenset(rule.id for rule in access_text.RULES)))


def is_pending(access: SesAccess, body: Json) -> bool:
    """Whether AWS is reviewing this very request already."""
    return access.review == "PENDING" and _comparable(access.request) == _comparable(body)


def _comparable(body: Json) -> Json:
    shown = {member: body[member] for member in REQUEST_MEMBERS if member in body}
    text = " ".join(shown.pop("UseCaseDescription", "").split())  # line ends may change on the way
    contacts = shown.pop("AdditionalContactEmailAddresses", [])
    return {"ContactLanguage": "EN"} | shown | {"text": text, "contacts": sorted(contacts)}
