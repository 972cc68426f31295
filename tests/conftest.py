"""What all tests share: environments made from one sound base, with only the difference that a test is about."""

import copy
import os
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import botocore.loaders
import botocore.session
import dns.message
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import dns.rrset
import pytest

from poolpost.emulator.client import FOREIGN_VARIABLES, EmbeddedAws
from poolpost.settings import EnvironmentFileError, Settings, validated

pytest_plugins = [
    "tests.scenes.endless_answers",
    "tests.scenes.dmarc_commands",
    "tests.scenes.in_memory",
    "tests.scenes.place_fixtures",
    "tests.scenes.asked_doctor",
    "tests.scenes.asked_why",
    "tests.scenes.project",
    "tests.scenes.scene",
    "tests.scenes.new_pool",
    "tests.scenes.mail_to_simulator",  # after the scene that it imports, whose asserts pytest rewrites
    "tests.scenes.published_policies",
    "tests.scenes.published_zone",
    "tests.scenes.pull_requests",
    "tests.scenes.route53_account",
    "tests.scenes.shells",
    "tests.scenes.states",
    "tests.scenes.synthesis",
    "tests.scenes.templates",
    "tests.scenes.ready_aws",
]

ROOT = Path(__file__).parents[1]
BASE = tomllib.loads((ROOT / "environments/local.toml").read_text(encoding="utf-8"))

MakeSettings = Callable[..., Settings]
Proof = Callable[[str, str, str], None]
MakeProblems = Callable[..., list[tuple[str, str]]]


def changed(*changes: tuple[str, Any], name: str = "local") -> tuple[Path, dict[str, Any]]:
    """Return environments/local.toml with dotted keys set; None removes a key."""
    data = copy.deepcopy(BASE)
    for key, value in changes:
        *path, last = key.split(".")
        holder = data
        for part in path:
            holder = holder.setdefault(part, {})
        if value is None:
            holder.pop(last, None)
        else:
            holder[last] = value
    return Path(f"environments/{name}.toml"), data


@pytest.fixture
def settings() -> MakeSettings:
    """Make a sound environment: `settings(("domain.name", "example.org"), ...)`."""

    def make(*changes: tuple[str, Any], name: str = "local") -> Settings:
        return validated(*changed(*changes, name=name))

    return make


@pytest.fixture
def problems() -> MakeProblems:
    """Return the rule ids and keys of what is wrong with a changed environment."""

    def make(*changes: tuple[str, Any]) -> list[tuple[str, str]]:
        with pytest.raises(EnvironmentFileError) as caught:
            validated(*changed(*changes))
        return [(finding.rule, finding.subject) for finding in caught.value.findings]

    return make


class CannedResolver(dns.resolver.Resolver):
    """Answers every question with something sound, so that a second opinion on a record needs no network."""

    ANSWERS: ClassVar = {"A": "192.0.2.1", "AAAA": "2001:db8::1", "MX": "10 mx.example."}

    def resolve(self, qname: Any, rdtype: Any = "A", *_args: Any, **_kwargs: Any) -> dns.resolver.Answer:
        """Build the answer as it would come from the wire."""
        kind = dns.rdatatype.RdataType.make(rdtype)
        query = dns.message.make_query(qname, kind)
        response = dns.message.make_response(query)
        text = '"v=DMARC1"' if "_dmarc" in str(qname) else '"v=spf1 -all"'
        answers = self.ANSWERS | {"TXT": text}
        if kind.name not in answers:
            raise dns.resolver.NoAnswer(response=response)
        name = query.question[0].name
        response.answer.append(dns.rrset.from_text(name, 300, "IN", kind.name, answers[kind.name]))
        return dns.resolver.Answer(name, kind, dns.rdataclass.IN, dns.message.from_wire(response.to_wire()))


@pytest.fixture(scope="session")
def canned_dns() -> dns.resolver.Resolver:
    """Answer checkdmarc from a DNS in which everything exists."""
    return CannedResolver(configure=False)


@pytest.fixture(scope="session", autouse=True)
def _models_are_read_once() -> Iterator[None]:
    """Let all sessions of a worker share botocore's models: to read them for every client is a third of these tests' time."""
    loader = botocore.loaders.create_loader()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", lambda *_args: loader)
        yield


@pytest.fixture(scope="session")
def running_aws() -> Iterator[EmbeddedAws]:
    """Run the embedded AWS; what would send this process's own clients elsewhere is out of the way."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in FOREIGN_VARIABLES:
            patch.delenv(variable, raising=False)
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        with EmbeddedAws() as running:
            yield running


@pytest.fixture(scope="module")
def aws(running_aws: EmbeddedAws) -> EmbeddedAws:
    """Return the embedded AWS, empty: which files a worker ran before is chance, and must not matter."""
    running_aws.reset()
    return running_aws


@pytest.fixture
def proof(record_property: Callable[[str, object], None]) -> Proof:
    """Note a line for the table at the end of a run: `proof(kind of pool, mode, what happened to it)`."""

    def note(pool: str, mode: str, outcome: str) -> None:
        record_property("proof", (pool, mode, outcome))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what happened to each kind of pool: with the safety, and without."""
    rows: dict[str, dict[str, str]] = {}
    for report in terminalreporter.stats.get("passed", []):
        for key, value in report.user_properties:
            if key == "proof":
                rows.setdefault(value[0], {})[value[1]] = value[2]
    modes = ("patch", "messages", "manage", "replica", "no safety")
    if rows:
        terminalreporter.section("what happened to each kind of pool")
        terminalreporter.write_line(f"{'':<42}" + "".join(f"{mode:<24}" for mode in modes))
    for pool, outcomes in rows.items():
        terminalreporter.write_line(
            f"{pool:<42}" + "".join(f"{outcomes.get(mode, '-'):<24}" for mode in modes).rstrip()
        )
