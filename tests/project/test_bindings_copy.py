"""The copy of the bindings holds what is listed, and whole."""

import dis
import io
import json
import marshal
import tarfile
import threading
from collections.abc import Iterator, Mapping
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType

import pytest

from poolpost.project import bindings_copy as aws_bindings_copy

GENERATED = '''"""Generated."""
import typing
import typeguard
from importlib.metadata import version as _metadata_package_version

def check_type(argname, value, expected_type):
    if TYPEGUARD_MAJOR_VERSION <= 2:
        pass

from .._jsii import *

class KmsKey(jsii_type="@cdktf/provider-aws.kmsKey.KmsKey"):
    """Documentation."""

    def __init__(self):
        if __debug__:
            type_hints = typing.get_type_hints(_typecheckingstub__1)
'''


def instructions(code: CodeType) -> Iterator[object]:
    """Every name and constant that this code, or code inside it, uses when it runs."""
    for instruction in dis.get_instructions(code):
        yield instruction.argval
        if isinstance(instruction.argval, CodeType):
            yield from instructions(instruction.argval)


def pack(path: Path, entries: Mapping[str, str]) -> None:
    """Write a jsii assembly with these files."""
    path.parent.mkdir(parents=True)
    with tarfile.open(path, "w:gz") as tar:
        for name, text in entries.items():
            header = tarfile.TarInfo(f"package/{name}")
            header.size = len(text.encode())
            tar.addfile(header, io.BytesIO(text.encode()))


def unpack(path: Path) -> dict[str, str]:
    """Read back what `pack` wrote."""
    with tarfile.open(path) as tar:
        return {name.removeprefix("package/"): tar.extractfile(name).read().decode() for name in tar.getnames()}


@pytest.fixture
def core(tmp_path: Path) -> Path:
    """Make a package like cdktf, of one module."""
    pack(
        tmp_path / "stock/cdktf/_jsii/cdktf@1.jsii.tgz",
        {
            ".jsii": json.dumps(
                {"types": {"cdktf.App": {"docs": {"summary": "x"}, "kind": "class"}}, "submodules": {}}
            ),
            "lib/index.js": "exports.App = 1;\n//# sourceMappingURL=data:xyz",
            "lib/index.d.ts": "export class App {}",
        },
    )
    package = tmp_path / "stock/cdktf"
    (package / "__init__.py").write_text(GENERATED)
    (package / "_jsii/__init__.py").touch()
    return package


@pytest.fixture
def provider(tmp_path: Path) -> Path:
    """Make a package like the AWS bindings, of two resources."""
    names = {"kmsKey": "kms-key", "snsTopic": "sns-topic"}
    manifest = {
        "readme": {"markdown": "long"},
        "types": {f"@cdktf/provider-aws.{name}.It": {"kind": "class", "docs": {}} for name in names},
        "submodules": {
            f"@cdktf/provider-aws.{name}": {"symbolId": f"src/{folder}/index:"} for name, folder in names.items()
        },
    }
    pack(
        tmp_path / "stock/aws/_jsii/aws@1.jsii.tgz",
        {
            ".jsii": json.dumps(manifest),
            "package.json": "{}",
            "lib/index.js": "the stock index",
            "lib/kms-key/index.js": "exports.KmsKey = 1;",
            "lib/kms-key/index.d.ts": "export class KmsKey {}",
            "lib/sns-topic/index.js": "exports.SnsTopic = 1;",
        },
    )
    package = tmp_path / "stock/aws"
    for module, source in {
        "": "import everything",
        "_jsii": "",
        "kms_key": GENERATED,
        "sns_topic": "",
    }.items():
        (package / module).mkdir(exist_ok=True)
        (package / module / "__init__.py").write_text(source)
    return package


def test_copy_holds_only_what_is_listed(core: Path, provider: Path, tmp_path: Path) -> None:
    """Of the provider only the listed modules are copied: Python, types and JavaScript."""
    aws_bindings_copy.make([core], provider, ["kms_key"], tmp_path / "copy")
    assert sorted(path.name for path in (tmp_path / "copy/aws").iterdir()) == [
        "__init__.py",
        "__pycache__",
        "_jsii",
        "kms_key",
    ]
    assembly = unpack(tmp_path / "copy/aws/_jsii/aws@1.jsii.tgz")
    assert sorted(assembly) == [".jsii", "lib/index.js", "lib/kms-key/index.js", "package.json"]
    assert json.loads(assembly[".jsii"])["types"] == {"@cdktf/provider-aws.kmsKey.It": {"kind": "class"}}
    assert 'require("./kms-key")' in assembly["lib/index.js"]
    assert "sns" not in assembly["lib/index.js"]


def test_core_is_copied_whole_without_documentation(core: Path, provider: Path, tmp_path: Path) -> None:
    """The core keeps all its code; declarations, source maps and documentation go."""
    aws_bindings_copy.make([core], provider, ["kms_key"], tmp_path / "copy")
    assert unpack(tmp_path / "copy/cdktf/_jsii/cdktf@1.jsii.tgz") == {
        ".jsii": '{"types":{"cdktf.App":{"kind":"class"}},"submodules":{}}',
        "lib/index.js": "exports.App = 1;\n",
    }


@pytest.mark.parametrize("name", sorted(aws_bindings_copy.PATCHES))
def test_changed_javascript_is_not_patched_blindly(name: str) -> None:
    """Where a patch does not fit any more, the copy is not made, and so the stock packages are used."""
    old, new = aws_bindings_copy.PATCHES[name]
    assert aws_bindings_copy.javascript(name, b"a\n" + old + b"\nb") == b"a\n" + new + b"\nb"
    with pytest.raises(ValueError, match="has changed"):
        aws_bindings_copy.javascript(name, b"other code")


def test_generated_type_checks_cost_nothing(core: Path, provider: Path, tmp_path: Path) -> None:
    """Neither typeguard nor a look-up of its version is left, and byte code is there without checks."""
    aws_bindings_copy.make([core], provider, ["kms_key"], tmp_path / "copy")
    source = tmp_path / "copy/aws/kms_key/__init__.py"
    assert "typeguard" not in source.read_text()
    assert "type_hints = cached_type_hints(_typecheckingstub__1)" in source.read_text()
    byte_code = Path(cache_from_source(source, optimization="")).read_bytes()
    executed = list(instructions(marshal.loads(byte_code[16:])))  # noqa: S302 -- written by this test
    assert "KmsKey" in executed
    assert "_typecheckingstub__1" not in executed
    assert "Documentation." not in executed


def test_failed_copy_leaves_nothing(core: Path, provider: Path, tmp_path: Path) -> None:
    """When making the copy fails half-way, no part of it is left to be taken for a whole one."""
    (provider / "_jsii/aws@1.jsii.tgz").write_bytes(b"not an archive")
    with pytest.raises(tarfile.ReadError):
        aws_bindings_copy.make([core], provider, ["kms_key"], tmp_path / "cache/copy")
    assert list((tmp_path / "cache").iterdir()) == []


def test_copies_made_at_the_same_time_do_not_disturb_each_other(core: Path, provider: Path, tmp_path: Path) -> None:
    """Of several processes that start cold, one wins, the others use its copy, and no draft is left."""
    problems: list[Exception] = []

    def make() -> None:
        try:
            aws_bindings_copy.make([core], provider, ["kms_key"], tmp_path / "cache/copy")
        except Exception as problem:  # noqa: BLE001 -- shown by the assertion
            problems.append(problem)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["copy"]


def test_unwritable_place_is_reported(core: Path, provider: Path, tmp_path: Path) -> None:
    """A rename that fails although nobody else was faster is an error, not a success."""
    (tmp_path / "copy").touch()
    with pytest.raises(OSError, match="copy"):
        aws_bindings_copy.make([core], provider, ["kms_key"], tmp_path / "copy")
