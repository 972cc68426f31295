"""One environment's review: everything that a pull request has to show about a plan, and nothing else."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from poolpost.findings import Finding, worst
from poolpost.pool.differences import email_configuration
from poolpost.review.cost import Cost, monthly
from poolpost.review.dns_changes import DnsChange, dns_changes
from poolpost.review.headline import headline
from poolpost.review.judged_plan import Judgement
from poolpost.review.mail_changes import MailChange, differs, drifted, mail_changes, replica_changes
from poolpost.review.resources import Resource, touched
from poolpost.review.taking import lost_mail
from poolpost.review.today import NOTHING_KNOWN, Answers, pricing_plan, state
from poolpost.settings import Settings
from poolpost.settings.second_region import source_arn
from poolpost.settings.terraform_names import PATCH_ADDRESS
from poolpost.standards.raw import Json

Word = Literal["go", "stop", "cannot decide"]
WORDS: dict[int, Word] = {0: "go", 1: "stop", 3: "cannot decide"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """
    What a plan means for mail.

    Attributes:
        environment: its name.
        pool: the user pool's id, or the name of the one that is to be created; '' where its file cannot be used.
        verdict: the gate's word.
        exit_code: the gate's.
        sentence: the verdict and the plan's whole effect in one line.
        mail: what changes for mail.
        dns: which DNS records change.
        losing: whose mail would be lost if the plan were applied now: what stops it, or was let pass by name.
        safety: what the gate found.
        unready: what keeps mail from arriving; the pool is not switched before it is fixed.
        notes: what is due next, e.g. the next DMARC step.
        costs: a month.
        resources: what Terraform would do.
        state: how the environment sends mail today, e.g. {'sends with': 'COGNITO_DEFAULT'}.
    """

    environment: str
    pool: str
    verdict: Word
    exit_code: int
    sentence: str
    mail: tuple[MailChange, ...]
    dns: tuple[DnsChange, ...]
    losing: tuple[str, ...]
    safety: tuple[Finding, ...]
    unready: tuple[Finding, ...]
    notes: tuple[str, ...]
    costs: tuple[Cost, ...]
    resources: tuple[Resource, ...]
    state: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to report except that nothing changes."""
        return not (self.mail or self.dns or self.losing or self.safety or self.resources or self.notes)

    @property
    def checked(self) -> Literal["User pool", "Environment file"]:
        """What the findings of `safety` are about."""
        return "User pool" if self.pool else "Environment file"


def review(
    settings: Settings,
    judgement: Judgement,
    unready: list[Finding],
    *,
    notes: tuple[str, ...] = (),
    answers: Answers,
) -> Review:
    """
    Gather what a plan means.

    Args:
        settings: the environment.
        judgement: what the gate found, with the plan and the live pool as far as they could be read.
        unready: what keeps mail from arriving (`readiness.not_ready`), or why that could not be checked.
        notes: what is due next.
        answers: what AWS says about the environment's mail today.
    """
    plan, live = judgement.plan, judgement.live or {}
    code = worst(judgement.findings)
    dns = dns_changes(plan) if plan else ()
    mail = mail_changes(settings, plan, live, dns) if plan and judgement.live is not None else ()
    for each in judgement.replicas:
        mail += replica_changes(each.settings, plan, each.live or {}) if plan else ()
    resources = touched(plan) if plan else ()
    return Review(
        environment=settings.name,
        pool=settings.user_pool.title,
        verdict=WORDS[code],
        exit_code=code,
        sentence=headline(settings, judgement, mail, dns, resources),
        mail=mail,
        dns=dns,
        losing=_losing(judgement.findings),
        safety=tuple(judgement.findings),
        unready=tuple(unready),
        notes=(*_lost_today(settings, live, unready), *_drift(settings, judgement), *notes),
        costs=monthly(settings, pricing_plan(answers)),
        resources=resources,
        state=state(settings, answers),
    )


def broken_file(name: str, path: Path, mistakes: list[Finding]) -> Review:
    """Return the report on an environment whose file has mistakes: these, and nothing else is known."""
    number = len(mistakes)
    return Review(
        environment=name,
        pool="",
        verdict=WORDS[1],
        exit_code=1,
        sentence=f"{path.as_posix()} has {number} mistake{'' if number == 1 else 's'}",
        mail=(),
        dns=(),
        losing=(),
        safety=tuple(mistakes),
        unready=(),
        notes=(),
        costs=(),
        resources=(),
        state=NOTHING_KNOWN,
    )


def _losing(findings: list[Finding]) -> tuple[str, ...]:
    lost = lost_mail(findings)
    return tuple(f"{f.subject}: {f.problem}" + (f"; {f.remedy}" if f.level == "warn" else "") for f in lost)


_SENDS_NOTHING = {"identity-exists", "identity-verified", "mail-from-success", "sending-enabled"}
"""Findings of `readiness` after which SES sends nothing at all."""


def _lost_today(settings: Settings, live: Json, unready: list[Finding]) -> tuple[str, ...]:
    """Return a note that no mail arrives today, if the live pool sends through the environment's identity."""
    if email_configuration(live).get("SourceArn") != source_arn(settings):
        return ()
    why = "; ".join(finding.problem for finding in unready if finding.rule in _SENDS_NOTHING)
    return (f"no user gets mail today, whatever this plan does: {why}",) if why else ()


def _drift(settings: Settings, judgement: Judgement) -> tuple[str, ...]:
    if judgement.plan is None or judgement.live is None:
        return ()
    steps = [change for change in judgement.plan.resource_changes if change.address == PATCH_ADDRESS]
    if any(change.action_reason == "replace_by_request" for change in steps):
        changed = "somebody changed the pool's e-mail after it was deployed"
        if differs(settings, judgement.live):
            return (f"{changed}; this plan writes it again as the file says",)
        return (
            f"{changed}, and it is as the file says again: this plan was made before, and has nothing left to write",
        )
    if not drifted(settings, judgement.plan, judgement.live):
        return ()
    return (f"the pool's e-mail is not what the file says, and this plan does not change it: '{settings.repair}' does",)
