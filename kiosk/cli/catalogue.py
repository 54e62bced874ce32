"""`kiosk catalogue …`: the local copy of the catalogue on this machine."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain.catalogue_csv import read_offers, read_products
from kiosk.domain.field_checks import WrongValue, gtin14
from kiosk.domain.money import format_minor
from kiosk.domain.product import Product, SoldBy
from kiosk.domain.promotion import Offer
from kiosk.domain.recall import Recall
from kiosk.domain.truth_csv import read_markdowns, read_recalls
from kiosk.errors import InputRefused, Reason
from kiosk.settings import Settings
from kiosk.store.catalogue_file import CatalogueFile
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--store",
        type=Path,
        metavar="DIR",
        default=Path(Settings().system.data_dir),
        help="the folder of the catalogue files (default: %(default)s)",
    )
    common.add_argument("--json", action="store_true", help="answer in JSON")
    _add_import(actions.add_parser("import", parents=[common], help="install goods from CSV files"))
    lookup = actions.add_parser("lookup", parents=[common], help="find goods by barcode, PLU or SKU")
    lookup.add_argument("codes", nargs="+", metavar="CODE", help="a code, however its digits are written")
    actions.add_parser("stats", parents=[common], help="revision, number of goods and age")
    actions.add_parser("verify", parents=[common], help="read all of it and compare with what was published")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Installs the goods as a new revision. A row that is wrong is reported with its number, column and"
        " value; then nothing is installed, unless --skip-bad leaves such rows out."
    )
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="goods; columns as in the guide")
    parser.add_argument("--offers", type=Path, metavar="OFFERS.csv", help="offers on these goods")
    parser.add_argument(
        "--markdowns", type=Path, metavar="MARKDOWNS.csv", help="markdowns of goods near their date"
    )
    parser.add_argument("--recalls", type=Path, metavar="RECALLS.csv", help="goods and batches recalled")
    parser.add_argument("--revision", type=int, metavar="N", help="(default: one more than installed)")
    parser.add_argument("--currency", default="CNY", metavar="CODE", help="of the prices (default: CNY)")
    parser.add_argument("--encoding", default="utf-8", help="of the files (default: utf-8; or gb18030)")
    bad_rows = parser.add_mutually_exclusive_group()
    bad_rows.add_argument("--skip-bad", action="store_true", help="install the rows that hold")
    bad_rows.add_argument(
        "--strict", action="store_true", help="install nothing if any row is wrong (the default, said aloud)"
    )


def run(args: argparse.Namespace) -> int:
    store = FileCatalogueStore(args.store)
    actions = {"import": _import, "lookup": _lookup, "stats": _stats, "verify": _verify}
    return actions[args.action](store, args)


def _import(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    goods = read_products(_read(args.file, args.encoding), args.currency)
    offers, problems = _offers(args, {product.sku for product in goods.values})
    recalls, wrong_recalls = _recalls(store, args)
    problems = [*goods.problems, *problems, *wrong_recalls]
    # A recall that is not understood is not left out: what it means would be sold.
    installed = bool(goods.rows) and not wrong_recalls and (args.skip_bad or not problems)
    revision = store.stats().revision + 1 if args.revision is None else args.revision
    if installed:
        with tempfile.TemporaryDirectory() as folder:
            snapshot = Path(folder) / "snapshot.gz"
            now = datetime.now(UTC)
            write_snapshot(snapshot, goods.values, offers, revision, now, args.currency, recalls)
            store.install(snapshot, revision)
    counts = {"products": len(goods.rows), "offers": len(offers), "recalls": len(recalls)}
    _report(args, problems, revision if installed else None, counts)
    return 0 if installed else 1


def _offers(args: argparse.Namespace, skus: set[str]) -> tuple[list[Offer], list[Reason]]:
    """The offers of both sheets on goods with these SKUs, and the rows that do not hold."""
    offers: list[Offer] = []
    problems: list[Reason] = []
    if args.offers is not None:
        sheet = read_offers(_read(args.offers, args.encoding), args.currency, skus)
        offers, problems = [*sheet.values], [*sheet.problems]
    if args.markdowns is not None:
        near = read_markdowns(_read(args.markdowns, args.encoding), skus)
        offers, problems = [*offers, *near.values], [*problems, *near.problems]
    return offers, problems


def _recalls(
    store: FileCatalogueStore, args: argparse.Namespace
) -> tuple[tuple[Recall, ...], tuple[Reason, ...]]:
    """Those of the sheet, without one those installed: recalls outlive the goods they came with."""
    if args.recalls is not None:
        sheet = read_recalls(_read(args.recalls, args.encoding))
        return sheet.values, sheet.problems
    return (store.current().recalls.recalls if store.stats().revision else ()), ()


def _report(
    args: argparse.Namespace, problems: list[Reason], revision: int | None, counts: dict[str, int]
) -> None:
    from kiosk.cli import sentence

    if args.json:
        told = [{"code": each.code, **each.values} for each in problems]
        _print_json({"installed": revision is not None, "revision": revision, **counts, "problems": told})
        return
    for problem in problems:
        print(sentence(InputRefused(problem)), file=sys.stderr)
    goods = counts["products"]
    if revision is not None:
        recalled = f", {counts['recalls']} recalls" if counts["recalls"] else ""
        left_out = f", {len(problems)} rows left out" if problems else ""
        print(f"Revision {revision}: {goods} goods, {counts['offers']} offers{recalled}{left_out}.")
    else:
        wrong = f"{len(problems)} rows are wrong" if problems else "the file holds no goods"
        hint = "; correct them, or leave them out with --skip-bad" if problems and goods else ""
        print(f"Nothing was installed: {wrong}{hint}.", file=sys.stderr)


def _lookup(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    catalogue = store.current()
    found_all = True
    for code in args.codes:
        product = find(catalogue, code)
        found_all = found_all and product is not None
        if args.json:
            _print_json({"code": code, "product": None if product is None else asdict(product)})
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
    return "  ".join(part for part in (product.sku, *words, prices, codes) if part)


def _stats(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    from kiosk.store.catalogue_summary import by_category

    catalogue = store.current()
    stats, categories = catalogue.stats, by_category(catalogue.path)
    published = stats.published_at.isoformat() if stats.published_at else None
    if args.json:
        told = {"revision": stats.revision, "products": stats.products, "published_at": published}
        _print_json({**told, "categories": [asdict(one) for one in categories]})
        return 0
    print(f"Revision {stats.revision}, published {published}: {stats.products} goods.")
    for one in categories:
        counts = f"{one.weighed} by weight, {one.restricted} restricted, {one.member_priced} member prices"
        print(f"{one.category:<16} {one.goods:>7}  {counts}")
    return 0


def _verify(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    catalogue = store.current()
    catalogue.verify()
    if args.json:
        _print_json({"ok": True, "revision": catalogue.revision, "checksum": catalogue.checksum})
    else:
        print(f"Revision {catalogue.revision} is as it was published.")
    return 0


def _read(path: Path, encoding: str) -> str:
    try:
        return path.read_bytes().decode(encoding)
    except (OSError, ValueError, LookupError) as fault:
        problem = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise InputRefused(Reason("cli.file_not_readable", {"file": str(path), "problem": problem})) from None


def _print_json(answer: object) -> None:
    print(json.dumps(answer, ensure_ascii=False), flush=True)
