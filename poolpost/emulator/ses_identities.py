"""SES e-mail identities."""

import time

from poolpost.emulator import ses_status
from poolpost.emulator.errors import already_exists, bad_request, not_found
from poolpost.emulator.state import Identity, Json, Region


def find(here: Region, name: str) -> Identity:
    """Return the stored identity."""
    if name not in here.identities:
        msg = f"Email identity {name} does not exist."
        raise not_found(msg)
    return here.identities[name]


def create(here: Region, body: Json) -> Json:
    """Create an identity; it is PENDING until DNS, or the owner of the address, says otherwise."""
    name = body["EmailIdentity"]
    if name in here.identities:
        msg = f"Email identity {name} already exist."
        raise already_exists(msg)
    identity = Identity(name=name, tags=body.get("Tags", []))
    _use_configuration_set(here, identity, body.get("ConfigurationSetName", ""))
    if signing := body.get("DkimSigningAttributes"):
        _use_signing(identity, signing, "EXTERNAL" if "DomainSigningSelector" in signing else "AWS_SES")
        identity.current_key_length = identity.next_key_length
    here.identities[name] = identity
    shown = get(here, {"EmailIdentity": name})
    return {member: shown[member] for member in ("IdentityType", "VerifiedForSendingStatus", "DkimAttributes")}


def verify_address(here: Region, sent: Json) -> Json:
    """Answer VerifyEmailIdentity of SES v1: mail a link to an address, again if it is known already."""
    address = sent["EmailAddress"]
    identity = here.identities.get(address)
    if identity is None:
        here.identities[address] = Identity(name=address)
    else:
        identity.expired, identity.links = False, identity.links + 1
    return {}


def get(here: Region, body: Json) -> Json:
    """Everything about an identity, with its statuses of this moment."""
    identity = find(here, body["EmailIdentity"])
    shown: Json = {
        "IdentityType": "DOMAIN" if identity.is_domain else "EMAIL_ADDRESS",
        "FeedbackForwardingStatus": identity.feedback,
        "VerifiedForSendingStatus": ses_status.is_verified(here, identity),
        "VerificationStatus": ses_status.verification_status(here, identity),
        "DkimAttributes": _dkim(here, identity),
        "MailFromAttributes": _mail_from(here, identity),
        "Policies": identity.policies,
        "Tags": identity.tags,
    }
    if identity.configuration_set:
        shown["ConfigurationSetName"] = identity.configuration_set
    if not shown["VerifiedForSendingStatus"] and identity.is_domain:
        shown["VerificationInfo"] = {"LastCheckedTimestamp": time.time(), "ErrorType": "HOST_NOT_FOUND"}
    return shown


def _dkim(here: Region, identity: Identity) -> Json:
    shown: Json = {
        "SigningEnabled": identity.is_domain and identity.signing_enabled,
        "Status": ses_status.dkim_status(here, identity),
        "SigningAttributesOrigin": identity.origin,
    }
    if identity.is_domain:
        shown |= {"Tokens": ses_status.dkim_tokens(here, identity)}
    if identity.is_domain and identity.origin.startswith("AWS_SES"):
        shown |= {"SigningHostedZone": ses_status.signing_zone(here, identity)}
    if identity.is_domain and identity.origin == "AWS_SES":
        shown |= {
            "NextSigningKeyLength": identity.next_key_length,
            "CurrentSigningKeyLength": identity.current_key_length,
            "LastKeyGenerationTimestamp": identity.created,
        }
    return shown


def _mail_from(here: Region, identity: Identity) -> Json:
    shown = {"BehaviorOnMxFailure": identity.on_mx_failure}
    if identity.mail_from:
        shown |= {
            "MailFromDomain": identity.mail_from,
            "MailFromDomainStatus": ses_status.mail_from_status(here, identity),
        }
    return shown


def list_all(here: Region, _body: Json) -> Json:
    """Summaries of all identities, in one page."""
    return {
        "EmailIdentities": [
            {
                "IdentityType": "DOMAIN" if identity.is_domain else "EMAIL_ADDRESS",
                "IdentityName": identity.name,
                "SendingEnabled": ses_status.is_verified(here, identity),
                "VerificationStatus": ses_status.verification_status(here, identity),
            }
            for identity in here.identities.values()
        ]
    }


def delete(here: Region, body: Json) -> Json:
    """Forget the identity and its policies."""
    del here.identities[find(here, body["EmailIdentity"]).name]
    return {}


def put_dkim(here: Region, body: Json) -> Json:
    """Switch DKIM signing on or off."""
    find(here, body["EmailIdentity"]).signing_enabled = body.get("SigningEnabled", False)
    return {}


def put_dkim_signing(here: Region, body: Json) -> Json:
    """Change the key: Easy DKIM and its key length, or an own one."""
    identity = find(here, body["EmailIdentity"])
    _use_signing(identity, body.get("SigningAttributes", {}), body["SigningAttributesOrigin"])
    return {
        "DkimStatus": ses_status.dkim_status(here, identity),
        "DkimTokens": ses_status.dkim_tokens(here, identity),
    }


def _use_signing(identity: Identity, signing: Json, origin: str) -> None:
    if ("DomainSigningSelector" in signing) != ("DomainSigningPrivateKey" in signing):
        msg = "DomainSigningSelector and DomainSigningPrivateKey must be given together."
        raise bad_request(msg)
    if (origin == "EXTERNAL") != ("DomainSigningSelector" in signing):
        msg = f"Signing attributes do not fit SigningAttributesOrigin {origin}."
        raise bad_request(msg)
    if (origin, signing.get("DomainSigningSelector", "")) != (identity.origin, identity.selector):
        identity.succeeded.discard("dkim")
    identity.origin, identity.selector = origin, signing.get("DomainSigningSelector", "")
    identity.next_key_length = signing.get("NextSigningKeyLength", identity.next_key_length)


def put_mail_from(here: Region, body: Json) -> Json:
    """Set or remove the MAIL FROM domain; what is omitted goes back to its default."""
    identity = find(here, body["EmailIdentity"])
    domain = body.get("MailFromDomain", "")
    if domain and not domain.endswith("." + identity.name.rpartition("@")[2]):
        msg = f"Provided MAIL-FROM domain <{domain}> is not subdomain of the identity <{identity.name}>."
        raise bad_request(msg)
    if domain != identity.mail_from:
        identity.succeeded.discard("mail_from")
    identity.mail_from = domain
    identity.on_mx_failure = body.get("BehaviorOnMxFailure", "USE_DEFAULT_VALUE")
    return {}


def put_feedback(here: Region, body: Json) -> Json:
    """Switch bounce and complaint forwarding by e-mail on or off."""
    find(here, body["EmailIdentity"]).feedback = body.get("EmailForwardingEnabled", False)
    return {}


def put_configuration_set(here: Region, body: Json) -> Json:
    """Set or remove the default configuration set."""
    _use_configuration_set(here, find(here, body["EmailIdentity"]), body.get("ConfigurationSetName", ""))
    return {}


def _use_configuration_set(here: Region, identity: Identity, name: str) -> None:
    if name and name not in here.configuration_sets:
        msg = f"Configuration set <{name}> does not exist."
        raise not_found(msg)
    identity.configuration_set = name
