"""Judge a plan: gather what the gate's rules need, from Terraform's JSON, the environment file and the live pool."""

from collections.abc import Iterator
from dataclasses import replace

from poolpost.aws import dependencies as live_dependencies
from poolpost.aws.sending_pools import sending_pools
from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide, PoolpostError
from poolpost.findings import Finding
from poolpost.gate.gathering import Gathering, NotSeen
from poolpost.gate.preflight import before_apply
from poolpost.gate.rules.all_rules import OF_A_REPLICA, RULES, judge
from poolpost.gate.rules.belonging import state_is_the_stacks
from poolpost.gate.rules.replicas import lets_go
from poolpost.gate.rules.rule import GateRule, Situation
from poolpost.pool import baseline, dependencies
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.children import CHILDREN
from poolpost.pool.replicas import missing
from poolpost.review.judged_plan import Judgement
from poolpost.review.promotion_kept import dropped
from poolpost.review.promotion_proof import proof
from poolpost.review.taking import outgoing, takes
from poolpost.settings import Settings
from poolpost.settings.origin import code_digest, origin_of, stacks_here
from poolpost.settings.passes import passes
from poolpost.settings.replicas import ReplicaSettings, replicas_of
from poolpost.settings.second_region import second_id
from poolpost.settings.terraform_names import POOL_ADDRESS
from poolpost.standards.pool_replicas import LiveReplica
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Plan, read_plan

_UNLISTED = "whether the pool has a replica in another Region is not known"


def judge_plan(settings: Settings, aws: Aws, plan_json: str, accepted: frozenset[str]) -> Judgement:
    """
    Judge the text of `terraform show -json` against the live pool.

    What cannot be read becomes a finding, of level `unknown` or `block`; nothing passes because it was not read.
    """
    seen = Gathering()
    plan = seen.look("plan-is-readable", lambda: read_plan(plan_json))
    origin = seen.look("origin-is-known", lambda: origin_of(settings, code_digest(stacks_here())))
    known = with_made_pool(settings, plan)
    aws = aws if aws.account.settings == known else aws.about(known)
    situation = _gathered(Situation(settings=known, plan=plan, origin=origin, accepted=accepted), aws, seen)
    replicas = tuple(_of_replica(situation, each, aws) for each in _to_judge(situation))
    judged = _judged(situation, aws, seen, RULES)
    return replace(
        judged,
        findings=[*judged.findings, *(finding for each in replicas for finding in each.findings)],
        replicas=replicas,
    )


def _judged(situation: Situation, aws: Aws, seen: Gathering, rules: tuple[GateRule, ...]) -> Judgement:
    """Run the rules once it is known what would be sent, and what the pool uses."""
    live = situation.live if isinstance(situation.live, dict) else None
    body = seen.look("plan-is-readable", lambda: _body(situation), needs=(situation.plan,)) if live else None
    if live and isinstance(body, dict):
        looked = live_dependencies.look(aws.account, dependencies.needs(live))
        situation = replace(situation, dependencies=looked)
    return Judgement(
        settings=situation.settings,
        findings=without_consequences([*seen.findings, *judge(situation, rules)]),
        plan=situation.plan if isinstance(situation.plan, Plan) else None,
        live=live,
        body=body if isinstance(body, dict) else None,
    )


def _to_judge(situation: Situation) -> Iterator[ReplicaSettings]:
    """Yield the replicas that the plan writes to; one that does not exist is the finding of a rule."""
    listed = situation.replicas
    if isinstance(listed, NotSeen | None) or not isinstance(situation.plan, Plan):
        return
    for replica in replicas_of(situation.settings):
        if not missing(replica, listed) and not lets_go(situation, replica):
            yield replica


def _of_replica(situation: Situation, replica: ReplicaSettings, aws: Aws) -> Judgement:
    """Judge the same plan against a replica, by the rules about one pool."""
    seen, about = Gathering(), aws.about(replica)
    own = Situation(settings=replica, plan=situation.plan, account=situation.account, accepted=situation.accepted)
    own = _with_files(_with_pool(own, about, seen), seen)
    return _judged(replace(own, passes=situation.passes), about, seen, OF_A_REPLICA)


def _gathered(situation: Situation, aws: Aws, seen: Gathering) -> Situation:
    """Return the situation with what AWS holds, and then with what lies next to the environment file."""
    settings, plan = situation.settings, situation.plan
    account = seen.look("account-is-known", lambda: _account(settings, aws))
    if settings.dns.role_arn is not None:
        seen.look("zone-account-is-known", aws.route53.check_account, needs=(account,))
    situation = _with_pool(replace(situation, account=account), aws, seen)
    if isinstance(plan, Plan):
        situation = _with_other_pools(situation, plan, aws, seen)
        in_the_way = seen.look("records-are-looked-up", lambda: before_apply(settings, aws, plan), needs=(account,))
        seen.findings += [] if isinstance(in_the_way, NotSeen) else in_the_way
    situation = replace(_with_files(situation, seen), replicas=_replicas(situation, aws, seen))
    live, adopts = situation.live, settings.aws.adopt
    identity = _identity(aws, seen, account) if "identity" in adopts else None
    there = settings.second if second_id("identity") in adopts else None
    lets_go = bool(isinstance(plan, Plan) and outgoing(settings, plan, live if isinstance(live, dict) else None))
    sender = _sender(settings, aws, seen, account) if lets_go else None
    proved = seen.look("evidence-is-readable", lambda: proof(settings))
    seen.findings += dropped(settings)
    passing = seen.look("passes-are-readable", lambda: passes(settings.name))
    return replace(
        situation,
        providers=_providers(live, situation.reviewed, aws),
        identity=identity,
        second_identity=_identity(aws.about(there), seen, account) if there is not None else None,
        sender=sender,
        proof=proved,
        passes=() if isinstance(passing, NotSeen) else passing,
    )


def _identity(aws: Aws, seen: Gathering, account: str | NotSeen | None) -> Json | NotSeen:
    return seen.look("identity-is-read", lambda: aws.ses.domain_identity() or {}, needs=(account,))


def _sender(settings: Settings, aws: Aws, seen: Gathering, account: str | NotSeen | None) -> Json | NotSeen:
    there = aws.about(settings.sender)
    return seen.look("identity-is-read", lambda: there.ses.sender_identity() or {}, needs=(account,))


def _providers(live: object, reviewed: Json | NotSeen | None, aws: Aws) -> tuple[str, ...] | NotSeen | None:
    """List the pool's identity providers, where a reviewed snapshot knows them; a read that fails stops nothing."""
    if not isinstance(live, dict) or not isinstance(reviewed, dict) or CHILDREN not in reviewed:
        return None
    try:
        return aws.children.provider_names()
    except PoolpostError as error:
        return NotSeen("identity-providers-are-reviewed", str(error))


def _with_files(situation: Situation, seen: Gathering) -> Situation:
    """Return the situation with what files say the pool is to be."""
    settings, live = situation.settings, situation.live
    reviewed = seen.look("reviewed-snapshot-is-readable", lambda: pool_snapshots.reviewed(settings))
    known = None if live is None else seen.look("baseline-is-readable", lambda: baseline.find(settings), needs=(live,))
    return replace(situation, reviewed=reviewed, baseline=known)


def _replicas(situation: Situation, aws: Aws, seen: Gathering) -> tuple[LiveReplica, ...] | NotSeen | None:
    """
    List the pool's replicas.

    Where the file names none, a list that may not be read stops nothing: it would only tell of replicas of others.
    """
    if situation.creates:
        return None
    if situation.settings.user_pool.replicas:
        return seen.look("replicas-are-listed", aws.cognito.replicas, needs=(situation.account, situation.live))
    quietly = Gathering()
    found = quietly.look("replicas-are-listed", aws.cognito.replicas, needs=(situation.account, situation.live))
    seen.findings += [replace(each, level="info", problem=f"{_UNLISTED}: {each.problem}") for each in quietly.findings]
    return found


def _account(settings: Settings, aws: Aws) -> str:
    aws.account.check()
    return settings.aws.account_id


def _with_pool(situation: Situation, aws: Aws, seen: Gathering) -> Situation:
    """Return the situation with the live pool and its factors; with the pools of its name, where it is still to be created."""
    if situation.creates:
        names = seen.look("pools-are-listed", aws.cognito.namesakes, needs=(situation.account,))
        return replace(situation, namesakes=names)
    live = seen.look("pool-is-described", aws.cognito.user_pool, needs=(situation.account,))
    mfa = seen.look("mfa-is-described", aws.cognito.mfa_configuration, needs=(live,))
    return replace(situation, live=live, mfa=mfa)


def _with_other_pools(situation: Situation, plan: Plan, aws: Aws, seen: Gathering) -> Situation:
    """Return the situation with the account's other pools that send, where the plan takes away what they may send with."""
    if not takes(plan):
        return situation
    found = seen.look("pools-are-listed", lambda: sending_pools(aws.account), needs=(situation.account,))
    if isinstance(found, NotSeen):
        return replace(situation, others=found)
    return replace(situation, others=found.pools, unseen=found.unseen)


def without_consequences(findings: list[Finding]) -> list[Finding]:
    """Leave out what only follows from an empty state: its advice, to adopt, would take what another state holds."""
    if not any(finding.rule == state_is_the_stacks.id for finding in findings):
        return findings
    return [finding for finding in findings if finding.rule not in {"name-is-taken", "record-exists"}]


def with_made_pool(settings: Settings, plan: Plan | NotSeen) -> Settings:
    """Return the settings with the id from the state, if the pool was created and the file still has [user_pool.create]."""
    create = settings.user_pool.create
    if create is None or isinstance(plan, NotSeen):
        return settings
    states = [c.before or {} for c in plan.changes("aws_cognito_user_pool") if c.address == POOL_ADDRESS]
    made = [state["id"] for state in states if state.get("name") == create.name and state.get("id")]
    return settings.with_pool(made[0]) if made else settings


def _body(situation: Situation) -> Json | None:
    try:
        return situation.body
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        msg = f"the update request cannot be derived from this plan ({type(error).__name__}: {error}); plan again"
        raise CannotDecide(msg) from error
