"""What goes on from one environment to the next, and what cannot."""

import pytest

from poolpost.errors import Stopped
from poolpost.review.promote import edits, stop_unless_proved
from poolpost.settings import load
from tests.scenes.project import Project


def test_a_key_of_ones_own_cannot_go_on(project: Project) -> None:
    """Its ARN is of the other account."""
    source = project.change("staging", ('kms = "create"', 'kms = "arn:aws:kms:eu-west-1:222222222222:key/1234"'))
    with pytest.raises(Stopped, match=r"set events\.sns\.kms of environments/production\.toml"):
        edits(source, project.file("staging").read_text(), load("production"))
    project.change("production", ('kms = "create"', 'kms = "arn:aws:kms:eu-west-1:333333333333:key/1234"'))
    assert edits(source, project.file("staging").read_text(), load("production")) == {}


def test_sound_evidence_is_given_back(project: Project) -> None:
    """Whoever asks may show it."""
    found = project.prove("staging")
    assert stop_unless_proved(load("staging"), load("production"), (found,)) is found
