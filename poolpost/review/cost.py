"""
What an environment costs a month, at the volume that it expects.

Prices are in US dollars, without tax and free tiers, of regions like us-east-1 and eu-west-1. They are in one place,
with their source and date, and are never fetched: an estimate for a review, no invoice.
"""

from dataclasses import dataclass

from poolpost.settings import Settings

PRICED_ON = "2026-11-21"
"""When the prices were last looked up."""
DAYS = 30
_MAIL_PER_1000 = {"NONE": 0.10, "ESSENTIALS": 0.16}
"""SES's pricing plan -> price of 1,000 mails, https://aws.amazon.com/ses/pricing/; accounts of 2026-07-21 and later have one."""
_KEY = 1.00  # a month, https://aws.amazon.com/kms/pricing/
_RECEIVED_PER_1000 = 0.10  # and $0.09 for each 1,000 chunks of 256 KB, https://aws.amazon.com/ses/pricing/
_ALARM = 0.10  # a month, standard resolution, https://aws.amazon.com/cloudwatch/pricing/
SOURCES = (
    "https://aws.amazon.com/ses/pricing/",
    "https://aws.amazon.com/kms/pricing/",
    "https://aws.amazon.com/cloudwatch/pricing/",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """
    One line of the estimate.

    Attributes:
        what: what is paid for, with the number.
        dollars: a month; None when the volume is not known.
    """

    what: str
    dollars: float | None


def monthly(settings: Settings, plan: str | None = None) -> tuple[Cost, ...]:
    """
    Estimate what the environment costs a month.

    Args:
        settings: the environment.
        plan: SES's pricing plan of the account and region (GetAccount, PricingAttributes.CurrentPlan); None: not known.
    """
    regions = [settings, *([settings.second] if settings.second is not None else [])]
    per_region = (cost for each in regions for cost in (_key(each), _alarms(each)))
    return tuple(cost for cost in (_mail(settings, plan), *per_region, *_received(settings)) if cost is not None)


def in_words(costs: tuple[Cost, ...]) -> str:
    """Add up: 'about $1.20 a month', 'from $1.20 a month' where a volume is not known, or that all depends on it."""
    known = sum(cost.dollars or 0 for cost in costs)
    if costs and all(cost.dollars is None for cost in costs):
        return "depends on the volume"
    return f"{'from' if any(cost.dollars is None for cost in costs) else 'about'} ${known:.2f} a month"


def _mail(settings: Settings, plan: str | None) -> Cost | None:
    if settings.user_pool.sending == "COGNITO_DEFAULT":
        return None
    price, said = _price(plan)
    daily = settings.user_pool.expected_daily_mail
    if daily is None:
        at = "mail" if price is None else f"mail at ${price:.2f} per 1,000"
        return Cost(what=f"{at}{said}; user_pool.expected_daily_mail is not set", dollars=None)
    mails = daily * DAYS
    return Cost(what=f"{mails:,} mails{said}", dollars=None if price is None else mails / 1000 * price)


def _price(plan: str | None) -> tuple[float | None, str]:
    """Return the price of 1,000 mails, and what to say about the account's plan."""
    if plan is None:
        return max(
            _MAIL_PER_1000.values()
        ), ", SES's pricing plan being unknown: the dearer of $0.10 and $0.16 per 1,000"
    if plan not in _MAIL_PER_1000:
        return None, f" on SES's plan {plan}, whose price poolpost does not know"
    return _MAIL_PER_1000[plan], "" if plan == "NONE" else f" on SES's plan {plan}"


def _key(settings: Settings) -> Cost | None:
    sns = settings.events.sns if settings.owns_set else None
    return Cost(what="1 KMS key", dollars=_KEY) if sns is not None and sns.kms == "create" else None


def _received(settings: Settings) -> tuple[Cost, ...]:
    """Return what received mail costs; S3 itself is cents at the volume of replies and reports."""
    if settings.inbound is None:
        return ()
    mail = Cost(what=f"received mail at ${_RECEIVED_PER_1000:.2f} per 1,000, and what S3 stores", dollars=None)
    creates = settings.inbound.bucket is not None and settings.inbound.bucket.kms == "create"
    return (Cost(what="1 KMS key of received mail", dollars=_KEY), mail) if creates else (mail,)


def _alarms(settings: Settings) -> Cost | None:
    if settings.alarms is None or not settings.owns_set:
        return None  # a shared set has its owner's
    number = 2 if settings.alarms.daily_sends is None else 3
    return Cost(what=f"{number} alarms", dollars=number * _ALARM)
