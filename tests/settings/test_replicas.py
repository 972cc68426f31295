"""The settings about a replica: the environment's, with what differs in its Region."""

from typing import Any

import pytest

from poolpost.settings import Settings
from poolpost.settings.files import NAME
from poolpost.settings.replicas import about_replica, replicas_of
from poolpost.settings.tables.replicas import Replica
from poolpost.settings.terraform_names import OWN
from tests.conftest import MakeSettings


def _about(make: MakeSettings, region: str = "eu-central-1", *changes: tuple[str, Any], **keys: Any) -> Settings:
    return about_replica(make(("user_pool.replicas", {region: keys}), *changes), region)


def _alternate(make: MakeSettings) -> Any:
    return make().user_pool.model_copy(update={"replicas": {"eu-central-2": Replica()}})


def test_the_replica_has_the_pools_id_and_an_arn_of_its_own_region(settings: MakeSettings) -> None:
    """The id is shared, and its prefix stays the primary's Region; the ARN names the replica's."""
    primary, replica = settings(), _about(settings)
    assert replica.user_pool.id == primary.user_pool.id
    assert replica.pool_arn == primary.pool_arn.replace(":eu-west-1:", ":eu-central-1:", 1)


def test_it_sends_by_ses_of_its_region(settings: MakeSettings) -> None:
    """Identity and configuration set are those of the SES region of the replica; nothing else of the e-mail differs."""
    primary, replica = settings(), _about(settings)
    wanted = primary.email_configuration | {
        "SourceArn": primary.identity_arn.replace(":eu-west-1:", ":eu-central-1:", 1)
    }
    assert replica.email_configuration == wanted


def test_what_its_table_sets_replaces_what_the_environment_has(settings: MakeSettings) -> None:
    """Each key of the table reaches the e-mail configuration."""
    keys = {"from": "Replica <replica@mail.example.com>", "reply_to": "r@example.com"}
    replica = _about(settings, ses_region="us-east-1", **keys)
    email = replica.email_configuration
    assert email["From"] == keys["from"]
    assert email["ReplyToEmailAddress"] == keys["reply_to"]
    assert ":us-east-1:" in email["SourceArn"]


def test_where_cognito_cannot_send_by_its_own_region_the_first_allowed_is_meant(settings: MakeSettings) -> None:
    """Where the Region's own SES is none that Cognito may send by, a default that AWS refuses would be a trap."""
    replica = about_replica(settings().model_copy(update={"user_pool": _alternate(settings)}), "eu-central-2")
    assert replica.aws.region == "eu-central-1"


def test_files_commands_and_addresses_tell_it_from_its_pool(settings: MakeSettings) -> None:
    """A snapshot, mark, command or step of the replica is never taken for one of the primary."""
    primary, replica = settings(), _about(settings)
    assert (primary.pool_files, replica.pool_files) == ("local", "local.eu-central-1")
    assert (primary.pool_argument, replica.pool_argument) == ("local", "local --replica eu-central-1")
    assert replica.switch_address == "terraform_data.user_pool_email_eu_central_1"
    assert OWN.fullmatch(replica.switch_address)
    assert replica.planned["replica"] == replica.triggers["replica"] == "eu-central-1"
    assert "replica" not in primary.planned | primary.triggers


@pytest.mark.parametrize("name", ["local.eu-central-1", "local.x"])
def test_no_environment_can_have_the_name_of_a_replicas_files(name: str) -> None:
    """The dot in them is none that an environment's name may have."""
    assert not NAME.fullmatch(name)


def test_settings_about_a_replica_have_none_themselves(settings: MakeSettings) -> None:
    """A replica of a replica does not exist."""
    assert replicas_of(_about(settings)) == ()


def test_an_environment_without_the_table_has_none(settings: MakeSettings) -> None:
    """Nothing is asked or written about replicas that the file does not name."""
    assert replicas_of(settings()) == ()
