"""A replica is read until the texts of its primary have arrived."""

import pytest

from poolpost.aws.services import Aws
from poolpost.pool import replication
from poolpost.settings.replicas import about_replica
from poolpost.settings.tables.messages import Messages
from tests.scenes.scene import Scene

AWAY = "eu-central-1"
TEXTS = Messages.model_validate({"verification": {"email_subject": "New subject"}})


@pytest.mark.parametrize("arrives", [True, False])
def test_the_texts_of_the_file_are_waited_for(scene: Scene, monkeypatch: pytest.MonkeyPatch, *, arrives: bool) -> None:
    """A minute at most: then AWS's refusal decides."""
    pool_id, waited, said = scene.settings.user_pool.id, [], list[str]()
    scene.server.put_replica(pool_id, AWAY)
    pool = scene.live()["UserPool"]
    text = {"VerificationMessageTemplate": pool["VerificationMessageTemplate"] | {"EmailSubject": "New subject"}}

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if arrives:
            scene.server.put_replica(pool_id, AWAY, pool=pool | text | {"EmailVerificationSubject": "New subject"})

    monkeypatch.setattr(replication.time, "sleep", sleep)
    replicas = {"replicas": {AWAY: {}}}
    primary = scene.settings.model_copy(
        update={
            "messages": TEXTS,
            "user_pool": type(scene.settings.user_pool).model_validate(
                scene.settings.user_pool.model_dump(by_alias=True, exclude_none=True) | replicas
            ),
        }
    )
    replica = about_replica(primary, AWAY)
    found = replication.replicated(replica, Aws(replica), said.append)
    assert (found["VerificationMessageTemplate"]["EmailSubject"] == "New subject") == arrives
    assert len(waited) == (1 if arrives else replication.LOOKS - 1)
    assert len(said) == 1


def test_the_pool_itself_is_read_once(scene: Scene) -> None:
    """Its texts are what the write sets."""
    made = scene.settings.model_copy(update={"messages": TEXTS})
    said: list[str] = []
    replication.replicated(made, Aws(made), said.append)
    assert said == []
