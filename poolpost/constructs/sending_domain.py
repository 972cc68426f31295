"""The SES identities: the domain with DKIM and MAIL FROM, single addresses, and who may send with the domain."""

from typing import Any

from cdktf import ITerraformDependable, TerraformVariable
from cdktf_cdktf_provider_aws.data_aws_secretsmanager_secret_version import DataAwsSecretsmanagerSecretVersion
from cdktf_cdktf_provider_aws.sesv2_configuration_set import Sesv2ConfigurationSet
from cdktf_cdktf_provider_aws.sesv2_email_identity import (
    Sesv2EmailIdentity,
    Sesv2EmailIdentityDkimSigningAttributes,
)
from cdktf_cdktf_provider_aws.sesv2_email_identity_feedback_attributes import (
    Sesv2EmailIdentityFeedbackAttributes,
)
from cdktf_cdktf_provider_aws.sesv2_email_identity_mail_from_attributes import (
    Sesv2EmailIdentityMailFromAttributes,
)
from cdktf_cdktf_provider_aws.sesv2_email_identity_policy import Sesv2EmailIdentityPolicy
from constructs import Construct

from poolpost.constructs.naming import FIRST, NEW_BEFORE_OLD, Place, named
from poolpost.dns.records import EASY_DKIM_TOKENS, DnsRecord, records
from poolpost.dns.terraform_text import literal
from poolpost.settings import Settings
from poolpost.settings.second_region import second_name
from poolpost.settings.signing import DEFAULT_KEY_LENGTH
from poolpost.settings.stack_policies import identity_policy
from poolpost.settings.terraform_names import slug

_DOMAIN = "domain"
_SECRET = "dkim_private_key"  # noqa: S105 -- a name in Terraform


class SendingDomain(Construct):
    """
    The domain identity with everything that depends on it, if the environment has one, and single addresses.

    Attributes:
        identity: what the pool sends with: the domain's identity, or From's address; None where another environment owns it.
        records: every DNS record of both regions, DKIM tokens as Terraform references; () in the second region.
        resources: what must exist before the pool may use the identity.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        settings: Settings,
        configuration_set: Sesv2ConfigurationSet | None,
        place: Place = FIRST,
    ) -> None:
        """Define the identities, but none of another environment's (`domain.owner`)."""
        super().__init__(scope, "sending-domain")
        self._settings = settings
        self._place = place
        self._set_name = configuration_set.configuration_set_name if configuration_set is not None else None
        self.records: tuple[DnsRecord, ...] = ()
        own_set = [configuration_set] if configuration_set is not None else []
        # With another environment's identity nothing else makes the switch wait for a set of its own, or its set for the switch.
        made: list[ITerraformDependable] = self._domain() if settings.owns_domain else [*own_set]
        addresses = self._addresses()
        sender = addresses.get(settings.identity)
        self.identity = sender or (self._domain_identity if settings.owns_domain else None)
        self.resources: list[ITerraformDependable] = [sender] if sender else made

    def allow_cognito(self, *, after: list[ITerraformDependable]) -> None:
        """
        Allow Cognito to send with the domain, only where REG3, REG7 and REG8 require a policy.

        Args:
            after: the DNS records; SES refuses a policy for an identity that is not verified.
        """
        text = identity_policy(self._settings)
        if text is None or self.identity is None:
            return
        policy = Sesv2EmailIdentityPolicy(
            self,
            "policy",
            email_identity=self.identity.email_identity,
            policy_name="poolpost-cognito",
            provider=self._place.provider,
            lifecycle=NEW_BEFORE_OLD,
            policy=text,
            depends_on=after,
        )
        self.resources.append(self._place.named(policy, "cognito"))

    def _domain(self) -> list[ITerraformDependable]:
        """Define the domain's identity and what belongs to it."""
        domain = self._settings.domain
        self._domain_identity = self._place.named(
            Sesv2EmailIdentity(
                self,
                "identity",
                email_identity=domain.name,
                provider=self._place.provider,
                lifecycle=NEW_BEFORE_OLD,
                configuration_set_name=self._set_name,
                dkim_signing_attributes=self._dkim(),
            ),
            _DOMAIN,
        )
        if "identity" in self._settings.aws.adopt:
            self._domain_identity.import_from(domain.name)
        self.records = () if self._place.is_second else _records(self._settings)
        return [self._domain_identity, self._mail_from(), self._feedback()]

    def _dkim(self) -> Sesv2EmailIdentityDkimSigningAttributes | None:
        """Return how it signs; None keeps what SES has (the block is computed, provider 5.100.0)."""
        dkim = self._settings.domain.dkim
        if dkim.keep:
            return None
        if dkim.selector is None:
            return Sesv2EmailIdentityDkimSigningAttributes(
                next_signing_key_length=dkim.key_length or DEFAULT_KEY_LENGTH
            )
        return Sesv2EmailIdentityDkimSigningAttributes(
            domain_signing_selector=dkim.selector, domain_signing_private_key=self._private_key()
        )

    def _private_key(self) -> str:
        """Return a reference to the private key; it is in the environment or in Secrets Manager, never in one of our files."""
        dkim = self._settings.domain.dkim
        if self._place.is_second:  # the same key signs in both regions
            variable, secret = dkim.private_key_variable, f"data.aws_secretsmanager_secret_version.{_SECRET}"
            return f"${{var.{variable}}}" if variable is not None else f"${{{secret}.secret_string}}"
        if dkim.private_key_variable is not None:
            variable = TerraformVariable(
                self,
                "private-key",
                type="string",
                sensitive=True,
                description=f"DKIM private key of {self._settings.domain.name}: base64 on one line, without PEM header.",
            )
            return named(variable, dkim.private_key_variable).string_value
        secret = DataAwsSecretsmanagerSecretVersion(self, "secret", secret_id=literal(dkim.private_key_secret_id or ""))
        return named(secret, _SECRET).secret_string

    def _mail_from(self) -> ITerraformDependable:
        resource = Sesv2EmailIdentityMailFromAttributes(
            self,
            "mail-from",
            email_identity=self._domain_identity.email_identity,
            mail_from_domain=self._settings.mail_from_domain,
            provider=self._place.provider,
            lifecycle=NEW_BEFORE_OLD,
            behavior_on_mx_failure=self._settings.domain.mail_from.on_mx_failure,
        )
        return self._place.named(resource, _DOMAIN)

    def _feedback(self) -> ITerraformDependable:
        resource = Sesv2EmailIdentityFeedbackAttributes(
            self,
            "feedback",
            email_identity=self._domain_identity.email_identity,
            email_forwarding_enabled=self._settings.domain.feedback_forwarding,
            provider=self._place.provider,
            lifecycle=NEW_BEFORE_OLD,
        )
        return self._place.named(resource, _DOMAIN)

    def _addresses(self) -> dict[str, Sesv2EmailIdentity]:
        """Define the single addresses; the one that the pool sends with outlives the switch to its successor."""
        pool, found = self._settings.user_pool, dict[str, Sesv2EmailIdentity]()
        sender = self._settings.identity if pool.sends_by_address else None
        for address in self._settings.verified_addresses:
            name = f"address_{slug(address)}"
            sends: dict[str, Any] = {
                "lifecycle": NEW_BEFORE_OLD,
                "configuration_set_name": self._set_name,
            }
            identity = Sesv2EmailIdentity(
                self,
                name,
                email_identity=literal(address),
                provider=self._place.provider,
                **(sends if address == sender else {}),
            )
            if address in self._settings.aws.adopt:
                identity.import_from(literal(address))
            found[address] = self._place.named(identity, name)
        return found if sender else {}


def _records(settings: Settings) -> tuple[DnsRecord, ...]:
    return records(settings, _tokens(_DOMAIN), second_tokens=_tokens(second_name(_DOMAIN)))


def _tokens(name: str) -> list[str]:
    """
    Return references to an identity's Easy DKIM tokens; the number of records must be known before SES has created them.

    An adopted identity that signs in another way has fewer tokens: the plan then contains a name that cannot be
    published, and the gate's rule about signing stops it with a clear message; an index would end the plan with
    Terraform's own error.
    """
    tokens = f"aws_sesv2_email_identity.{name}.dkim_signing_attributes[0].tokens"
    return [f'${{try({tokens}[{index}], "no-token-{index + 1}")}}' for index in range(EASY_DKIM_TOKENS)]
