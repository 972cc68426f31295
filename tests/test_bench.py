"""The bench itself: it measures projects that a user could have."""

from poolpost.settings import load_all
from scripts import bench
from tests.conftest import ROOT


def test_its_projects_are_sound() -> None:
    """Environments as many as asked for, with all the files that they name."""
    with bench.project(3) as directory:
        assert [settings.name for settings in load_all(directory / "environments")] == ["e0", "e1", "e2"]
        assert not directory.is_relative_to(ROOT)
