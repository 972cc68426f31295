"""JSON of somebody else."""

import pytest

from poolpost.standards.json_text import DEEPEST, loads


@pytest.mark.parametrize("text", ["[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "NaN", "[1e999]", "-Infinity", "9" * 5000])
def test_what_is_no_json_is_one_error(text: str) -> None:
    """Whatever json.loads would do with it."""
    assert loads("[" * DEEPEST + "]" * DEEPEST) is not None
    with pytest.raises(ValueError, match=r"deeper|no number|limit"):
        loads(text)
