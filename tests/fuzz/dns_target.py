"""DNS packets: real questions of `poolpost dns --check` and of the SPF and DMARC evaluation, one answered as a case has it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import dns.message
import dns.rrset

from poolpost.cli import dns as commands
from poolpost.dns import dmarc_discovery, spf_evaluation
from poolpost.dns import query as wire
from poolpost.dns.records import records
from poolpost.dns.resolver import lookup
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.errors import CannotDecide
from poolpost.settings import Settings, load
from poolpost.standards.name_servers import NameServer
from tests.fuzz import mutate
from tests.fuzz.name_server import LOST, PARENT, WAYS, ZONE, NameServers, Question, world
from tests.fuzz.target import Target
from tests.fuzz.world import called
from tests.scenes.complete_environments import KEY

HEADER = 10  # bytes of a packet's header, without its id
OPTIONS = 11  # bytes of the EDNS record at its end
TTL = slice(6, 10)  # of a record, behind the pointer to its name
READERS = ("check", "evaluate")
WRONG = (
    *('"v=spf1 -all"', '"v=DMARC1; p=reject"', '""', '"\\027[2J::error::x"', '"v=spf1 include:\\200..x -all"'),
    *('"v=spf1 redirect=mail.example.com"', '"' + "x" * 255 + '" ' + ('"' + "y" * 255 + '" ') * 200),
)


@contextlib.contextmanager
def dns_target() -> Iterator[Target]:
    """Serve the zone of an environment with a key of its own, and make the target."""
    text = Path("environments/local.toml").read_text(encoding="utf-8")
    own = f'[domain.dkim]\nselector = "own"\npublic_key = "{KEY}"\nprivate_key_secret_id = "mail/dkim"\n'
    Path("environments/names.toml").write_text(f"{own}\n{text}", encoding="utf-8")
    settings = load("names")
    needed = records(settings)
    servers = NameServers(settings.zones[0], world(settings.zones[0], needed))
    wanted = {(record.name, record.type) for record in needed}
    kept: Any = (vars(commands)["view"], wire.PATIENCE)
    with servers.running():
        asked = _view(servers)
        vars(commands)["view"] = lambda *_: asked
        vars(wire)["PATIENCE"] = 0.1  # seconds; loopback takes a thousandth
        try:
            for reader in READERS:
                _read(servers, settings, reader)
            questions = sorted(servers.asked)
            yield Target(
                name="dns",
                make=lambda random: _case(servers, questions, random),
                run=lambda case: _run(servers, settings, questions, case),
                rule="a needed record's answer is lost, refused, of another name or type, or has another value",
                never_zero=lambda case: _is_lost(servers, questions, wanted, case),
                share=10,
            )
        finally:
            vars(commands)["view"], vars(wire)["PATIENCE"] = kept


def _view(servers: NameServers) -> View:
    parent, zone = (NameServer(address="127.0.0.1", port=port) for port in servers.ports)
    return View(start=Start(resolvers=[zone], route={PARENT: parent, ZONE: zone}))


def _case(servers: NameServers, questions: list[Question], random: Random) -> bytes:
    """Write a case as `reader,question,way` and a packet without its id."""
    number, way = random.randrange(len(questions)), random.choice(WAYS)
    sound = servers.packet(questions[number])
    match random.randrange(4):
        case 0:
            body = _other_records(sound, questions[number], random)
        case 1:
            at = random.randrange(len(sound))
            body = sound[:at] + bytes([sound[at] ^ 1 << random.randrange(8)]) + sound[at + 1 :]
        case 2:
            body = mutate.text_like(sound, random)
        case _:
            at = random.randrange(HEADER)
            body = sound[:at] + random.randbytes(2) + sound[at + 2 :]
    return f"{random.choice(READERS)},{number},{way}\n".encode() + body


def _other_records(sound: bytes, question: Question, random: Random) -> bytes:
    """Answer with other records: another value, an alias, another name, more of them, or none."""
    made = dns.message.from_wire(b"\0\0" + sound)
    name = f"{question[0]}."
    match random.randrange(5):
        case 0:
            made.answer = []
        case 1:
            made.answer = [dns.rrset.from_text(name, 300, "IN", "TXT", random.choice(WRONG))]
        case 2:
            made.answer = [dns.rrset.from_text(name, 300, "IN", "CNAME", random.choice([name, "x.example.", "com."]))]
        case 3:
            made.answer = [dns.rrset.from_text("x." + name, 300, "IN", "TXT", *WRONG[:3])]
        case _:
            many = [f"10 x{number}.example." for number in range(300)]
            made.answer = [dns.rrset.from_text(name, 300, "IN", "MX", *many)]
    return made.to_wire()[2:]


def _parts(questions: list[Question], case: bytes) -> tuple[str, Question, str, bytes]:
    """Split a case; a shrunk one may be none any more (ValueError)."""
    head, _, body = case.partition(b"\n")
    try:
        reader, number, way = head.decode().split(",")
        return reader, questions[int(number)], way, body
    except IndexError:
        raise ValueError from None


def _run(servers: NameServers, settings: Settings, questions: list[Question], case: bytes) -> tuple[int, str]:
    try:
        reader, servers.garbled, servers.way, servers.body = _parts(questions, case)
    except ValueError:
        return 3, ""
    try:
        return _read(servers, settings, reader)
    finally:
        servers.garbled = None


def _read(servers: NameServers, settings: Settings, reader: str) -> tuple[int, str]:
    if reader == "check":
        return called(["dns", "names", "--check", "--offline"])
    looks = lookup(_view(servers))
    try:
        spf = spf_evaluation.evaluate(settings.mail_from_domain, looks)
        policy = dmarc_discovery.policy(settings.domain.name, looks)
        hosts = dmarc_discovery.report_destinations(policy.published, looks) if policy else []
    except CannotDecide as error:
        return error.exit_code, str(error)
    return int(not spf.record or bool(spf.problems) or policy is None), f"{spf} {policy} {hosts}"


def _is_lost(servers: NameServers, questions: list[Question], wanted: set[Question], case: bytes) -> bool:
    """Return whether a needed record did not come back as it is: by comparing bytes, nothing is parsed."""
    try:
        reader, question, way, body = _parts(questions, case)
    except ValueError:
        return False
    if question not in wanted or (reader == "evaluate" and question[1] != "TXT"):
        return False
    if way in LOST:
        return reader == "check" or question[0].startswith(("bounce.", "_dmarc."))
    sound = servers.packet(question)
    return reader == "check" and _told(body[: len(sound) - OPTIONS], question) != _told(sound[:-OPTIONS], question)


def _told(packet: bytes, question: Question) -> bytes:
    """Return what a packet says to a question: success, question, record, in lower case and without the time to live."""
    asked = len(question[0]) + 2 + 4  # labels and their lengths, type and class
    record = packet[HEADER + asked :]
    told = packet[HEADER : HEADER + asked] + record[: TTL.start] + record[TTL.stop :]
    return bytes([packet[1] & 0x0F if len(packet) > 1 else 1]) + told.lower()
