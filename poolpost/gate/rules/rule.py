"""
What a rule of the gate is, and the facts that it checks.

A rule is a small generator with an id, a docstring that says why it matters, the modes that it belongs to, and the facts that
it needs. A missing fact is reported by the rules
`plan-is-readable` and `pool-was-read`, so a rule without its facts has nothing to add.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from poolpost.findings import Finding, Problem, Rule
from poolpost.gate import provider_body
from poolpost.gate.gathering import NotSeen
from poolpost.pool import differences as core
from poolpost.pool import messages as pool_messages
from poolpost.pool import twins, update_body
from poolpost.pool.baseline import Baseline
from poolpost.review.promotion_proof import Proof
from poolpost.settings import Settings
from poolpost.settings.origin import Origin
from poolpost.settings.passes import Pass, wording
from poolpost.settings.terraform_names import POOL_ADDRESS
from poolpost.standards.pool_dependencies import Looked
from poolpost.standards.pool_replicas import LiveReplica
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Change, Plan

USER_POOLS = ("aws_cognito_user_pool", "awscc_cognito_user_pool")
"""Resource types that are a user pool; only the first ever passes."""
HARMLESS = {("no-op",), ("read",), ("forget",)}
"""Actions of a plan that change nothing in AWS."""


READY_ADDRESS = "terraform_data.mail_would_arrive"
Fact = Literal["plan", "origin", "live", "mfa", "reviewed", "baseline", "account", "proof", "replicas"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """
    Everything that the gate checks.

    A fact is its value, `NotSeen` where it could not be read (which is a finding already), or None where there is none. A rule
    that needs a fact does not run without it; `plan-is-readable`, `right-account` and `pool-was-read` stop where a fact is
    missing that every situation has.

    Attributes:
        settings: the environment.
        plan: what Terraform would do.
        live: the raw UserPool of DescribeUserPool.
        mfa: the raw response of GetUserPoolMfaConfig.
        account: whose credentials these are.
        origin: of the files and the code as they are here and now.
        namesakes: ids of existing pools with the name of the pool to be created; None if none is to be created.
        reviewed: the environment's committed snapshot, {"UserPool": ..., "MfaConfig": ...} or the UserPool alone;
            None where the environment has none.
        baseline: the expected pool apart from its e-mail; None if this machine knows nothing about it.
        replicas: the pool's secondary replicas; None if the pool is yet to be created, or if these are a replica's settings.
        identity: the response of GetEmailIdentity for an adopted identity; None if none is adopted.
        second_identity: the same in the second region.
        providers: names of the pool's identity providers; None where no reviewed snapshot knows any. Not seen, it stops
            nothing: the pool's children are not what an apply changes.
        sender: the same for the identity that the pool is to send with; None unless the plan takes the present one away.
        dependencies: what was read of the resources that the pool uses; () if nothing would be sent.
        accepted: accepted paths of unknown members and addresses of other resources.
        passes: findings that may pass, with a reason.
        proof: what is known about the environment that this one promotes from; None if there is none.
        others: the account's other pools that can send through the SES region, raw; None if nothing is taken away.
        unseen: region or pool that could not be read for that -> why.
        provider_version: from the lock file or `terraform version`; None: from the plan's configuration.
    """

    settings: Settings
    plan: Plan | NotSeen | None
    live: Json | NotSeen | None = None
    mfa: Json | NotSeen | None = None
    account: str | NotSeen | None = None
    origin: Origin | NotSeen | None = None
    namesakes: tuple[str, ...] | NotSeen | None = None
    reviewed: Json | NotSeen | None = None
    baseline: Baseline | NotSeen | None = None
    replicas: tuple[LiveReplica, ...] | NotSeen | None = None
    identity: Json | NotSeen | None = None
    second_identity: Json | NotSeen | None = None
    providers: tuple[str, ...] | NotSeen | None = None
    sender: Json | NotSeen | None = None
    dependencies: tuple[Looked, ...] = ()
    accepted: frozenset[str] = frozenset()
    passes: tuple[Pass, ...] = ()
    proof: Proof | NotSeen | None = None
    others: tuple[Json, ...] | NotSeen | None = None
    unseen: dict[str, str] = field(default_factory=dict[str, str])
    provider_version: str | None = None

    @property
    def the_plan(self) -> Plan:
        """The plan. Raises if it is missing, which the runner reports as a finding."""
        if self.plan is None or isinstance(self.plan, NotSeen):
            raise LookupError("there is no plan")
        return self.plan

    @property
    def the_pool(self) -> Json:
        """The live pool. Raises if it is missing, which the runner reports as a finding."""
        if self.live is None or isinstance(self.live, NotSeen):
            raise LookupError("there is no live pool")
        return self.live

    @property
    def the_replicas(self) -> tuple[LiveReplica, ...]:
        """The pool's replicas. Raises if they are missing, which the runner reports as a finding."""
        if self.replicas is None or isinstance(self.replicas, NotSeen):
            raise LookupError("there is no list of replicas")
        return self.replicas

    @property
    def mode(self) -> str:
        """'patch' or 'manage'."""
        return self.settings.user_pool.mode

    @property
    def creates(self) -> bool:
        """Whether the environment's pool is yet to be created."""
        return self.settings.user_pool.id_ is None

    @property
    def planned_pools(self) -> tuple[Change, ...]:
        """Every managed user pool of the plan, in any module, the unchanged ones too."""
        return tuple(c for kind in USER_POOLS for c in self.plan.changes(kind)) if isinstance(self.plan, Plan) else ()

    @property
    def guarded(self) -> Change | None:
        """What the plan would do to the environment's pool: found by its id, since an address can be renamed."""
        if self.creates:
            made = (c for c in self.planned_pools if c.address == POOL_ADDRESS and c.actions == ("create",))
            return next(made, None)
        pool_id = self.settings.user_pool.id
        found = (c for c in self.planned_pools if (c.before or {}).get("id", c.import_id) == pool_id)
        return next(found, None)

    @property
    def body(self) -> Json | None:
        """The UpdateUserPool request that would be sent, by the provider or by us; None when none would be."""
        if self.mode == "patch":
            return self._our_body()
        change = self.guarded
        if change is None or change.before is None or change.after is None:
            return None
        return provider_body.update_body(change.before, change.after)

    def _our_body(self) -> Json | None:
        wanted, messages = self.settings.email_configuration, self.settings.pool_messages
        changes = self.plan.resource_changes if isinstance(self.plan, Plan) else ()
        steps = [change for change in changes if change.address == self.settings.switch_address]
        lets_go = bool(steps) and all(change.actions in {("delete",), ("forget",)} for change in steps)
        if not isinstance(self.live, dict) or lets_go:
            return None
        if core.email_configuration(self.live) == wanted and pool_messages.as_wanted(self.live, messages):
            return None
        pool = twins.chosen(self.live, self.settings.user_pool.verification_text)
        return update_body.update_body(pool_messages.with_texts(pool, messages), wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRule(Rule):
    """
    A rule of the gate.

    Attributes:
        modes: modes of the pool in which it applies.
        needs: facts without which it does not run.
        check: yields a problem for each violation.
        passable: whether a finding of it may pass with a reason (`poolpost/settings/passes.py`).
    """

    modes: frozenset[str]
    needs: frozenset[Fact]
    check: Callable[[Situation], Iterator[Problem]]
    passable: bool = False

    def findings(self, situation: Situation) -> list[Finding]:
        """Run the rule; a crash is reported as "could not check"."""
        if any(isinstance(getattr(situation, fact), NotSeen | None) for fact in self.needs):
            return []
        try:
            found = (_placed(situation.settings, self.finding(problem)) for problem in self.check(situation))
            return [self._passed(situation, finding) for finding in found]
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must not pass
            said = f"rule {self.id!r} failed on this plan or pool ({type(error).__name__}: {error})"
            remedy = "it checked nothing; report this with the plan, and do not apply"
            return [Finding(rule="rule-crashed", level="unknown", subject=self.id, problem=said, remedy=remedy)]

    def _passed(self, situation: Situation, finding: Finding) -> Finding:
        """Return a finding with the way to let it pass, or as a warning if it may pass."""
        if not self.passable or finding.level not in {"block", "unknown"}:
            return finding
        for each in situation.passes:
            if (each.rule, each.subject) == (self.id, finding.subject):
                return replace(finding, level="warn", remedy=f"passes for this reason: {each.reason}")
        way = f"to let it pass once: {wording(situation.settings.name, self.id, finding.subject)}"
        return replace(finding, remedy=f"{finding.remedy}; {way}" if finding.remedy else way)


def _placed(settings: Settings, finding: Finding) -> Finding:
    """Return a finding about a replica under a subject of its own: what passes for the pool does not pass for its replica."""
    return replace(finding, subject=f"{settings.replica}/{finding.subject}") if settings.replica else finding


def gate_rule(
    id_: str, *needs: Fact, source: str, modes: tuple[str, ...] = ("manage", "patch"), passable: bool = False
) -> Callable[[Callable[[Situation], Iterator[Problem]]], GateRule]:
    """
    Create a rule of a generator function that needs the named facts; its docstring is the rule's `why`.

    `passable`: a team may let a finding of it pass with a reason.
    """

    def make(check: Callable[[Situation], Iterator[Problem]]) -> GateRule:
        return GateRule(
            id=id_,
            why=(check.__doc__ or "").strip(),
            modes=frozenset(modes),
            needs=frozenset(needs),
            source=source,
            check=check,
            passable=passable,
        )

    return make
