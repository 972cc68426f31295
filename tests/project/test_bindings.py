"""The fast AWS bindings give the same Terraform as the stock ones, or step aside with a sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from poolpost.project import bindings as aws_bindings
from poolpost.project.toolchain import toolchain_environment

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
        ("s3_object", 'add "s3_object" to AWS_MODULES in poolpost/project/bindings.py'),
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
