"""
A Terraform plan, from `terraform show -json PLAN`.

Format: https://developer.hashicorp.com/terraform/internals/json-format. Within a major version, Terraform only adds
    members. A plan of another major version, an errored one and an incomplete one are refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast

from poolpost.errors import CannotDecide
from poolpost.standards.json_text import loads
from poolpost.standards.not_a_plan import not_a_plan, not_json
from poolpost.standards.raw import Json
from poolpost.standards.terraform_shape import misshapen_in_plan

FORMAT_MAJOR = "1"
_SAID = 5  # paths in a message
AWS_PROVIDER = "registry.terraform.io/hashicorp/aws"
ENVIRONMENT = "environment"
"""Name of the output that says to which environment a state belongs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    What a plan would do to one resource.

    Attributes:
        address: with module and index, e.g. 'aws_cognito_user_pool.pool'.
        mode: 'managed', or 'data' for a data source.
        type: e.g. 'aws_cognito_user_pool'.
        name: the last part of the address, without index.
        provider_name: the provider's full address.
        actions: 'no-op', 'create', 'read', 'update', 'delete', 'forget'; a replacement is two of them.
        before: attributes as refreshed, None when there is none yet.
        after: attributes as planned, None when it goes; an attribute that is known only after the apply is missing.
        after_unknown: True for each attribute that is known only after the apply.
        import_id: the id that an import block names, None without one.
        replace_paths: attributes that force a replacement.
        action_reason: why, e.g. 'replace_because_cannot_update'; '' for the ordinary one.
        before_sensitive: True, or the shape of `before` with True for what must not be shown.
        after_sensitive: the same for `after`.
    """

    address: str
    mode: str
    type: str
    name: str
    provider_name: str
    actions: tuple[str, ...]
    before: Json | None
    after: Json | None
    after_unknown: Json
    import_id: str | None
    replace_paths: tuple[str, ...]
    action_reason: str
    before_sensitive: Any = False
    after_sensitive: Any = False

    @property
    def importing(self) -> bool:
        """Whether this plan imports the resource."""
        return self.import_id is not None

    @property
    def tainted(self) -> bool:
        """Whether it is replaced because the apply that created it did not finish (or because of `terraform taint`)."""
        return self.action_reason == "replace_because_tainted"

    @property
    def deletes(self) -> bool:
        """Whether the resource is destroyed, also as part of a replacement."""
        return "delete" in self.actions


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    A readable, complete plan.

    Attributes:
        terraform_version: that made it.
        resource_changes: every resource and data source of the plan, including unchanged ones.
        resource_drift: what was changed outside Terraform since its last run.
        checks: results of check blocks and conditions, as Terraform writes them.
        providers: full address of each configured provider -> its version constraints.
        output_changes: name of each output -> its `before`, `after` and `after_unknown`.
        configuration: what `terraform show -json` calls so: providers, resources with their expressions, as they were written.
        origin: what its configuration says that it was made from (poolpost/settings/origin.py); None: nothing.
        origin_given: the same, as Terraform had it when it planned.
        stored_dependencies: address of each resource in the state -> what Terraform remembers that it depends on. Where a
            resource leaves the file, its destruction waits for the changes of those that depended on it by this alone.
    """

    terraform_version: str
    resource_changes: tuple[Change, ...]
    resource_drift: tuple[Change, ...]
    checks: tuple[Json, ...]
    providers: dict[str, tuple[str, ...]]
    output_changes: dict[str, Json] = field(default_factory=dict[str, Json])
    configuration: Json = field(default_factory=dict[str, Any])
    origin: Any = None
    origin_given: Any = None
    stored_dependencies: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def changes(self, resource_type: str) -> Iterator[Change]:
        """Return the managed resources of a type, in any module, including unchanged ones."""
        return (c for c in self.resource_changes if c.type == resource_type and c.mode == "managed")


def read_plan(text: str) -> Plan:
    """
    Read what `terraform show -json PLAN` printed.

    Raises:
        CannotDecide: it is not a plan, of an unknown format, errored, or incomplete.
    """
    data = plan_object(text)
    if data.get("errored"):
        raise CannotDecide(
            "the plan ended with an error, so it does not show everything that it would do; fix that first"
        )
    if not data.get("complete", True):  # Terraform 1.8 and newer say so
        raise CannotDecide("the plan is incomplete (deferred changes or -target); plan the whole stack")
    return _plan(data)


def _plan(data: Json) -> Plan:
    origin, given = planned_origin(data)
    return Plan(
        terraform_version=data.get("terraform_version", ""),
        resource_changes=tuple(map(_change, data.get("resource_changes", []))),
        resource_drift=tuple(map(_change, data.get("resource_drift", []))),
        checks=tuple(data.get("checks", [])),
        providers=_providers(data.get("configuration", {}).get("provider_config", {})),
        output_changes=data.get("output_changes", {}),
        configuration=data.get("configuration", {}),
        origin=origin,
        origin_given=given,
        stored_dependencies=_stored_dependencies(data.get("prior_state", {})),
    )


def plan_object(text: str | bytes) -> Json:
    """
    Read what `terraform show -json PLAN` printed as JSON of the shape that Terraform writes.

    Raises:
        CannotDecide: it is not a plan, of an unknown format, or has another shape.
    """
    try:
        data = loads(text)
    except ValueError as error:
        shown = text if isinstance(text, str) else text.decode("latin-1")
        raise CannotDecide(not_json(shown, error)) from error
    if not isinstance(data, dict) or "planned_values" not in data:
        raise CannotDecide(not_a_plan(cast("object", data)))
    plan = cast("Json", data)
    version = str(plan.get("format_version", "none"))
    if version.partition(".")[0] != FORMAT_MAJOR:
        newer = "plan with Terraform 1.1 or newer" if version.startswith("0.") else "use a newer poolpost"
        msg = f"the plan has format version {version}; known is {FORMAT_MAJOR}.x; {newer}"
        raise CannotDecide(msg)
    if wrong := list(islice(misshapen_in_plan(plan), _SAID)):
        msg = f"the plan is not as Terraform writes it, at {', '.join(wrong)}; plan again, and judge that plan"
        raise CannotDecide(msg)
    return plan


def _change(resource: Json) -> Change:
    change = resource["change"]
    return Change(
        address=resource["address"],
        mode=resource["mode"],
        type=resource["type"],
        name=resource["name"],
        provider_name=resource["provider_name"],
        actions=tuple(change["actions"]),
        before=change.get("before"),
        after=change.get("after"),
        after_unknown=_object(change.get("after_unknown")),
        import_id=_import_id(change.get("importing")),
        replace_paths=tuple(".".join(map(str, path)) for path in change.get("replace_paths", [])),
        action_reason=resource.get("action_reason", ""),
        before_sensitive=change.get("before_sensitive", False),
        after_sensitive=change.get("after_sensitive", False),
    )


def _stored_dependencies(state: Json) -> dict[str, frozenset[str]]:
    resources: list[Json] = state.get("values", {}).get("root_module", {}).get("resources", [])
    live = (each for each in resources if "deposed_key" not in each)
    return {each["address"]: frozenset(each.get("depends_on", [])) for each in live}


def _object(value: Any) -> Json:
    """Return an object; Terraform writes true or false instead if all or nothing is unknown."""
    return value if isinstance(value, dict) else {}


def _import_id(importing: Json | None) -> str | None:
    """Return the id of an import block; '' if it is known only at apply, or is an identity."""
    return None if importing is None else str(importing.get("id", ""))


def _providers(provider_config: Json) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for provider in provider_config.values():
        name, constraint = provider.get("full_name", ""), provider.get("version_constraint", "")
        found[name] = (*found.get(name, ()), constraint)
    return found


VARIABLE = "poolpost_origin"
"""Name of the Terraform variable."""


def planned_origin(plan: Json) -> tuple[Any, Any]:
    """
    Return what a plan's configuration says that it was made from, and what was planned; a plan without it has None.

    They are the same unless the variable was set to another value (-var, TF_VAR_..., a .tfvars file).
    """
    declared = plan.get("configuration", {}).get("root_module", {}).get("variables", {}).get(VARIABLE)
    if not isinstance(declared, dict):
        return None, None
    planned = plan.get("variables", {}).get(VARIABLE, {})
    return cast("Json", declared).get("default"), planned.get("value")
