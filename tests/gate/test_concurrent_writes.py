"""What somebody sets while Terraform applies is seen in between, and reported when it is gone again."""

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from poolpost.errors import CannotDecide
from poolpost.gate import concurrent_writes as meanwhile
from poolpost.gate.concurrent_writes import Meanwhile
from tests.scenes.gate_situations import MANAGE, live_pool

Json = dict[str, Any]
JUDGED, SET, OTHERWISE = live_pool(), live_pool(UserPoolTags={"a": "b"}), live_pool(UserPoolTags={"c": "d"})


class Pool:
    """Answers with one pool after the other, a refusal for None, and the last again and again, for a while."""

    def __init__(self, answers: list[Json | None]) -> None:
        """Remember them."""
        self.answers, self.looks = iter([*answers, *[answers[-1]] * 500]), 0
        self.enough, self._wanted = threading.Event(), len(answers) + 1

    def user_pool(self) -> Json:
        """Return the next; after too many the thread ends with an error, and does not hang the test."""
        self.looks += 1
        if self.looks >= self._wanted:
            self.enough.set()
        answer = next(self.answers)
        if answer is None:
            raise CannotDecide("throttled")
        return answer


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that looks at such pools until each was seen."""
    monkeypatch.setattr(meanwhile, "SECONDS", 0.001)

    def at(*answers: Json | None) -> tuple[Meanwhile, Pool]:
        pool = Pool(list(answers))
        monkeypatch.setattr(meanwhile, "Aws", lambda _settings: SimpleNamespace(cognito=pool))
        with Meanwhile(MANAGE, JUDGED) as looking:
            pool.enough.wait(0.5)
        assert pool.looks < 500, "it goes on looking although the apply has ended"
        return looking, pool

    return at


def test_what_was_set_and_is_gone_is_reported_with_the_pool_as_it_was(look: Any) -> None:
    """Compared with what was judged nothing changed; only whoever looked in between knows."""
    looking, _ = look(JUDGED, SET, JUDGED)
    gone, seen = looking.overwritten(JUDGED)
    assert ([each.path for each in gone], seen) == (["UserPoolTags.a"], SET)
    assert looking.overwritten(SET) == ([], SET)


def test_the_latest_of_several_changes_counts(look: Any) -> None:
    """What its owner took back themselves before is not reported as overwritten."""
    looking, _ = look(SET, OTHERWISE, JUDGED)
    assert looking.overwritten(JUDGED)[1] == OTHERWISE


def test_what_the_apply_itself_changes_is_not_somebody_elses(look: Any) -> None:
    """Only paths that somebody set in between are compared afterwards."""
    looking, _ = look(SET, JUDGED)
    after = live_pool(UserPoolTags={"a": "b"}, UserPoolTier="LITE")
    assert looking.overwritten(after) == ([], after)


def test_a_refused_look_ends_nothing(look: Any) -> None:
    """The look after the apply decides; the next one in between is made all the same."""
    looking, pool = look(None, SET, JUDGED)
    assert pool.looks >= 3
    assert looking.overwritten(JUDGED)[1] == SET


def test_nothing_was_seen_where_nothing_changed(look: Any) -> None:
    """The counter-check: looks alone report nothing."""
    looking, pool = look(JUDGED)
    assert pool.looks > 1
    assert looking.overwritten(SET) == ([], SET)


def test_a_look_that_began_before_the_end_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end waits for its answer: what it shows would be gone for good."""
    began = threading.Event()

    class Slow:
        def user_pool(self) -> Json:
            began.set()
            time.sleep(0.05)
            return SET

    monkeypatch.setattr(meanwhile, "SECONDS", 0.001)
    monkeypatch.setattr(meanwhile, "Aws", lambda _settings: SimpleNamespace(cognito=Slow()))
    with Meanwhile(MANAGE, JUDGED) as looking:
        assert began.wait(5)
    assert looking.overwritten(JUDGED)[1] == SET
