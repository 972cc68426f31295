"""What the gate found in a plan, and what it read."""

from dataclasses import dataclass

from poolpost.findings import Finding
from poolpost.settings import Settings
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """
    What the gate found, and what it read.

    Attributes:
        settings: the environment; with the id of the pool that it created, where the file does not name it yet.
        findings: one for each problem; their exit code is the gate's.
        plan: None when it could not be read.
        live: the raw pool; None when it could not be described, or is still to be created.
        body: the UpdateUserPool request that would be sent; None when none would be, or when it is unknown.
        replicas: the same about each replica that the file names and that exists; their findings are in `findings`.
    """

    settings: Settings
    findings: list[Finding]
    plan: Plan | None
    live: Json | None
    body: Json | None
    replicas: tuple["Judgement", ...] = ()
