"""Dropping a connection without a byte: what a lost answer looks like to the caller."""

from __future__ import annotations

import asyncio
from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_open: dict[tuple[str, int], asyncio.Transport] = {}


class DroppableProtocol(H11Protocol):
    """uvicorn's h11 protocol, remembering each connection by the caller's address."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client is not None:
            _open[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.client is not None:
            _open.pop(self.client, None)
        super().connection_lost(exc)


class _Dropped(Response):
    """An answer that is never sent."""

    def __init__(self, transport: asyncio.Transport | None) -> None:
        super().__init__(status_code=500)
        self._transport = transport

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        if self._transport is not None:
            self._transport.abort()
        # Until the server has seen the loss, a return would make it send a 500 of its own.
        while (await receive())["type"] != "http.disconnect":
            pass


def drop_connection(request: Request) -> Response:
    """Abort the request's connection; nothing more is sent on it."""
    client = cast("tuple[str, int] | None", request.scope.get("client"))
    return _Dropped(_open.get(client) if client is not None else None)
