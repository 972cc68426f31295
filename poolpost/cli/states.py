"""`poolpost states`: which Terraform states there are, and which no file names."""

from collections.abc import Iterator
from dataclasses import dataclass

import typer

from poolpost.aws.s3 import states_beside
from poolpost.cli import terminal as report
from poolpost.cli.options import AsJson
from poolpost.errors import PoolpostError
from poolpost.project.orphans import local_states, own_resources, way_out
from poolpost.settings import Settings, load, names
from poolpost.settings.files import some_names
from poolpost.settings.tables.aws import S3Backend
from poolpost.standards.raw import Json


def states(*, json: AsJson = False) -> None:
    """
    List the Terraform states of all environments, and those beside them that no file in environments/ names any more.

    Reads local state files and the buckets of the S3 backends, with whatever credentials are there. Exit codes: 0 each
    has its file, 1 one has none, 3 a bucket could not be looked at.

    Example: poolpost states
    """
    raise typer.Exit(run_states(json=json))


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """
    A state with resources of poolpost.

    Attributes:
        place: a file or an S3 URL.
        resources: how many.
        pool: the user pool that it is about, '' where it does not tell.
        environment: whose file names it; None: nobody's.
    """

    place: str
    resources: int
    pool: str
    environment: str | None


def run_states(*, json: bool) -> int:
    """List them; 1 when one has no file, 3 when a bucket could not be looked at."""
    some_names()
    environments = [load(name) for name in names()]
    found = [
        State(
            place=f"terraform.{name}.tfstate",
            resources=len(resources),
            pool=_pool(resources),
            environment=name if name in names() else None,
        )
        for name, resources in local_states().items()
    ]
    unseen: list[str] = []
    for settings, backend in _directories(environments):
        try:
            beside = states_beside(settings, backend)
        except PoolpostError as error:
            unseen.append(f"s3://{backend.bucket}/{backend.key}: {error}")
            continue
        found += _of_poolpost(environments, backend.bucket, beside)
    orphans = [each for each in found if each.environment is None]
    if json:
        report.as_json({"states": found, "unseen": unseen})
    else:
        rows = [(each.place, str(each.resources), each.pool, each.environment or "no file names it") for each in found]
        report.rows(("State", "Resources", "User pool", "Environment"), rows)
        for each in orphans:
            report.note(f"{each.place}: {_way_out(each)}")
        for line in unseen:
            report.note(f"could not look: {line}")
    return 1 if orphans else 3 if unseen else 0


def _way_out(orphan: State) -> str:
    """Say how it ends: a local state is named after its environment, and a key in a bucket may be any text."""
    if not orphan.place.startswith("s3://"):
        return way_out(orphan.place.removeprefix("terraform.").removesuffix(".tfstate"))
    return way_out("NAME", "put the file back whose [backend] names this state, environments/NAME.toml")


def _directories(environments: list[Settings]) -> Iterator[tuple[Settings, S3Backend]]:
    """Yield one environment for each directory of a bucket."""
    seen: set[tuple[str, str]] = set()
    for settings in environments:
        backend = settings.backend
        if isinstance(backend, S3Backend) and (place := (backend.bucket, backend.key.rpartition("/")[0])) not in seen:
            seen.add(place)
            yield settings, backend


def _of_poolpost(environments: list[Settings], bucket: str, beside: Json) -> Iterator[State]:
    owners = {(e.backend.bucket, e.backend.key): e.name for e in environments if isinstance(e.backend, S3Backend)}
    for key, state in beside.items():
        resources = own_resources(state)
        if resources:
            yield State(
                place=f"s3://{bucket}/{key}",
                resources=len(resources),
                pool=_pool(resources),
                environment=owners.get((bucket, key)),
            )


def _pool(resources: list[Json]) -> str:
    """Find the user pool in the step that writes to it, or in the pool itself."""
    for resource in resources:
        for instance in resource.get("instances", []):
            attributes = instance.get("attributes") or {}
            triggers = attributes.get("triggers_replace")
            value = triggers.get("value", triggers) if isinstance(triggers, dict) else {}
            if resource["name"] == "user_pool_email" and value.get("user_pool_id"):
                return str(value["user_pool_id"])
            if resource["type"] == "aws_cognito_user_pool":
                return str(attributes.get("id", ""))
    return ""
