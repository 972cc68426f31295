"""
What an apply did to the user pool, and the words for it. Pure.

The pool is read right before the apply and after it; tests/gate/test_apply_outcome.py has the table of what follows.
"""

from dataclasses import dataclass
from typing import Literal

from poolpost.pool import differences as core
from poolpost.pool import messages as pool_messages
from poolpost.pool.differences import Difference
from poolpost.settings import Settings
from poolpost.standards.raw import Json

Writer = Literal["provider", "step", "nobody"]
"""Who writes the pool's e-mail by a plan: the provider (`manage`), the step that runs `pool apply` (`patch`), or nobody."""
ApplyOutcome = Literal[
    "as planned",
    "nothing written",
    "overwritten",
    "changed by others",
    "changed too much",
    "e-mail not as planned",
    "e-mail changed by others",
    "failed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    The pool around an apply.

    Attributes:
        settings: the environment.
        writer: who writes the pool's e-mail by the plan.
        applied: Terraform's exit code.
        before: the raw pool that the gate checked.
        after: the raw pool after the apply.
        others: what differs between the two besides the e-mail and the texts that the environment file sets.
        overwritten: what someone else set during the apply and the apply overwrote.
    """

    settings: Settings
    writer: Writer
    applied: int
    before: Json
    after: Json
    others: tuple[Difference, ...] = ()
    overwritten: tuple[Difference, ...] = ()

    @property
    def email_changed(self) -> bool:
        """Whether the pool sends by another e-mail configuration than before."""
        return core.email_configuration(self.after) != core.email_configuration(self.before)

    @property
    def texts_changed(self) -> bool:
        """Whether a text that the environment file sets is another than before."""
        wanted = (
            self.settings.pool_messages if self.settings.replica is None else {}
        )  # a replica's come from its primary
        return pool_messages.live_messages(self.after, wanted) != pool_messages.live_messages(self.before, wanted)

    @property
    def as_wanted(self) -> bool:
        """Whether e-mail configuration and texts are as the environment file says."""
        email = core.email_configuration(self.after) == self.settings.email_configuration
        return email and pool_messages.as_wanted(self.after, self.settings.pool_messages)


def outcome(seen: Seen) -> ApplyOutcome:
    """Decide what the apply did to the pool; the first that holds counts."""
    succeeded = seen.applied == 0
    if succeeded and seen.writer == "provider" and core.unchanged(seen.before, seen.after):
        return "nothing written"
    if seen.overwritten:
        return "overwritten"
    if seen.others:
        return "changed too much" if succeeded or seen.email_changed else "changed by others"
    if not succeeded:
        return "failed"
    if seen.writer != "nobody":
        return "as planned" if seen.as_wanted else "e-mail not as planned"
    return "e-mail changed by others" if seen.email_changed else "as planned"


def described(ended: ApplyOutcome, seen: Seen) -> str:
    """Return the sentence about an outcome, and what to do next; '' for 'as planned'."""
    settings, pool = seen.settings, f"user pool {seen.settings.user_pool.id}"
    pool += f", replica in {settings.replica}," if settings.replica else ""
    sends = core.email_configuration(seen.after).get("SourceArn") or "Cognito's own sender"
    wrote = seen.email_changed or seen.texts_changed
    became = "has its new e-mail configuration, and nothing else changed" if wrote else "is as it was"
    sentences: dict[ApplyOutcome, str] = {
        "as planned": "",
        "nothing written": f"the apply ended well, but {pool} is unchanged; run the same command again",
        "overwritten": _listed(
            f"somebody else changed {pool} during the apply, and the apply overwrote the change:", seen.overwritten
        ),
        "changed by others": _listed(
            f"the apply failed and wrote nothing to {pool}, but somebody else changed it during the apply:",
            seen.others,
            "run the same command again, so that the plan shows the pool as it is",
        ),
        "changed too much": _listed(
            f"the apply changed more than the e-mail of {pool}:",
            seen.others,
            f"to see what can be put back: poolpost pool restore {settings.pool_argument}",
        ),
        "e-mail not as planned": (
            f"the apply ended well, but the e-mail configuration or a message text of {pool} is not as planned: somebody "
            f"else wrote it, or the step that writes it did not run; '{settings.repair}' fixes it"
        ),
        "e-mail changed by others": (
            f"somebody else changed the e-mail of {pool} during the apply: it sends by {sends} now, which the apply may "
            f"have taken away, while the gate checked it with another sender; check with 'poolpost pool "
            f"show {settings.pool_argument}', and deploy or retire again"
        ),
        "failed": f"the apply failed; {pool} {became}; run the same command again, with a new plan where one was given",
    }
    return sentences[ended]


def _listed(first: str, differences: tuple[Difference, ...], *last: str) -> str:
    return "\n".join([first, *(f"  - {difference}" for difference in differences), *last])
