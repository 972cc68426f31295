"""
The `poolpost` command, also as `python -m poolpost`.

Ctrl-C is heard before anything is loaded, so that it never ends in a traceback.
"""

import signal
import sys

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def main() -> None:
    """Run the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell may have it ignored in the background
        signal.signal(signal.SIGINT, _interrupted)
    from poolpost.cli.app import main as run  # noqa: PLC0415 -- loading takes a third of a second, and Ctrl-C may come meanwhile

    run()


def _interrupted(_number: int, _frame: object) -> None:
    sys.stderr.write("\ninterrupted; run the same command again to continue\n")
    sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
