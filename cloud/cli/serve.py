"""`serve`: the web application with its database, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
from types import FrameType
from typing import Any

import uvicorn

from cloud.app import make_app
from cloud.assembly import assemble
from cloud.cli.place import Place, add_data_argument, open_place
from kiosk.errors import Reason, SettingRefused


class AnnouncingServer(uvicorn.Server):
    """Prints the ready line once it accepts connections."""

    def __init__(self, config: uvicorn.Config, ready: dict[str, str]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(json.dumps(self._ready), flush=True)


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "serve", help="run the cloud; one line of JSON on stdout when it is ready"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8700, help="0 chooses a free one")
    parser.add_argument("--public-url", help="what phones and providers reach it by (http://HOST:PORT)")
    parser.add_argument(
        "--behind-proxy",
        metavar="ADDRESS",
        help="believe this proxy when it says who asks (X-Forwarded-For, X-Forwarded-Proto)",
    )
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the parent process")
    add_data_argument(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    if not 0 <= given.port <= 65535:
        raise SettingRefused(Reason("cloud.port_wrong", {"port": given.port}))
    # Before the database starts: a port that is taken is told at once.
    listener = socket.create_server((given.host, given.port), backlog=256)
    signal.signal(signal.SIGTERM, _end)
    try:
        with listener, open_place(given.data) as place:
            asyncio.run(_serve(given, listener, place))
    except (KeyboardInterrupt, SystemExit):
        pass
    return 0


def _end(_signal: int, _frame: FrameType | None) -> None:
    """uvicorn raises the signal again when it has stopped: then the database stops too."""
    raise SystemExit(0)


async def _serve(given: argparse.Namespace, listener: socket.socket, place: Place) -> None:
    host = f"[{given.host}]" if ":" in given.host else given.host
    url = f"http://{host}:{listener.getsockname()[1]}"
    public_url = (given.public_url or url).rstrip("/")
    config = uvicorn.Config(
        make_app(assemble(place.url, place.data, public_url)),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        proxy_headers=given.behind_proxy is not None,
        forwarded_allow_ips=given.behind_proxy,
        server_header=False,
    )
    ready = {"url": url, "public_url": public_url, "data": str(place.data.resolve()), "database": place.note}
    server = AnnouncingServer(config, ready)
    if given.until_stdin_closes:
        loop = asyncio.get_running_loop()
        loop.add_reader(sys.stdin.fileno(), _stop_at_end, server, loop)
    await server.serve(sockets=[listener])


def _stop_at_end(server: uvicorn.Server, loop: asyncio.AbstractEventLoop) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        loop.remove_reader(sys.stdin.fileno())
        server.should_exit = True
