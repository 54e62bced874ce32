"""A print server: a TCP listener before a virtual printer, one client at a time, as network printers have."""

from __future__ import annotations

import os
import select
import socket
import threading
from contextlib import suppress
from pathlib import Path


class PrintServer:
    """Carries bytes between one TCP client and the printer on `link`; a vanished printer ends the client."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.address = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._running = True
        self._thread = threading.Thread(target=self._serve, name="print server", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._running = False
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while self._running:
            with suppress(TimeoutError):
                client, _ = self._listener.accept()
                with client, suppress(OSError):
                    self._carry(client)

    def _carry(self, client: socket.socket) -> None:
        printer = os.open(self._link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            waiting = b""
            while self._running:
                watched = [printer] if waiting else [printer, client]
                ready, room, _ = select.select(watched, [printer] if waiting else [], [], 0.05)
                if printer in ready:
                    if not (told := os.read(printer, 4096)):
                        return
                    client.sendall(told)
                if client in ready and not (waiting := client.recv(256)):
                    return
                if room:
                    waiting = waiting[os.write(printer, waiting) :]
        finally:
            os.close(printer)
