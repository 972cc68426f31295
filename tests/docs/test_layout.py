"""Where code lies: packages hold no code, tests mirror modules, and an illegal import breaks its contract."""

import ast
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = sorted(path for root in ("poolpost", "stacks") for path in (ROOT / root).rglob("__init__.py"))
SURFACES = {"poolpost/settings/__init__.py", "poolpost/constructs/__init__.py", "stacks/__init__.py"}
"""Public surfaces, and what installs the fast bindings before cdktf: imports and `__all__`."""
WITHOUT_A_TEST = Path(__file__).with_name("without_a_test.txt")
"""Modules without a test of the mirrored name; it may only get shorter."""
CONTRACTS: list[dict[str, object]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
ILLEGAL = {
    "Nothing imports upwards": ("poolpost/pool/new_pool.py", "from poolpost.gate import judgement"),
    "Only stacks and the constructs load cdktf": ("poolpost/settings/wording.py", "import cdktf"),
    "Synthesis is pure": ("poolpost/constructs/naming.py", "import boto3"),
    "Only poolpost.aws calls AWS": ("poolpost/gate/judgement.py", "import botocore"),
    "Only poolpost.dns asks name servers": ("poolpost/doctor/facts.py", "import dns"),
    "Only poolpost.cli prints, asks and draws": ("poolpost/doctor/facts.py", "import rich"),
    "Code that decides is given its facts, and reads nothing itself": (
        "poolpost/gate/rules/plan.py",
        "from poolpost.aws import account",
    ),
    "Nothing imports the embedded AWS": ("poolpost/cli/check.py", "from poolpost.emulator import client"),
}
"""For each contract a file, and a line there that breaks it."""


def is_surface(node: ast.stmt) -> bool:
    """Tell whether a statement is an import, or sets `__all__`."""
    return isinstance(node, ast.Import | ast.ImportFrom) or ast.unparse(node).startswith("__all__ = ")


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_package_holds_a_docstring_and_nothing_else(path: Path) -> None:
    """The import of a name says in which file it is."""
    doc, *rest = ast.parse(path.read_text(encoding="utf-8")).body
    assert isinstance(doc, ast.Expr)
    if path.relative_to(ROOT).as_posix() in SURFACES:
        rest = [node for node in rest if not is_surface(node)]
    assert [ast.unparse(node) for node in rest] == []


def test_at_most_twelve_packages_and_four_modules() -> None:
    """A new room needs a reason: there are twelve besides the constructs and the embedded AWS."""
    inside = [path for path in (ROOT / "poolpost").iterdir() if path.name != "__pycache__"]
    modules = {path.name for path in inside if path.suffix == ".py"}
    assert modules == {"__init__.py", "__main__.py", "errors.py", "findings.py"}
    assert len({path.name for path in inside if path.is_dir()} - {"constructs", "emulator"}) <= 12


def has_public_behaviour(path: Path) -> bool:
    """Tell whether a module has a public function, or a public class with a method; the rest is data."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        methods = node.body if isinstance(node, ast.ClassDef) else [node]
        public = not getattr(node, "name", "_").startswith("_")
        if public and any(isinstance(each, ast.FunctionDef) for each in methods):
            return True
    return False


def test_every_module_has_a_test_of_its_name() -> None:
    """`poolpost/a/b.py` is tested in `tests/a/test_b.py`; the list of exceptions may only get shorter."""
    found = {
        module.as_posix()
        for path in (ROOT / "poolpost").rglob("*.py")
        if (module := path.relative_to(ROOT / "poolpost")).parts[0] not in {"emulator", "__main__.py"}
        and has_public_behaviour(path)
        and not (ROOT / "tests" / module.parent / f"test_{module.name}").is_file()
    }
    listed = WITHOUT_A_TEST.read_text(encoding="utf-8").splitlines()
    assert sorted(found - set(listed)) == [], "give each a test of its name: tests/a/test_b.py for poolpost/a/b.py"
    assert sorted(set(listed) - found) == [], f"these have a test, or are gone: remove their lines in {WITHOUT_A_TEST}"
    assert listed == sorted(listed)


def test_no_test_file_has_more_than_400_lines() -> None:
    """A longer one tests more than one module: split it by module, with the scene that both need in tests/scenes."""
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (ROOT / "tests").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def lint(project: Path) -> str:
    """Return what lint-imports prints about a project; PYTHONPATH makes it read that one's modules."""
    command = [shutil.which("lint-imports") or "lint-imports", "--no-cache"]
    environment = {"PYTHONPATH": str(project)}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what lint-imports reads."""
    copy = tmp_path_factory.mktemp("layout")
    for name in ("poolpost", "stacks"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


@pytest.fixture
def with_a_line(project: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Add one import to the copy, and remove it afterwards."""
    file, line = ILLEGAL[request.param]
    path = project / file
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n{line}\n", encoding="utf-8")
    yield project
    path.write_text(text, encoding="utf-8")


def test_the_copy_keeps_every_contract(project: Path) -> None:
    """What the next test breaks is whole without it."""
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in lint(project)


def test_every_contract_has_an_illegal_import() -> None:
    """A contract that nothing breaks may hold nothing."""
    assert [contract["name"] for contract in CONTRACTS] == list(ILLEGAL)


@pytest.mark.parametrize(("with_a_line", "contract"), [(name, name) for name in ILLEGAL], indirect=["with_a_line"])
def test_an_illegal_import_breaks_its_contract(with_a_line: Path, contract: str) -> None:
    """Counter-check: with one import too many, lint-imports names the contract."""
    assert f"{contract} BROKEN" in lint(with_a_line)


def test_the_packages_of_a_contract_exist() -> None:
    """Every package of poolpost is either a source of a contract about all of them, or named as what it may do."""
    packages = {f"poolpost.{path.parent.name}" for path in (ROOT / "poolpost").glob("*/__init__.py")}
    exempt = {
        "Only stacks and the constructs load cdktf": {"poolpost.constructs"},
        "Only poolpost.aws calls AWS": {"poolpost.aws", "poolpost.constructs", "poolpost.emulator"},
        "Only poolpost.dns asks name servers": {"poolpost.dns", "poolpost.constructs", "poolpost.emulator"},
        "Only poolpost.cli prints, asks and draws": {"poolpost.cli", "poolpost.constructs", "poolpost.emulator"},
        "Nothing imports the embedded AWS": {"poolpost.emulator"},
    }
    sources = {contract["name"]: set(contract.get("source_modules", [])) for contract in CONTRACTS}
    assert {name: packages - sources[name] for name in exempt} == exempt
