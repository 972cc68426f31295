"""A plan as `terraform show -json` writes it."""

from typing import Any

from poolpost.standards.terraform_plan import AWS_PROVIDER

POOL: dict[str, Any] = {
    "address": "module.a.aws_cognito_user_pool.pool[0]",
    "mode": "managed",
    "type": "aws_cognito_user_pool",
    "name": "pool",
    "index": 0,
    "provider_name": AWS_PROVIDER,
    "change": {
        "actions": ["delete", "create"],
        "before": {"id": "eu-west-1_x"},
        "after": {"name": "x"},
        "after_unknown": {"id": True},
        "importing": {"id": "eu-west-1_x"},
        "replace_paths": [["username_attributes"], ["schema", 0, "name"]],
    },
    "action_reason": "replace_because_cannot_update",
}
DATA: dict[str, Any] = {**POOL, "address": "data.aws_cognito_user_pool.live", "mode": "data"}
PLAN: dict[str, Any] = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "planned_values": {},
    "resource_changes": [POOL, DATA],
    "resource_drift": [POOL],
    "configuration": {
        "provider_config": {
            "aws": {"name": "aws", "full_name": AWS_PROVIDER, "version_constraint": "5.100.0"},
            "aws.second": {"name": "aws", "alias": "second", "full_name": AWS_PROVIDER},
            "terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"},
        }
    },
    "checks": [{"address": {"to_display": "check.mail"}, "status": "fail"}],
    "complete": True,
    "errored": False,
}
