"""Which SES v2 operations are answered here, and by whom; all others are ministack's."""

from collections.abc import Callable

from poolpost.emulator import ses_account as account
from poolpost.emulator import ses_configuration_sets as sets
from poolpost.emulator import ses_event_destinations as destinations
from poolpost.emulator import ses_identities as identities
from poolpost.emulator import ses_identity_policies as policies
from poolpost.emulator import ses_sending as sending
from poolpost.emulator.state import Json, Region

OPERATIONS: dict[str, Callable[[Region, Json], Json]] = {
    "CreateConfigurationSet": sets.create,
    "CreateConfigurationSetEventDestination": destinations.create,
    "CreateCustomVerificationEmailTemplate": account.create_template,
    "CreateEmailIdentity": identities.create,
    "CreateEmailIdentityPolicy": policies.create,
    "DeleteConfigurationSet": sets.delete,
    "DeleteConfigurationSetEventDestination": destinations.delete,
    "DeleteCustomVerificationEmailTemplate": account.delete_template,
    "DeleteEmailIdentity": identities.delete,
    "DeleteEmailIdentityPolicy": policies.delete,
    "DeleteSuppressedDestination": account.delete_suppressed,
    "GetAccount": account.get_account,
    "GetConfigurationSet": sets.get,
    "GetConfigurationSetEventDestinations": destinations.get_all,
    "GetCustomVerificationEmailTemplate": account.get_template,
    "GetEmailIdentity": identities.get,
    "GetEmailIdentityPolicies": policies.get_all,
    "GetSuppressedDestination": account.get_suppressed,
    "ListConfigurationSets": sets.list_all,
    "ListCustomVerificationEmailTemplates": account.list_templates,
    "ListEmailIdentities": identities.list_all,
    "ListSuppressedDestinations": account.list_suppressed,
    "ListTagsForResource": account.list_tags,
    "PutAccountDedicatedIpWarmupAttributes": account.put_warmup,
    "PutAccountDetails": account.put_details,
    "PutAccountSendingAttributes": account.put_sending,
    "PutAccountSuppressionAttributes": account.put_suppression,
    "PutAccountVdmAttributes": account.put_vdm,
    "PutConfigurationSetArchivingOptions": sets.put("ArchivingOptions"),
    "PutConfigurationSetDeliveryOptions": sets.put("DeliveryOptions"),
    "PutConfigurationSetReputationOptions": sets.put("ReputationOptions"),
    "PutConfigurationSetSendingOptions": sets.put("SendingOptions"),
    "PutConfigurationSetSuppressionOptions": sets.put("SuppressionOptions"),
    "PutConfigurationSetTrackingOptions": sets.put("TrackingOptions"),
    "PutConfigurationSetVdmOptions": sets.put("VdmOptions"),
    "PutEmailIdentityConfigurationSetAttributes": identities.put_configuration_set,
    "PutEmailIdentityDkimAttributes": identities.put_dkim,
    "PutEmailIdentityDkimSigningAttributes": identities.put_dkim_signing,
    "PutEmailIdentityFeedbackAttributes": identities.put_feedback,
    "PutEmailIdentityMailFromAttributes": identities.put_mail_from,
    "PutSuppressedDestination": account.put_suppressed,
    "SendEmail": sending.send,
    "TagResource": account.tag,
    "UntagResource": account.untag,
    "UpdateConfigurationSet": sets.put("MessageSecurityOptions"),
    "UpdateConfigurationSetEventDestination": destinations.update,
    "UpdateCustomVerificationEmailTemplate": account.update_template,
    "UpdateEmailIdentityPolicy": policies.update,
}


def answers(operation: str, arguments: Json) -> bool:
    """Whether this request is answered here."""
    if operation == "SendEmail" and "Template" in arguments.get("Content", {}):
        return False
    return operation in OPERATIONS and account.owns(arguments.get("ResourceArn", ":identity/"))
