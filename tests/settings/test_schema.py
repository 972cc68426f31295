"""The JSON Schema for editors is the one that the classes give."""

import json

from poolpost.settings.schema import schema_text
from tests.conftest import BASE, ROOT


def test_the_committed_schema_is_current() -> None:
    """After a change of a table: `make docs`."""
    assert (ROOT / "environments/environment.schema.json").read_text() == schema_text()


def test_the_schema_knows_every_key_that_local_uses() -> None:
    """A key that the schema lacks would be marked as wrong in an editor."""
    schema = json.loads(schema_text())
    assert set(schema["properties"]) >= set(BASE)
    assert "from" in schema["$defs"]["UserPool"]["properties"]
    assert "name" not in schema["properties"]
    assert schema["additionalProperties"] is False


def test_every_environment_names_the_schema() -> None:
    """Editors find it by the first line."""
    for path in (ROOT / "environments").glob("*.toml"):
        assert path.read_text().startswith("#:schema ./environment.schema.json\n"), path


def test_the_schema_asks_for_what_no_owner_says() -> None:
    """An editor must not mark a file that shares an identity, and must mark one that names none."""
    schema = json.loads(schema_text())
    for table in ("Domain", "ConfigurationSet"):
        definition = schema["$defs"][table]
        assert (definition["required"], definition["anyOf"]) == ([], [{"required": ["name"]}, {"required": ["owner"]}])
    assert "configuration_set" not in schema["required"]
    own, shared = schema["anyOf"]
    assert own == {"required": ["configuration_set"]}
    assert shared == {"properties": {"domain": {"required": ["owner"]}}}
