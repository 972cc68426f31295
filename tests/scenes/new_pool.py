"""A plan that creates a user pool."""

from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.pool import new_pool
from poolpost.settings import Settings, validated
from tests.conftest import changed
from tests.scenes.gate_situations import EMAIL, Json
from tests.scenes.scene import REGION, Scene

NEW_POOL: list[tuple[str, Any]] = [
    ("user_pool.id", None),
    ("user_pool.mode", "manage"),
    ("user_pool.create", {"name": "Sign in, new"}),
]
SETTINGS = validated(*changed(*NEW_POOL))
POOL_ID = "eu-west-1_New"


def _blocks(value: Any) -> Any:
    """Write attributes as a plan shows them: each block in a list."""
    if isinstance(value, dict):
        return [{name: _blocks(each) for name, each in value.items()}]
    return (
        [each[0] if isinstance(each, list) else each for each in map(_blocks, value)]
        if isinstance(value, list)
        else value
    )


def planned_pool(**attributes: Any) -> Json:
    """Return the attributes of the new pool as a plan has them."""
    made = {name: _blocks(value) for name, value in new_pool.attributes(SETTINGS).items()}
    return made | {"email_configuration": [EMAIL], "mfa_configuration": "OFF", "tags": None} | attributes


@pytest.fixture
def creating(scene: Scene) -> Scene:
    """Make the scene's environment one whose pool is still to be made, by a name of its own."""
    name = {"name": f"new beside {scene.settings.user_pool.id}"}
    create = validated(*changed(*NEW_POOL[:2], ("user_pool.create", name))).user_pool.create
    pool = scene.settings.user_pool.model_copy(update={"id_": None, "create": create, "mode": "manage"})
    scene.settings = scene.settings.model_copy(update={"user_pool": pool})
    return scene


def put_new(server: EmbeddedAws, settings: Settings, **members: Any) -> None:
    """Create a pool of the new one's name."""
    create = settings.user_pool.create
    assert create is not None
    pool = {"Id": POOL_ID, "Name": create.name, "DeletionProtection": "ACTIVE", "LastModifiedDate": 1.0}
    server.put_pool(REGION, pool | {"EmailConfiguration": settings.email_configuration} | members)
