"""JSON is held against a shape, and every place that differs is named."""

from typing import Any

import pytest

from poolpost.standards.shapes import ANY, NUMBER, TEXT, WHOLE, Shape, misshapen

POOL: Shape = {"Id!": str, "Tags": {ANY: str}, "Schema": [{"Name!": str}], "Users": NUMBER, "Note": TEXT}


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"Id": "a", "Tags": {"b": "c"}, "Schema": [{"Name": "d"}], "Users": 1.5, "Note": None, "Other": object()}, []),
        ({}, ["Id"]),
        ([], [WHOLE]),
        ({"Id": None}, ["Id"]),
        ({"Id": "a", "Tags": {"b": 1, "c": "d", "e": []}}, ["Tags.b", "Tags.e"]),
        ({"Id": "a", "Schema": {}}, ["Schema"]),
        ({"Id": "a", "Schema": [{"Name": "b"}, {}, None]}, ["Schema[1].Name", "Schema[2]"]),
        ({"Id": "a", "Users": True, "Note": 5}, ["Users", "Note"]),
    ],
)
def test_each_place_of_another_shape_is_named(value: Any, places: list[str]) -> None:
    """Missing or of another type; a bool is no number, and what no shape names may be anything."""
    assert list(misshapen(value, POOL)) == places


def test_of_alternatives_the_one_of_the_same_kind_says_where() -> None:
    """A policy's statement is an object or a list of them: the place inside is named, not the whole."""
    shape: Shape = ({"Effect!": str}, [{"Effect!": str}])
    assert list(misshapen([{"Effect": "Allow"}, {"Effect": 1}], shape)) == ["[1].Effect"]
    assert list(misshapen({"Effect": 1}, shape)) == ["Effect"]
    assert list(misshapen("Allow", shape)) == [WHOLE]
