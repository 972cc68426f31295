"""Texts as Terraform expects them. Pure: the stacks write these, and the gate compares a plan with them."""

from typing import Any

from poolpost.dns.records import DnsRecord, txt_strings


def literal(text: str) -> str:
    """Escape Terraform's template marks, so that a display name or an SPF macro (`%{i}`) stays unchanged."""
    return text.replace("${", "$${").replace("%{", "%%{")


def literals(value: Any) -> Any:
    """Escape every text in nested objects; keys are poolpost's own."""
    if isinstance(value, dict):
        return {key: literals(inner) for key, inner in value.items()}
    return literal(value) if isinstance(value, str) else value


def terraform_value(record: DnsRecord, value: str) -> str:
    """
    Return a value as `aws_route53_record` expects it.

    The provider quotes a TXT value itself, so its 255-byte strings are joined by an inner pair of quotes
    (hashicorp/terraform-provider-aws#14941). Quotes and backslashes inside are escaped as Route 53 stores them.
    """
    if record.type != "TXT":
        return value
    return literal('""'.join(each.replace("\\", r"\\").replace('"', r"\"") for each in txt_strings(value)))
