"""The catalogue's files as any web server gives them: ETag, Range, long kept where they never change.

Only enrolled kiosks are given them, though nothing in them is secret but tomorrow's prices: a request is
signed, whatever its kiosk's clock says. Who lets a CDN carry the files has it keep them by their path; their
names hold half of their hash and stand in the signed manifest alone.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from cloud.assembly import Cloud
from cloud.catalogue.files import Stored, find_file, last_document, read_part
from cloud.line.signed import signed
from kiosk.errors import CloudRefused, Reason
from kiosk.remote.wire.manifest import document_hash

PART = 1024 * 1024
"""Bytes of a file in memory at once, for each that fetches."""
FOR_EVER = "private, max-age=31536000, immutable"


def catalogue_routes(router: APIRouter, cloud: Cloud) -> None:
    @router.get("/catalogue/manifest")
    async def manifest(request: Request) -> Response:
        """The signed manifest; 304 to the one that is known (If-None-Match), 204 where there is none."""
        asker, _ = await signed(cloud, request, at_any_time=True)
        async with cloud.database.as_tenant(asker.tenant) as connection:
            document = await last_document(connection)
        if document is None:
            return Response(status_code=204)
        headers = {"ETag": f'"{document_hash(document)}"', "Cache-Control": "private, no-cache"}
        if _is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(document, headers=headers, media_type="application/octet-stream")

    @router.get("/catalogue/files/{name}")
    async def file(request: Request, name: str) -> Response:
        """A file of the manifest, or the part of it that is asked for (Range)."""
        asker, _ = await signed(cloud, request, at_any_time=True)
        async with cloud.database.as_tenant(asker.tenant) as connection:
            found = await find_file(connection, name) if "\0" not in name else None
        if found is None:
            raise CloudRefused(Reason("catalogue.no_such_file", {"file": name[:80]}))
        headers = {
            "ETag": f'"{found.sha256}"',
            "Cache-Control": FOR_EVER,
            "Accept-Ranges": "bytes",
            "X-Content-Type-Options": "nosniff",
        }
        if _is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return _given(cloud, asker.tenant, found, _asked(request, found), headers)


def _is_known(request: Request, etag: str) -> bool:
    """Whether the asker has it (RFC 9110 section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in known.split(","))


def _asked(request: Request, file: Stored) -> tuple[int, int] | None:
    """First byte and the one after the last of a single range (RFC 9110 section 14.1.2), no bytes where it
    begins behind the end; None: the whole file, as for every header that is not understood."""
    held = request.headers.get("if-range", "").strip()
    told = re.fullmatch(r"bytes=([0-9]{1,18})-([0-9]{0,18})", request.headers.get("range", "").strip())
    if told is None or held not in ("", f'"{file.sha256}"'):
        return None
    start, end = int(told[1]), int(told[2] or file.size - 1) + 1
    return None if told[2] and end <= start else (start, min(end, file.size))


def _given(
    cloud: Cloud, tenant: str, file: Stored, asked: tuple[int, int] | None, headers: Mapping[str, str]
) -> Response:
    if asked is not None and asked[0] >= asked[1]:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{file.size}"})
    start, end = asked or (0, file.size)
    sized = {**headers, "Content-Length": str(end - start)}
    if asked is not None:
        sized["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    parts = _parts(cloud, tenant, file, start, end)
    status = 200 if asked is None else 206
    return StreamingResponse(parts, status, headers=sized, media_type="application/gzip")


async def _parts(cloud: Cloud, tenant: str, file: Stored, start: int, end: int) -> AsyncIterator[bytes]:
    """Each read by itself, so that a slow line holds no connection of the database's."""
    for place in range(start, end, PART):
        async with cloud.database.as_tenant(tenant) as connection:
            yield await read_part(connection, file.name, place, min(PART, end - place))
