"""Which DNS records the mail of a pool needs, as far as a plan and the environment file tell. Pure."""

from poolpost.dns import records
from poolpost.review.senders import IDENTITY, Sender
from poolpost.settings import Settings
from poolpost.settings.second_region import is_second, provider_region
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Plan


def needs_record(settings: Settings, plan: Plan, sender: Sender, record: Json) -> bool:
    """Return whether mail needs a record: of the file's domain those that the file lists, of another domain all."""
    name = str(record.get("name", "")).lower().rstrip(".")
    if not settings.has_domain or sender.domain != settings.domain.name.lower():
        return name == sender.domain or name.endswith(f".{sender.domain}")
    first, second = (_tokens(plan, sender.domain, second=each) for each in (False, True))
    here, there = settings.aws.region in sender.regions, provider_region(settings) in sender.regions
    unknown = (here and not first) or (there and not second)
    dkim = settings.domain.dkim
    if (dkim.keep or (dkim.is_easy and unknown)) and name.endswith(f"._domainkey.{sender.domain}"):
        return True
    needed = [*records.mail_from(settings), *records.policies(settings)]
    needed += records.dkim(settings, first) if here or not dkim.is_easy else ()
    needed += records.second_dkim(settings, second) if there else ()
    return (name, record.get("type")) in {(each.name.lower(), each.type) for each in needed}


def _tokens(plan: Plan, domain: str, *, second: bool) -> list[str]:
    """Return the Easy DKIM tokens of a domain in one of the regions, [] when the plan does not tell all of them."""
    for change in plan.changes(IDENTITY):
        if is_second(change.address) != second:
            continue
        for attributes in (change.after or {}, change.before or {}):
            signing: list[Json] = attributes.get("dkim_signing_attributes") or [{}]
            tokens: list[str] = signing[0].get("tokens") or []
            if attributes.get("email_identity") == domain and len(tokens) == records.EASY_DKIM_TOKENS:
                return tokens
    return []
