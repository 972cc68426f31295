"""Judge a plan: gather what the gate's rules need, from Terraform's JSON, the environment file and the live pool."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from poolpost.aws import dependencies as live_dependencies
from poolpost.aws.account import Aws
from poolpost.aws.sending_pools import sending_pools
from poolpost.errors import CannotDecide, PoolpostError
from poolpost.findings import Finding
from poolpost.gate.preflight import before_apply
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.belonging import state_is_the_stacks
from poolpost.gate.rules.rule import Situation
from poolpost.pool import baseline, dependencies
from poolpost.pool import snapshots as pool_snapshots
from poolpost.review.judged_plan import Judgement
from poolpost.review.promotion_kept import dropped
from poolpost.review.promotion_proof import proof
from poolpost.review.taking import takes
from poolpost.settings import Settings
from poolpost.settings.origin import code_digest, origin_of, stacks_here
from poolpost.settings.passes import passes
from poolpost.settings.terraform_names import POOL_ADDRESS
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Plan, read_plan

Looked = TypeVar("Looked")


_LOOKS = {"account-is-known", "pool-is-described", "pools-are-listed", "mfa-is-described"}
"""Findings after which the rules need not say again, or guess, why the pool was not looked at."""


def judge_plan(settings: Settings, aws: Aws, plan_json: str, accepted: frozenset[str]) -> Judgement:
    """
    Judge the text of `terraform show -json` against the live pool.

    What cannot be looked at becomes a finding of level `unknown`; nothing passes because nobody looked.
    """
    findings: list[Finding] = []
    plan = _look(findings, "plan-is-readable", lambda: read_plan(plan_json))
    origin = _look(findings, "origin-is-known", lambda: origin_of(settings, code_digest(stacks_here())))
    settings = with_made_pool(settings, plan)
    aws = Aws(settings) if settings.user_pool.create else aws
    creates = settings.user_pool.id_ is None
    account = _look(findings, "account-is-known", lambda: (aws.check_account(), settings.aws.account_id)[1])
    live = _look(findings, "pool-is-described", aws.user_pool) if account and not creates else None
    namesakes = _look(findings, "pools-are-listed", aws.namesakes) if account and creates else None
    mfa = _look(findings, "mfa-is-described", aws.mfa_configuration) if live else None
    sending = (
        _look(findings, "pools-are-listed", lambda: sending_pools(settings, aws)) if account and _takes(plan) else None
    )
    if account and plan:
        findings += _look(findings, "records-are-looked-up", lambda: before_apply(settings, aws, plan)) or []
    reviewed = _look(findings, "reviewed-snapshot-is-readable", lambda: pool_snapshots.reviewed(settings))
    known = _look(findings, "baseline-is-readable", lambda: (baseline.find(settings),)) if live else None
    adopts = account and "identity" in settings.aws.adopt
    identity = _look(findings, "identity-is-read", lambda: aws.email_identity() or {}) if adopts else None
    proved = _look(findings, "evidence-is-readable", lambda: proof(settings))
    findings += dropped(settings)
    passed = _look(findings, "passes-are-readable", lambda: passes(settings.name))
    situation = Situation(
        settings=settings,
        plan=plan,
        live=live,
        mfa=mfa,
        account=account,
        origin=origin,
        explained=any(finding.rule in _LOOKS for finding in findings),
        namesakes=namesakes,
        reviewed=reviewed,
        baseline=known[0] if known else None,
        identity=identity,
        accepted=accepted,
        passes=passed or (),
        proof=proved,
        others=sending.pools if sending else None,
        unseen=sending.unseen if sending else {},
    )
    body = _look(findings, "plan-is-readable", lambda: _body(situation)) if plan and live else None
    if body and live:
        looked = live_dependencies.look(settings, aws, dependencies.needs(live))
        situation = replace(situation, dependencies=looked)
    findings = without_consequences([*findings, *judge(situation)])
    return Judgement(settings=settings, findings=findings, plan=plan, live=live, body=body)


def without_consequences(findings: list[Finding]) -> list[Finding]:
    """Leave out what only follows from an empty state: its advice, to adopt, would take what another state holds."""
    if not any(finding.rule == state_is_the_stacks.id for finding in findings):
        return findings
    return [finding for finding in findings if finding.rule not in {"name-is-taken", "record-exists"}]


def with_made_pool(settings: Settings, plan: Plan | None) -> Settings:
    """Give the environment with the id from the state, where the pool is made and the file still says to make it."""
    create = settings.user_pool.create
    if create is None or plan is None:
        return settings
    states = [c.before or {} for c in plan.changes("aws_cognito_user_pool") if c.address == POOL_ADDRESS]
    made = [state["id"] for state in states if state.get("name") == create.name and state.get("id")]
    return settings.with_pool(made[0]) if made else settings


def _takes(plan: Plan | None) -> bool:
    return plan is not None and takes(plan)


def _body(situation: Situation) -> Json | None:
    try:
        return situation.body
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        msg = f"what an update would send cannot be told from this plan ({type(error).__name__}: {error}); plan again"
        raise CannotDecide(msg) from error


def _look(findings: list[Finding], rule: str, look: Callable[[], Looked]) -> Looked | None:
    """Look at something; when that fails, say so as a finding."""
    try:
        return look()
    except PoolpostError as error:
        level = "unknown" if isinstance(error, CannotDecide) else "block"
        findings.append(Finding(rule=rule, level=level, subject="gate", problem=str(error)))
        return None
