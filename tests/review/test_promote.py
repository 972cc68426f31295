"""What goes on from one environment to the next, and what cannot."""

import pytest

from poolpost.errors import Stopped
from poolpost.review.promote import edits, stop_unless_proved
from poolpost.review.promotion_digest import settings_digest
from poolpost.review.setting_differences import differences, meant_differences
from poolpost.settings import load
from tests.scenes.project import Project
from tests.scenes.sharing import qa, write


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


def test_what_the_owner_says_is_promoted_to_the_owner(project: Project) -> None:
    """A key that the target's file must not have is not written into it; whoever promotes is told where it belongs."""
    write(project.directory, "qa", qa())
    text = project.file("staging").read_text()
    with pytest.raises(Stopped, match=r"environments/local\.toml says it, .* promote to local first"):
        edits(load("staging"), text, load("qa"))


def test_between_an_owner_and_who_shares_it_only_the_pools_own_settings_differ(project: Project) -> None:
    """What both have of the owner's file is equal by itself."""
    write(project.directory, "qa", qa(("user_pool.from", "Example Sign-in <no-reply@mail.example.com>")))
    owner = load("local")
    assert differences(load("qa"), owner) == []
    assert {each.key for each in meant_differences(load("qa"), owner)} >= {"domain.owner", "configuration_set.owner"}
    assert settings_digest(load("qa")) == settings_digest(owner)
