"""The lines that are told of a file with mistakes."""

from typing import Any

import pytest

from poolpost.settings import EnvironmentFileError, validated
from tests.conftest import changed


def lines_of(*changes: tuple[str, Any]) -> list[str]:
    """Return the lines that are printed of a changed environment."""
    with pytest.raises(EnvironmentFileError) as caught:
        validated(*changed(*changes))
    return str(caught.value).splitlines()
