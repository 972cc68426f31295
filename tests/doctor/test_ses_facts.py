"""Each fact is read once, whoever asks for it, and an error is a fact as well."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from poolpost.doctor.facts import AT_ONCE
from poolpost.errors import CannotDecide
from tests.scenes.place import Place


def test_a_fact_is_read_once_by_many_threads(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first thread reads; the others wait for its answer."""
    facts, reads, others = place.facts(), [], threading.Barrier(AT_ONCE)

    def read() -> dict[str, bool]:
        reads.append(1)
        return {"SendingEnabled": True}

    monkeypatch.setattr(vars(facts)["_aws"].ses, "account", read)

    def ask(_number: int) -> object:
        others.wait(5)
        return facts.ses_account

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(ask, range(AT_ONCE)))
    assert answers == [{"SendingEnabled": True}] * AT_ONCE
    assert reads == [1]


def test_an_error_is_kept(place: Place) -> None:
    """Every check that needs the fact reports the same reason; AWS is asked once."""
    facts = place.facts()
    place.aws.fault("sesv2:GetAccount", "expired", count=1)
    for _ in range(2):
        with pytest.raises(CannotDecide, match="have expired"):
            _ = facts.ses_account
