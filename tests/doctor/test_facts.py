"""Each fact is read once, whoever asks for it, and an error is a fact as well."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from poolpost.doctor.facts import AHEAD, AT_ONCE, Facts
from poolpost.errors import CannotDecide
from tests.scenes.place import Place


def test_every_property_is_read_ahead() -> None:
    """One that is not in the list would be read alone, while the others wait no more."""
    properties = [name for name, value in vars(Facts).items() if isinstance(value, property)]
    assert properties == ["right_account", *AHEAD]


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


def test_credentials_of_another_account_read_nothing(place: Place) -> None:
    """What they see would be taken for the environment's; what needs no account is known all the same."""
    place.changes.append(("aws.account_id", "111111111111"))
    place.aws.clear_calls()
    facts = place.facts()
    facts.read_ahead()
    assert {call["operation"] for call in place.aws.calls()} == {"GetCallerIdentity"}
    assert facts.baseline is None
    with pytest.raises(Exception, match="the credentials belong to account"):
        _ = facts.identity
