"""Proof by sending, against the embedded AWS: what arrives, what does not and why, and that nothing is left behind."""

import pytest

from poolpost.errors import UsageError
from tests.scenes.mail_to_simulator import BOUNCE, COMPLAINT, SUCCESS, Post, outcomes
from tests.scenes.scene import REGION


def test_all_three_events_arrive(post: Post) -> None:
    """Each mail to the simulator brings its event, with the time that it took; nothing is left behind."""
    proofs = post.prove()

    assert {(proof.address, proof.event, proof.outcome) for proof in proofs} == {
        (SUCCESS, "DELIVERY", "arrived"),
        (BOUNCE, "BOUNCE", "arrived"),
        (COMPLAINT, "COMPLAINT", "arrived"),
    }
    assert all(proof.seconds is not None and 0 <= proof.seconds < 2 for proof in proofs)
    assert any(line.startswith(f"BOUNCE of {BOUNCE} arrived after") for line in post.said)
    assert post.sends() == [SUCCESS, BOUNCE, COMPLAINT]
    assert post.left_behind() == []


def test_the_sandbox_is_no_obstacle(post: Post) -> None:
    """The simulator works in the sandbox; a person's address is refused, and the rest is proven all the same."""
    post.scene.server.account(REGION, ProductionAccessEnabled=False)
    proofs = post.prove("someone@example.net")

    assert outcomes(proofs) == {
        SUCCESS: "arrived",
        BOUNCE: "arrived",
        COMPLAINT: "arrived",
        "someone@example.net": "not arrived",
    }
    assert "is in the sandbox and someone@example.net is not verified" in proofs[3].detail


def test_an_address_must_be_one(post: Post) -> None:
    """A typing mistake sends nothing."""
    with pytest.raises(UsageError, match="is not an e-mail address"):
        post.prove("someone")
    assert post.sends() == []


def test_a_pool_that_does_not_use_the_set_is_told_apart(post: Post) -> None:
    """What is proven for the configuration set says nothing about mail that does not go through it."""
    pool = post.settings.user_pool.model_copy(update={"use_configuration_set": False})
    post.settings = post.settings.model_copy(update={"user_pool": pool})
    post.prove()

    assert any("events of its own mail do not come here" in line for line in post.said)
