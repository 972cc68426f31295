"""What the gate checks around an apply that creates a user pool: no second pool of its name, and its id is reported."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from poolpost.aws.services import Aws
from poolpost.errors import Stopped
from poolpost.pool import differences as core
from poolpost.pool.name_collision import refuse_namesakes, write_down
from poolpost.settings import Settings
from poolpost.settings.terraform_names import NEW, POOL_ADDRESS


class NewPool:
    """A pool that is being created: nobody creates one of its name in between, and its id is reported afterwards."""

    judged = NEW

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        """Store the environment; `say` shows a sentence to the user."""
        self._settings = settings
        self._say = say
        self._name = settings.user_pool.title
        self._aws = Aws(settings)

    def before(self) -> None:
        """Raise Stopped if a pool of the name exists."""
        refuse_namesakes(self._settings, self._aws)

    def meanwhile(self) -> AbstractContextManager[object]:
        """Return a context that does nothing: there is no pool yet."""
        return nullcontext()

    def after(self, applied: int) -> None:
        """Find the pool by its name, and say what to write into the environment file."""
        made = self._aws.cognito.namesakes()
        if not made:
            if applied == 0:
                msg = f"Terraform says that user pool {self._name} was created, but AWS does not list it"
                raise Stopped(msg)
            self._say(f"user pool {self._name} was not created; fix the reason, and run the same command again")
            return
        if made[1:]:
            msg = (
                f"there are {len(made)} user pools {self._name} now ({', '.join(made)}): someone else created one; "
                "this state has the one of its output user_pool_id, whose id takes the place of [user_pool.create] in "
                f"environments/{self._settings.name}.toml"
            )
            raise Stopped(msg)
        self._say(write_down(self._settings, made))
        if applied != 0:
            self._say(
                "the apply failed after the user pool was created; if the next plan wants to replace it, run "
                f"'terraform -chdir=cdktf.out/stacks/{self._settings.name} untaint {POOL_ADDRESS}'"
            )
        self._is_as_wanted(made[0])

    def _is_as_wanted(self, pool_id: str) -> None:
        pool = Aws(self._settings.with_pool(pool_id)).cognito.user_pool()
        wanted = self._settings.email_configuration
        if core.email_configuration(pool) != wanted or pool.get("DeletionProtection") != "ACTIVE":
            msg = f"user pool {pool_id} was created, but its e-mail configuration or its deletion protection is not as planned"
            raise Stopped(msg)
