"""The table [user_pool]: the existing pool, or the one to be created."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from poolpost.errors import Stopped
from poolpost.settings import fields as f
from poolpost.settings.section import Section
from poolpost.settings.tables.replicas import Replicas


def _unless_default(value: str | None) -> str | None:
    """Read `identity = "domain"` as its default, so that both ways to say it are one setting to digests and promotion."""
    return None if value == "domain" else value


class CreateUserPool(Section):
    """A user pool to be created, with safe defaults; afterwards its owner may change it."""

    name: f.UserPoolName = Field(
        description="Name of the new pool; the gate stops if the region already has a pool with this name."
    )
    username_attributes: Annotated[f.Listed[Literal["email"]], Field(max_length=1)] = Field(
        default=("email",),
        description="Default: users sign in with their e-mail address; []: with a user name. This can never be changed.",
    )
    admin_create_user_only: bool = Field(default=True, description="Default: true (self-service sign-up is off).")
    user_pool_tier: Literal["LITE", "ESSENTIALS", "PLUS"] | None = Field(
        default=None, description="Default: AWS's default."
    )
    password_minimum_length: Annotated[int, Field(ge=8, le=99)] = Field(
        default=12, description="Default: 12. Upper and lower case letters, digits and symbols are required as well."
    )


class AcceptedChild(Section):
    """A difference between the pool's children and the reviewed snapshot that is accepted until a day."""

    child: f.PoolChild = Field(
        description="Path as 'poolpost pool verify' shows it, e.g. 'IdentityProviders.Okta'; it covers everything below."
    )
    reason: str = Field(min_length=10, description="Why it is accepted; doctor and verify quote it.")
    until: date = Field(description="The last day on which it is accepted (UTC), e.g. 2026-12-31, without quotes.")


class UserPool(Section):
    """The user pool and what its EmailConfiguration becomes."""

    id_: f.UserPoolId | None = Field(
        default=None, alias="id", description="The pool's id; required unless [user_pool.create] is set."
    )
    create: CreateUserPool | None = Field(
        default=None,
        description="Creates a new pool instead of importing one (manage mode); afterwards replace this table by its id.",
    )
    mode: Literal["patch", "manage"] = Field(
        default="patch",
        description="patch: the pool keeps its owner, poolpost writes EmailConfiguration only. "
        "manage: the pool is imported into this state, and no apply runs without the gate.",
    )
    sending: Literal["DEVELOPER", "COGNITO_DEFAULT"] = Field(
        default="DEVELOPER",
        description="DEVELOPER sends through SES; COGNITO_DEFAULT is AWS's shared sender, 50 mails a day.",
    )
    from_: f.FromMailbox | None = Field(
        default=None, alias="from", description="Sender, 'Name <address>'; required with DEVELOPER."
    )
    identity: Annotated[Literal["domain", "address"] | None, AfterValidator(_unless_default)] = Field(
        default=None,
        description="What SES verifies. domain: the domain of [domain], by DNS; address: From's address alone, by a link in a "
        "mail to it; [domain] and [dns] may then be absent. Default: domain.",
    )
    reply_to: f.BareAddress | None = Field(default=None, description="One bare address; default: replies go to From.")
    expected_daily_mail: Annotated[int, Field(ge=1)] | None = Field(
        default=None,
        description="Expected mails a day; doctor compares it with the quota. Default: no comparison.",
    )
    verification_text: Literal["template", "old"] | None = Field(
        default=None,
        description="Which text wins where VerificationMessageTemplate ('template') and EmailVerificationMessage, "
        "-Subject or SmsVerificationMessage ('old') differ; a write sets both to it. Default: such a pool is not written.",
    )
    use_configuration_set: bool = Field(default=True, description="Send through [configuration_set]; default: true.")
    wait_minutes: Annotated[int, Field(ge=0, le=60)] = Field(
        default=0,
        description="How long a deploy waits for SES to verify the domain; default: it does not wait, deploy again later.",
    )
    replicas: Replicas = Field(
        default_factory=dict,
        description='The pool\'s replica by its Region: [user_pool.replicas."eu-central-1"]. Default: none.',
    )

    accepted_children: f.Listed[AcceptedChild] = Field(
        default=(),
        description="[[user_pool.accepted_children]]: differences from the reviewed snapshot's children that may stay a while.",
    )

    @property
    def id(self) -> str:
        """
        The pool's id.

        Raises:
            Stopped: the pool is yet to be created, or its id is not in the environment file yet.
        """
        if self.id_ is None:
            name = self.create.name if self.create else ""
            msg = (
                f"user pool {name!r} has no id in this environment yet: deploy first, then put the id that the deploy "
                "prints into user_pool.id, in place of [user_pool.create]"
            )
            raise Stopped(msg)
        return self.id_

    @property
    def sends_by_address(self) -> bool:
        """Whether the pool sends with the identity of From's address, not with a domain's."""
        return self.identity == "address"

    @property
    def title(self) -> str:
        """How to name the pool in a sentence: its id, or the name of the one to be created."""
        return self.id_ or (repr(self.create.name) if self.create else "without an id")
