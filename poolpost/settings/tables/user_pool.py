"""The section of an environment file about the user pool: the one that is there, or the one to be made."""

from typing import Annotated, Literal

from pydantic import Field

from poolpost.errors import Stopped
from poolpost.settings import fields as f
from poolpost.settings.section import Section


class CreateUserPool(Section):
    """A user pool that does not exist yet, made with safe defaults; afterwards its owner changes it as they like."""

    name: f.UserPoolName = Field(description="Name of the new pool; a pool of this name in the region stops it.")
    username_attributes: Annotated[f.Listed[Literal["email"]], Field(max_length=1)] = Field(
        default=("email",),
        description="Left out: users sign in with their address. []: with a name. It can never be changed.",
    )
    admin_create_user_only: bool = Field(default=True, description="Left out: yes, nobody signs up by themselves.")
    user_pool_tier: Literal["LITE", "ESSENTIALS", "PLUS"] | None = Field(
        default=None, description="Left out: AWS's default."
    )
    password_minimum_length: Annotated[int, Field(ge=8, le=99)] = Field(
        default=12, description="Left out: 12. Letters of both cases, digits and symbols are asked for as well."
    )


class UserPool(Section):
    """The user pool and what its EmailConfiguration becomes."""

    id_: f.UserPoolId | None = Field(
        default=None, alias="id", description="The pool's id; left out only with [user_pool.create]."
    )
    create: CreateUserPool | None = Field(
        default=None,
        description="Makes a new pool instead of importing one (manage mode); once it is there, its id takes this table's place.",
    )
    mode: Literal["patch", "manage"] = Field(
        default="patch",
        description="patch: the pool stays its owner's, poolpost writes EmailConfiguration only. "
        "manage: the pool is imported into this state, and no apply runs without the gate.",
    )
    sending: Literal["DEVELOPER", "COGNITO_DEFAULT"] = Field(
        default="DEVELOPER",
        description="DEVELOPER sends through SES; COGNITO_DEFAULT is AWS's shared sender, 50 mails a day.",
    )
    from_: f.FromMailbox | None = Field(
        default=None, alias="from", description="Sender, 'Name <address>'; required with DEVELOPER."
    )
    reply_to: f.BareAddress | None = Field(default=None, description="One bare address; left out: replies go to From.")
    expected_daily_mail: Annotated[int, Field(ge=1)] | None = Field(
        default=None,
        description="Mails a day that you expect; doctor compares it with the quota. Left out: nothing is compared.",
    )
    verification_text: Literal["template", "old"] | None = Field(
        default=None,
        description="Which text counts where VerificationMessageTemplate ('template') and EmailVerificationMessage, "
        "-Subject or SmsVerificationMessage ('old') differ; a write puts it into both. Left out: such a pool is not written.",
    )
    use_configuration_set: bool = Field(default=True, description="Send through [configuration_set]; left out: yes.")
    wait_minutes: Annotated[int, Field(ge=0, le=60)] = Field(
        default=0,
        description="How long a deploy waits for SES to verify the domain; left out: not at all, run it again later.",
    )

    @property
    def id(self) -> str:
        """
        The pool's id.

        Raises:
            Stopped: the pool is still to be made, or its id is not in the environment file yet.
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
    def title(self) -> str:
        """The pool in a sentence: its id, or the name of the one that is to be made."""
        return self.id_ or (repr(self.create.name) if self.create else "without an id")
