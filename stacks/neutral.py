"""
`python -m stacks.neutral ENV`: the Terraform of the environment's neutral twin, as canonical JSON on standard output.

`poolpost` makes the digest of it (docs/decisions.md). The fast side must not load cdktf, so this is a process of its own.
"""

import json
import sys
import tempfile
from pathlib import Path

from poolpost.errors import PoolpostError
from poolpost.promotion.neutral import NAME, neutral
from poolpost.settings import Settings, load
from stacks.app import synthesize


def neutral_terraform(settings: Settings) -> str:
    """Synthesize the neutral twin; the same promotable settings and code give the same bytes."""
    with tempfile.TemporaryDirectory(prefix="poolpost-neutral-") as scratch:
        synthesize([neutral(settings)], Path(scratch))
        made = json.loads((Path(scratch) / "stacks" / NAME / "cdk.tf.json").read_text(encoding="utf-8"))
    return json.dumps(made, sort_keys=True, separators=(",", ":"))


def main() -> None:
    """Print it, or the mistakes of the file."""
    try:
        settings = load(sys.argv[1])
    except PoolpostError as error:
        sys.exit(str(error))
    sys.stdout.write(neutral_terraform(settings))


if __name__ == "__main__":
    main()
