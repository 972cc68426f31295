"""`make local-aws`: the embedded AWS in the foreground, with the zone and the user pool that environments/local.toml needs."""

import argparse
import os
import signal
import sys
import threading

from emulator.client import EmbeddedAws, EmbeddedAwsError
from scripts.demo_pool import POOL_ID, REGION, production_mfa, production_pool
from scripts.demo_story import make_zone


def main() -> int:
    """Run until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make local-aws")
    parser.add_argument("--port", type=int, default=4566)
    port: int = parser.parse_args().port
    try:
        with EmbeddedAws(port=port) as aws:
            os.environ.update(aws.environment())
            make_zone("example.com")
            aws.put_pool(REGION, production_pool(), production_mfa())
            print(
                f"embedded AWS at {aws.url}, with the zone example.com and the user pool {POOL_ID}; in another shell:\n"
            )
            print("  . .cache/activate")
            for name, value in aws.environment().items():
                print(f"  export {name}={value}")
            print("  cdktf deploy local\n\nCtrl-C ends it, and all that was made in it is gone.", flush=True)
            stopped = threading.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: stopped.set())
            stopped.wait()
    except EmbeddedAwsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
