"""Which slip a line is called; files as people write them are in tests/wild/test_environment_files.py."""

import tomllib

import pytest

from poolpost.settings.toml_slips import remedy

OTHERS = [
    'a = true "x"',
    'a = [true, "x" "y"]',
    'a = { b = "x", c = 1 2 }',
    'a = "x" "y"',
    "a = = 1",
    'a = "\\n" 1',
    "[a.b",
    "a",
]


@pytest.mark.parametrize("line", OTHERS)
def test_what_is_right_is_not_called_a_slip(line: str) -> None:
    """Another mistake on the line has no remedy here; tomllib's reason is all that there is."""
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(line)
    assert remedy(str(caught.value), line) == ""
