"""Every `environments/*.toml` becomes one stack of that name."""

import sys

from poolpost.errors import PoolpostError
from poolpost.origin import code_digest
from poolpost.settings import load_all


def main() -> None:
    """Synthesize all environments, or say every mistake in their files and make nothing."""
    try:
        environments = load_all()
    except PoolpostError as error:
        sys.exit(str(error))

    from stacks.app import DIRECTORY, synthesize  # noqa: PLC0415 -- a mistake in a file is told before a second goes into jsii

    synthesize(environments, code=code_digest(DIRECTORY))


if __name__ == "__main__":
    main()
