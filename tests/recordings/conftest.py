"""What the recordings share: the fixtures of an environment in which mail arrives, and readable files."""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.doctor.conftest import built, make_client, names, place

__all__ = ["built", "make_client", "names", "place"]


class _Text(SingleFileSnapshotExtension):
    """One text file for each recording."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def recorded(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare with the recorded file of this test; `pytest tests/recordings --snapshot-update` writes it."""
    return snapshot.use_extension(_Text)
