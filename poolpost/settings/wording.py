"""Pydantic's findings in the user's words: key, what is wrong, the value, what is allowed."""

import difflib
import re
from typing import cast

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from poolpost.findings import Finding
from poolpost.settings.model import Settings


def mistake(detail: ErrorDetails) -> Finding:
    """Create a finding of one of pydantic's errors."""
    key = ".".join(str(part) for part in key_of(detail))
    return Finding(rule=_rule(detail["type"]), level="block", subject=key, problem=_wording(detail))


def key_of(detail: ErrorDetails) -> list[int | str]:
    """Drop what pydantic adds to the path: the tag of a discriminated union and the names of union members."""
    parts = list(detail["loc"])
    own = parts[-1:] if detail["type"] == "extra_forbidden" else []  # a key of the file, whatever is in it
    parts = parts[: len(parts) - len(own)]
    if parts[:1] == ["backend"] and len(parts) > 1:
        del parts[1]
    return [part for part in parts if not (isinstance(part, str) and re.search(r"[\[(]", part))] + own


def _rule(kind: str) -> str:
    return {"missing": "missing-key", "extra_forbidden": "unknown-key"}.get(kind, "value")


_EXPECTED = {
    "bool_type": "true or false",
    "date_type": "a date without quotes such as 2026-11-02",
    "dict_type": "a table",
    "float_parsing": "a number such as 0.05, for 5 %",
    "float_type": "a number",
    "int_type": "a whole number",
    "model_attributes_type": "a table",
    "model_type": "a table",
    "string_type": "a text in quotes",
    "tuple_type": "a list such as ['...']",
}


_BORDERS = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}


def _wording(detail: ErrorDetails) -> str:  # noqa: C901, PLR0911 -- one return for each kind of mistake
    """Word the error for the user: what is wrong, the value, what is allowed."""
    value, context, kind = detail["input"], detail.get("ctx", {}), detail["type"]
    if kind in _EXPECTED:
        return f"{value!r} is not allowed; allowed is {_EXPECTED[kind]}"
    match kind:
        case "missing":
            return f"is missing{_described(detail['loc'])}"
        case "extra_forbidden":
            return f"unknown key{_suggestion(detail['loc'])}"
        case "literal_error":
            return f"{value!r} is not allowed; allowed: {context['expected']}"
        case "union_tag_invalid":
            return f"type {context['tag']!r} is not allowed; allowed: {context['expected_tags']}"
        case "union_tag_not_found":
            return "is missing the key 'type'; allowed: 'local', 's3'"
        case "value_error":
            return str(context["error"])
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            words, limit = next((words, context[bound]) for bound, words in _BORDERS.items() if bound in context)
            border = f"{words} {str(limit).removesuffix('.0')}"
            share = "; it is a share: 0.05 is 5 %" if context.get("lt") == 1 else ""
            return f"{value!r} is not allowed; allowed: {border}{share}"
        case "too_short" | "string_too_short":
            return f"{value!r} is too short; allowed: at least {context['min_length']}"
        case "too_long" | "string_too_long":
            return f"is too long; allowed: at most {context['max_length']}"
        case _:
            return f"{value!r}: {detail['msg'][:1].lower()}{detail['msg'][1:]}"


def _described(loc: tuple[int | str, ...]) -> str:
    model = _model_at(loc[:-1])
    field = next((f for k, f in (model.model_fields if model else {}).items() if loc[-1] in {k, f.alias}), None)
    if field is None:
        return ""
    section = _model_in(field.annotation, loc)
    description = field.description or (section.__doc__ if section else None)
    return f": {description}" if description else ""


def _suggestion(loc: tuple[int | str, ...]) -> str:
    model = _model_at(loc[:-1])
    allowed = [field.alias or key for key, field in model.model_fields.items()] if model else []
    allowed = [key for key in allowed if not (model is Settings and key == "name")]
    close = difflib.get_close_matches(str(loc[-1]), allowed, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return f"{hint}; allowed: {', '.join(allowed)}" if allowed else hint


def _model_at(loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """Find the section class that a path of keys leads to."""
    model: type[BaseModel] | None = Settings
    for part in loc:
        if model is None or not isinstance(part, str):
            continue
        field = model.model_fields.get(part)
        if field is not None:
            model = _model_in(field.annotation, loc)
    return model


def _model_in(annotation: object, loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [_model_in(arg, loc) for arg in cast("tuple[object, ...]", getattr(annotation, "__args__", ()))]
    models = [model for model in inner if model is not None]
    tagged = [model for model in models if _tag(model) in loc]
    return next(iter(tagged or models), None)


def _tag(model: type[BaseModel]) -> object:
    field = model.model_fields.get("type")
    return getattr(field.annotation, "__args__", (None,))[0] if field else None
