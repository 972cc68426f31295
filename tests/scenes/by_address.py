"""Environments that send by an address: without a domain, and with the domain waiting beside it."""

from typing import Any

ADDRESS = "no-reply@mail.example.com"
"""From's address of environments/local.toml."""
RESOURCE = "aws_sesv2_email_identity.address_no_reply_mail_example_com"
BESIDE: list[tuple[str, Any]] = [("user_pool.identity", "address")]
"""The domain is made meanwhile."""
ALONE: list[tuple[str, Any]] = [*BESIDE, ("domain", None), ("dns", None)]
