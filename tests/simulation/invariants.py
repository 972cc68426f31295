# ruff: noqa: D401 -- an invariant's docstring says what holds
"""
What must hold, whatever happens. Each invariant is asked about every process that ended, and yields what is broken.

None uses poolpost's own comparison: a fault in it would hide itself. What nobody can see breaks nothing: a change between the
second look and the write, or one that no answer showed (UpdateUserPool has no conditional form; README).
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.simulation.process import Broken, Process
from tests.simulation.world import World

Invariant = Callable[[World, Process], Iterator[str]]
SWITCHES = ("apply", "deploy")
"""Commands whose exit code 0 says that the pool is as wanted."""
_LOSS = re.compile(r"^ *- ([^:\n]+): (.+?) -> ", re.MULTILINE)


def note_losses(world: World, process: Process) -> None:
    """Store what the write of a process lost of what it had been shown; a restore may go back to what was once chosen."""
    if process.before is None or process.after is None:
        return
    after = process.after.settings
    for path, value in process.before.settings.items():
        became = after.get(path, "")
        if became != value and not (process.command == "restore" and became in world.chosen.get(path, ())):
            world.unreported[path] = value


def remember_what_is_known(world: World, process: Process) -> None:
    """
    Take for chosen what poolpost could not know better, or was told to keep.

    That is the first state that it saved (the outermost process was first), and whatever somebody accepted or had reviewed.
    """
    of_pool = [each for each in (*world.running, process) if each.served and each.served[0].shows(world.pool_id)]
    first = [each for each in of_pool if each.updates > 0 or "saved as it is" in each.text][:1]
    kept = [each for each in of_pool if each.exit == 0 and each.command in {"accept", "snapshot"}]
    for seen in (each.served[0].settings for each in (kept if world.known else first + kept)):
        for path in seen.keys() | world.chosen.keys():
            world.chosen.setdefault(path, set()).add(seen.get(path, ""))
        world.known = True


def listed(process: Process) -> list[str]:
    """List the paths that a process printed as different."""
    return [path for path, _ in _LOSS.findall(process.text)]


def no_member_is_lost_unreported(world: World, process: Process) -> Iterator[str]:
    """What a write of poolpost lost is named before any command says that all is well."""
    now = world.now.settings
    for path, value in list(world.unreported.items()):
        if now.get(path) == value or _names(process, path):
            del world.unreported[path]
    if process.exit == 0 and process.command in SWITCHES:
        yield from (f"{path} was lost, and nobody said so" for path in world.unreported)


def no_write_where_a_stop_was_due(world: World, process: Process) -> Iterator[str]:
    """Nothing is sent to a pool that is disabled, has an unknown member, changed between two looks, or would send no mail."""
    if process.updates == 0:
        return
    before = process.before
    if before is None or before.pool is None:
        yield "a pool was written that nobody had looked at"
        return
    if process.was_locked:
        yield "the pool was written while another poolpost was between its write and its look"
    first = process.first
    if first is None or first.pool is None or _but_users(first.pool) != _but_users(before.pool):
        yield "the pool was written although it changed between two looks"
    if any(mfa != process.factors[0] for mfa in process.factors_before):
        yield "the pool was written although its factors changed between two looks"
    if before.pool.get("Status") == "Disabled":
        yield "a disabled pool was written"
    accepted = tuple(process.what.split()[1::2])
    if any("Future" in path and not path.startswith(accepted) for path in before.settings):
        yield "a pool was written that has a member which nobody knows"
    broken = world.mail_broken_since
    if process.command == "apply" and broken is not None and broken < process.started:
        yield "the pool was switched although no mail would arrive"


def every_exit_0_is_true(world: World, process: Process) -> Iterator[str]:
    """The pool was what the command says at the last look that it took."""
    if process.exit != 0 or not process.served:
        return
    seen, command = process.served[-1], process.command
    email = (seen.pool or {}).get("EmailConfiguration", {})
    if command in {"show", *SWITCHES} and email != world.settings.email_configuration:
        yield f"{command} ended with 0, and the e-mail configuration is {email}"
    if command == "retire" and email.get("EmailSendingAccount") != "COGNITO_DEFAULT":
        yield f"retire ended with 0, and the pool sends by {email}"
    if command == "apply" and process.after is not None:
        lost = (path for path, value in process.served[0].settings.items() if seen.settings.get(path) != value)
        yield from (f"apply ended with 0, and {path} is not as it was" for path in lost)
    if command == "verify" and (compared := re.search(r"same as (\S+),", process.text)):
        saved = world.saved(Path(compared[1])).settings
        differ = (path for path, value in saved.items() if seen.settings.get(path) != value)
        yield from (f"verify ended with 0, and {path} is another" for path in differ)


def mail_flows_after_as_wanted(world: World, process: Process) -> Iterator[str]:
    """Where a command says that all is as wanted, SES delivers: neither identity, set, records nor account are out of order."""
    says_so = process.exit == 0 and process.command in {"show", "ready", "apply"}
    broken = world.mail_broken_since
    if says_so and broken is not None and broken < process.started:
        yield f"{process.command} ended with 0, and no mail arrives since before it began"


def one_write_at_most(_world: World, process: Process) -> Iterator[str]:
    """A command sends one UpdateUserPool at most: a second one could wipe what a second writer has just set."""
    if process.updates > 1:
        yield f"{process.command} sent {process.updates} UpdateUserPool requests"


def a_mark_leads_to_the_truth(world: World, process: Process) -> Iterator[str]:
    """A write that was never compared leaves a mark until somebody has; a command that says all is well leaves none."""
    looked = process.served[-1:] != [process.before]
    if process.updates and process.after is not None and not looked and not world.marks():
        yield f"{process.command} wrote, did not look afterwards, and left no mark"
    if process.exit == 0 and process.command in SWITCHES and not world.running and world.marks():
        yield f"{process.command} ended with 0 and left a mark behind"


def a_remedy_does_no_damage(world: World, process: Process) -> Iterator[str]:
    """A printed command never takes a setting that its owner chose for one that nobody did, and brings back what it says."""
    cause = process.follows
    if cause is None or process.command != "restore" or process.before is None or process.after is None:
        return
    before, after = process.before.settings, process.after.settings
    for path, value in before.items():
        became = after.get(path, "")
        chosen = world.chosen.get(path, set())
        if became != value and value in chosen and became not in chosen:
            yield f"{path} was as its owner wants it, and the remedy made it {became or 'absent'}"
    if process.exit == 0:
        for path, shown in _LOSS.findall(cause.text):
            value = _value(shown)
            if (
                value is not None
                and path in before
                and path.split(".")[0].split("[")[0] in process.what
                and after.get(path) != value
            ):
                yield f"{path} is {after.get(path)} after the remedy, not {value}"


def remedies_end_without_a_loss(world: World, process: Process) -> Iterator[str]:
    """Whoever follows what is printed gets every setting back that poolpost had saved, or is still told of it."""
    if not process.last:
        return
    now = world.now.settings
    for path, value in world.wanted.items():
        wrong = value and now.get(path, "") not in world.chosen[path] and not _names(process, path)
        if wrong and any(saved.settings.get(path) == value for saved in world.all_saved()):
            yield f"{path} is {now.get(path, 'absent')} in the end, and nothing is said of it"


INVARIANTS: tuple[Invariant, ...] = (
    no_member_is_lost_unreported,
    no_write_where_a_stop_was_due,
    every_exit_0_is_true,
    mail_flows_after_as_wanted,
    one_write_at_most,
    a_mark_leads_to_the_truth,
    a_remedy_does_no_damage,
    remedies_end_without_a_loss,
)


def check(world: World, process: Process) -> None:
    """
    Hold every invariant against a process that ended.

    Raises:
        Broken: one does not hold; the message begins with its name.
    """
    for invariant in INVARIANTS:
        for what in invariant(world, process):
            msg = f"{invariant.__name__}: {what}"
            raise Broken(msg)


def _names(process: Process, path: str) -> bool:
    """Return whether a process printed a path; a value within a list is named by the list."""
    return f"{path}:" in process.text or f"{path} " in process.text


def _but_users(pool: dict[str, object]) -> dict[str, object]:
    return {member: value for member, value in pool.items() if member != "EstimatedNumberOfUsers"}


def _value(shown: str) -> str | None:
    return None if shown == "absent" else repr(json.loads(shown))
