"""What a pool uses of other services, and where that is."""

import pytest

from poolpost.standards.pool_dependencies import elsewhere
from tests.scenes.trusts import FUNCTION, ROLE, need_of


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (FUNCTION, ""),
        (ROLE, ""),
        (FUNCTION.replace("000000000000", "111111111111"), "to account 111111111111"),
        ("claims", "not named by an ARN"),
        ("arn:aws:lambda", "not named by an ARN"),
        (f"x{FUNCTION}", "not named by an ARN"),
    ],
)
def test_another_accounts_is_not_looked_at(arn: str, said: str) -> None:
    """Credentials of this account say nothing about another one's function."""
    found = elsewhere(need_of("function", arn), "000000000000")
    assert said in found
    assert bool(found) == bool(said)
