"""
The expected shape of plans and states: Terraform's own part, and the attributes that poolpost reads.

Format: https://developer.hashicorp.com/terraform/internals/json-format; attributes: AWS provider 5.100.0. Anything else was
    not written by Terraform and this provider.
"""

from collections.abc import Iterator

from poolpost.standards.raw import Json
from poolpost.standards.shapes import ANY, ANYTHING, NUMBER, TEXT, Shape, misshapen

_OBJECT = ({}, None)
_BLOCKS = ([{}], None)
_MASK = (bool, {}, [ANYTHING], None)
_ROW: Shape = {"name": TEXT, "type": TEXT, "value": TEXT}
_POOL_BLOCKS = (
    *("account_recovery_setting", "admin_create_user_config", "device_configuration", "email_configuration"),
    *("email_mfa_configuration", "lambda_config", "password_policy", "sign_in_policy", "sms_configuration"),
    *("software_token_mfa_configuration", "user_attribute_update_settings", "user_pool_add_ons"),
    *("verification_message_template", "web_authn_configuration"),
)
_ATTRIBUTES: dict[str, Shape] = {
    "aws_cognito_user_pool": {
        **dict.fromkeys(("id", "arn", "name", "last_modified_date"), TEXT),
        "estimated_number_of_users": (*NUMBER, None),
        **dict.fromkeys(_POOL_BLOCKS, _BLOCKS),
    },
    "aws_sesv2_configuration_set": {
        "configuration_set_name": TEXT,
        **dict.fromkeys(("delivery_options", "suppression_options", "tracking_options"), _BLOCKS),
    },
    "aws_sesv2_configuration_set_event_destination": {"event_destination_name": TEXT},
    "aws_sesv2_email_identity": {"email_identity": TEXT},
    "aws_sns_topic": {"name": TEXT},
}
"""Attributes that poolpost reads, by type of resource."""
_STEP = "terraform_data.user_pool_email"
"""How the addresses of poolpost's steps begin, each of a pool or of its replica in a Region."""
_STEPS: Shape = {"triggers_replace": ({}, None)}
"""The same by address: another terraform_data may contain anything."""
_CHANGE: Shape = {
    "actions!": [str],
    "before": _OBJECT,
    "after": _OBJECT,
    "after_unknown": (bool, {}, None),
    "before_sensitive": _MASK,
    "after_sensitive": _MASK,
    "importing": ({"id": TEXT}, None),
    "replace_paths": [[(str, int)]],
}
_RESOURCE: Shape = {
    **dict.fromkeys(("address!", "mode!", "type!", "name!", "provider_name!"), str),
    **dict.fromkeys(("action_reason", "previous_address", "deposed"), str),
    "change!": _CHANGE,
}
_OUTPUT: Shape = {"actions!": [str]}
_RECORDS: Shape = {"before": ([_ROW], None), "after": ([_ROW], None), "after_unknown": (bool, [(bool, {})], None)}
_CHECK: Shape = {
    "address": {"to_display": str},
    "status": str,
    "instances": [{"problems": [{"message": str}]}],
}
_EXPRESSIONS: Shape = {"assume_role": [{}], ANY: ANYTHING}
_PROVIDER: Shape = {"full_name": str, "version_constraint": str, "expressions": _EXPRESSIONS}
_WRITTEN: Shape = {
    "address!": str,
    "type": str,
    "expressions": {},
    "provisioners": [{"type!": str, "expressions": {}}],
}
"""A resource of the configuration: the expressions of its attributes, as written."""
PLAN: Shape = {
    **dict.fromkeys(("format_version", "terraform_version", "timestamp"), str),
    **dict.fromkeys(("errored", "complete"), bool),
    "resource_changes": [_RESOURCE],
    "resource_drift": [_RESOURCE],
    "checks": [_CHECK],
    "output_changes": {"dns_records": {**_OUTPUT, **_RECORDS}, ANY: _OUTPUT},
    "variables": {ANY: {}},
    "prior_state": {"values": {"root_module": {"resources": [{"address!": str, "depends_on": [str]}]}}},
    "configuration": {
        "provider_config": {ANY: _PROVIDER},
        "root_module": {"variables": {ANY: {}}, "resources": [_WRITTEN]},
    },
}
"""Of `terraform show -json PLAN`."""
_INSTANCE: Shape = {"status": str, "attributes": {}}
STATE: Shape = {
    "resources": [
        {**dict.fromkeys(("mode!", "type!", "name!"), str), "instances!": [_INSTANCE]},
    ]
}
"""Of `terraform state pull`, version 4."""


def misshapen_in_plan(plan: Json) -> Iterator[str]:
    """Yield the paths of values that do not have the shape that Terraform and the provider write."""
    found = False
    for path in misshapen(plan, PLAN):
        found = True
        yield path
    if found:  # finding the attributes relies on the part that has just failed
        return
    for kind in ("resource_changes", "resource_drift"):
        for number, resource in enumerate(plan.get(kind, ())):
            path = f"{kind}[{number}].change"
            if not resource["change"]["actions"]:
                yield f"{path}.actions"
            for side in ("before", "after"):
                held = resource["change"].get(side)
                shape = _ATTRIBUTES.get(resource["type"]) or (_STEPS if resource["address"].startswith(_STEP) else {})
                yield from misshapen(held, (shape, None), f"{path}.{side}")
