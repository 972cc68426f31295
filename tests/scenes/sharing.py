"""An environment that sends with the identity of another one: `qa`, whose owner is the shipped `local`."""

import copy
import shutil
from pathlib import Path
from typing import Any

import tomlkit

from poolpost.settings import Settings, validated
from poolpost.settings.shared_identity import SharedWith
from tests.conftest import BASE, ROOT

POOL = "eu-west-1_QaPool1"
QA: dict[str, Any] = {
    "aws": BASE["aws"],
    "backend": {"type": "local"},
    "domain": {"owner": "local"},
    "user_pool": {"id": POOL, "from": "QA <no-reply@mail.example.com>"},
}
OWN_SET = (("configuration_set", {"name": "qa-mail"}),)
"""Changes that give it a configuration set of its own."""
ALTERNATE = ("user_pool.id", "eu-central-2_QaPool1")
"""A pool in a region that sends through another one, and so by a policy of the identity."""


def qa(*changes: tuple[str, Any]) -> dict[str, Any]:
    """Return the content of its file with dotted keys set; None removes a key."""
    data = copy.deepcopy(QA)
    for key, value in changes:
        *path, last = key.split(".")
        holder = data
        for part in path:
            holder = holder.setdefault(part, {})
        if value is None:
            holder.pop(last, None)
        else:
            holder[last] = value
    return data


def shared(*changes: tuple[str, Any]) -> Settings:
    """Make the environment; its owner is the shipped file."""
    return validated(ROOT / "environments/qa.toml", qa(*changes))


def write(directory: Path, name: str, data: dict[str, Any]) -> None:
    """Write an environment file below a project, and that of the owner beside it."""
    environments = directory / "environments"
    environments.mkdir(exist_ok=True)
    if not (environments / "local.toml").exists():
        shutil.copy(ROOT / "environments/local.toml", environments)
    (environments / f"{name}.toml").write_text(tomlkit.dumps(data), encoding="utf-8")


def sharer(**changes: Any) -> SharedWith:
    """Return what an owner knows of it."""
    known: dict[str, Any] = {
        "environment": "qa",
        "pool_id": POOL,
        "pool_arn": f"arn:aws:cognito-idp:eu-west-1:000000000000:userpool/{POOL}",
        "principal": None,
        "configuration_set": "sign-in",
    }
    return SharedWith(**known | changes)


def alpine_pool() -> Settings:
    """Make one whose pool needs the identity's policy: everything as if the shipped owner were in eu-central-1."""
    made = shared()
    place = made.aws.model_copy(update={"region": "eu-central-1"})
    pool = made.user_pool.model_copy(update={"id_": ALTERNATE[1]})
    return made.model_copy(update={"aws": place, "user_pool": pool})
