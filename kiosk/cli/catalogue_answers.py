"""What `kiosk catalogue` answers of goods and of the catalogue that is there, and how it takes files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from kiosk.cli.print_json import print_json
from kiosk.domain.catalogue_delta import DeltaHeader, read_delta
from kiosk.domain.catalogue_rows import SnapshotHeader, read_snapshot
from kiosk.domain.field_checks import WrongValue, gtin14
from kiosk.domain.money import format_minor
from kiosk.domain.product import Product, SoldBy, StockHint
from kiosk.errors import InputRefused, Reason
from kiosk.store.catalogue_file import CatalogueFile
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import lines_of


def _lookup(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    catalogue = store.current()
    found_all = True
    for code in args.codes:
        product = find(catalogue, code)
        found_all = found_all and product is not None
        if args.json:
            print_json({"code": code, "product": None if product is None else asdict(product)})
        elif product is None:
            print(f"{code}: not in revision {catalogue.revision}", file=sys.stderr)
        else:
            print(_line(product, catalogue.currency))
    return 0 if found_all else 1


def find(catalogue: CatalogueFile, code: str) -> Product | None:
    """The good of a barcode, else of a PLU, else of a SKU."""
    text = code.strip()
    try:
        product = catalogue.by_gtin(gtin14(text))
    except WrongValue:
        product = None
    return product or catalogue.by_plu(text) or catalogue.by_sku([text]).get(text)


def _line(product: Product, currency: str) -> str:
    per = "/kg" if product.sold_by is SoldBy.WEIGHT else ""
    words = (product.names.zh, product.size.zh, product.names.en)
    codes = " ".join((*product.gtins, *((f"PLU {product.plu}",) if product.plu else ())))
    prices = format_minor(product.price_minor, currency) + per
    if product.member_price_minor is not None:
        prices += f" (member {format_minor(product.member_price_minor, currency)}{per})"
    return "  ".join(part for part in (product.sku, *words, prices, codes, *_beside(product)) if part)


def _beside(product: Product) -> Iterator[str]:
    """What the shop told of it that no price shows."""
    if product.tare_g:
        yield f"tare {product.tare_g} g"
    if product.tax_class:
        yield f"tax class {product.tax_class}"
    if product.stock is not StockHint.UNKNOWN:
        yield f"stock {product.stock}"
    if product.extended_range:
        yield "not in the store"


def _stats(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    from kiosk.cli.catalogue_stats import stats

    return stats(store, args)


def _verify(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    from kiosk.cli.catalogue_truth import verify

    return verify(store, args)


def _search(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    """0 when something was found."""
    catalogue = store.current()
    found = catalogue.search(" ".join(args.text), args.limit)
    for each in found:
        if args.json:
            print_json({"product": asdict(each.product), "popular": each.popular})
        else:
            print(_line(each.product, catalogue.currency))
    return 0 if found else 1


def _apply(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    before = store.stats().revision
    headers = [_header_of(path) for path in args.files]
    deltas = [header for header in headers if isinstance(header, DeltaHeader)]
    if len(deltas) == len(headers):
        last = max(deltas, key=lambda header: header.to_revision)
        store.apply(args.files, last.to_revision, last.checksum)
    elif len(headers) == 1 and isinstance(headers[0], SnapshotHeader):
        store.install(args.files[0], headers[0].revision)
    else:
        raise InputRefused(Reason("catalogue.one_snapshot_or_deltas", {"files": len(headers)}))
    stats = store.stats()
    if args.json:
        print_json({"revision": stats.revision, "before": before, "products": stats.products})
    else:
        print(f"Revision {stats.revision} (before: {before}): {stats.products} goods.")
    return 0


def _header_of(path: Path) -> SnapshotHeader | DeltaHeader:
    """What a file says of itself; all of it is looked at when it is taken."""
    lines = list(next(lines_of(path), []))
    is_delta = bool(lines) and lines[0].startswith(b'{"type":"delta"')
    header = next(read_delta(lines)) if is_delta else next(read_snapshot(lines))
    assert isinstance(header, SnapshotHeader | DeltaHeader)
    return header


ANSWERS: Mapping[str, Callable[[FileCatalogueStore, argparse.Namespace], int]] = {
    "lookup": _lookup,
    "search": _search,
    "apply": _apply,
    "stats": _stats,
    "verify": _verify,
}
