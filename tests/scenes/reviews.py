"""Judged plans, and the review of each."""

from typing import Any

from poolpost.standards.terraform_plan import Change, Plan

SET = "aws_sesv2_configuration_set"
BY_DEFAULT = {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}}


def change(kind: str = SET, *actions: str, **members: Any) -> Change:
    """Return a change of one resource, an update unless said otherwise."""
    made: dict[str, Any] = {
        "address": f"{kind}.this",
        "mode": "managed",
        "type": kind,
        "name": "this",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "actions": actions or ("update",),
        "before": {},
        "after": {},
        "after_unknown": {},
        "import_id": None,
        "replace_paths": (),
        "action_reason": "",
    }
    return Change(**{**made, **members})


def plan(*changes: Change, **records: Any) -> Plan:
    """Return a plan; `records` are before, after and after_unknown of the output `dns_records`."""
    return Plan(
        terraform_version="1.11.4",
        resource_changes=changes,
        resource_drift=(),
        checks=(),
        providers={},
        output_changes={"dns_records": records} if records else {},
    )


def row(name: str, value: str, kind: str = "TXT") -> dict[str, str]:
    """Return a row of the output `dns_records`."""
    return {"name": name, "type": kind, "value": value}
