"""An environment that sends with another one's identity: whose facts count, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from poolpost.errors import Stopped
from poolpost.settings import EnvironmentFileError, load, load_all
from poolpost.settings.edit_files import judged
from poolpost.settings.origin import origin_of
from poolpost.settings.rules.all_rules import findings
from poolpost.settings.shared_identity import SHARING
from tests.conftest import ROOT
from tests.scenes.sharing import ALTERNATE, OWN_SET, qa, shared, sharer, write

LOCAL = load("local", ROOT / "environments")
OWN_NAME = (("configuration_set.name", "x"), ("configuration_set.owner", "local"))
REFUSED: list[tuple[str, str, tuple[tuple[str, Any], ...]]] = [
    ("owner-exists", "domain.owner", (("domain.owner", "nowhere"),)),
    ("owner-exists", "domain.owner", (("domain.owner", "qa"),)),
    ("owner-says-it", "domain.name", (("domain.name", "mail.example.org"),)),
    ("owner-says-it", "domain.feedback_forwarding", (("domain.feedback_forwarding", False),)),
    ("owner-says-it", "dns", (("dns", {"provider": "external"}),)),
    ("owner-says-it", "events", (("events.sns", {"topic_name": "t"}),)),
    ("owner-says-it", "alarms", (("alarms", {}),)),
    ("owner-says-it", "configuration_set.name", OWN_NAME),
    ("owner-says-it", "configuration_set.owner", (("configuration_set", {"owner": "staging"}),)),
    ("owner-is-in-the-same-place", "aws.account_id", (("aws.account_id", "111111111111"),)),
    ("owner-is-in-the-same-place", "aws.region", (("aws.region", "us-east-1"),)),
    ("owner-is-in-the-same-place", "aws.partition", (("aws.partition", "aws-us-gov"),)),
    ("from-is-inside-domain", "user_pool.from", (("user_pool.from", "x@example.org"),)),
]


def test_the_owners_file_says_what_the_identity_is() -> None:
    """One set of facts for every rule, check and command: identity, records, configuration set, events, alarms."""
    found = shared()
    assert (found.identity_arn, found.zones, found.dns.dmarc) == (LOCAL.identity_arn, LOCAL.zones, LOCAL.dns.dmarc)
    assert (found.events, found.alarms) == (LOCAL.events, LOCAL.alarms)
    assert found.configuration_set.name == LOCAL.configuration_set.name
    assert (found.identity_owner, found.set_owner, LOCAL.identity_owner, LOCAL.set_owner) == ("local",) * 4
    assert found.email_configuration == {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": LOCAL.identity_arn,
        "From": "QA <no-reply@mail.example.com>",
        "ConfigurationSet": "sign-in",
    }


def test_a_configuration_set_of_its_own_has_its_own_events() -> None:
    """Only the identity and its records are the owner's then."""
    found = shared(*OWN_SET, ("events.sns", {"topic_name": "qa-mail"}))
    assert (found.identity_owner, found.set_owner) == ("local", "qa")
    assert (found.configuration_set.name, found.events.kinds, found.alarms) == ("qa-mail", ("sns",), None)


def test_the_name_and_the_owner_of_the_set_may_be_repeated() -> None:
    """As long as both files say the same."""
    repeated = shared(("domain.name", "mail.example.com"), ("configuration_set", {"owner": "local"}))
    assert repeated == shared()


@pytest.mark.parametrize(("rule", "key", "changes"), REFUSED, ids=[f"{each[0]} {each[2][0]}" for each in REFUSED])
def test_what_two_files_could_disagree_about_is_refused(
    rule: str, key: str, changes: tuple[tuple[str, Any], ...]
) -> None:
    """Each finding names the key that has to change."""
    with pytest.raises(EnvironmentFileError) as caught:
        shared(*changes)
    assert (rule, key) in [(finding.rule, finding.subject) for finding in caught.value.findings]


def test_nobody_shares_a_shared_identity(tmp_path: Path) -> None:
    """The owner's stack must contain the identity."""
    write(tmp_path, "qa", qa())
    write(tmp_path, "preview", qa(("domain.owner", "qa"), ("user_pool.id", "eu-west-1_Other")))
    with pytest.raises(EnvironmentFileError, match=r"'qa' itself sends with the identity of 'local'; allowed: 'local'"):
        load("preview", tmp_path / "environments")


@pytest.mark.parametrize("broken", ["[domain", '[domain]\nname = "x"\n'])
def test_a_broken_file_of_the_owner_is_one_finding(broken: str, tmp_path: Path) -> None:
    """The owner's mistakes are not reported a second time under another file's name."""
    write(tmp_path, "qa", qa())
    (tmp_path / "environments/local.toml").write_text(broken)
    with pytest.raises(EnvironmentFileError) as caught:
        load("qa", tmp_path / "environments")
    assert [(each.rule, each.subject) for each in caught.value.findings] == [("owner-exists", "domain.owner")]
    assert "'poolpost check local' lists them" in str(caught.value)


def test_every_rule_about_sharing_is_provoked_here() -> None:
    """A rule that no test can trip may be dead."""
    assert SHARING.keys() - {rule for rule, _, _ in REFUSED} == {"owner-owns-it"}


def test_an_owner_knows_who_shares_its_identity(tmp_path: Path) -> None:
    """Pool, policy and configuration set of each; an environment of its own is none of them."""
    write(tmp_path, "qa", qa())
    write(tmp_path, "alpine", qa(ALTERNATE, ("aws.region", "eu-central-1")))
    local = tmp_path / "environments/local.toml"
    assert load("local", tmp_path / "environments").shared_with == (sharer(),)
    local.write_text(local.read_text().replace("eu-west-1", "eu-central-1"))
    write(tmp_path, "qa", qa(("aws.region", "eu-central-1"), ("user_pool.id", "eu-central-1_Qa"), *OWN_SET))
    alpine, other = load("local", tmp_path / "environments").shared_with
    assert (alpine.environment, alpine.principal) == ("alpine", "cognito-idp.eu-central-2.amazonaws.com")
    assert (other.environment, other.principal, other.configuration_set) == ("qa", None, "qa-mail")


def test_a_name_in_toml_escapes_is_the_same_name(tmp_path: Path) -> None:
    """Whoever reads only the text of a file does not see that it shares the identity."""
    write(tmp_path, "qa", qa())
    file = tmp_path / "environments/qa.toml"
    file.write_text(file.read_text().replace('owner = "local"', 'owner = "loc\\u0061l"'))
    assert load("local", tmp_path / "environments").shared_with == (sharer(),)


def test_who_may_share_it_and_cannot_be_read_is_known_by_name(tmp_path: Path) -> None:
    """A mistake in another file must not look like nobody."""
    write(tmp_path, "qa", qa(("user_pool.from", None)))
    (tmp_path / "environments/torn.toml").write_text('[domain]\nowner = "local"\n[')
    found = load("local", tmp_path / "environments")
    assert (found.shared_with, found.perhaps_shared_with) == ((), ("qa", "torn"))


def test_two_environments_with_one_identity_are_no_conflict(tmp_path: Path) -> None:
    """They would be if both owned it; their pools still have one owner each."""
    write(tmp_path, "qa", qa())
    assert [each.name for each in load_all(tmp_path / "environments")] == ["local", "qa"]
    write(tmp_path, "preview", qa())
    with pytest.raises(Stopped, match="the same user pool"):
        load_all(tmp_path / "environments")


def test_an_edit_of_a_sharing_file_is_judged_like_any_other(tmp_path: Path) -> None:
    """`promote` and `rollback` write only what passes."""
    write(tmp_path, "qa", qa())
    text = (tmp_path / "environments/qa.toml").read_text()
    assert judged("qa", text, tmp_path / "environments").identity_owner == "local"
    with pytest.raises(EnvironmentFileError, match="is not another environment"):
        judged("qa", text.replace('owner = "local"', 'owner = "gone"'), tmp_path / "environments")


def test_the_origin_of_a_plan_covers_who_is_in_the_policy() -> None:
    """The owner's policy is made from it; a plan of before does not pass for one of after."""
    assert LOCAL.shared_with == ()
    alone = origin_of(LOCAL, "code")
    assert origin_of(LOCAL.sharing((sharer(principal="cognito-idp.eu-central-2.amazonaws.com"),)), "code") != alone
    assert origin_of(LOCAL.sharing((sharer(),)), "code") == alone, "a pool without a statement changes no stack"


def test_warnings_of_the_owners_file_are_not_repeated() -> None:
    """`dns.dmarc` is no key of this file; the pool's own warnings stay."""
    subjects = {finding.subject for finding in findings(shared())}
    assert not {each for each in subjects if each.startswith(("dns", "domain", "events", "alarms"))}
