"""The list of all checks: what is not in it is never run."""

import pkgutil
from importlib import import_module

from poolpost.doctor import checks
from poolpost.doctor.checklist import CHECKS
from poolpost.doctor.checks.check import Check


def test_every_check_is_in_the_list_and_has_its_own_id() -> None:
    """A module of checks that the list forgets would be green for ever."""
    modules = [import_module(f"{checks.__name__}.{found.name}") for found in pkgutil.iter_modules(checks.__path__)]
    defined = {id(each): each for module in modules for each in vars(module).values() if isinstance(each, Check)}
    assert {each.id for each in defined.values()} == {each.id for each in CHECKS}
    assert len(CHECKS) == len({each.id for each in CHECKS}) == len(defined)
