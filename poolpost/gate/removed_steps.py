"""
Steps that run when something leaves the stack: `removed` blocks may have provisioners, and no plan's JSON shows them.

A plan file is a zip with the configuration it was made of (Terraform 1.11.4: `tfconfig/m-/cdk.tf.json`).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile, ZipFile, is_zipfile

from poolpost.errors import CannotDecide, Stopped

_CONFIGURATION = "tfconfig/m-"


def check(plan: Path) -> None:
    """
    Look for such steps in a plan file; poolpost writes none.

    Raises:
        Stopped: there is one.
        CannotDecide: the configuration in the plan file cannot be read.
    """
    if not is_zipfile(plan):
        return  # Terraform itself has no plan then, and says so
    try:
        with ZipFile(plan) as packed:
            names = [name for name in packed.namelist() if name.startswith(_CONFIGURATION)]
            found = [step for name in names for step in _steps(json.loads(packed.read(name)))]
    except (OSError, ValueError, BadZipFile) as error:
        msg = f"the configuration in the plan {plan} cannot be read: {error}; plan again, and judge that plan"
        raise CannotDecide(msg) from error
    if found:
        msg = (
            f"the plan has a `removed` block with a provisioner, which no plan shows: {', '.join(found)}; nothing was done; "
            "take the provisioner out, synthesize and plan again"
        )
        raise Stopped(msg)


def _steps(configuration: Any) -> Iterator[str]:
    """Yield the address of each removed resource with a provisioner; a block may be one or a list of them."""
    for body in _flat(configuration):
        for block in _flat(body.get("removed")):
            if block.get("provisioner"):
                yield str(block.get("from"))


def _flat(blocks: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of one, or of lists at any depth: Terraform's JSON takes each for blocks."""
    if isinstance(blocks, dict):
        yield cast("dict[str, Any]", blocks)
    elif isinstance(blocks, list):
        for each in cast("list[Any]", blocks):
            yield from _flat(each)
