"""The tables of a catalogue file, and what it says of itself.

A good is one row: its line of the snapshot, beside it those of its price lists, so that a scan is a walk to
the code, a walk to the good and one decoding. What is searched stands in an index of its own that keeps no
text (`kiosk.store.catalogue_words`).
"""

from __future__ import annotations

from typing import Final

FILE_SCHEMA: Final = 5
"""1 and 2 kept goods in columns and come anew from the cloud; 3 had no initials, 4 no middles of codes: they
are built anew from their own rows."""

MIDDLE: Final = 1_000_000_000
"""A code's remainder by this is what stands from its sixth digit of fourteen on."""

TABLES: Final = """
CREATE TABLE goods (
    id INTEGER PRIMARY KEY,
    sku TEXT NOT NULL,
    category TEXT NOT NULL,
    body BLOB NOT NULL,
    prices BLOB
);
-- The number itself is the key of the table. `ends` is its last nine digits read backwards, for who types the
-- end of a code.
CREATE TABLE codes (gtin INTEGER PRIMARY KEY, good INTEGER NOT NULL, ends INTEGER NOT NULL);
CREATE TABLE plus (plu TEXT PRIMARY KEY, good INTEGER NOT NULL) WITHOUT ROWID;
-- Categories, offers and recalls.
CREATE TABLE others (kind TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, key))
    WITHOUT ROWID;
-- Which row speaks of which good.
CREATE TABLE links (kind TEXT, owner TEXT, field TEXT, sku TEXT, PRIMARY KEY (kind, owner, field, sku))
    WITHOUT ROWID;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, detail=none, tokenize='ascii');
CREATE TABLE terms (term TEXT PRIMARY KEY, goods INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE hints (said TEXT, goods INTEGER, term TEXT, PRIMARY KEY (said, goods, term)) WITHOUT ROWID;
CREATE TABLE readings (sign TEXT, syllable TEXT, PRIMARY KEY (sign, syllable)) WITHOUT ROWID;
"""

INDEXES: Final = (
    "CREATE UNIQUE INDEX goods_by_sku ON goods (sku)",
    "CREATE INDEX goods_by_category ON goods (category)",
    "CREATE INDEX codes_by_end ON codes (ends)",
    f"CREATE INDEX codes_by_middle ON codes (gtin % {MIDDLE})",
)
"""Made after the rows: sorting once is quicker than keeping order a million times."""

BY_GTIN: Final = "SELECT body, prices FROM codes JOIN goods ON goods.id = codes.good WHERE gtin = ?"
BY_PLU: Final = "SELECT body, prices FROM plus JOIN goods ON goods.id = plus.good WHERE plu = ?"
BY_SKU: Final = "SELECT body, prices FROM goods WHERE sku = ?"

INSERT_GOOD: Final = "INSERT INTO goods (id, sku, category, body, prices) VALUES (?, ?, ?, ?, NULL)"
INSERT_CODE: Final = "INSERT INTO codes VALUES (?, ?, ?)"
INSERT_PLU: Final = "INSERT INTO plus VALUES (?, ?)"
INSERT_LINK: Final = "INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?)"
INSERT_WORDS: Final = "INSERT INTO words (rowid, text) VALUES (?, ?)"

MOST_ENDS: Final = 9


def ends_of(gtin14: str) -> int:
    """The last digits of a code backwards, as a number that begins with a 1 so that zeros count."""
    return int("1" + gtin14[: -MOST_ENDS - 1 : -1])


def with_prices(body: bytes, prices: bytes | None) -> bytes:
    """The product's JSON with the rows of its price lists inside."""
    return body if prices is None else body[:-1] + b',"prices":' + prices + b"}"
