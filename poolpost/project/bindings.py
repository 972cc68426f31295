"""Start the AWS bindings of CDKTF in a second instead of twenty, with the same output.

The stock import of ``cdktf_cdktf_provider_aws`` runs 2,200 modules and hands jsii an assembly with 120 MB of JSON, of which
we use about one percent. ``install`` puts a small copy in front of it, created once and kept under ``.cache/``:

- only the modules in `AWS_MODULES`, and an assembly with only their types and code;
- the type checks of the generated code in the shape that newer jsii releases generate (aws/jsii#5137, #5169:
  nothing of them is paid at import), and compiled out of the byte code. basedpyright checks the same
  statically, and the jsii kernel still refuses a wrong value;
- without documentation, type declarations and inline source maps, which is most of what Node had to read.

``cdktf`` and ``constructs`` get the same treatment, and three habits of cdktf's JavaScript that cost time in each
stack are cut out; `bindings_copy` says why each is safe. Nothing is written into site-packages. When anything
is unexpected, the stock packages are used instead and one line on stderr says so. ``POOLPOST_BINDINGS=stock`` asks
for them.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

AWS_MODULES = (
    "provider",
    "cloudwatch_log_group",
    "cloudwatch_metric_alarm",
    "cognito_user_pool",
    "data_aws_cognito_user_pool",
    "data_aws_route53_zone",
    "data_aws_secretsmanager_secret_version",
    "iam_role",
    "iam_role_policy",
    "iam_service_linked_role",
    "kms_alias",
    "kms_key",
    "lambda_permission",
    "route53_record",
    "s3_bucket",
    "s3_bucket_lifecycle_configuration",
    "s3_bucket_ownership_controls",
    "s3_bucket_policy",
    "s3_bucket_public_access_block",
    "s3_bucket_server_side_encryption_configuration",
    "ses_active_receipt_rule_set",
    "ses_receipt_rule",
    "ses_receipt_rule_set",
    "sesv2_account_suppression_attributes",
    "sesv2_configuration_set",
    "sesv2_configuration_set_event_destination",
    "sesv2_email_identity",
    "sesv2_email_identity_feedback_attributes",
    "sesv2_email_identity_mail_from_attributes",
    "sesv2_email_identity_policy",
    "sns_topic",
    "sns_topic_policy",
    "sns_topic_subscription",
)
"""The modules of the AWS bindings that stacks may import; any other one is an error that names this list."""

WHOLE, PROVIDER = ("constructs", "cdktf"), "cdktf_cdktf_provider_aws"
_ROOT = Path(__file__).parents[2]
CACHE = (_ROOT if (_ROOT / "pyproject.toml").is_file() else Path.cwd()) / ".cache"
"""In this checkout; with an installed poolpost in the project, where cdktf starts its app."""

# jsii greets with a banner of ten lines for each Node release that it does not test any more, or not yet. The
# assemblies of the archived cdktf 0.21 ask for Node >= 20.9 and never change again, so there is nothing to do
# about it. The end-of-life switch takes a list of major versions, the others any value.
QUIET_JSII = {
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20,21,22,23,24,25,26",
    "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
}


def install(cache: Path = CACHE) -> None:
    """Make ``import cdktf`` and the modules of `AWS_MODULES` fast; never fails, at worst they stay slow."""
    for name, value in QUIET_JSII.items():
        _ = os.environ.setdefault(name, value)
    if os.environ.get("POOLPOST_BINDINGS") == "stock":
        return
    # In our own cache: a home directory that can't be written is an error for jsii.
    _ = os.environ.setdefault("JSII_RUNTIME_PACKAGE_CACHE_ROOT", str(cache / "jsii"))
    try:
        whole, provider = [_package_directory(name) for name in WHOLE], _package_directory(PROVIDER)
        copy = cache / f"aws-bindings-{_key(*whole, provider)}"
        if not copy.is_dir():
            _say("preparing the AWS bindings (once, about 5 s) ...")
            from poolpost.project import bindings_copy  # noqa: PLC0415 -- only the first run needs it

            bindings_copy.make(whole, provider, AWS_MODULES, copy)
        _use(copy, provider)
    except Exception as problem:  # noqa: BLE001 -- any error: the stock packages still work
        _forget(cache)
        _say(
            f"the fast AWS bindings can't be used ({type(problem).__name__}: {problem}); using the stock ones, "
            f"about 20 s slower (delete {cache} to try again)"
        )


def _say(message: str) -> None:
    _ = sys.stderr.write(f"poolpost: {message}\n")


def _package_directory(name: str) -> Path:
    """Return the directory of the installed package, found without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        message = f"the package {name} is not installed"
        raise ModuleNotFoundError(message, name=name)
    return Path(spec.origin).parent


def _key(*stock: Path) -> str:
    """Return a name for the copy from the installed files (pip's RECORD has the hash of each), our code and the Python."""
    digest = hashlib.sha256(f"{sys.implementation.cache_tag} {AWS_MODULES}".encode())
    for source in sorted(Path(__file__).parent.glob("bindings*.py")):
        digest.update(source.read_bytes())
    for package in stock:
        (record,) = package.parent.glob(f"{package.name}-*.dist-info/RECORD")
        digest.update(record.read_bytes())
    return digest.hexdigest()[:16]


def _use(copy: Path, stock_provider: Path) -> None:
    """Put the copy first, and load both assemblies now, while the stock packages can still take over."""
    sys.path.insert(0, str(copy))
    importlib.invalidate_caches()
    for name in (*WHOLE, f"{PROVIDER}._jsii"):
        _ = importlib.import_module(name)
    sys.meta_path.append(UnlistedModules(stock_provider))


def _forget(cache: Path) -> None:
    """Undo `_use`, however far it got."""
    sys.path[:] = [entry for entry in sys.path if not entry.startswith(str(cache / "aws-bindings-"))]
    for name in [name for name in sys.modules if name.partition(".")[0] in {*WHOLE, PROVIDER}]:
        del sys.modules[name]
    importlib.invalidate_caches()


class UnlistedModules(MetaPathFinder):
    """Called last, so only for modules that the copy does not have: reports what to do about it."""

    def __init__(self, stock_provider: Path) -> None:
        """Store where the full package is, to distinguish an unlisted module from a misspelt one."""
        self._stock_provider = stock_provider

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Raise ModuleNotFoundError for a module of the AWS bindings; ignore any other module."""
        del path, target
        package, _, module = fullname.partition(".")
        if package != PROVIDER or not module:
            return
        remedy = (
            f'add "{module}" to AWS_MODULES in poolpost/project/bindings.py'
            if (self._stock_provider / module / "__init__.py").is_file()
            else "the installed AWS bindings have no module of that name: check the spelling"
        )
        message = f"{fullname} is not one of the prepared AWS modules; {remedy}"
        raise ModuleNotFoundError(message, name=fullname)
