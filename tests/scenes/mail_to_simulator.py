"""An environment that is deployed with an events topic, and sends mail to Amazon's mailbox simulator."""

import json
from dataclasses import dataclass, field

import pytest

from poolpost.aws import sqs as sending_queue
from poolpost.aws.services import Aws
from poolpost.doctor.simulator import Patience, prove
from poolpost.doctor.simulator_outcome import Proof
from poolpost.settings import Settings
from poolpost.settings.tables.events import Events, EventType, Sns
from tests.scenes.place import Client
from tests.scenes.scene import Scene

ALL: tuple[EventType, ...] = ("DELIVERY", "BOUNCE", "COMPLAINT")
SOON = Patience(events=2, settle=0, pause=0.01)
NOW = Patience(events=0.2, settle=0, pause=0.01)
SUCCESS, BOUNCE, COMPLAINT = (f"{kind}@simulator.amazonses.com" for kind in ("success", "bounce", "complaint"))


@dataclass
class Post:
    """A deployed environment with somewhere for events to arrive, and what poolpost said."""

    scene: Scene
    settings: Settings
    topic: str
    client: Client
    said: list[str] = field(default_factory=list)

    def prove(self, to: str | None = None, patience: Patience = SOON) -> list[Proof]:
        """Do what `poolpost doctor --send` does."""
        return prove(self.settings, Aws(self.settings), self.said.append, to, patience)

    def asks_for(self, *types: EventType, live: tuple[EventType, ...] = (), enabled: bool = True) -> None:
        """Set the event types in the file, and in the live destination (left out: the same)."""
        events = Events(sns=Sns(topic_name=self.topic.rpartition(":")[2], event_types=types))
        self.settings = self.settings.model_copy(update={"events": events})
        ses, key = self.client("sesv2"), {"ConfigurationSetName": self.settings.configuration_set.name}
        for found in ses.get_configuration_set_event_destinations(**key)["EventDestinations"]:
            ses.delete_configuration_set_event_destination(**key, EventDestinationName=found["Name"])
        ses.create_configuration_set_event_destination(
            **key,
            EventDestinationName="sns",
            EventDestination={
                "Enabled": enabled,
                "MatchingEventTypes": list(live or types),
                "SnsDestination": {"TopicArn": self.topic},
            },
        )

    def lets_in(self, service: str) -> None:
        """Say who may publish to the topic."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sns:Publish",
            "Resource": self.topic,
            "Condition": {
                "StringEquals": {
                    "AWS:SourceAccount": self.settings.aws.account_id,
                    "AWS:SourceArn": self.settings.configuration_set_arn,
                }
            },
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.client("sns").set_topic_attributes(TopicArn=self.topic, AttributeName="Policy", AttributeValue=policy)

    def left_behind(self) -> list[str]:
        """List queues and subscriptions of ours."""
        queues = self.client("sqs").list_queues(QueueNamePrefix=sending_queue.PREFIX).get("QueueUrls", [])
        listed = self.client("sns").list_subscriptions_by_topic(TopicArn=self.topic)["Subscriptions"]
        return queues + [subscription["Endpoint"] for subscription in listed]

    def sends(self) -> list[str]:
        """List the recipients of the SendEmail requests of this domain."""
        return [
            call["body"]["Destination"]["ToAddresses"][0]
            for call in self.scene.server.calls()
            if call["operation"] == "SendEmail" and self.settings.domain.name in call["body"]["FromEmailAddress"]
        ]


@pytest.fixture
def post(scene: Scene, make_client: Client) -> Post:
    """Deploy a topic that lets SES in, and a destination that asks for everything."""
    made = Post(scene, scene.settings, "", make_client)
    made.topic = made.client("sns").create_topic(Name=scene.settings.configuration_set.name)["TopicArn"]
    made.lets_in("ses.amazonaws.com")
    made.asks_for(*ALL)
    return made


def outcomes(proofs: list[Proof]) -> dict[str, str]:
    """Return the outcome of each address."""
    return {proof.address: proof.outcome for proof in proofs}
