"""
Which SES region a user pool may send through, and the host names of each SES region.

The table is `regions.json` (Cognito developer guide "Email settings for user pools", both editions; botocore;
AWS General Reference for the DKIM hosts): data, so that adding a region changes no code. REG1 to REG10 are the rules
of that guide page, numbered in docs/rules.md.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Category = Literal["in_region_only", "backwards_compatible", "alternate_region", "unlisted"]
AWS_ITSELF = r"https://[\w.-]+\.(amazonaws\.com(\.cn)?|api\.aws)(:443)?/?"
"""A URL of AWS: of a service in a region, FIPS, dual-stack and VPC endpoints included."""
GLOBAL_PRINCIPAL = "email.cognito-idp.amazonaws.com"
TABLE_SOURCE = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRegion:
    """
    What the Cognito guide says about user pools of one region.

    Attributes:
        category: in-Region only (REG1), backwards compatible (REG2), alternate (REG3, REG4), or unlisted (in no table).
        developer_ses_regions: SES regions allowed with EmailSendingAccount DEVELOPER; for alternates the first one.
        default_second_ses_region: the further region that COGNITO_DEFAULT with a custom From also uses (REG4).
        policy_principal: service principal that an identity policy must trust (REG7).
    """

    name: str
    category: Category
    developer_ses_regions: tuple[str, ...]
    default_second_ses_region: str | None
    policy_principal: str

    @property
    def is_alternate(self) -> bool:
        """Whether Cognito sends from another region and so needs an identity policy even with DEVELOPER (REG3)."""
        return self.category == "alternate_region"


def pool_region(region: str) -> PoolRegion | None:
    """Return what the guide says about a Cognito region; None if no user pools are known there."""
    row = _table()["cognito_regions"].get(region)
    if row is None:
        return None
    return PoolRegion(
        name=region,
        category=row["category"],
        developer_ses_regions=tuple(row["developer_ses_regions"]),
        default_second_ses_region=row["cognito_default_second_ses_region"],
        policy_principal=row["identity_policy_principal"] or GLOBAL_PRINCIPAL,
    )


def default_ses_region(region: str) -> str:
    """Return the SES region for user pools of a region: its own, or where AWS does not allow that, the first that it allows."""
    row = pool_region(region)
    allowed = row.developer_ses_regions if row else ()
    return region if region in allowed else next(iter(allowed), region)


def pool_regions_through(ses_region: str) -> tuple[str, ...]:
    """Return the Cognito regions whose user pools can send through an SES region, sorted."""
    rows: dict[str, Any] = _table()["cognito_regions"]
    through = (
        name
        for name, row in rows.items()
        if ses_region in {*row["developer_ses_regions"], row["cognito_default_second_ses_region"]}
    )
    return tuple(sorted(through))


def ses_regions(partition: str) -> tuple[str, ...]:
    """Every region of `partition` that has SES, sorted."""
    rows: dict[str, Any] = _table()["ses_regions"]
    return tuple(sorted(name for name, row in rows.items() if row["partition"] == partition))


def partition_of(region: str) -> str | None:
    """Return the partition of a known region, else None."""
    table = _table()
    row = table["ses_regions"].get(region) or table["cognito_regions"].get(region)
    return row["partition"] if row else None


def easy_dkim_host(region: str) -> str:
    """
    Return the zone that Easy DKIM CNAMEs of an SES region point into.

    Eleven regions have their own. For a region that is not in the table, the pattern of the newest ones is used.
    """
    row = _table()["ses_regions"].get(region)
    return row["easy_dkim_domain"] if row else f"dkim.{region}.amazonses.com"


def feedback_host(region: str) -> str:
    """Return the MX target of a custom MAIL FROM domain (SES developer guide, mail-from)."""
    row = _table()["ses_regions"].get(region)
    return row["mail_from_mx"] if row else f"feedback-smtp.{region}.amazonses.com"


def receiving_regions() -> tuple[str, ...]:
    """Every region in which SES receives mail, sorted (`receiving_regions_source` of the table)."""
    return tuple(sorted(_table()["receiving_regions"]))


def inbound_host(region: str) -> str:
    """Return the MX target of a domain that SES receives mail for (AWS General Reference, email receiving endpoints)."""
    return f"inbound-smtp.{region}.amazonaws.com"


def tracking_host(region: str) -> str:
    """Return the CNAME target of a custom open and click tracking domain (SES developer guide)."""
    return f"r.{region}.awstrack.me"


@cache
def _table() -> dict[str, Any]:
    return json.loads(files("poolpost.standards").joinpath("regions.json").read_text(encoding="utf-8"))


DEFAULT_SENDER_DAILY = 50
"""Mails a day of EmailSendingAccount COGNITO_DEFAULT (Cognito developer guide, limits)."""


def is_awss(url: str) -> bool:
    """Return whether a URL is one of AWS, and not an endpoint that answers in AWS's place."""
    return re.fullmatch(AWS_ITSELF, url) is not None
