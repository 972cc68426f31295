"""
Whether what an environment is to become was proved in the environment that it promotes from.

`POOLPOST_UNPROVED="production: why"` lets it pass without, by name and reason; the gate says so in a warning that quotes it.
"""

import os
from dataclasses import dataclass

from poolpost.errors import PoolpostError
from poolpost.promotion.digest import Digest, digest
from poolpost.promotion.evidence import Evidence, path_of, read
from poolpost.promotion.flat import Changed, differences
from poolpost.settings import Settings, load

UNPROVED = "POOLPOST_UNPROVED"
"""Environment variable: `<environment>: <reason>`."""
MIN_REASON = 10
_SHOWN = 5  # differing settings in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    What the gate needs to know.

    Attributes:
        source: the environment that it promotes from.
        unproved: the reason for which nothing was compared; None: it was.
        own: the digest of the environment.
        evidence: of the source; None when there is none.
        differing: promotable settings in which the environment differs from the source as it is now.
    """

    source: str
    unproved: str | None = None
    own: Digest | None = None
    evidence: Evidence | None = None
    differing: tuple[Changed, ...] = ()

    @property
    def is_proved(self) -> bool:
        """Whether the evidence is sound, and of the very digest that this environment has."""
        found = self.evidence
        return found is not None and found.is_sound and found.digest == self.own


def proof(settings: Settings) -> Proof | None:
    """
    Look whether an environment is proved; None when it promotes from nowhere.

    Raises:
        CannotDecide: the evidence cannot be read, or a digest cannot be made.
        Stopped: a file cannot be used.
    """
    source = settings.promotes_from
    if source is None:
        return None
    reason = unproved(settings.name)
    if reason is not None:
        return Proof(source=source, unproved=reason)
    evidence = read(source)
    if evidence is None:
        return Proof(source=source)
    return Proof(source=source, own=digest(settings), evidence=evidence, differing=_differing(source, settings))


def unproved(environment: str) -> str | None:
    """Give the reason for which this environment may pass unproved; None when there is none for it."""
    name, colon, reason = os.environ.get(UNPROVED, "").partition(":")
    return reason.strip() if colon and name.strip() == environment else None


def why_not(found: Proof, environment: str) -> tuple[str, str]:
    """Say what is not proved, and what to do."""
    source, evidence = found.source, found.evidence
    path = path_of(source).as_posix()
    prove = f"deploy {source} with this commit, then 'poolpost evidence {source}' and commit {path}"
    if evidence is None:
        return f"nothing was proved in {source}: {path} does not exist", prove
    if not evidence.is_sound:
        return f"{path} does not say that {source} was healthy and without drift", prove
    if found.own is not None and found.own.settings == evidence.digest.settings:
        said = f"the stack's code makes other Terraform now than what was proved in {source} at {evidence.commit[:12]}"
        return said, prove
    promote = f"'poolpost promote {source} {environment}' brings over what was proved"
    if found.differing:
        keys = ", ".join(each.key for each in found.differing[:_SHOWN])
        more = f" and {len(found.differing) - _SHOWN} more" if len(found.differing) > _SHOWN else ""
        return f"other settings were proved in {source}: {keys}{more}", promote
    return f"{source} has other settings now than when its evidence was written, {evidence.time}", prove


def _differing(source: str, settings: Settings) -> tuple[Changed, ...]:
    """Compare with the source as it is now; when that has mistakes, the digests alone must do."""
    try:
        return tuple(differences(settings, load(source)))
    except PoolpostError:
        return ()
