"""One exit code from whatever was checked."""

import pytest

from poolpost.findings import Finding, worst


@pytest.mark.parametrize(
    ("levels", "code"),
    [([], 0), (["warn", "info"], 0), (["unknown"], 3), (["unknown", "block"], 1), (["block", "warn"], 1)],
)
def test_exit_code_is_a_function_of_the_findings(levels: list[str], code: int) -> None:
    """A block outweighs what could not be looked at, and that outweighs everything that passed."""
    found = [Finding(rule="r", level=level, subject="s", problem="p") for level in levels]
    assert worst(found) == code
    assert worst(reversed(found)) == code
