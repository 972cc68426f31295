"""The backend that `terraform init` really used, against the one of the environment file."""

from pathlib import Path

from poolpost.errors import CannotDecide, Stopped
from poolpost.settings import Settings
from poolpost.settings.tables.aws import LocalBackend
from poolpost.standards import json_text
from poolpost.standards.raw import Json

RECORD = Path(".terraform/terraform.tfstate")
"""Where Terraform remembers the backend of a directory (1.11.4; `-backend-config` shows here and in no plan)."""
WORKSPACE = Path(".terraform/environment")
"""Where it remembers `terraform workspace select`, which chooses a state as TF_WORKSPACE does."""


def check(settings: Settings, stack: Path) -> None:
    """
    Compare them.

    Raises:
        Stopped: Terraform was initialized with another backend, or another workspace of it is selected.
        CannotDecide: what Terraform remembers cannot be read.
    """
    _check_workspace(settings, stack / WORKSPACE)
    file = stack / RECORD
    if not file.is_file():
        return  # Terraform itself asks for `init` then
    try:
        backend: Json = json_text.loads(file.read_text(encoding="utf-8")).get("backend") or {}
        used: Json = backend.get("config") or {}
    except (OSError, ValueError, AttributeError) as error:
        msg = f"{file} cannot be read, so nobody knows which state this is: {error}; remove it, and run it again"
        raise CannotDecide(msg) from error
    found = {"type": backend.get("type")} | {name: used.get(name) for name in wanted(settings) if name != "type"}
    for name, value in wanted(settings).items():
        if found[name] != value:
            msg = (
                f"Terraform was initialized with another backend than environments/{settings.name}.toml has: {name} is "
                f"{found[name]!r}, wanted is {value!r}; nothing was done. Remove {stack / '.terraform'}, and run it again"
            )
            raise Stopped(msg)


def _check_workspace(settings: Settings, file: Path) -> None:
    try:
        selected = file.read_text(encoding="utf-8").strip() if file.is_file() else ""
    except (OSError, ValueError) as error:
        msg = f"{file} cannot be read, so nobody knows which state this is: {error}; remove it, and run it again"
        raise CannotDecide(msg) from error
    if selected not in {"", "default"}:
        msg = (
            f"Terraform's workspace {selected!r} is selected, which is another state than environments/{settings.name}.toml "
            f"has; allowed is 'default'; nothing was done. Remove {file}, and run it again"
        )
        raise Stopped(msg)


def wanted(settings: Settings) -> dict[str, str | None]:
    """Return the type and the arguments that say which state it is."""
    backend = settings.backend
    if isinstance(backend, LocalBackend):
        return {"type": "local", "path": f"../../../terraform.{settings.name}.tfstate"}
    return {"type": "s3", "bucket": backend.bucket, "key": backend.key, "region": backend.region, "endpoints": None}
