"""Texts as Terraform takes them. Pure: the stacks write these, and the gate holds a plan against them."""

from typing import Any

from poolpost.dns.records import DnsRecord, txt_strings


def literal(text: str) -> str:
    """Escape Terraform's template marks, so that a display name or an SPF macro (`%{i}`) stays what it is."""
    return text.replace("${", "$${").replace("%{", "%%{")


def literals(value: Any) -> Any:
    """Escape every text in nested objects; keys are ours."""
    if isinstance(value, dict):
        return {key: literals(inner) for key, inner in value.items()}
    return literal(value) if isinstance(value, str) else value


def terraform_value(record: DnsRecord, value: str) -> str:
    """
    Write a value as `aws_route53_record` takes it.

    The provider quotes a TXT value itself, so its 255-byte strings are joined by an inner pair of quotes
    (hashicorp/terraform-provider-aws#14941). Quotes and backslashes inside are escaped as Route 53 keeps them.
    """
    if record.type != "TXT":
        return value
    return literal('""'.join(each.replace("\\", r"\\").replace('"', r"\"") for each in txt_strings(value)))
