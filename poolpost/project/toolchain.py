"""Which Terraform, Node and AWS provider this machine has, and the environment that makes them work together.

This module only reads; `scripts.setup` installs. The standard library is enough, because this runs before
anything is installed.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from poolpost.errors import CannotDecide

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
ACTIVATE = CACHE / "activate"
CLI_CONFIG = CACHE / "terraform.rc"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
PATH_ENTRIES = (VENV / "bin", CACHE / "bin", ROOT / "node_modules" / ".bin")

# The provider that the pinned AWS bindings (20.1.0) were generated for.
AWS_PROVIDER, AWS_PROVIDER_VERSION = "registry.terraform.io/hashicorp/aws", "5.100.0"

MINIMUM_PYTHON = (3, 11)
MINIMUM_NODE = (20, 9)  # what cdktf-cli 0.21.0 asks for
MINIMUM_TERRAFORM = (1, 10)  # an ephemeral variable, which stops a run past the gate

# jsii is silenced where it is started, in poolpost/project/bindings.py.
QUIET = {
    "CHECKPOINT_DISABLE": (
        "1",
        "terraform and cdktf check for newer versions and send usage data at each start",
    ),
    "DISABLE_VERSION_CHECK": ("1", "cdktf is archived, there is no newer version"),
}

GATE = "poolpost-terraform"
"""What cdktf runs in place of Terraform (TERRAFORM_BINARY_NAME): it checks a plan before that very plan is applied."""


def toolchain_environment(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment in which cdktf, terraform, node and poolpost are found and quiet.

    A copy of `environ` (default: this process's) with our tools first on PATH. Terraform is pointed at a mirror
    of the AWS provider if there is one, unless the user has a CLI configuration. Writes that
    configuration to ``.cache/terraform.rc``; use the result as ``subprocess.run(..., env=...)``.
    """
    result = dict(os.environ if environ is None else environ)
    for name, (value, _) in QUIET.items():
        result.setdefault(name, value)
    result["TERRAFORM_BINARY_NAME"] = GATE
    result["PATH"] = os.pathsep.join([*map(str, PATH_ENTRIES), *outside_project(result.get("PATH", ""))])
    for name, value in terraform_settings(result).items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def outside_project(path: str) -> list[str]:
    """Split PATH, without the entries that we added ourselves in an activated shell."""
    ours = {str(entry) for entry in PATH_ENTRIES}
    return [entry for entry in path.split(os.pathsep) if entry and entry not in ours]


def terraform_settings(environ: Mapping[str, str]) -> dict[str, str | None]:
    """Return what to set, or (None) unset, so that Terraform finds the AWS provider here."""
    own = users_cli_config(environ)
    if own is not None:
        return {"CDKTF_SKIP_PROVIDER_LOCK": "true"} if "_mirror" in own.read_text(errors="replace") else {}
    mirror = find_mirror(mirror_directories(environ))
    if mirror is None:
        return {"TF_CLI_CONFIG_FILE": None}  # it can only name a file that does not exist
    write_if_changed(CLI_CONFIG, cli_config(mirror))
    return {
        "TF_CLI_CONFIG_FILE": str(CLI_CONFIG),
        # `terraform providers lock` always asks the registry, and cdktf runs it before each plan.
        "CDKTF_SKIP_PROVIDER_LOCK": "true",
        # cdktf makes a cache of providers in the home directory; the mirror is one already.
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
    }


def users_cli_config(environ: Mapping[str, str]) -> Path | None:
    """Terraform's CLI configuration of the user, if there is one; it takes precedence over ours."""
    named = environ.get("TF_CLI_CONFIG_FILE")
    config = Path(named) if named else Path(environ.get("HOME", "/nonexistent")) / ".terraformrc"
    return config if config.is_file() and config != CLI_CONFIG else None


def mirror_directories(environ: Mapping[str, str], opt: Path = Path("/opt")) -> list[Path]:
    """Directories of possible mirrors: $TF_PROVIDER_MIRROR, the directories that Terraform itself searches, /opt/*/."""
    home = Path(environ.get("HOME", "/nonexistent"))
    data = environ.get("XDG_DATA_HOME", str(home / ".local" / "share"))
    shared = environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share")
    return [
        *([Path(environ["TF_PROVIDER_MIRROR"])] if environ.get("TF_PROVIDER_MIRROR") else []),
        ROOT / "terraform.d" / "plugins",
        home / ".terraform.d" / "plugins",
        *(Path(entry) / "terraform" / "plugins" for entry in [data, *shared.split(":")] if entry),
        home / "Library" / "Application Support" / "io.terraform" / "plugins",
        *(sorted(entry for entry in opt.iterdir() if entry.is_dir()) if opt.is_dir() else []),
    ]


def find_mirror(directories: Iterable[Path]) -> Path | None:
    """Return the first directory with our AWS provider for this platform, unpacked or as a .zip."""
    system = platform_name()
    for directory in directories:
        provider = directory / AWS_PROVIDER
        packed = provider / f"terraform-provider-aws_{AWS_PROVIDER_VERSION}_{system}.zip"
        if (provider / AWS_PROVIDER_VERSION / system).is_dir() or packed.is_file():
            return directory.resolve()
    return None


def platform_name() -> str:
    """Return this platform as Terraform names it, such as linux_amd64."""
    machine = platform.machine().lower()
    return f"{sys.platform}_{ {'x86_64': 'amd64', 'aarch64': 'arm64'}.get(machine, machine) }"


def cli_config(mirror: Path) -> str:
    """Terraform's CLI configuration: the AWS provider from the mirror, all others as usual."""
    return f"""# Written by poolpost's set-up; it is written again whenever it is needed.
provider_installation {{
  filesystem_mirror {{
    path    = {json.dumps(str(mirror))}
    include = ["{AWS_PROVIDER}"]
  }}
  direct {{
    exclude = ["{AWS_PROVIDER}"]
  }}
}}
"""


def activate_script(settings: Mapping[str, str | None]) -> str:
    """Write the shell script that sets in a user's shell what `toolchain_environment` returns for a program."""
    lines = ["# Written by `make setup`. Use it with: . .cache/activate"]
    for entry in reversed(PATH_ENTRIES):
        quoted = shlex.quote(str(entry))
        lines.append(f'case ":$PATH:" in *:{quoted}:*) ;; *) PATH={quoted}:"$PATH" ;; esac')
    lines.append("export PATH")
    for name, (value, reason) in QUIET.items():
        lines += [f"# {reason}", f'export {name}="${{{name}:-{value}}}"']
    lines += [
        "# cdktf runs the gate in place of Terraform: it judges a plan before that very plan is applied",
        f'case "${{TERRAFORM_BINARY_NAME:-{GATE}}}" in {GATE}|*/{GATE}) ;;',
        '*) echo "poolpost: TERRAFORM_BINARY_NAME was $TERRAFORM_BINARY_NAME; it is the gate now, which runs the Terraform on'
        ' PATH. To have it run that one: export POOLPOST_TERRAFORM=$TERRAFORM_BINARY_NAME" >&2 ;;',
        "esac",
        f"export TERRAFORM_BINARY_NAME={GATE}",
    ]
    lines.append("# Terraform and the AWS provider: as found by the last `make setup`")
    for name, value in settings.items():
        lines.append(f"unset {name}" if value is None else f"export {name}={shlex.quote(value)}")
    return "\n".join([*lines, ""])


def write_if_changed(path: Path, text: str) -> None:
    """Replace the file in one step, and only if needed: others may be reading it."""
    if path.is_file() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(text)
    draft.replace(path)


def find_tool(name: str, minimum: tuple[int, ...], environ: Mapping[str, str]) -> str | None:
    """Return the program on PATH (ours aside) if it is new enough; None if absent, too old or not working."""
    path = os.pathsep.join(outside_project(environ.get("PATH", "")))
    program = shutil.which(name, path=path)
    version = program and version_of(program)
    return program if version and version >= minimum else None


def version_of(program: str) -> tuple[int, ...] | None:
    """Run ``PROGRAM --version``; None if that fails or prints no version."""
    environ = {**os.environ, "CHECKPOINT_DISABLE": "1"}
    environ.pop("TF_CLI_CONFIG_FILE", None)  # naming a missing file, it adds a warning
    try:
        done = subprocess.run(
            [program, "--version"], env=environ, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_version(done.stdout) if done.returncode == 0 else None


def parse_version(text: str) -> tuple[int, ...] | None:
    """Find the first version such as v1.11.4 in what a program prints."""
    found = re.search(r"\bv?(\d+)\.(\d+)\.(\d+)", text)
    return tuple(map(int, found.groups())) if found else None


REAL = "POOLPOST_TERRAFORM"
"""Environment variable with the real Terraform; default: `terraform` on PATH."""


def real_terraform() -> str:
    """
    Find the real Terraform.

    Raises:
        CannotDecide: there is none, or it would call this gate in a loop.
    """
    found = shutil.which(os.environ.get(REAL) or "terraform")
    if found is None:
        raise CannotDecide("there is no `terraform` on PATH; run 'make setup' and '. .cache/activate', or install it")
    if Path(found).resolve().name == "poolpost-terraform":
        msg = f"{found} is poolpost-terraform itself; put the path of the real Terraform into {REAL}"
        raise CannotDecide(msg)
    return found
