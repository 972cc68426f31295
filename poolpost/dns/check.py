"""Look up every record at all servers at once, and compare: the commands call `check`."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from poolpost.dns import diagnoses, misplaced, zone_diagnoses
from poolpost.dns.answers import Reply, Sending, Zone
from poolpost.dns.meaning import compare
from poolpost.dns.query import Unanswered, Wire
from poolpost.dns.records import DnsRecord, zone_of
from poolpost.dns.resolver import Lookup
from poolpost.dns.spf_evaluation import is_spf
from poolpost.dns.spf_sending import sending
from poolpost.dns.verdict import Checked, judge, pending
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Cut, cut_of, describe
from poolpost.errors import CannotDecide
from poolpost.settings import Settings
from poolpost.standards.name_servers import NameServer

THREADS = 32  # questions in flight; each is one datagram
_OTHER_TYPES = ("TXT", "MX", "A", "AAAA")  # types that people publish in place of a CNAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What was looked up beside the record itself: other names and types; why TXT fails at a CNAME, or what TXT is beside it."""

    extras: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict[tuple[str, str], tuple[str, ...]])
    txt_fails: tuple[str, ...] = ()
    txt_beside: tuple[str, ...] = ()


def check(settings: Settings, records: Iterable[DnsRecord], asked: View) -> list[Checked]:
    """Look up every record; the result has the same order."""
    needed = list(records)
    with ThreadPoolExecutor(THREADS, "dns") as outer, ThreadPoolExecutor(THREADS, "dns-server") as inner:
        look = _Look(settings, asked, asked.wire(), inner)
        zones = look.zones(needed, outer) if asked.authoritative else {}
        return list(outer.map(lambda record: look.check(record, zones.get(record.name)), needed))


@dataclass(frozen=True, slots=True)
class _Look:
    """One run: what it needs to ask a question, and the threads that wait for the answers."""

    settings: Settings
    asked: View
    wire: Wire
    pool: Executor

    def zones(self, needed: Sequence[DnsRecord], outer: Executor) -> dict[str, Zone]:
        """Find the zone of each record's name; each zone is described once."""

        def walk(name: str) -> Cut | str:
            try:
                return cut_of(name, self.asked.start, self.wire)
            except Unanswered as error:
                return str(error)

        names = list(dict.fromkeys(record.name for record in needed if not record.pending))
        cuts = dict(zip(names, outer.map(walk, names), strict=True))
        different = {cut.name: cut for cut in cuts.values() if isinstance(cut, Cut)}
        described = outer.map(lambda cut: describe(cut, self.asked.start, self.wire, self.pool), different.values())
        zones = dict(zip(different, described, strict=True))
        return {
            name: Zone(name="", reason=cut) if isinstance(cut, str) else zones[cut.name] for name, cut in cuts.items()
        }

    def check(self, record: DnsRecord, zone: Zone | None) -> Checked:
        """Ask all servers about one record, compare the answers, and look for the cause if the record is not as wanted."""
        if record.pending:
            return pending(record)
        servers = [(server, True) for server in (zone.servers if zone else ())]
        servers += [(server, False) for server in self.asked.start.resolvers]
        replies = self.ask(record.name, record.type, servers)
        sent = self.sendings(record, replies)
        accepted = [text for text, each in sent.items() if each.passes]
        checked = _believed(judge(record, replies, accepted), zone)
        if unknown := [note for each in sent.values() if each.passes is None for note in each.notes]:
            return replace(checked, status="lookup failed", reason="; ".join(unknown))
        home = self.home(record, zone)
        around = self.surroundings(checked, home)
        checked = _with(checked, around)
        found = list(diagnoses.of_record(checked, around.extras, home))
        if {each.rule for each in found} <= {"bad-syntax"}:
            found += diagnoses.of_sending(checked, sent)
        if around.txt_fails:
            found.append(diagnoses.one_type_fails(checked, around.txt_fails))
        if around.txt_beside:
            found.append(diagnoses.txt_beside_cname(checked, around.txt_beside))
        if zone is not None:
            named = bool(self.settings.dns.zones) and record.ours
            found += zone_diagnoses.of_zone(record, zone_of(self.settings, record) if named else "", zone)
        return replace(checked, diagnoses=tuple(found))

    def home(self, record: DnsRecord, zone: Zone | None) -> str:
        """Return the zone that a provider would append: the one that was found, else the one that the file names."""
        found = zone is not None and not zone.reason and "." in zone.name
        return zone.name if zone is not None and found else zone_of(self.settings, record)

    def sendings(self, record: DnsRecord, replies: Sequence[Reply]) -> dict[str, Sending]:
        """Evaluate each SPF record at MAIL FROM that is not the wanted one; what cannot be looked up leaves it unknown."""
        if record.id != "mail-from-spf":
            return {}
        policies = [[text for text in reply.values if is_spf(text)] for reply in replies]
        texts = dict.fromkeys(each[0] for each in policies if len(each) == 1)  # of several receivers use none
        lookup = Lookup(self.asked, self.wire)
        found: dict[str, Sending] = {}
        for text in (each for each in texts if not compare(record.values[0], each).same):
            try:
                found[text] = sending(record.name, text, lookup)
            except CannotDecide as error:
                found[text] = Sending(passes=None, notes=(str(error),))
        return found

    def ask(self, name: str, type_: str, servers: Sequence[tuple[NameServer, bool]]) -> list[Reply]:
        """Ask all servers at once; each pair says whether the server is authoritative."""
        asking = [self.pool.submit(self.wire.ask, server, name, type_, authoritative=own) for server, own in servers]
        return [question.result() for question in asking]

    def surroundings(self, checked: Checked, home: str) -> Surroundings:
        """Ask further questions that show the cause, only if needed: most records are right, and cost nothing more."""
        record = checked.record
        servers = [(reply.server, reply.authoritative) for reply in checked.replies if reply.answered]
        if checked.status == "present" and record.type == "CNAME" and record.id.startswith("dkim-"):
            replies = self.ask(record.name, "TXT", servers)
            fails = [f"{reply.server}: {reply.reason}" for reply in replies if reply.outcome == "refused"]
            beside = dict.fromkeys(text for reply in replies if not reply.alias for text in reply.values)
            return Surroundings(txt_fails=tuple(fails), txt_beside=tuple(beside))
        if checked.status not in {"absent", "wrong"}:
            return Surroundings()
        questions = [(misplaced.wildcard(record.name), record.type)]
        if checked.status == "absent":
            questions += misplaced.questions(record, home)
        if checked.status == "absent" and record.type == "CNAME" and any(reply.exists for reply in checked.replies):
            questions += [(name, other) for name in (record.name, questions[0][0]) for other in _OTHER_TYPES]
        answers = {question: self.ask(*question, servers[:1])[0].values for question in questions}
        return Surroundings(extras={question: values for question, values in answers.items() if values})


def _believed(checked: Checked, zone: Zone | None) -> Checked:
    """Do not trust 'absent' from a server that does not know the top-level domain: the network answers DNS itself."""
    if zone is None or not zone.reason or checked.status != "absent":
        return checked
    return replace(checked, status="lookup failed", reason=f"{zone.reason}, so that 'nothing there' proves nothing")


def _with(checked: Checked, around: Surroundings) -> Checked:
    """Return the answer after the further questions: a failing TXT and another record at the name count."""
    if around.txt_fails:
        return replace(checked, status="lookup failed", reason="; ".join(around.txt_fails))
    if around.txt_beside:
        return replace(checked, status="wrong", found=(*checked.found, *(f"TXT {text}" for text in around.txt_beside)))
    others = {kind: values for (name, kind), values in around.extras.items() if name == checked.record.name}
    if not others:
        return checked
    found = tuple(f"{kind} {value}" for kind, values in others.items() for value in values)
    return replace(checked, status="wrong", found=found)
