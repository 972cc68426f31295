"""`make local-aws`: the embedded AWS in the foreground, with the zone and the user pool that environments/local.toml needs."""

import argparse
import os
import signal
import sys
import threading
from typing import Any

import botocore.session

from poolpost.emulator.client import EmbeddedAws, EmbeddedAwsError
from poolpost.emulator.demo_pool import POOL_ID, REGION, production_mfa, production_pool
from poolpost.emulator.demo_story import confirm_subscriptions, make_zone

SECONDS = 1  # between two checks of confirmations that wait for their owner


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
            for name, value in (aws.environment() | {"AWS_DEFAULT_REGION": REGION}).items():
                print(f"  export {name}={value}")
            print("  cdktf deploy local")
            print(f"  poolpost doctor local --nameserver {aws.name_server}")
            print(
                "\nCtrl-C ends it, and everything created in it is lost: remove terraform.local.tfstate as well then.",
                flush=True,
            )
            sns: Any = botocore.session.Session().create_client("sns", REGION)
            stopped = threading.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: stopped.set())
            while not stopped.wait(SECONDS):
                for endpoint in confirm_subscriptions(aws, sns):
                    print(f"{endpoint} has confirmed its subscription, as its owner would", flush=True)
    except EmbeddedAwsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
