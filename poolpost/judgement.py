"""Judge a plan: gather what the gate's rules need, from Terraform's JSON, the environment file and the live pool."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from poolpost import pool as core
from poolpost import pool_snapshots
from poolpost.errors import CannotDecide, PoolpostError
from poolpost.findings import Finding
from poolpost.gate import Situation, judge
from poolpost.live import Aws
from poolpost.plan import Plan, read_plan
from poolpost.pool import Json
from poolpost.settings import Settings

Looked = TypeVar("Looked")
JUDGED = "POOLPOST_JUDGED"
"""Environment variable by which the gate tells `pool ready`, the last step before the write, which pool it judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """
    What the gate found, and what it looked at.

    Attributes:
        findings: one for each problem; their exit code is the gate's.
        plan: None when it could not be read.
        live: the raw pool; None when it could not be described.
        body: the UpdateUserPool request that would be sent; None when none would be, or when it cannot be told.
    """

    findings: list[Finding]
    plan: Plan | None
    live: Json | None
    body: Json | None


def judge_plan(settings: Settings, aws: Aws, plan_json: str, accepted: frozenset[str]) -> Judgement:
    """
    Judge the text of `terraform show -json` against the live pool.

    What cannot be looked at becomes a finding of level `unknown`; nothing passes because nobody looked.
    """
    findings: list[Finding] = []
    plan = _look(findings, "plan-is-readable", lambda: read_plan(plan_json))
    account = _look(findings, "account-is-known", lambda: (aws.check_account(), settings.aws.account_id)[1])
    live = _look(findings, "pool-is-described", aws.user_pool) if account else None
    mfa = _look(findings, "mfa-is-described", aws.mfa_configuration) if live else None
    reviewed = _look(findings, "reviewed-snapshot-is-readable", lambda: pool_snapshots.reviewed(settings) or {})
    situation = Situation(
        settings=settings,
        plan=plan,
        live=live,
        mfa=mfa,
        account=account,
        reviewed=reviewed or None,
        accepted=accepted,
    )
    body = situation.body if plan and live else None
    return Judgement(findings=[*findings, *judge(situation)], plan=plan, live=live, body=body)


def fingerprint(pool: Json) -> str:
    """Digest a pool, users and what else changes by itself aside."""
    ignored = core.VOLATILE - {"LastModifiedDate"}
    text = json.dumps({member: value for member, value in pool.items() if member not in ignored}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _look(findings: list[Finding], rule: str, look: Callable[[], Looked]) -> Looked | None:
    """Look at something; when that fails, say so as a finding."""
    try:
        return look()
    except PoolpostError as error:
        level = "unknown" if isinstance(error, CannotDecide) else "block"
        findings.append(Finding(rule=rule, level=level, subject="gate", problem=str(error)))
        return None
