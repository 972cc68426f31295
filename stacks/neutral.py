"""
`python -m stacks.neutral ENV`: the Terraform of an environment, of its neutral twin and of itself under another name, as JSON.

`poolpost` computes the digest of the twin, and compares the other two (docs/decisions.md, 26 and 36). The fast side must not
load cdktf, so this is a separate process.
"""

import json
import sys
import tempfile
from pathlib import Path

from poolpost.errors import PoolpostError
from poolpost.review.neutral_environment import neutral
from poolpost.review.own_names import renamed
from poolpost.settings import Settings, load
from poolpost.standards.raw import Json
from stacks.app import synthesize


def twins(settings: Settings) -> dict[str, Json]:
    """
    Synthesize the neutral twin, the environment itself, and the environment under other names.

    Returns cdk.tf.json of each, as `neutral`, `own` and `renamed`.
    """
    return {
        "neutral": _synthesized(neutral(settings)),
        "own": _synthesized(settings),
        "renamed": _synthesized(renamed(settings)),
    }


def _synthesized(settings: Settings) -> Json:
    with tempfile.TemporaryDirectory(prefix="poolpost-neutral-") as scratch:
        synthesize([settings], Path(scratch))
        return json.loads((Path(scratch) / "stacks" / settings.name / "cdk.tf.json").read_text(encoding="utf-8"))


def main() -> None:
    """Print them as JSON, or the mistakes of the file."""
    try:
        made = twins(load(sys.argv[1]))
    except PoolpostError as error:
        sys.exit(str(error))
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
