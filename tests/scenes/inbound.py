"""Environments that receive mail: the shipped local one with [inbound]."""

import copy
from typing import Any

Json = dict[str, Any]

INBOUND: Json = {
    "domain": "in.mail.example.com",
    "rule_set": "mail",
    "bucket": {"name": "acme-mail", "retention_days": 30},
    "rules": {"dmarc": {"recipients": ["dmarc@in.mail.example.com"], "s3": {"prefix": "dmarc/"}}},
}
"""DMARC reports into a bucket."""


def with_inbound(*changes: tuple[str, Any]) -> list[tuple[str, Any]]:
    """Return the change that adds [inbound], with keys below it set; None removes one."""
    data = copy.deepcopy(INBOUND)
    for key, value in changes:
        *path, last = key.split(".")
        holder = data
        for part in path:
            holder = holder.setdefault(part, {})
        holder.pop(last, None)
        if value is not None:
            holder[last] = value
    return [("inbound", data)]
