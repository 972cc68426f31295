"""Settings that are meant to differ between environments, and those that are promoted."""

import copy
import tomllib
from typing import Any

from poolpost.settings import Settings
from tests.conftest import ROOT

ENVIRONMENTS = ROOT / "environments"
PRODUCTION = ENVIRONMENTS / "production.toml"
DATA = tomllib.loads(PRODUCTION.read_text(encoding="utf-8"))


def production(*changes: tuple[str, Any]) -> Settings:
    """Return the shipped production environment with dotted keys set; None removes one. Rules do not matter here."""
    data = copy.deepcopy(DATA)
    for key, value in changes:
        *path, last = key.split(".")
        holder = data
        for part in path:
            holder = holder.setdefault(part, {})
        holder.pop(last, None)
        if value is not None:
            holder[last] = value
    return Settings.model_validate(data | {"name": "production"}, context={"directory": ENVIRONMENTS})
