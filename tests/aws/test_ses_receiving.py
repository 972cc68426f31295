"""Receipt rule sets: which is active, and what is in one."""

from tests.scenes.place import Place


def test_the_active_set_is_an_answer_or_none(place: Place) -> None:
    """A set that does not exist, and a set that is not active, are answers."""
    ses, reads = place.client("ses"), place.reader(place.settings).receiving
    assert (reads.active(), reads.rule_set("mail")) == (None, None)
    ses.create_receipt_rule_set(RuleSetName="mail")
    assert reads.active() is None
    ses.set_active_receipt_rule_set(RuleSetName="mail")
    assert [(found or {})["Metadata"]["Name"] for found in (reads.active(), reads.rule_set("mail"))] == ["mail"] * 2
