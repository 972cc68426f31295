"""
Terraform's steps in a simulation: refresh, plan, create, destroy, and the step that runs poolpost; the gate is the real one.

The stack has what a pool sends by (identity, configuration set) and the step; DNS is elsewhere, as its operator has it.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest.mock import patch

from botocore.exceptions import BotoCoreError, ClientError

from poolpost.cli.terraform_run import Gate
from poolpost.settings.origin import Origin
from poolpost.settings.terraform_names import JUDGED, PATCH_ADDRESS, PLANNED
from poolpost.standards.terraform_plan import AWS_PROVIDER, VARIABLE
from tests.simulation.process import Broken, Json, Killed, Process, Version
from tests.simulation.world import World

IDENTITY, SET = "aws_sesv2_email_identity.domain", "aws_sesv2_configuration_set.sign_in"
ORIGIN = Origin(settings="settings", code="code", poolpost="0")
"""Every plan is of the files as they are: what is not is judged by tests of its own."""
STACK = Path("cdktf.out/stacks/local")


class SimulatedGate(Gate):
    """The gate, with the world's Terraform in place of the real one."""

    def __init__(self, world: World, process: Process) -> None:
        """Judge the environment of the world."""
        super().__init__(world.settings, STACK, "terraform")
        self._world = world
        self._process = process

    def _quietly(self, *arguments: str) -> "CompletedProcess[str]":
        if self._process.dead:
            raise Killed
        file = Path(arguments[-1])
        shown = file.read_text(encoding="utf-8") if arguments[0] == "show" else json.dumps(_pulled(self._world))
        return CompletedProcess(arguments, 0, stdout=shown, stderr="")

    def _terraform(self, *arguments: str, judged: str = "") -> int:
        world = self._world
        if arguments[0] == "plan":
            if not _reached(world, "plan"):
                return 1
            file = next(each for each in arguments if each.startswith("-out=")).removeprefix("-out=")
            Path(file).write_text(json.dumps(_plan(world, arguments)), encoding="utf-8")
            return 0
        plan = json.loads(Path(arguments[-1]).read_text(encoding="utf-8"))
        return _applied(world, self._process, plan, judged)


def ses_deployed(world: World) -> None:
    """Be where a first deploy stops while DNS is pending: all is there but the pool's switch."""
    world.state = {address: _wanted(world, address) for address in (IDENTITY, SET)}


def deploy_at_once(world: World) -> None:
    """Be where a deploy of long ago has led to."""
    world.state[PATCH_ADDRESS] = _wanted(world, PATCH_ADDRESS)
    pool = world.here.pools[world.pool_id] | {"EmailConfiguration": world.settings.email_configuration}
    world.put(Version(pool, world.here.mfa[world.pool_id], "a deploy"))


def _pulled(world: World) -> Json:
    """Return the step as `terraform state pull` has it."""
    step: Json = {"mode": "managed", "type": "terraform_data", "name": "user_pool_email"}
    wrote = (each for address, each in world.state.items() if address == PATCH_ADDRESS)
    made = [{"attributes": {"triggers_replace": {"value": each["triggers_replace"]}}} for each in wrote]
    return {"resources": [step | {"instances": made}]}


def _plan(world: World, options: tuple[str, ...]) -> Json:
    """Refresh, and compare with what is wanted."""
    world.state = {address: value for address, value in world.state.items() if _is_there(world, address)}
    changes = [_change(world, address, options) for address in (IDENTITY, SET, PATCH_ADDRESS)]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {},
        "resource_changes": [each for each in changes if each],
        "variables": {VARIABLE: {"value": asdict(ORIGIN)}},
        "configuration": {
            "provider_config": {"aws": _provider(world)},
            "root_module": {"variables": {VARIABLE: {"default": asdict(ORIGIN)}}},
        },
    }


def _provider(world: World) -> Json:
    aws = world.settings.aws
    given = {"region": aws.region, "allowed_account_ids": [aws.account_id]}
    expressions = {name: {"constant_value": value} for name, value in given.items()}
    return {"full_name": AWS_PROVIDER, "version_constraint": "5.100.0", "expressions": expressions}


def _is_there(world: World, address: str) -> bool:
    if address == IDENTITY:
        return world.settings.domain.name in world.here.identities
    return address != SET or world.settings.configuration_set.name in world.here.configuration_sets


def _wanted(world: World, address: str) -> Json:
    settings = world.settings
    if address == IDENTITY:
        return {"email_identity": settings.domain.name, "arn": settings.identity_arn}
    if address == SET:
        return {"configuration_set_name": settings.configuration_set.name, "arn": settings.configuration_set_arn}
    return {"triggers_replace": settings.triggers}


def _change(world: World, address: str, options: tuple[str, ...]) -> Json | None:
    before, wanted = world.state.get(address), _wanted(world, address)
    if "-destroy" in options and before is None:
        return None
    if "-destroy" in options:
        actions, after = ["delete"], None
    else:
        same = before == wanted and f"-replace={address}" not in options
        actions, after = ["create"] if before is None else ["no-op"] if same else ["delete", "create"], wanted
    kind, _, name = address.partition(".")
    provider = "terraform.io/builtin/terraform" if kind == "terraform_data" else AWS_PROVIDER
    change = {"actions": actions, "before": before, "after": after, "after_unknown": {}}
    resource = {"address": address, "mode": "managed", "type": kind, "name": name}
    return resource | {"provider_name": provider, "change": change}


def _applied(world: World, process: Process, plan: Json, judged: str) -> int:
    """Do what the plan says, in its order; a step that fails ends it."""
    for resource in plan["resource_changes"]:
        address, actions = resource["address"], resource["change"]["actions"]
        if actions == ["no-op"]:
            continue
        if not _reached(world, f"{'+'.join(actions)} {address}"):
            return 1
        if "delete" in actions:
            _destroy(world, process, address)
        if "create" in actions:
            if address == PATCH_ADDRESS and not _step(world, process, judged):
                return 1
            _create(world, address)
        world.tick += 1
        world.ses_changed()
    return 0


def _reached(world: World, what: str) -> bool:
    """Return whether Terraform reached AWS with a request of its own; one that failed was not handled."""
    try:
        world.request(f"terraform:{what}", lambda _world, _process, _late: None)
    except (BotoCoreError, ClientError):
        return False
    return True


def _create(world: World, address: str) -> None:
    if address == IDENTITY:
        world.make_identity()
    elif address == SET:
        world.make_configuration_set()
    world.state[address] = _wanted(world, address)


def _destroy(world: World, process: Process, address: str) -> None:
    """
    Destroy a resource.

    Raises:
        Broken: a pool, as the gate has seen it last, sends by it.
    """
    email: Json = (process.served[-1].pool or {}).get("EmailConfiguration", {}) if process.served else {}
    used = {IDENTITY: world.settings.identity_arn, SET: world.settings.configuration_set.name}.get(address)
    shown = (email, process.neighbour.get("EmailConfiguration", {}))
    if used is not None and any(used in each.values() for each in shown):
        msg = f"no_apply_takes_mail_away: {address} is destroyed, and a pool sends by it"
        raise Broken(msg)
    world.state.pop(address, None)
    if address == IDENTITY:
        world.here.identities.pop(world.settings.domain.name, None)
    elif address == SET:
        world.here.configuration_sets.pop(world.settings.configuration_set.name, None)


def _step(world: World, process: Process, judged: str) -> bool:
    """Run what the stack's local-exec runs: is mail ready, then the write; the environment is Terraform's."""
    from tests.simulation.processes import run  # noqa: PLC0415 -- processes run Terraform, and Terraform processes

    environment: dict[str, Any] = {JUDGED: judged, PLANNED: json.dumps(world.settings.planned)}
    with patch.dict(os.environ, environment):
        return all(run(world, command, parent=process).exit == 0 for command in ("ready", "apply"))
