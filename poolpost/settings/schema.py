"""
The JSON Schema of environment files, for completion and checks in editors: `make docs` writes it.

`environments/*.toml` name it in their first line (`#:schema`, as Taplo and Even Better TOML read it).
"""

import json
from pathlib import Path
from typing import Any

from poolpost.settings.files import DIRECTORY
from poolpost.settings.model import Settings

PATH = DIRECTORY / "environment.schema.json"


def schema_text() -> str:
    """Render the schema; the same classes always give the same bytes."""
    schema: dict[str, Any] = Settings.model_json_schema(by_alias=True)
    del schema["properties"]["name"]
    schema["required"].remove("name")
    _allow_an_owner(schema)
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "poolpost environment"}
    return json.dumps({**schema, **head}, indent=2, sort_keys=True) + "\n"


def _allow_an_owner(schema: dict[str, Any]) -> None:
    """Let a file name an owner in place of what the owner's file says (`poolpost.settings.shared_identity`)."""
    for table in ("Domain", "ConfigurationSet"):
        definition = schema["$defs"][table]
        definition["required"].remove("name")
        definition["anyOf"] = [{"required": ["name"]}, {"required": ["owner"]}]
    schema["required"].remove("configuration_set")
    schema["anyOf"] = [{"required": ["configuration_set"]}, {"properties": {"domain": {"required": ["owner"]}}}]


def write(path: Path = PATH) -> None:
    """Write the schema beside the environment files."""
    path.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    write()
