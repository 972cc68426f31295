"""The fast AWS bindings give the same Terraform as the stock ones, or step aside with a sentence."""

from __future__ import annotations

import dis
import io
import json
import marshal
import subprocess
import sys
import tarfile
import threading
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING

import pytest

from poolpost.project import bindings as aws_bindings
from poolpost.project import bindings_copy as aws_bindings_copy
from poolpost.project.toolchain import toolchain_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]

APP = """
import json
import stacks
from cdktf import App, DataResource, TerraformOutput, TerraformResourceLifecycle, TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool, CognitoUserPoolEmailConfiguration
from cdktf_cdktf_provider_aws.data_aws_cognito_user_pool import DataAwsCognitoUserPool
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_record import Route53Record
from cdktf_cdktf_provider_aws.sesv2_configuration_set import (
    Sesv2ConfigurationSet,
    Sesv2ConfigurationSetDeliveryOptions,
)
from cdktf_cdktf_provider_aws.sesv2_email_identity import Sesv2EmailIdentity
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic

app = App()
for name in ("dev", "production"):
    stack = TerraformStack(app, name)
    AwsProvider(stack, "aws", region="eu-west-1", default_tags=[{"tags": {"environment": name}}])
    mail = Sesv2ConfigurationSet(
        stack,
        "mail",
        configuration_set_name=f"{name}-mail",
        delivery_options=Sesv2ConfigurationSetDeliveryOptions(tls_policy="REQUIRE"),
    )
    identity = Sesv2EmailIdentity(
        stack, "identity", email_identity="example.com", configuration_set_name=mail.configuration_set_name
    )
    for number in range(3):
        token = f"${{{identity.fqn}.dkim_signing_attributes[0].tokens[{number}]}}"
        Route53Record(
            stack, f"dkim_{number}", zone_id="Z1", name=f"{token}._domainkey.example.com", type="CNAME",
            ttl=300, records=[f"{token}.dkim.amazonses.com"],
        )
    key = KmsKey(stack, "key", enable_key_rotation=True, policy=json.dumps({"Version": "2012-10-17"}))
    topic = SnsTopic(stack, "bounces", name=f"{name}-bounces", kms_master_key_id=key.arn)
    CloudwatchMetricAlarm(
        stack, "alarm", alarm_name=f"{name}-bounces", comparison_operator="GreaterThanThreshold",
        evaluation_periods=1, threshold=0.05, alarm_actions=[topic.arn],
    )
    DataAwsCognitoUserPool(stack, "live", user_pool_id="eu-west-1_abc")
    CognitoUserPool(
        stack, "pool", name="users", email_configuration=CognitoUserPoolEmailConfiguration(source_arn=identity.arn),
        lifecycle=TerraformResourceLifecycle(prevent_destroy=True, ignore_changes=["schema"]),
    )
    DataResource(stack, "switch", input={"identity": identity.arn})
    TerraformOutput(stack, "arn", value=identity.arn)
app.synth()
"""

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


def run(code: str, directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run this code in the project, as main.py would be; `directory` gets the output."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**toolchain_environment(), "CDKTF_OUTDIR": str(directory), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


def files(directory: Path) -> dict[str, bytes]:
    """Everything below a directory, by relative path."""
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


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


@pytest.mark.e2e
def test_output_is_the_same_as_with_the_stock_bindings(tmp_path: Path) -> None:
    """The same app gives byte for byte the same files with the fast and with the stock bindings."""
    for bindings in ("stock", "fast"):
        done = run(APP, tmp_path / bindings, POOLPOST_BINDINGS=bindings)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert files(tmp_path / "fast") == files(tmp_path / "stock")
    assert "stacks/production/cdk.tf.json" in files(tmp_path / "fast")


def test_prepared_bindings_are_silent(tmp_path: Path) -> None:
    """A run with prepared bindings prints nothing, on any supported Node: no banner of jsii, no progress."""
    run("import stacks", tmp_path)  # prepares them, if no run did before
    done = run(APP, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("module", "remedy"),
    [
        ("s3_bucket", 'add "s3_bucket" to AWS_MODULES in poolpost/project/bindings.py'),
        ("kms_kye", "no module of that name: check the spelling"),
    ],
)
def test_unlisted_module_says_what_to_do(tmp_path: Path, module: str, remedy: str) -> None:
    """Importing a module that is not on the list names the list, a misspelt one says so."""
    done = run(f"import stacks; import cdktf_cdktf_provider_aws.{module}", tmp_path)
    assert done.returncode == 1
    assert remedy in done.stderr


def test_other_modules_are_none_of_its_business(tmp_path: Path) -> None:
    """The finder of unlisted modules leaves every other failed import alone."""
    finder = aws_bindings.UnlistedModules(tmp_path)
    assert finder.find_spec("somebody_elses.module") is None
    assert finder.find_spec(aws_bindings.PROVIDER) is None


def test_anything_unexpected_falls_back_to_the_stock_packages(tmp_path: Path) -> None:
    """Where the copy can't be made, one line says why, nothing of it is left and the stock packages load."""
    (tmp_path / "file").touch()
    code = (
        "import sys, os; from pathlib import Path; from poolpost.project import bindings as aws_bindings;"
        "os.environ.pop('POOLPOST_BINDINGS');"
        f"aws_bindings.install(Path({str(tmp_path / 'file')!r}));"
        "import cdktf; print(cdktf.__file__, [entry for entry in sys.path if 'aws-bindings' in entry])"
    )
    done = run(code, tmp_path, POOLPOST_BINDINGS="stock", JSII_RUNTIME_PACKAGE_CACHE_ROOT=str(tmp_path / "jsii"))
    assert done.returncode == 0, done.stderr
    assert "site-packages" in done.stdout
    assert done.stdout.endswith("[]\n")
    *_, warning = done.stderr.splitlines()
    assert warning.startswith("poolpost: the fast AWS bindings can't be used (FileExistsError:")
    assert "using the stock ones" in warning


def test_missing_package_is_only_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even a missing package makes `install` fail: the import that needs it will say so."""
    monkeypatch.setattr(aws_bindings, "WHOLE", ("poolpost_absent",))
    monkeypatch.setattr(aws_bindings, "PROVIDER", "poolpost_absent")
    monkeypatch.delenv("POOLPOST_BINDINGS", raising=False)
    aws_bindings.install(tmp_path)
    assert "the package poolpost_absent is not installed" in capsys.readouterr().err


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
