"""
Whether what an environment is to become was proved in the environment that it promotes from.

`POOLPOST_UNPROVED="production: why"` lets it pass without, by name and reason; the gate says so in a warning that quotes it.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from poolpost.errors import PoolpostError
from poolpost.review.evidence import Evidence, path_of, read
from poolpost.review.evidence_trust import believed, too_old
from poolpost.review.promotion_digest import Digest, look
from poolpost.review.setting_differences import Changed, differences
from poolpost.settings import Settings, load
from poolpost.settings.terraform_names import UNPROVED

MIN_REASON = 10
_SHOWN = 5  # names in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    What the gate needs to know.

    Attributes:
        source: the environment that it promotes from.
        unproved: the reason for which nothing was compared; None: it was.
        own: the digest of the environment.
        evidence: of the source: of this digest, else the newest; None when there is none.
        doubt: why that evidence cannot be believed; '' for nothing.
        old: by how much it is too old; '' when it is not.
        dependent: paths of the environment's Terraform that depend on its own names, so that no other can prove them.
        differing: promotable settings in which the environment differs from the source as it is now.
    """

    source: str
    unproved: str | None = None
    own: Digest | None = None
    evidence: Evidence | None = None
    doubt: str = ""
    old: str = ""
    dependent: tuple[str, ...] = ()
    differing: tuple[Changed, ...] = ()

    @property
    def is_proved(self) -> bool:
        """Whether the evidence is sound and believed, and of all that this environment gets; it may be too old."""
        found = self.evidence
        matches = found is not None and found.is_sound and found.digest == self.own
        return matches and not self.doubt and not self.dependent


def proof(settings: Settings) -> Proof | None:
    """
    Look whether an environment is proved; None when it promotes from nowhere.

    Raises:
        CannotDecide: the evidence cannot be read or confirmed, or a digest cannot be made.
        Stopped: a file cannot be used.
    """
    source = settings.promotes_from
    if source is None:
        return None
    reason = unproved(settings.name)
    if reason is not None:
        return Proof(source=source, unproved=reason)
    kept = read(source)
    if not kept:
        return Proof(source=source)
    looked = look(settings)
    found, doubt = (None, "") if looked.dependent else believed(kept, looked.digest, settings)
    return Proof(
        source=source,
        own=looked.digest,
        evidence=found or kept[0],
        doubt=doubt,
        old=too_old(found, settings) if found and not doubt else "",
        dependent=looked.dependent,
        differing=_differing(source, settings),
    )


def unproved(environment: str) -> str | None:
    """Return the reason for which this environment may pass without proof; None when there is none."""
    name, colon, reason = os.environ.get(UNPROVED, "").partition(":")
    return reason.strip() if colon and name.strip() == environment else None


def why_not(found: Proof, environment: str) -> tuple[str, str]:
    """Return what is not proved, and what to do."""
    source, evidence = found.source, found.evidence
    path = path_of(source).as_posix()
    prove = f"deploy {source} with this commit, then 'poolpost evidence {source}' and commit {path}"
    if evidence is None:
        return f"nothing was proved in {source}: {path} does not exist", prove
    if found.dependent:
        said = f"the code makes other Terraform for what {environment} is called, which no other environment proves"
        remedy = (
            "take the condition on an account, a domain or a name out of the code; let a setting of the file decide"
        )
        return f"{said}: {_some(found.dependent)}", remedy
    if not evidence.is_sound:
        return f"{path} does not say that {source} was healthy and without drift", prove
    if found.doubt:
        return f"the evidence in {path} cannot be believed: {found.doubt}", prove
    if found.own is not None and found.own.settings == evidence.digest.settings:
        return _other_code(found.own, evidence), prove
    return _other_settings(found, evidence, environment, prove)


def _other_code(own: Digest, evidence: Evidence) -> str:
    """Return which code differs from that of evidence with the same settings."""
    source, commit = evidence.environment, evidence.commit[:12]
    if not evidence.digest.writer:
        written = f"the evidence of {source} was written by an older poolpost ({evidence.poolpost})"
        return f"{written}, which did not say what code writes to the pool"
    if own.terraform != evidence.digest.terraform:
        return f"the stack's code makes other Terraform now than what was proved in {source} at {commit}"
    return f"the code that writes to the pool is not what was proved in {source} at {commit}"


def _other_settings(found: Proof, evidence: Evidence, environment: str, prove: str) -> tuple[str, str]:
    source = found.source
    if found.differing:
        promote = f"'poolpost promote {source} {environment}' brings over what was proved"
        return f"other settings were proved in {source}: {_some([each.key for each in found.differing])}", promote
    return f"{source} has other settings now than when its evidence was written, {evidence.time}", prove


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def _differing(source: str, settings: Settings) -> tuple[Changed, ...]:
    """Compare with the source as it is now; when that has mistakes, the digests alone must do."""
    try:
        return tuple(differences(settings, load(source)))
    except PoolpostError:
        return ()
