"""
What a plan file holds and no plan's JSON shows: steps of `removed` blocks, how steps fail, what is left as it is.

A plan file is a zip with the configuration it was made from (Terraform 1.11.4: `tfconfig/m-/cdk.tf.json`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile, ZipFile, is_zipfile

from poolpost.errors import CannotDecide, Stopped
from poolpost.gate.rules.rule import READY_ADDRESS
from poolpost.settings import Settings
from poolpost.settings import step_commands as steps
from poolpost.settings.replicas import replicas_of
from poolpost.settings.terraform_names import OWN, POOL_ADDRESS, STEP
from poolpost.standards import json_text

_CONFIGURATION = "tfconfig/m-"
_TOP = (
    *("//", "terraform", "provider", "variable", "locals", "data", "resource", "check", "output"),
    *("import", "moved", "removed"),
)
"""What a stack consists of, and a plan shows: an ephemeral resource or an action would run something of its own."""
_TERRAFORM = ("backend", "required_providers", "required_version")
_PROOF = "poolpost_gate"
_OF_A_STEP = {"command", "environment", "working_dir", "when"}


def check(settings: Settings, plan: Path) -> None:
    """
    Look for what poolpost does not write.

    Raises:
        Stopped: there is some.
        CannotDecide: the configuration in the plan file cannot be read.
    """
    if not is_zipfile(plan):
        return  # Terraform itself has no plan then, and says so
    try:
        with ZipFile(plan) as packed:
            read = _configurations(packed)
        found = _unguarded(read) + [each for configuration in read for each in _unshown(settings, configuration)]
    except (OSError, ValueError, BadZipFile) as error:
        msg = f"the configuration in the plan {plan} cannot be read: {error}; plan again, and judge that plan"
        raise CannotDecide(msg) from error
    if found:
        msg = (
            f"the plan has what poolpost does not write and no plan shows: {'; '.join(found)}; nothing was done; "
            "take it out of the stack's code, synthesize and plan again"
        )
        raise Stopped(msg)


def _configurations(packed: ZipFile) -> list[Any]:
    names = [name for name in packed.namelist() if name.startswith(_CONFIGURATION)]
    if not names:
        msg = f"it has nothing below {_CONFIGURATION}, where Terraform 1.11.4 keeps it"
        raise ValueError(msg)
    return [json_text.loads(packed.read(name), _once) for name in names]


def _unshown(settings: Settings, configuration: Any) -> Iterator[str]:
    for body in _flat(configuration):
        yield from (f"`{name}`" for name in sorted(body.keys() - set(_TOP)))
        for terraform in _flat(body.get("terraform")):
            yield from (f"`terraform.{name}`" for name in sorted(terraform.keys() - set(_TERRAFORM)))
        for checks in _flat(body.get("check")):
            yield from (f"data of the check {name}" for name, check in checks.items() if _reads(check))
        for block in _flat(body.get("removed")):
            if block.get("provisioner"):
                yield f"a `removed` block with a provisioner, {block.get('from')}"
        for address, resource in _resources(body):
            if OWN.fullmatch(address):
                yield from (f"{said} of {address}" for said in _of_resource(settings, address, resource))


def _reads(check: Any) -> bool:
    return any("data" in each for each in _flat(check))


def _unguarded(read: list[Any]) -> list[str]:
    """Return what would let a later Terraform run past the gate: the variable that only it sets is gone, or has a value."""
    declared = [
        each
        for body in _flat(read)
        for variables in _flat(body.get("variable"))
        for each in _flat(variables.get(_PROOF))
    ]
    if not declared:
        return [f"no variable {_PROOF} (put it back: Terraform no longer stops without the gate)"]
    return [
        f"a variable {_PROOF} by which Terraform no longer stops without the gate"
        for proof in declared
        if proof.get("default") != "" or proof.get("ephemeral") is not True or not proof.get("validation")
    ]


def _resources(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for kinds in _flat(body.get("resource")):
        for kind, named in kinds.items():
            for names in _flat(named):
                for name, resources in names.items():
                    yield from ((f"{kind}.{name}", resource) for resource in _flat(resources))


def _of_resource(settings: Settings, address: str, resource: dict[str, Any]) -> Iterator[str]:
    """Yield what is odd: a `dynamic` block hides arguments, a lifecycle changes what an update is."""
    if "dynamic" in resource:
        yield "a `dynamic` block"
    usual = {"ignore_changes", "prevent_destroy"} if address == POOL_ADDRESS else {"create_before_destroy"}
    for lifecycle in _flat(resource.get("lifecycle")):
        yield from (f"lifecycle.{name}" for name in sorted(lifecycle.keys() - usual))
    if address == READY_ADDRESS or STEP.fullmatch(address):
        for step in _flat(resource.get("provisioner")):
            for written in step.values():
                yield from _of_step(settings, written)


def _of_step(settings: Settings, written: Any) -> Iterator[str]:
    for step in _flat(written):
        yield from (f"{name} in the step" for name in sorted(step.keys() - _OF_A_STEP))
        pools = (settings, *replicas_of(settings)) if settings.user_pool.id_ is not None else ()
        last = any(step.get("command") == steps.let_go_command(each) for each in pools)
        if step.get("when", "create") != ("destroy" if last else "create"):
            yield f"the step at {step.get('when', 'create')}"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is there twice: Terraform takes each for a block, and whoever reads JSON sees the last one."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = sorted({name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1})
        msg = f"it has {', '.join(twice)} twice"
        raise ValueError(msg)
    return found


def _flat(blocks: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of one, or of lists at any depth: Terraform's JSON takes each for blocks."""
    if isinstance(blocks, dict):
        yield cast("dict[str, Any]", blocks)
    elif isinstance(blocks, list):
        for each in cast("list[Any]", blocks):
            yield from _flat(each)
