"""The tables of what kiosks fetch of the catalogue, and of the barcode master, beside `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from cloud.database.columns import at, key, metadata, store, words

catalogue_files = Table(
    "catalogue_files",
    metadata,
    key("tenant"),
    key("name"),
    store(),
    Column("from_revision", BigInteger, nullable=True),
    Column("revision", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    words("sha256"),
    Column("raw_size", BigInteger, nullable=False),
    words("checksum"),
    Column("rows", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("ix_catalogue_files_revision", "tenant", "revision"),
)
"""Immutable files by their names; `from_revision` is null for a snapshot. The content is stored as it is
(storage external), so that any part of it is read without the rest."""

catalogue_manifests = Table(
    "catalogue_manifests",
    metadata,
    key("tenant"),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    store(),
    Column("revision", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
    words("sha256"),
    at("signed_at"),
    at("expires_at"),
)
"""Signed documents, as kiosks get them; the last one holds."""

CURRENT_REVISION = (
    select(catalogue_manifests.c.revision).order_by(catalogue_manifests.c.number.desc()).limit(1)
)
"""The one the shop sells by: that of the last manifest, which may go back."""

catalogue_lowest_told = Table(
    "catalogue_lowest_told",
    metadata,
    key("tenant"),
    key("checksum"),
    store(),
    Column("told", JSONB, nullable=False),
    Column("as_told", Boolean, nullable=False),
    at("made_at"),
)
"""What sheets said of the lowest prices before reductions, by the checksum of the contents made with it."""

master_goods = Table(
    "master_goods",
    metadata,
    Column("gtin14", Text, primary_key=True),
    words("name_zh"),
    words("name_en"),
    words("brand"),
    words("size"),
    words("category"),
    words("picture_url"),
    at("imported_at", default=True),
)
"""What is known of barcodes whoever sells them: shared by all tenants, written by the owner of the tables."""
