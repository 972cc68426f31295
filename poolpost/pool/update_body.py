"""The full UpdateUserPool request that loses nothing."""

from poolpost.aws.user_pool_members import CREATE_ONLY, READ_ONLY, RENAMED
from poolpost.pool.differences import flat_members, has_successor, own_tags
from poolpost.standards.raw import Json


def update_body(pool: Json, email_configuration: Json) -> Json:
    """
    Make the full UpdateUserPool request: everything that is live, and the new EmailConfiguration.

    What was read is sent as it is, with four exceptions that AWS's own rules force: read-only and create-only
    members, AWS's own `aws:` tags, the deprecated UnusedAccountValidityDays next to its successor, and ACR names that
    are all AWS's own on the tier LITE, which may not set any.
    """
    kept = {member: value for member, value in pool.items() if member not in READ_ONLY | CREATE_ONLY}
    body: Json = {RENAMED.get(member, member): value for member, value in kept.items()}
    if "UserPoolTags" in body:
        body["UserPoolTags"] = own_tags(body["UserPoolTags"])
    if has_successor(pool):
        admin = body["AdminCreateUserConfig"]
        body["AdminCreateUserConfig"] = {k: v for k, v in admin.items() if k != "UnusedAccountValidityDays"}
    if pool.get("UserPoolTier") == "LITE" and not any(
        flat_members(pool.get("AcrConfiguration"), "AcrConfiguration", pool)
    ):
        body.pop("AcrConfiguration", None)
    return {"UserPoolId": pool["Id"], **body, "EmailConfiguration": email_configuration}


def described_name(member: str) -> str:
    """Return DescribeUserPool's name of a member of UpdateUserPool."""
    return next((old for old, new in RENAMED.items() if new == member), member)
