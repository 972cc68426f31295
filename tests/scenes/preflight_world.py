"""SES, Route 53 and DNS as tables, for what the preflight reads."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from poolpost.dns.verdict import Checked, Status
from poolpost.dns.view import View, view
from poolpost.errors import Stopped
from poolpost.findings import Finding
from poolpost.gate.preflight import Preflight, before_apply, look
from poolpost.settings import Settings
from poolpost.standards.raw import Json
from poolpost.standards.record_sets import HostedZone, Standing
from poolpost.standards.terraform_plan import AWS_PROVIDER, Change, Plan

ZONE = HostedZone(id="Z1", name="example.com", private=False)


@dataclass
class World:
    """What SES, Route 53 and DNS hold."""

    account: str = "000000000000"
    identity: Json | None = None
    taken: list[Finding] = field(default_factory=list[Finding])
    zones: list[HostedZone] = field(default_factory=lambda: [ZONE])
    there: dict[tuple[str, str], list[Standing]] = field(default_factory=dict[tuple[str, str], list[Standing]])
    """Record sets by zone id and name."""
    asked: list[str] = field(default_factory=list[str])
    """The names that Route 53 was asked for."""
    checked: dict[str, tuple[Status, tuple[str, ...]]] = field(
        default_factory=dict[str, tuple[Status, tuple[str, ...]]]
    )
    """What DNS says of each record by its id; the others are absent."""
    problems: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """What is wrong with an SPF record, by its text."""

    @property
    def aws(self) -> Any:
        """The world as the code asks for it."""
        ses = SimpleNamespace(domain_identity=lambda: self.identity)
        cognito = SimpleNamespace(replicas=lambda: ())
        return SimpleNamespace(
            account=SimpleNamespace(check=self.check_account), ses=ses, route53=self, cognito=cognito
        )

    def check_account(self) -> None:
        """Stop where the credentials are of another account."""
        if self.account != "000000000000":
            msg = f"the credentials belong to account {self.account}"
            raise Stopped(msg)

    def hosted_zones(self) -> list[HostedZone]:
        """List all."""
        return self.zones

    def hosted_zone(self, zone_id: str) -> HostedZone | None:
        """Get one by id."""
        return next((zone for zone in self.zones if zone.id == zone_id), None)

    def standing(self, zone_id: str, name: str) -> list[Standing]:
        """Return what is at a name."""
        self.asked.append(name)
        return self.there.get((zone_id, name), [])

    def check(self, _settings: Settings, needed: Any, _asked: View) -> list[Checked]:
        """Answer as DNS."""
        answers = {one.id: self.checked.get(one.id, ("absent", ())) for one in needed}
        return [
            Checked(record=one, status=answers[one.id][0], found=answers[one.id][1], reason=f"about {one.id}")
            for one in needed
        ]

    def look(self, settings: Settings) -> Preflight:
        """Look before a deploy."""
        return look(settings, self.aws, view(settings))

    def before(self, settings: Settings, *creates: str) -> list[Finding]:
        """Look before the apply of a plan that creates these records."""
        return before_apply(settings, self.aws, planned(*creates))


def planned(*creates: str) -> Plan:
    """Return a plan that creates these records."""
    changes = [
        Change(
            address=f"aws_route53_record.{name}",
            mode="managed",
            type="aws_route53_record",
            name=name,
            provider_name=AWS_PROVIDER,
            actions=("create",),
            before=None,
            after={},
            after_unknown={},
            import_id=None,
            replace_paths=(),
            action_reason="",
        )
        for name in creates
    ]
    return Plan(terraform_version="1.11.4", resource_changes=tuple(changes), resource_drift=(), checks=(), providers={})


def rules(found: Any) -> list[tuple[str, str]]:
    """Return rule and level of each finding."""
    return [(finding.rule, finding.level) for finding in found]


def verdicts(seen: Preflight) -> dict[str, str]:
    """Return the verdict of each record."""
    return {one.record.id: one.verdict for one in seen.situations}
