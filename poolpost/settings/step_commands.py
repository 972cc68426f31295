"""Every command that a step of a stack runs. Pure: the stacks write these, and the gate holds a plan against them."""

from poolpost.settings import Settings

FIND_POOLPOST = (
    'PATH="$PWD/.venv/bin:$PATH"; command -v poolpost >/dev/null || '
    '{ echo "poolpost is not on PATH and not in .venv: run make setup, then the deploy again" >&2; exit 127; }; exec '
)
"""
What stands before each command of ours in a step.

An interrupted Terraform kills the process that it started: without exec that would be a shell, and the command would go on
after Terraform has ended and let go of its lock.
"""


def apply_command(settings: Settings) -> str:
    """Return the command that writes to the pool."""
    return f"{FIND_POOLPOST}poolpost pool apply {settings.pool_argument}"


def ready_command(settings: Settings) -> str:
    """Return the command that looks whether mail would arrive."""
    return f"{FIND_POOLPOST}poolpost pool ready {settings.name}"


def let_go_command(settings: Settings) -> str:
    """Say at destroy what stays: the pool keeps its e-mail configuration, whose identity may be going."""
    if settings.replica is not None:
        return f"echo 'The replica in {settings.replica} of user pool {settings.user_pool.id} stays as it is.'"
    return f"echo 'User pool {settings.user_pool.id} stays as it is: Terraform only lets go of it.'"
