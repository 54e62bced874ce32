"""`python -m lab.fakepay`: open the state, bind, say so in one JSON line, serve until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from lab.fakepay.api import Provider, api_routes
from lab.fakepay.book import TradeBook
from lab.fakepay.control import control_routes
from lab.fakepay.coupons import CouponBook
from lab.fakepay.desk import Desk
from lab.fakepay.dropping import DroppableProtocol
from lab.fakepay.faults import FaultBook
from lab.fakepay.keys import CREDENTIALS, open_keyring
from lab.fakepay.notifier import Notifier
from lab.fakepay.wallet import wallet_routes


@dataclass(frozen=True, slots=True)
class Options:
    """The command line."""

    directory: Path
    host: str
    port: int
    notify_scale: float
    refund_s: float
    merchant_name: str
    until_stdin_closes: bool


class AnnouncingServer(uvicorn.Server):
    """Prints the ready line once it accepts connections."""

    def __init__(self, config: uvicorn.Config, ready: dict[str, str]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(json.dumps(self._ready), flush=True)


def build_app(options: Options, base_url: str) -> Starlette:
    """The provider on its state directory; its loop of deliveries lives as long as the application."""
    keys = open_keyring(options.directory, base_url, options.merchant_name)
    book = TradeBook(options.directory / "fakepay.db")
    faults = FaultBook()
    wake = asyncio.Event()
    desk = Desk(book, keys, faults, refund_s=options.refund_s, wake=wake.set)
    notifier = Notifier(book, keys, wake, wait_scale=options.notify_scale)
    coupons = CouponBook(options.directory / "coupons.db")
    provider = Provider(keys, book, desk, faults, coupons)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        delivering = asyncio.create_task(notifier.run(desk))
        try:
            yield
        finally:
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)
            book.close()
            coupons.close()

    routes = api_routes(provider) + wallet_routes(provider, options.merchant_name) + control_routes(provider)
    return Starlette(routes=list(routes), lifespan=lifespan)


async def serve(options: Options) -> None:
    """Serve until a signal, or until the parent's end of our standard input closes."""
    listener = socket.create_server((options.host, options.port), backlog=128)
    host = f"[{options.host}]" if ":" in options.host else options.host
    base_url = f"http://{host}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        build_app(options, base_url),
        http=DroppableProtocol,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    ready = {"url": base_url, "credentials": str((options.directory / CREDENTIALS).resolve())}
    server = AnnouncingServer(config, ready)
    if options.until_stdin_closes:
        loop = asyncio.get_running_loop()
        loop.add_reader(sys.stdin.fileno(), _stop_at_end, server, loop)
    await server.serve(sockets=[listener])


def _stop_at_end(server: uvicorn.Server, loop: asyncio.AbstractEventLoop) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        loop.remove_reader(sys.stdin.fileno())
        server.should_exit = True


def read_options(arguments: list[str] | None = None) -> Options:
    """Parse the command line; a wrong one ends with exit code 2 and a sentence."""
    parser = argparse.ArgumentParser(prog="python -m lab.fakepay", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="keys, credentials and trades live here")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    parser.add_argument("--notify-scale", type=float, default=1.0, help="multiplies the waits of 15 s to 6 h")
    parser.add_argument("--refund-s", type=float, default=2.0, help="how long a refund stays PROCESSING")
    parser.add_argument("--merchant-name", default="模拟商户 Demo Store")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the parent process")
    given = parser.parse_args(arguments)
    if given.notify_scale <= 0 or given.refund_s < 0 or not 0 <= given.port <= 65535:
        parser.error("--notify-scale must be above 0, --refund-s from 0, --port from 0 to 65535")
    return Options(
        given.dir,
        given.host,
        given.port,
        given.notify_scale,
        given.refund_s,
        given.merchant_name,
        given.until_stdin_closes,
    )


def main() -> int:
    options = read_options()
    try:
        asyncio.run(serve(options))
    except OSError as error:
        print(f"fakepay cannot start on {options.host}:{options.port}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
