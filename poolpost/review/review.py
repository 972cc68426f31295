"""One environment's review: everything that a pull request has to show about a plan, and nothing else."""

from dataclasses import dataclass
from typing import Literal

from poolpost.findings import Finding, exit_code
from poolpost.gate.judgement import Judgement
from poolpost.gate.rule import PATCH_ADDRESS
from poolpost.review.cost import Cost, monthly
from poolpost.review.dns_changes import DnsChange, dns_changes
from poolpost.review.mail_changes import MailChange, drifted, losing_mail, mail_changes
from poolpost.review.resources import Resource, touched
from poolpost.settings import Settings

Word = Literal["go", "stop", "cannot decide"]
WORDS: dict[int, Word] = {0: "go", 1: "stop", 3: "cannot decide"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """
    What a plan means for mail.

    Attributes:
        environment: its name.
        pool: the user pool's id.
        verdict: the gate's word.
        exit_code: the gate's.
        sentence: the verdict in one line.
        mail: what changes for mail.
        dns: which DNS records change.
        losing: who would lose mail if the plan were applied now.
        safety: what the gate found.
        unready: what keeps mail from arriving; the pool is not switched before it is mended.
        notes: what is due next, e.g. the next DMARC step.
        costs: a month.
        resources: what Terraform would do.
        state: where the environment stands today, e.g. {'sends with': 'COGNITO_DEFAULT'}.
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
        """Whether there is nothing to say but that nothing changes."""
        return not (self.mail or self.dns or self.losing or self.safety or self.resources or self.notes)


def review(
    settings: Settings,
    judgement: Judgement,
    unready: list[Finding],
    *,
    notes: tuple[str, ...] = (),
    state: dict[str, str],
) -> Review:
    """
    Gather what a plan means.

    Args:
        settings: the environment.
        judgement: what the gate found, with the plan and the live pool as far as they could be read.
        unready: what keeps mail from arriving (`readiness.not_ready`), or why that could not be looked at.
        notes: what is due next.
        state: where the environment stands today.
    """
    plan, live = judgement.plan, judgement.live or {}
    code = exit_code(judgement.findings)
    dns = dns_changes(plan) if plan else ()
    mail = mail_changes(settings, plan, live, dns) if plan and judgement.live is not None else ()
    resources = touched(plan) if plan else ()
    return Review(
        environment=settings.name,
        pool=settings.user_pool.id,
        verdict=WORDS[code],
        exit_code=code,
        sentence=_sentence(settings, code, judgement, mail, resources),
        mail=mail,
        dns=dns,
        losing=losing_mail(settings, plan, live, unready) if plan and judgement.live is not None else (),
        safety=tuple(judgement.findings),
        unready=tuple(unready),
        notes=(*_drift(settings, judgement), *notes),
        costs=monthly(settings),
        resources=resources,
        state=state,
    )


def _drift(settings: Settings, judgement: Judgement) -> tuple[str, ...]:
    if judgement.plan is None or judgement.live is None:
        return ()
    steps = [change for change in judgement.plan.resource_changes if change.address == PATCH_ADDRESS]
    if any(change.action_reason == "replace_by_request" for change in steps):
        return ("somebody changed the pool's e-mail after it was deployed; this plan writes it again as the file says",)
    if not drifted(settings, judgement.plan, judgement.live):
        return ()
    return (f"the pool's e-mail is not what the file says, and this plan does not change it: '{settings.repair}' does",)


def _sentence(
    settings: Settings, code: int, judgement: Judgement, mail: tuple[MailChange, ...], resources: tuple[Resource, ...]
) -> str:
    """Say the verdict in one line."""
    pool = settings.user_pool.id
    if code == 1:
        number = sum(finding.level == "block" for finding in judgement.findings)
        return f"{number} {'finding' if number == 1 else 'findings'} about user pool {pool} must be mended first"
    if code != 0:
        number = sum(finding.level == "unknown" for finding in judgement.findings)
        return f"{number} {'fact' if number == 1 else 'facts'} about user pool {pool} could not be looked at"
    if judgement.plan and judgement.live and drifted(settings, judgement.plan, judgement.live):
        return f"the e-mail of user pool {pool} is not what the file says, and this plan leaves it so"
    if not resources and not mail:
        return "no changes"
    if not mail:
        return f"user pool {pool} stays as it is"
    return f"only the e-mail configuration of user pool {pool} changes"
