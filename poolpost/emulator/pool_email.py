"""What Cognito checks before it accepts an e-mail configuration.

Texts of the first and the last error are AWS's as users report them; the others are in its style.
"""

from poolpost.emulator import policies, ses_status
from poolpost.emulator.errors import AwsError, invalid_parameter
from poolpost.emulator.regions import ALTERNATE_SES_REGIONS, developer_ses_regions, policy_principal
from poolpost.emulator.state import Identity, Json, Region

ARN_PARTS = 6


def check(here: Region, pool_arn: str, configuration: Json) -> None:
    """Refuse a configuration with which the pool could not send.

    Raises: AwsError: InvalidParameterException, or InvalidEmailRoleAccessPolicyException when the identity
        lacks the policy that this combination of regions or accounts needs.
    """
    account = configuration.get("EmailSendingAccount", "COGNITO_DEFAULT")
    if account not in {"COGNITO_DEFAULT", "DEVELOPER"}:
        msg = f"Value '{account}' at 'emailConfiguration.emailSendingAccount' is not in the enum."
        raise invalid_parameter(msg)
    if source := configuration.get("SourceArn"):
        _check_source(here, pool_arn, source, developer=account == "DEVELOPER", wanted=configuration)
    elif account == "DEVELOPER":
        msg = "SourceArn is required if EmailSendingAccount is set to DEVELOPER."
        raise invalid_parameter(msg)


def _check_source(here: Region, pool_arn: str, source: str, *, developer: bool, wanted: Json) -> None:
    name, regions = _parse(here, source)
    if developer and not set(regions) <= developer_ses_regions(here.name):
        msg = f"SES region of {source} is not supported for user pools in {here.name}."
        raise invalid_parameter(msg)
    for region in map(here.sibling, regions):
        identity = _verified_identity(region, name)
        _check_configuration_set(region, wanted.get("ConfigurationSet"))
        if not developer or here.name in ALTERNATE_SES_REGIONS:
            _check_policy(region, identity, policy_principal(here.name), pool_arn)


def _parse(here: Region, source: str) -> tuple[str, list[str]]:
    """Identity name and SES regions.

    A ``*`` region means both listed ones of an alternate region; others have no such row.
    """
    parts = source.split(":", ARN_PARTS - 1)
    if len(parts) < ARN_PARTS or parts[2] != "ses" or not parts[5].startswith("identity/"):
        msg = f"{source} is not a valid SES identity ARN."
        raise invalid_parameter(msg)
    if parts[4] != here.account:
        msg = "Email identity must belong to the same account as the user pool."
        raise invalid_parameter(msg)
    if parts[3] == "*" and here.name not in ALTERNATE_SES_REGIONS:
        msg = f"SES region of {source} is not supported for user pools in {here.name}."
        raise invalid_parameter(msg)
    regions = list(ALTERNATE_SES_REGIONS[here.name]) if parts[3] == "*" else [parts[3]]
    return parts[5].removeprefix("identity/"), regions


def _verified_identity(region: Region, name: str) -> Identity:
    identity = region.identities.get(name)
    if identity is None or not ses_status.is_verified(region, identity):
        check = f"The following identities failed the check in region {region.name.upper()}: {name}"
        msg = f"Email address is not verified. {check}"
        raise invalid_parameter(msg)
    return identity


def _check_configuration_set(region: Region, name: str | None) -> None:
    if name and name not in region.configuration_sets:
        msg = f"Configuration set <{name}> does not exist."
        raise invalid_parameter(msg)


def _check_policy(region: Region, identity: Identity, principal: str, pool_arn: str) -> None:
    context = {"aws:sourceaccount": region.account, "aws:sourcearn": pool_arn}
    for action in ("ses:SendEmail", "ses:SendRawEmail"):
        arn = region.arn("ses", f"identity/{identity.name}")
        if not any(
            policies.allows(policy, service=principal, action=action, resource=arn, context=context)
            for policy in identity.policies.values()
        ):
            code = "InvalidEmailRoleAccessPolicyException"
            raise AwsError(code, "Cognito is not allowed to use your email identity")
