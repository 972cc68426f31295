"""
Whether a stack depends on what its environment is called: account, domain, pool, name.

The digest is of a neutral twin, so a condition on one account in the stack's code does not show in it. So the environment
is synthesized once more under other names: the two stacks must be the same but for the names. Pure.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from poolpost.review.setting_differences import tree
from poolpost.settings import Settings
from poolpost.settings.files import DIRECTORY
from poolpost.settings.terraform_names import slug
from poolpost.standards.raw import Json

WHOLE = (
    ("backend", "bucket"),
    ("backend", "key"),
    ("configuration_set", "name"),
    ("events", "sns", "topic_name"),
    ("inbound", "bucket", "name"),
    ("inbound", "rule_set"),
    ("user_pool", "id"),
)
"""Keys whose whole value is a name. Account and domain are names wherever they are part of a value."""
TEXTS = ("messages", "verification_templates")
"""Tables of texts and of files that hold texts: the same for every environment that is promoted."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TURN = str.maketrans(
    _LETTERS + _LETTERS.upper() + "0123456789",
    _LETTERS[13:] + _LETTERS[:13] + (_LETTERS[13:] + _LETTERS[:13]).upper() + "9876543210",
)
_TOP_LEVEL = re.compile(r"\.[a-z]+$")


def renamed(settings: Settings, directory: Path = DIRECTORY) -> Settings:
    """
    Return the same environment under other names, as long as its own.

    Args:
        settings: the environment.
        directory: where the files that it names lie.
    """
    data = settings.model_dump(by_alias=True, exclude_none=True)  # not as JSON: dates stay dates
    spread = _pattern(other := {name: _turned(name) for name in (settings.aws.account_id, *_domains(settings))})
    made: Json = {
        table: value
        if table in TEXTS
        else _rewritten(value, lambda text: spread.sub(lambda found: other[found[0]], text))
        for table, value in data.items()
    }
    for *path, last in WHOLE:
        ours, theirs = data, made
        for part in path:
            ours, theirs = ours.get(part, {}), theirs.get(part, {})
        if last in ours:
            theirs[last] = _whole(ours[last])
    other_name = Settings.model_validate(made | {"name": _turned(settings.name)}, context={"directory": directory})
    return other_name.sharing(settings.shared_with)


def dependent(settings: Settings, own: Json, other: Json) -> tuple[str, ...]:
    """
    Return the paths in which an environment's stack is not that of its namesake, names aside.

    Args:
        settings: the environment.
        own: its cdk.tf.json.
        other: the cdk.tf.json of `renamed`.
    """
    pairs = {name: _whole(name) for name in _names(settings)}
    pairs |= {slug(name): slug(new) for name, new in pairs.items()}
    # The new names count as found too, so that no part of one is taken for an old name.
    one, two = (_replaced(stack, {new: new for new in pairs.values()} | pairs) for stack in (own, other))
    back = {new: name for name, new in pairs.items()}
    return tuple(_pattern(back).sub(lambda found: back[found[0]], path) for path in _differences(one, two, ""))


def _names(settings: Settings) -> Iterator[str]:
    yield from (settings.name, settings.aws.account_id, *_domains(settings))
    for path in WHOLE:
        holder: Any = tree(settings)
        for part in path:
            holder = holder.get(part) if isinstance(holder, dict) else None
        if holder is not None:
            yield str(holder)


def _domains(settings: Settings) -> Iterator[str]:
    """Yield the domain, its zones, and the domains above them: who reads reports there is told apart by them."""
    for domain in dict.fromkeys((settings.sender_domain, *settings.zones)):
        labels = domain.split(".")
        yield from (".".join(labels[depth:]) for depth in range(len(labels) - 1))


def _whole(name: str) -> str:
    """Return another name; the region in a pool's id stays, since regions are not names."""
    region, underscore, rest = name.rpartition("_")
    return f"{region}_{_turned(rest)}" if underscore and re.fullmatch(r"[a-z]+(-[a-z]+)+-\d", region) else _turned(name)


def _turned(name: str) -> str:
    """Return a name of the same length and shape; the same part of two names becomes the same. Punycode stays."""
    ending = found[0] if (found := _TOP_LEVEL.search(name)) else ""
    labels = name.removesuffix(ending).split(".")
    return ".".join(label if label.startswith("xn--") else label.translate(_TURN) for label in labels) + ending


def _replaced(stack: Json, pairs: dict[str, str]) -> Any:
    text = json.dumps(_without_comments(stack), ensure_ascii=False)
    return json.loads(_pattern(pairs).sub(lambda found: pairs[found[0]], text))


def _without_comments(value: Any) -> Any:
    """Leave out what cdktf notes about a construct: its path, and a hash of it."""
    if isinstance(value, dict):
        return {key: _without_comments(inner) for key, inner in value.items() if key != "//"}
    return [_without_comments(inner) for inner in value] if isinstance(value, list) else value


def _pattern(names: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))


def _rewritten(value: Any, rewrite: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rewritten(inner, rewrite) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rewritten(inner, rewrite) for inner in value]
    return rewrite(value) if isinstance(value, str) else value


def _differences(one: Any, two: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(two, dict):
        for key in sorted(one.keys() | two.keys()):
            yield from _differences(one.get(key), two.get(key), f"{path}.{key}" if path else key)
    elif isinstance(one, list) and isinstance(two, list):
        if sorted(map(_canonical, one)) != sorted(map(_canonical, two)):  # names may be sorted otherwise
            yield path
    elif one != two:
        yield path


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
