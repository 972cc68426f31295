"""The doctor's checks of DKIM as SES sees it: whether mail is signed, by which key, from which zone."""

from collections.abc import Iterator

from poolpost.dns.records import easy_dkim_host
from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed, unknown
from poolpost.doctor.facts import Facts
from poolpost.pool.readiness import SUCCESS, publish_dkim
from poolpost.settings.signing import Signing, live_signing, wanted_signing
from poolpost.standards.raw import Json

SECTION = "identity"
NO_IDENTITY = "there is no identity yet"
OWN_KEY = "the key is your own (BYODKIM)"
KEPT = "the identity's signing is not managed (domain.dkim.keep)"
SIGNS_OTHERWISE = "until then the gate stops a deploy that changes it (rule keeps-how-it-signs)"
UNSIGNED = "an address has no DKIM of its own: SES signs its mail as amazonses.com"
_DKIM = "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html"


@check("dkim-is-success", SECTION, "DKIM", source=_DKIM)
def dkim_is_success(facts: Facts) -> Iterator[Verdict]:
    """Unsigned mail fails DMARC and is marked as spam."""
    if facts.settings.user_pool.sends_by_address:
        domain = facts.signing_domain()
        yield (
            passed(f"{domain} is verified in SES and signs its address's mail") if domain else does_not_apply(UNSIGNED)
        )
        return
    dkim = _dkim(facts)
    status = dkim.get("Status", "NOT_STARTED")
    if facts.identity is None:
        yield does_not_apply(NO_IDENTITY)
    elif not dkim.get("SigningEnabled", True):
        yield failed("signing is turned off", "turn on 'DKIM signatures' of the identity in the SES console")
    elif otherwise := _signs_otherwise(facts):
        evidence = f"it signs by {otherwise}; the file changes it to {wanted_signing(facts.settings)}"
        yield failed(evidence, f"{otherwise.how_to_keep}; {SIGNS_OTHERWISE}")
    elif status != SUCCESS:
        yield failed(status, publish(facts))
    else:
        yield passed(f"{SUCCESS}, and signing is on")


@check("dkim-key-is-long-enough", SECTION, "DKIM key length", source=_DKIM)
def dkim_key_is_long_enough(facts: Facts) -> Iterator[Verdict]:
    """1024-bit keys are the minimum that receivers still accept."""
    dkim = facts.settings.domain.dkim
    if why := _not_ours(facts):
        yield does_not_apply(why)
        return
    if otherwise := _signs_otherwise(facts):
        yield does_not_apply(f"it signs by {otherwise}")
        return
    current = _dkim(facts).get("CurrentSigningKeyLength")
    wanted = dkim.key_length or "RSA_2048_BIT"
    if current is None:
        yield unknown(
            f"SES does not report the key length yet; expected is {wanted}", "check again when DKIM is SUCCESS"
        )
    elif current == wanted:
        yield passed(wanted)
    else:
        yield failed(f"{current}; the file says {wanted}", "AWS changes it at most once a day: deploy, and wait a day")


@check("dkim-host-is-ours", SECTION, "DKIM host", source="https://docs.aws.amazon.com/general/latest/gr/ses.html")
def dkim_host_is_ours(facts: Facts) -> Iterator[Verdict]:
    """The zone that the CNAMEs point into may vary by region and cell; a record to another zone never verifies."""
    if why := _not_ours(facts):
        yield does_not_apply(why)
        return
    if otherwise := _signs_otherwise(facts):
        yield does_not_apply(f"it signs by {otherwise}")
        return
    signing, ours = _dkim(facts).get("SigningHostedZone"), easy_dkim_host(facts.settings)
    if signing is None:
        yield unknown("SES reports no SigningHostedZone")
    elif signing == ours:
        yield passed(signing)
    elif facts.settings.dns.provider == "external":
        yield passed(f"{signing}; the table of regions has {ours}, and 'poolpost dns' lists what SES needs")
    else:
        remedy = (
            f"set dns.provider = \"external\" and publish what 'poolpost dns {facts.settings.name}' lists; report that the table "
            f"of regions needs {signing} for {facts.settings.aws.region}"
        )
        yield failed(f"SES signs with keys in {signing}, the stack's records point into {ours}", remedy)


def publish(facts: Facts) -> str:
    """Return where the DKIM records are, and how to see which are missing."""
    publish = publish_dkim(facts.settings)
    return publish if facts.settings.domain.dkim.keep else f"{publish}; --check says which are missing"


def _dkim(facts: Facts) -> Json:
    return (facts.identity or {}).get("DkimAttributes", {})


def _not_ours(facts: Facts) -> str:
    """Return why SES's own keys of this region are not checked, '' if they are."""
    if facts.settings.user_pool.sends_by_address:
        return UNSIGNED
    dkim = facts.settings.domain.dkim
    why = OWN_KEY if dkim.selector is not None else KEPT if dkim.keep else ""
    return why or (NO_IDENTITY if facts.identity is None else "")


def _signs_otherwise(facts: Facts) -> Signing | None:
    """Return how the live identity signs, if a deploy would change the kind of signing or the BYODKIM key."""
    live, wanted = live_signing(facts.identity or {}), wanted_signing(facts.settings)
    if live is None or wanted is None:
        return None
    return live if (live.origin, live.selector) != (wanted.origin, wanted.selector) else None


CHECKS = (dkim_is_success, dkim_key_is_long_enough, dkim_host_is_ours)
