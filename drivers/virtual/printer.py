"""The virtual receipt printer as a process: `python -m drivers.virtual.printer --link PATH --paper DIR`.

Prints one JSON line when it is ready, then prints receipts until SIGTERM or SIGINT. With `--control-port`
(0: any free one) it takes orders over HTTP on loopback:

    GET  /                    state: slips, uncut text, bytes received, oddities
    POST /  {"set": {...}}    faults and conditions (`printer_device.Faults`, `printer_replies.Conditions`)
    POST /  {"do": "unplug" | "replug" | "power_cycle" | "refill"}
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from drivers.virtual.printer_device import VirtualPrinter

_MOST = 10_000
_ACTIONS = ("unplug", "replug", "power_cycle", "refill")


def control_server(printer: VirtualPrinter, port: int) -> ThreadingHTTPServer:
    """The switches of this printer; bound to loopback, served by whoever calls `serve_forever`."""

    class Switches(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(200, state_of(printer))

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            try:
                if not 0 < length <= _MOST:
                    raise ValueError(f"a JSON body of at most {_MOST} bytes is expected")
                _obey(printer, json.loads(self.rfile.read(length)))
            except ValueError as trouble:  # JSONDecodeError is one
                self._answer(400, {"error": str(trouble)})
            else:
                self._answer(200, state_of(printer))

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

    return ThreadingHTTPServer(("127.0.0.1", port), Switches)


def state_of(printer: VirtualPrinter) -> dict[str, Any]:
    """What the control port tells."""
    return {
        "slips": list(printer.slips),
        "uncut": printer.uncut(),
        "received": printer.received,
        "oddities": [str(oddity) for oddity in printer.oddities],
    }


def _obey(printer: VirtualPrinter, order: object) -> None:
    match order:
        case {"set": dict(changes)} if all(isinstance(name, str) for name in changes):
            printer.set(**changes)
        case {"do": str(action)} if action in _ACTIONS:
            getattr(printer, action)()
        case _:
            raise ValueError(f'{{"set": {{...}}}} or {{"do": one of {", ".join(_ACTIONS)}}} is expected')


def main(arguments: list[str] | None = None) -> int:
    """Runs until it is told to stop."""
    parser = argparse.ArgumentParser(
        prog="python -m drivers.virtual.printer", description="A virtual printer."
    )
    parser.add_argument("--link", type=Path, required=True, help="the path clients open")
    parser.add_argument("--paper", type=Path, required=True, help="where slips are put")
    parser.add_argument("--control-port", type=int, help="loopback port of the fault switches; 0: any")
    parser.add_argument("--lines-per-s", type=float, default=60.0, help="printing speed")
    parser.add_argument("--deaf-s", type=float, default=1.5, help="how long a power cycle takes")
    parser.add_argument("--columns", type=int, default=48)
    chosen = parser.parse_args(arguments)

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    printer = VirtualPrinter(
        chosen.link,
        chosen.paper,
        lines_per_s=chosen.lines_per_s,
        deaf_s=chosen.deaf_s,
        columns=chosen.columns,
    )
    printer.start()
    ready = {"ready": True, "link": str(chosen.link), "paper": str(chosen.paper)}
    server = None
    if chosen.control_port is not None:
        server = control_server(printer, chosen.control_port)
        ready["control"] = f"http://127.0.0.1:{server.server_address[1]}/"
        threading.Thread(target=server.serve_forever, args=(0.05,), name="control", daemon=True).start()
    print(json.dumps(ready), flush=True)
    stopped.wait()
    if server:
        server.shutdown()
        server.server_close()
    printer.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
