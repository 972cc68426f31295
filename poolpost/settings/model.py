"""The whole environment file, and everything that can be derived from it offline."""

import hashlib
import json
from typing import Any, Self

from pydantic import PrivateAttr

from poolpost.settings import second_region
from poolpost.settings.identity import WithIdentity
from poolpost.settings.terraform_names import PATCH_ADDRESS
from poolpost.standards import regions


class Settings(WithIdentity):
    """
    An environment.

    The properties are derived, never set: ARNs, names and the EmailConfiguration that the pool should have.
    """

    _first_region: str = PrivateAttr(default="")

    @property
    def mail_from_domain(self) -> str:
        """The custom MAIL FROM domain, e.g. bounce.mail.example.com."""
        return f"{self.domain.mail_from.label}.{self.domain.name}"

    @property
    def zones(self) -> tuple[str, ...]:
        """The public zones by name; the domain itself when the file names none; () without a domain."""
        return self.dns.zones or ((self.domain.name,) if self.has_domain else ())

    @property
    def zone_account_id(self) -> str:
        """The account of the hosted zones: that of `dns.role_arn`, else the environment's own."""
        return self.dns.role_arn.split(":")[4] if self.dns.role_arn else self.aws.account_id

    @property
    def pool_region(self) -> str:
        """The user pool's region: the part of its id before the underscore; a new pool is created in the region of SES."""
        return self.user_pool.id.partition("_")[0] if self.user_pool.id_ else self.aws.region

    @property
    def allowed_ses_regions(self) -> tuple[str, ...]:
        """The SES regions that the pool may send through with DEVELOPER; () where AWS's table does not name its region."""
        if self.region_override is not None:
            return self.region_override.developer_ses_regions
        row = regions.pool_region(self.pool_region)
        return row.developer_ses_regions if row else ()

    @property
    def second(self) -> "Settings | None":
        """The environment as it is in its second SES region; None where it has one region."""
        return second_region.in_second_region(self)

    def as_in(self, first: str) -> Self:
        """Return the same settings as those of a second SES region; `first`: the region that DNS and `aws.region` are of."""
        made = self.model_copy()
        made._first_region = first  # noqa: SLF001 -- its own class
        return made

    @property
    def is_second(self) -> bool:
        """Whether these are the settings of the second SES region (`Settings.second`)."""
        return bool(self._first_region)

    @property
    def bounce_region(self) -> str:
        """The region whose feedback host the MAIL FROM domain's only MX names: the first one, for both."""
        return self._first_region or self.aws.region

    @property
    def sender(self) -> "Settings":
        """The environment as it is in the SES region that the pool sends by: its own, or a standby in use."""
        return second_region.where_it_sends(self)

    @property
    def pool_arn(self) -> str:
        """The user pool's ARN."""
        return f"arn:{self.aws.partition}:cognito-idp:{self.pool_region}:{self.aws.account_id}:userpool/{self.user_pool.id}"

    @property
    def identity_arn(self) -> str:
        """The ARN in `aws.region` of the identity that the pool sends with: the domain's, or From's address's."""
        return self.ses_arn(f"identity/{self.identity}")

    @property
    def configuration_set_arn(self) -> str:
        """The configuration set's ARN."""
        return self.ses_arn(f"configuration-set/{self.configuration_set.name}")

    @property
    def topic_arn(self) -> str:
        """The ARN of the events topic, whether it exists or not; the environment must have [events.sns]."""
        aws, sns = self.aws, self.events.sns
        return f"arn:{aws.partition}:sns:{aws.region}:{aws.account_id}:{sns.topic_name if sns else ''}"

    def receipt_rule_name(self, name: str) -> str:
        """Return what a rule of [inbound.rules] is called in SES, where environments may share a rule set."""
        return f"poolpost-{self.name}-{name}"

    def receipt_rule_arn(self, name: str) -> str:
        """Return the ARN of a rule of [inbound.rules], by which policies let SES in; the environment must have [inbound]."""
        rule_set = self.inbound.rule_set if self.inbound else ""
        return self.ses_arn(f"receipt-rule-set/{rule_set}:receipt-rule/{self.receipt_rule_name(name)}")

    def ses_arn(self, resource: str) -> str:
        """Return the ARN of an SES resource in this environment's account and region."""
        return f"arn:{self.aws.partition}:ses:{self.aws.region}:{self.aws.account_id}:{resource}"

    @property
    def policy_principal(self) -> str | None:
        """
        Who the identity's policy must trust, or None where no policy is needed.

        REG3, REG7, REG8: DEVELOPER needs one only in alternate regions; COGNITO_DEFAULT with a custom From
        always does.
        """
        if self.region_override is not None:
            return self.region_override.policy_principal
        region = regions.pool_region(self.pool_region)
        if region is None or not (region.is_alternate or self.user_pool.sending == "COGNITO_DEFAULT"):
            return None
        if self.user_pool.sending == "COGNITO_DEFAULT" and self.user_pool.from_ is None:
            return None
        return region.policy_principal

    def with_pool(self, pool_id: str) -> Self:
        """Return the same settings with this pool's id; `user_pool.create` stays, so that rules can distinguish the case."""
        pool = self.user_pool.model_copy(update={"id_": pool_id})
        return self.model_copy(update={"user_pool": pool})

    @property
    def replica(self) -> str | None:
        """The Region of the replica that these settings are about; None for the pool itself (`replicas.about_replica`)."""
        return None

    @property
    def pool_argument(self) -> str:
        """How a command names this pool: the environment, and for a replica its Region."""
        return f"{self.name} --replica {self.replica}" if self.replica else self.name

    @property
    def pool_files(self) -> str:
        """How the names of this pool's snapshots begin; no environment's name has the dot of a replica's."""
        return f"{self.name}.{self.replica}" if self.replica else self.name

    @property
    def switch_address(self) -> str:
        """The Terraform address of the step that writes to this pool in patch mode."""
        return PATCH_ADDRESS

    @property
    def repair(self) -> str:
        """The command that restores the file's e-mail configuration: in `manage` mode Terraform writes it, otherwise poolpost."""
        manages = self.user_pool.mode == "manage"
        return f"make deploy ENV={self.name}" if manages else f"poolpost pool apply {self.pool_argument}"

    @property
    def planned(self) -> dict[str, Any]:
        """
        What a plan of this environment shows about the pool: which one, where, and its EmailConfiguration to be.

        Messages are included as a digest: Terraform passes this in one environment variable, which Linux limits to 128 KiB.
        """
        text = json.dumps(self.pool_messages, sort_keys=True)
        digest = {"messages": hashlib.sha256(text.encode()).hexdigest()} if self.pool_messages else {}
        return {
            "account_id": self.aws.account_id,
            "role_arn": self.aws.role_arn,
            "user_pool_id": self.user_pool.id,
            "email_configuration": self.email_configuration,
            **digest,
        }

    @property
    def triggers(self) -> dict[str, Any]:
        """What triggers the step that writes to the pool in patch mode: it runs again if one of these changes."""
        messages = {"messages": self.pool_messages} if self.pool_messages else {}
        return {"user_pool_id": self.user_pool.id, "email_configuration": self.email_configuration, **messages}

    @property
    def pool_messages(self) -> dict[str, str]:
        """The members to set in addition to EmailConfiguration: path -> text; unset keys are absent."""
        return self.messages.members

    @property
    def email_configuration(self) -> dict[str, Any]:
        """
        The EmailConfiguration that the pool should have, in the shape of UpdateUserPool, without unset members.

        COGNITO_DEFAULT with a custom From carries the identity's ARN; without one nothing else (REG5).
        """
        pool = self.user_pool
        uses_identity = pool.sending == "DEVELOPER" or pool.from_ is not None
        wanted = {
            "EmailSendingAccount": pool.sending,
            "SourceArn": second_region.source_arn(self) if uses_identity else None,
            "From": str(pool.from_) if pool.from_ else None,
            "ReplyToEmailAddress": pool.reply_to.address if pool.reply_to else None,
            "ConfigurationSet": self.configuration_set.name
            if pool.sending == "DEVELOPER" and pool.use_configuration_set
            else None,
        }
        return {member: value for member, value in wanted.items() if value is not None}
