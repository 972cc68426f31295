"""`make mutate`: which faults it makes, and which it leaves out."""

import ast
from collections import Counter

import pytest

from scripts.mutants import mutants
from scripts.mutate import wrongly_listed
from tests.conftest import ROOT

MESSAGE = b'''
def f(x):
    """Docstring."""
    msg = "a" if x else "b"
    return f"{x or 1}"
'''


@pytest.mark.parametrize(
    ("code", "mutated"),
    [
        ("return a and b", {"(a) or (b)", "(a)", "(b)", "None"}),
        ("return x if a else b", {"(x)", "(b)", "None"}),
        ("return a < 1", {"((a) <= (1))", "((a) > (1))", "2", "0", "None"}),
        ("return sorted(a, key=b)", {"list", "sorted(a)", "None"}),
        ("return [each for each in a if each]", {"((each) or True)", "None"}),
        ("return a.get(b, {})", {"a.get(b)", "None"}),
        ("yield 'block', a", {"'warn'", "('block',)"}),
        ("a(b)", {"pass"}),
        ("raise a", {"pass"}),
        ("if not a: b()", {"True", "False", "(a)", "pass"}),
        ("a = b - c", {"(b)", "(c)", "((b) + (c))"}),
        ("a: int | None = b", set()),
    ],
)
def test_faults_of_a_statement(code: str, mutated: set[str]) -> None:
    """Each is one small change, and every one compiles."""
    found = mutants(f"def f(a, b, c, x):\n    {code}\n".encode())
    assert mutated <= {each.after.removeprefix("(").removesuffix(")") for each in found} | {
        each.after for each in found
    }
    assert all(ast.parse(each.source) for each in found)
    assert bool(found) == bool(mutated)


def test_messages_are_left_out() -> None:
    """Only the returned value is a fault here."""
    assert [each.kind for each in mutants(MESSAGE)] == ["return removed", "return value"]


def test_a_key_holds_when_lines_move() -> None:
    """The list of equivalent mutants would be wrong after every edit otherwise."""
    code = b"def f(a):\n    return not a\n"
    assert [each.key for each in mutants(code)] == [each.key for each in mutants(b"\n\n" + code)]


def test_a_list_of_equivalents_stays_right() -> None:
    """What a test notices, or what does not exist any more, is reported; what survives is not."""
    module = "poolpost/standards/terraform_plan.py"
    (first, second, *_) = found = [(module, each) for each in mutants((ROOT / module).read_bytes())]
    keys = {first[1].key: "why", second[1].key: "why", "gone": "why"}
    wrong = wrongly_listed({module: keys}, found, [first, second], ["survived", "killed"])
    assert Counter("notices" in line for line in wrong) == {True: 1, False: 1}
    assert "does not exist" in wrong[1]
