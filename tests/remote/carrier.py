"""Who carries the catalogue's files: a real HTTP server with the faults of lines, caches and thieves."""

from __future__ import annotations

import hashlib
import http.server
import random
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.packed_lines import SUFFIX, pack
from kiosk.domain.product import Names
from kiosk.domain.sale import Store
from kiosk.ports import CatalogueUpdate, Identity
from kiosk.remote.catalogue_line import DOWNLOADS
from kiosk.remote.cloud_api import CloudClient
from kiosk.remote.wire.codec import to_base64url
from kiosk.remote.wire.manifest import (
    DeltaFile,
    Manifest,
    SnapshotFile,
    document_hash,
    manifest_body,
    sign_manifest,
)

KEY = Ed25519PrivateKey.generate()
IDENTITY = Identity(
    kiosk_id="K01",
    tenant="demo",
    simulated=True,
    store=Store(store_id="S01", names=Names("店")),
    wallets=("wechat",),
    member_keys=(),
    catalogue_keys=(to_base64url(KEY.public_key().public_bytes_raw()),),
    receipt_url="",
)
SIGNED_AT = datetime(2026, 11, 21, 8, tzinfo=UTC)


RAW = random.Random(7).randbytes(600_000)
"""Cannot be packed smaller, so that its file is as long."""


def fields(content: bytes, raw_size: int, stem: str) -> dict[str, Any]:
    """What a manifest says of any file."""
    digest = hashlib.sha256(content).hexdigest()
    return {"name": f"{stem}{SUFFIX}", "size": len(content), "sha256": digest, "raw_size": raw_size}


class Carrier(http.server.ThreadingHTTPServer):
    """Serves a manifest and its files, with ETag and Range, unless the test spoils it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.document = b""
        self.heard: list[tuple[str, str]] = []
        """Path and Range of each request."""
        self.knows_ranges = True
        self.cut_after = 0
        """Bytes of each answer after which the connection is cut; 0: never."""
        self.spoil: Callable[[bytes], bytes] = lambda content: content
        """What is sent in place of a file."""
        self.endless = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def fetched(self) -> list[str]:
        """Names of the files that were asked for, in order."""
        return [path.rpartition("/")[2] for path, _ in self.heard if "/files/" in path]

    def handle_error(self, request: object, client_address: object) -> None:
        """A kiosk that hangs up is none."""

    # what it carries

    def snapshot(self, revision: int, raw: bytes, **lies: Any) -> SnapshotFile:
        content = b"".join(pack([raw]))
        about = fields(content, len(raw), f"{revision}-{hashlib.sha256(raw).hexdigest()[:8]}")
        self.files[about["name"]] = content
        return SnapshotFile(**{**about, "checksum": "c" * 32, "rows": 1, **lies})

    def delta(self, before: int, raw: bytes) -> DeltaFile:
        content = b"".join(pack([raw]))
        about = fields(content, len(raw), f"{before}-{before + 1}")
        self.files[about["name"]] = content
        return DeltaFile(**about, from_revision=before, to_revision=before + 1, checksum="c" * 32)

    def publish(self, revision: int, snapshot: SnapshotFile, **changes: Any) -> bytes:
        """The signed document, served from now on."""
        at = SIGNED_AT + timedelta(hours=revision)
        manifest = Manifest(
            tenant="demo",
            revision=revision,
            signed_at=at,
            expires_at=at + timedelta(days=30),
            schema=2,
            snapshot=snapshot,
        )
        self.document = sign_manifest(KEY.sign, manifest_body(replace(manifest, **changes)))
        return self.document


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Carrier

    def do_GET(self) -> None:
        carrier = self.server
        asked = self.headers.get("Range", "")
        carrier.heard.append((self.path, asked))
        if self.path.endswith("/manifest"):
            return self._manifest()
        content = carrier.files.get(self.path.rpartition("/")[2])
        if content is None:
            return self._answer(404, b"no such file")
        told = re.fullmatch(r"bytes=([0-9]+)-", asked)
        start = int(told[1]) if told and carrier.knows_ranges else 0
        if carrier.endless:
            return self._for_ever()
        sent = carrier.spoil(content)
        if told and carrier.knows_ranges:
            where = {"Content-Range": f"bytes {start}-{len(sent) - 1}/{len(sent)}"}
            return self._answer(206, sent[start:], **where)
        return self._answer(200, sent)

    def _manifest(self) -> None:
        document = self.server.document
        etag = f'"{document_hash(document)}"'
        if not document:
            return self._answer(204, b"")
        if self.headers.get("If-None-Match") == etag:
            return self._answer(304, b"")
        return self._answer(200, document, ETag=etag)

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut = self.server.cut_after
        self.wfile.write(body[:cut] if cut else body)
        if cut and len(body) > cut and "/files/" in self.path:
            self._cut()

    def _cut(self) -> None:
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _for_ever(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"\x1f\x8b\x08" + bytes(65536))
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def carrying() -> Iterator[Carrier]:
    """A carrier on loopback until the block ends."""
    with Carrier() as carrier:
        thread = threading.Thread(target=carrier.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield carrier
        carrier.shutdown()
        thread.join()


# What a kiosk has of it


def update_of(client: CloudClient, folder: Path, known: int = 0, *, whole: bool = False) -> CatalogueUpdate:
    """The files of what is newer than the known revision."""
    found = client.fetch_catalogue(known, folder, whole=whole).update
    assert found is not None
    return found


def is_whole(update: CatalogueUpdate, carrier: Carrier, snapshot: SnapshotFile) -> bool:
    """Whether the snapshot came, byte for byte."""
    assert update.snapshot is not None
    return update.snapshot.read_bytes() == carrier.files[snapshot.name]


def left(folder: Path) -> list[str]:
    """Names of what lies in the folder of downloads."""
    downloads = folder / DOWNLOADS
    return sorted(path.name for path in downloads.iterdir()) if downloads.exists() else []
