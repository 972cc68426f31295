"""The doctor's check of what alters a mail on its way: tracking of opens and clicks."""

from collections.abc import Iterator

from poolpost.doctor.checks.check import Verdict, check, failed, passed
from poolpost.doctor.facts import Facts
from poolpost.settings import Settings

_SOURCE = "https://docs.aws.amazon.com/ses/latest/dg/faqs-metrics.html"
_ENGAGEMENT = {"CLICK", "OPEN"}
"""Events for which SES puts a picture into a mail, and its own links in place of the mail's."""


@check("links-stay-as-they-are", "delivery", "links", source=_SOURCE)
def links_stay_as_they_are(facts: Facts) -> Iterator[Verdict]:
    """Click tracking rewrites the links of sign-up mails: some break, and a scanner that opens a one-time link uses it up."""
    asked = _asked_for(facts.settings)
    quiet = True
    for name, each in facts.event_destinations.items():
        reasons = sorted(_ENGAGEMENT & set(each.get("MatchingEventTypes", [])) - asked)
        if each.get("Enabled") and reasons:
            quiet = False
            problem = f"links are rewritten: event destination {name} has {' and '.join(reasons)}"
            yield failed(problem, "remove these event types from it, or ask for them in [events]", subject=name)
    if not asked and (where := _measured_by(facts)):
        quiet = False
        remedy = f"turn engagement tracking off for {where} (SES console, Virtual Deliverability Manager, settings)"
        problem = f"links are rewritten: Virtual Deliverability Manager measures engagement for {where}"
        yield failed(problem, remedy, subject="Virtual Deliverability Manager")
    if quiet:
        yield passed(
            f"{' and '.join(sorted(asked))} are tracked, as the file says" if asked else "nothing rewrites them"
        )


def _asked_for(settings: Settings) -> set[str]:
    events = settings.events
    destinations = (events.sns, events.cloudwatch, events.eventbridge, events.firehose)
    return {kind for each in destinations if each and each.enabled for kind in each.event_types} & _ENGAGEMENT


def _measured_by(facts: Facts) -> str:
    """Return what turns engagement metrics on; the configuration set overrides the account (SES API, VdmOptions)."""
    of_set = ((facts.configuration_set or {}).get("VdmOptions") or {}).get("DashboardOptions") or {}
    of_account = (facts.ses_account.get("VdmAttributes") or {}).get("DashboardAttributes") or {}
    if "EngagementMetrics" in of_set:
        name = facts.settings.configuration_set.name
        return f"configuration set {name}" if of_set["EngagementMetrics"] == "ENABLED" else ""
    return "the account" if of_account.get("EngagementMetrics") == "ENABLED" else ""


CHECKS = (links_stay_as_they_are,)
