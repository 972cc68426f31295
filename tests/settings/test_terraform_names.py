"""Names in Terraform: part of every deployed address."""

import pytest

from poolpost.settings.terraform_names import OWN, slug, subscriber_name


@pytest.mark.parametrize(
    ("text", "name"),
    [("Jane.Doe@example.org", "jane_doe_example_org"), ("-a--b.", "a_b"), ("xn--bcher-kva", "xn_bcher_kva")],
)
def test_a_text_becomes_a_name(text: str, name: str) -> None:
    """Another name would replace the resource in every deployed environment."""
    assert slug(text) == name


def test_a_subscription_is_named_by_protocol_and_endpoint() -> None:
    """And the gate knows its address as the stack's own; that of somebody else it does not."""
    name = subscriber_name("email", "a@example.org")
    assert name == "email_a_example_org"
    assert OWN.fullmatch(f"aws_sns_topic_subscription.{name}")
    assert not OWN.fullmatch("aws_sns_topic.theirs")
