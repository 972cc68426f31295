"""What a real synthesis writes, as `terraform show -json` shows it in a plan (Terraform 1.11.4)."""

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

from poolpost.settings import Settings
from stacks.app import synthesize

Json = dict[str, Any]
FIREHOSE = {
    "delivery_stream_arn": "arn:aws:firehose:ap-southeast-1:000000000000:deliverystream/mail",
    "event_types": ["BOUNCE"],
}
FULL = (
    ("aws.role_arn", "arn:aws:iam::000000000000:role/deploy"),
    ("events.sns.kms", "create"),
    ("events.firehose", FIREHOSE),
    ("user_pool.id", "ap-east-1_Abc123"),
    ("aws.region", "ap-southeast-1"),
)
"""A key, a role, a stream, and a pool whose mail needs an identity policy."""
_META = {"//", "provisioner", "lifecycle", "depends_on", "provider", "when"}
_OBJECTS = {"triggers_replace", "environment"}
"""Arguments that are objects, and no blocks."""
_KNOWN: dict[str, Json] = {}


def configuration_of(settings: Settings) -> Json:
    """Synthesize once, and return a copy of a plan's `configuration`."""
    key = f"{settings.name} {settings.model_dump_json()} {settings.shared_with}"
    if key not in _KNOWN:
        with tempfile.TemporaryDirectory() as directory:
            synthesize([settings], outdir=Path(directory))
            text = (Path(directory) / "stacks" / settings.name / "cdk.tf.json").read_text(encoding="utf-8")
        _KNOWN[key] = _configuration(json.loads(text))
    return copy.deepcopy(_KNOWN[key])


def resource(configuration: Json, address: str) -> Json:
    """Find a resource of a configuration."""
    return next(each for each in configuration["root_module"]["resources"] if each["address"] == address)


def _configuration(made: Json) -> Json:
    resources = [
        _resource(mode, type_, name, body)
        for mode, kind in (("managed", "resource"), ("data", "data"))
        for type_, named in made.get(kind, {}).items()
        for name, body in named.items()
    ]
    providers = {
        f"aws.{each['alias']}" if "alias" in each else "aws": {
            "full_name": "registry.terraform.io/hashicorp/aws",
            "version_constraint": "5.100.0",
            "expressions": {name: value for name, value in _expressions(each).items() if name != "alias"},
        }
        for each in made["provider"]["aws"]
    }
    builtin = {"terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"}}
    return {"provider_config": providers | builtin, "root_module": {"resources": resources}}


def _resource(mode: str, type_: str, name: str, body: Json) -> Json:
    steps = [
        {"type": kind, "expressions": _expressions(inner)}
        for each in body.get("provisioner", [])
        for kind, inner in each.items()
    ]
    address = f"{'data.' if mode == 'data' else ''}{type_}.{name}"
    made: Json = {"address": address, "mode": mode, "type": type_, "name": name, "expressions": _expressions(body)}
    made["provider_config_key"] = body.get("provider", "terraform" if type_ == "terraform_data" else "aws")
    return made | ({"provisioners": steps} if steps else {})


def _expressions(body: Json) -> Json:
    return {name: _expression(name, value) for name, value in body.items() if name not in _META}


def _expression(name: str, value: Any) -> Any:
    """Show a block as a list of objects, and everything else as a constant, templates included."""
    blocks = [value] if isinstance(value, dict) else value
    is_block = isinstance(blocks, list) and any(isinstance(each, dict) for each in blocks)
    if is_block and name not in _OBJECTS:
        return [_expressions(each) for each in blocks]
    return {"constant_value": value}
