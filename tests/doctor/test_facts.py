"""All facts are read ahead, and none with the credentials of another account."""

import pytest

from poolpost.doctor.facts import AHEAD, Facts
from poolpost.doctor.ses_facts import SesFacts
from tests.scenes.place import Place


def test_every_property_is_read_ahead() -> None:
    """One that is not in the list would be read alone, while the others wait no more."""
    found = (item for each in (SesFacts, Facts) for item in vars(each).items())
    properties = [name for name, value in found if isinstance(value, property)]
    assert properties == ["right_account", *AHEAD]


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
