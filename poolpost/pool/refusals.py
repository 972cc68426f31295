"""
What stops a write to a user pool beforehand, from the pool alone: the wrong pool, and what a write would break.

Pure; shared by everything that writes.
"""

from poolpost.aws import user_pool_members as members
from poolpost.errors import Stopped
from poolpost.pool import differences as core
from poolpost.pool import messages as pool_messages
from poolpost.settings import Settings
from poolpost.standards.raw import Json


def refuse_another(settings: Settings, pool: Json) -> None:
    """
    Stop at a pool of another account, region or partition than the environment's.

    Raises:
        Stopped: its Arn is not the environment's.
    """
    if found := another(settings, pool):
        problem, remedy = found
        msg = f"this is not the pool of environment {settings.name!r}: {problem}; nothing was written; {remedy}"
        raise Stopped(msg)


def another(settings: Settings, pool: Json) -> tuple[str, str] | None:
    """Return which other pool this is by its Arn, and what to do; None when it is the environment's."""
    live, wanted = str(pool.get("Arn")), settings.pool_arn
    if live == wanted:
        return None
    region, primary = (live.split(":") + [""] * 4)[3], settings.pool_region
    if settings.replica is not None and live == wanted.replace(f":{primary}:", f":{region}:", 1):
        problem = f"the live pool is {live}: the one in {region}, not the replica in {settings.replica}"
        return problem, f"unset AWS_ENDPOINT_URL, or let it lead to {settings.replica}"
    if live == wanted.replace(f":{primary}:", f":{region}:", 1):
        problem = f"the live pool is {live}: the replica in {region} of the pool whose primary is in {primary}"
        return problem, f"poolpost writes to the primary; unset AWS_ENDPOINT_URL, or let it lead to {primary}"
    return f"the live pool is {live}; expected {wanted}", "correct aws.account_id, the partition or user_pool.id"


def mail_by_trigger(pool: Json) -> str:
    """Return that a custom e-mail sender takes the pool's mail; '' if Cognito sends it."""
    sender: Json = pool.get("LambdaConfig", {}).get("CustomEmailSender") or {}
    if not sender:
        return ""
    return (
        f"LambdaConfig.CustomEmailSender is set ({sender.get('LambdaArn')}): Cognito hands every mail to that function and "
        "sends none itself, so the e-mail configuration is not used"
    )


def beyond_tier(pool: Json) -> str:
    """
    Return which features of a pool its tier does not have; '' if it has all, or the tier is not described.

    AWS may refuse every update of such a pool (FeatureUnavailableInTierException), or has let it keep what it had before
    there were tiers. Source: botocore 1.44.5, "your user pool must be in the Essentials tier or higher", and so on.
    """
    tier = pool.get("UserPoolTier")
    factors = pool.get("Policies", {}).get("SignInPolicy", {}).get("AllowedFirstAuthFactors", [])
    threats = pool.get("UserPoolAddOns", {}).get("AdvancedSecurityMode", "OFF") != "OFF"
    clients = pool.get("DcrConfiguration", {}).get("EnableStatus", "Disabled") != "Disabled"
    names = any(core.flat_settings({"AcrConfiguration": pool.get("AcrConfiguration")}))
    essentials = {
        "Policies.SignInPolicy": set(factors) > {"PASSWORD"},
        "DcrConfiguration": clients,
        "AcrConfiguration": names,
    }
    found = [feature for feature, used in essentials.items() if used and tier == "LITE"]
    found += ["UserPoolAddOns.AdvancedSecurityMode"] if threats and tier in ("LITE", "ESSENTIALS") else []
    if not found:
        return ""
    return f"the pool has the tier {tier}, which lacks {', '.join(found)}: AWS may refuse every update of it"


def refuse(settings: Settings, pool: Json, accepted: frozenset[str]) -> None:
    """
    Stop at a pool that cannot be sent back safely.

    Raises:
        Stopped: it has settings that this poolpost does not know, or it is disabled.
    """
    # The e-mail configuration is replaced, so an unknown member of it cannot be sent back.
    taken = {path for path in accepted if not path.startswith("EmailConfiguration.")}
    unknown = [path for path in members.unknown_members(pool) if path not in taken]
    if unknown:
        options = " ".join(f"--accept-unknown {path}" for path in unknown)
        msg = (
            f"user pool {settings.user_pool.id} has settings that this poolpost does not know: {', '.join(unknown)}; a "
            "write could lose them, so nothing was written; update poolpost, or, where you know that UpdateUserPool "
            f"takes them back, run 'poolpost pool apply {settings.pool_argument} {options}'"
        )
        raise Stopped(msg)
    if pool.get("Status") == "Disabled":
        msg = f"user pool {settings.user_pool.id} is disabled; nothing was written; enable it first, or leave it"
        raise Stopped(msg)


def refuse_default_sender(settings: Settings, pool: Json, mfa: Json) -> None:
    """
    Stop before a pool whose sign-in needs mail through SES goes back to Cognito's own sender.

    AWS refuses e-mail MFA settings on a pool that sends by COGNITO_DEFAULT (measured by others), so users who sign in
    by mail would be locked out.
    """
    if settings.user_pool.sending != "COGNITO_DEFAULT":
        return
    factors = pool.get("Policies", {}).get("SignInPolicy", {}).get("AllowedFirstAuthFactors", [])
    needs = ["e-mail MFA"] * ("EmailMfaConfiguration" in mfa) + ["e-mail one-time passwords"] * ("EMAIL_OTP" in factors)
    if needs:
        msg = (
            f"user pool {settings.user_pool.id} uses {' and '.join(needs)}, which need sending = 'DEVELOPER'; nothing "
            "was written; turn them off first, or keep SES"
        )
        raise Stopped(msg)


def refuse_dead_link(settings: Settings, pool: Json) -> None:
    """
    Stop before new users get a link to a domain that the pool does not have: no address could be confirmed.

    In a replica no user signs up, and AWS does not describe the primary's prefix domain there.
    """
    if settings.replica is None and pool_messages.link_without_domain(pool, settings.pool_messages):
        msg = (
            f"user pool {settings.user_pool.id} has no domain, which a link in a verification mail leads to; nothing was "
            "written; give the pool a domain first, or use default_email_option = 'CONFIRM_WITH_CODE'"
        )
        raise Stopped(msg)
