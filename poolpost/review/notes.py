"""What is due next in an environment, whatever its plan says: the next DMARC step, and what it would break."""

from datetime import date

from poolpost.mail.dmarc_ramp import Step, next_step
from poolpost.settings import Settings


def notes_for(settings: Settings, today: date) -> tuple[str, ...]:
    """Return who shares the identity, and a sentence for each step that is due, or will be."""
    shared = _shared(settings)
    step = next_step(settings, today)
    if step is None or step.following is None:
        return shared
    return (*shared, _dmarc(settings, step), *(f"DMARC p={step.following} would hit: {each}" for each in step.breaks))


def _shared(settings: Settings) -> tuple[str, ...]:
    owner, names = settings.shared_owner, [each.environment for each in settings.shared_with]
    if owner is not None:
        verb = " and the configuration set are" if not settings.owns_set else " is"
        return (f"identity {settings.domain.name}{verb} {owner}'s (domain.owner): this stack changes nothing there",)
    return (f"this identity is shared with {', '.join(names)} (domain.owner)",) if names else ()


def _dmarc(settings: Settings, step: Step) -> str:
    head = f"DMARC: p={step.present} to p={step.following}"
    if step.outcome == "not yet":
        return f"{head} is not due: {'; '.join(step.missing)}"
    look = f"'poolpost dmarc next {settings.name} --reports FILE...' says what it would break"
    return f"{head} is due since {step.due_on} by its days; {look}"
