"""Serve the embedded AWS: ``python -m poolpost.emulator [--port N] [--log FILE] [--with-parent]``."""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from typing import Any, cast

from poolpost.emulator import ministack_settings

HOST = "127.0.0.1"
PARENT_CHECK_SECONDS = 0.5


def main() -> int:
    """Serve until SIGTERM, SIGINT or, with --with-parent, the end of the parent process.

    Answer the exit code.
    """
    options = _parse()
    parent = os.getppid() if options.with_parent else None
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, options.port))
    except OSError as error:
        problem = f"the embedded AWS cannot listen on {HOST}:{options.port} ({error.strerror})"
        print(f"{problem}: choose another --port, or stop what uses it", file=sys.stderr)
        return 1
    logging.basicConfig(filename=options.log, level=logging.ERROR)
    ministack_settings.configure(listener.getsockname()[1])
    asyncio.run(_serve(listener, parent=parent))
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m poolpost.emulator", description="The embedded AWS, on 127.0.0.1 only."
    )
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0, the default, takes a free one")
    parser.add_argument("--log", metavar="FILE", help="file for errors; standard error if not given")
    parser.add_argument("--with-parent", action="store_true", help="end when the parent process ends")
    return parser.parse_args()


async def _serve(listener: socket.socket, *, parent: int | None) -> None:
    # Imported late: ministack reads its settings from the environment when it is imported.
    from hypercorn.asyncio import serve  # noqa: PLC0415 -- loaded once the options are known to be right
    from hypercorn.config import Config  # noqa: PLC0415 -- loaded once the options are known to be right
    from hypercorn.typing import ASGIFramework  # noqa: PLC0415 -- loaded once the options are known to be right

    from poolpost.emulator import dns_server, wire  # noqa: PLC0415 -- loaded once the options are known to be right
    from poolpost.emulator.server import Application  # noqa: PLC0415 -- loaded once the options are known to be right

    wire.install()
    asyncio.get_running_loop().set_exception_handler(_report)
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.errorlog = logging.getLogger("emulator")
    config.graceful_timeout = 0.5
    config.keep_alive_timeout = 75
    port = listener.getsockname()[1]
    url = f"http://{HOST}:{port}"
    try:
        await dns_server.serve(HOST, port)
    except OSError:
        logging.getLogger("emulator").exception("no DNS: UDP port %d is taken", port)

    async def until_told_to_end() -> None:
        # Hypercorn awaits this once it accepts connections.
        print(f"embedded AWS ready at {url}", flush=True)
        await _end_of_life(parent=parent)

    await serve(cast("ASGIFramework", Application()), config, shutdown_trigger=until_told_to_end)


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report what went wrong in the background; requests that are cut off by the end are no news."""
    if not isinstance(context.get("exception"), asyncio.CancelledError):
        loop.default_exception_handler(context)


async def _end_of_life(*, parent: int | None) -> None:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    while not told.is_set():
        try:
            await asyncio.wait_for(told.wait(), PARENT_CHECK_SECONDS)
        except TimeoutError:
            if parent is not None and os.getppid() != parent:
                return


if __name__ == "__main__":
    sys.exit(main())
