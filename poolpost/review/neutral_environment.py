"""
The neutral environment: what is promotable in one environment, with fixed values for everything that is meant to differ.

Two environments whose promotable settings are equal have the same neutral environment, and so the same Terraform.
"""

from pathlib import Path
from typing import Any

from poolpost.review.environment_specific import DOMAIN, KEY_OF_ITS_OWN, MEANT, Meant
from poolpost.review.setting_differences import FROM, KEYS, OWN_DOMAIN, promotable
from poolpost.settings import Settings
from poolpost.settings.files import DIRECTORY
from poolpost.standards.raw import Json

NAME = "neutral"
_KEY = "arn:aws:kms:eu-west-1:000000000000:key/00000000-0000-0000-0000-000000000000"


def neutral(settings: Settings, directory: Path = DIRECTORY) -> Settings:
    """
    Return the neutral environment of an environment.

    Args:
        settings: the environment.
        directory: where the files that it names lie.
    """
    values = promotable(settings)
    if FROM in values:
        values[FROM] = values[FROM].replace(OWN_DOMAIN, DOMAIN)
    values |= {key: _KEY for key in KEYS if values.get(key) == KEY_OF_ITS_OWN}
    data: Json = {}
    for key, value in values.items():
        _put(data, key.split("."), value)
    required = REQUIRED if settings.has_domain else REQUIRED - {"domain", "dns"}
    for meant in MEANT:
        if meant.neutral is not None:
            _fill(data, meant, meant.key.split("."), required)
    return Settings.model_validate(data | {"name": NAME}, context={"directory": directory})


def _put(data: Json, path: list[str], value: Any) -> None:
    for part in path[:-1]:
        data = data.setdefault(part, {})
    data[path[-1]] = value


REQUIRED = frozenset({"aws", "backend", "domain", "dns", "configuration_set", "user_pool", "account"})
"""
Tables that every environment has, [domain] and [dns] unless it sends by an address.

Another one is there only where something promotable in it is.
"""


def _fill(data: Json, meant: Meant, path: list[str], required: frozenset[str]) -> None:
    """Put a neutral value wherever the table around it is there."""
    first, *rest = path
    if not rest:
        data[first] = meant.neutral
    elif first == "*":
        for inner in data.values():
            _fill(inner, meant, rest, required)
    elif first in data or first in required:
        _fill(data.setdefault(first, {}), meant, rest, required)
