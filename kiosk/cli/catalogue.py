"""`kiosk catalogue …`: the local copy of the catalogue on this machine."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.cli.catalogue_answers import ANSWERS
from kiosk.cli.print_json import print_json
from kiosk.domain.catalogue_csv import read_products
from kiosk.domain.category import Category
from kiosk.domain.category_csv import read_categories
from kiosk.domain.file_text import UTF_8, FileText, text_of_bytes
from kiosk.domain.offer import Offer
from kiosk.domain.offer_csv import first_of_each, read_offers
from kiosk.domain.price_csv import read_prices
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.domain.recall import Recall
from kiosk.domain.truth_csv import read_markdowns, read_recalls
from kiosk.errors import InputRefused, Reason
from kiosk.settings import Settings
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
    search = actions.add_parser("search", parents=[common], help="find goods by what people type")
    search.add_argument(
        "text", nargs="+", metavar="TEXT", help="Chinese, pinyin, initials, words, part of a code"
    )
    search.add_argument("--limit", type=int, default=20, metavar="N", help="at most (default: %(default)s)")
    _add_apply(actions.add_parser("apply", parents=[common], help="take a published snapshot or deltas"))
    actions.add_parser("stats", parents=[common], help="revision, age, what is in it, its file")
    told = "read all of it and compare with what the shop's key signed"
    verify = actions.add_parser("verify", parents=[common], help=told)
    verify.add_argument("--key", metavar="PUBLIC", help="the shop's key (default: those of enrolment)")


def _add_apply(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Takes files that the cloud has published and that came some other way: one snapshot, or deltas that"
        " follow one another and begin at the revision in use. All of it or nothing. Whoever may write the"
        " kiosk's files vouches for them: no signature is looked at."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a snapshot, or deltas")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Installs the goods as a new revision. A row that is wrong is reported with its number, column and"
        " value; then nothing is installed, unless --skip-bad leaves such rows out."
    )
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="goods; columns as in the guide")
    parser.add_argument("--categories", type=Path, metavar="CATEGORIES.csv", help="the tree of categories")
    parser.add_argument("--prices", type=Path, metavar="PRICES.csv", help="prices with dates, of these goods")
    parser.add_argument(
        "--zone", default="Asia/Shanghai", help="of the dates in prices and offers (default: %(default)s)"
    )
    parser.add_argument(
        "--offers",
        type=Path,
        action="append",
        default=[],
        metavar="OFFERS",
        help="offers on these goods, .csv or .json; may be given again",
    )
    parser.add_argument(
        "--markdowns", type=Path, metavar="MARKDOWNS.csv", help="markdowns of goods near their date"
    )
    parser.add_argument("--recalls", type=Path, metavar="RECALLS.csv", help="goods and batches recalled")
    parser.add_argument("--revision", type=int, metavar="N", help="(default: one more than installed)")
    parser.add_argument("--currency", default="CNY", metavar="CODE", help="of the prices (default: CNY)")
    parser.add_argument("--encoding", help="of the files (default: UTF-8, or else GB18030)")
    told = "on an enrolled kiosk too, until what the shop signed comes again"
    parser.add_argument("--force", action="store_true", help=told)
    bad_rows = parser.add_mutually_exclusive_group()
    bad_rows.add_argument("--skip-bad", action="store_true", help="install the rows that hold")
    bad_rows.add_argument(
        "--strict", action="store_true", help="install nothing if any row is wrong (the default, said aloud)"
    )


def run(args: argparse.Namespace) -> int:
    store = FileCatalogueStore(args.store)
    if args.action == "import":
        return _import(store, args)
    return ANSWERS[args.action](store, args)


def _import(store: FileCatalogueStore, args: argparse.Namespace) -> int:
    from kiosk.cli.catalogue_truth import refuse_where_enrolled

    if not args.force:
        refuse_where_enrolled(args.store)
    goods = read_products(_read(args.file, args.encoding), args.currency)
    skus = {product.sku for product in goods.values}
    categories, prices, wrong = _categories_and_prices(args, skus)
    known = {product.category for product in goods.values} | {each.category_id for each in categories}
    offers, problems = _offers(args, skus, known)
    recalls, wrong_recalls = _recalls(store, args)
    problems = [*goods.problems, *wrong, *problems, *wrong_recalls]
    # A recall that is not understood is not left out: what it means would be sold.
    installed = bool(goods.rows) and not wrong_recalls and (args.skip_bad or not problems)
    revision = store.stats().revision + 1 if args.revision is None else args.revision
    if installed:
        with tempfile.TemporaryDirectory() as folder:
            snapshot = Path(folder) / "snapshot.gz"
            now = datetime.now(UTC)
            write_snapshot(
                snapshot,
                _with_readings(goods.values),
                offers,
                revision,
                now,
                args.currency,
                recalls,
                categories=categories,
                prices=prices,
            )
            store.install(snapshot, revision)
    counts = {"products": len(goods.rows), "offers": len(offers), "recalls": len(recalls)}
    _report(args, problems, revision if installed else None, counts)
    return 0 if installed else 1


def _offers(
    args: argparse.Namespace, skus: set[str], categories: set[str]
) -> tuple[list[Offer], list[Reason]]:
    """The offers of all files on goods with these SKUs, and the rows that do not hold."""
    offers: list[Offer] = []
    problems: list[Reason] = []
    for path in args.offers:
        sheet = read_offers(
            _read(path, args.encoding), args.currency, skus, zone=args.zone, categories=categories
        )
        offers, problems = [*offers, *sheet.values], [*problems, *sheet.problems]
    if args.markdowns is not None:
        near = read_markdowns(_read(args.markdowns, args.encoding), skus)
        offers, problems = [*offers, *near.values], [*problems, *near.problems]
    once, again = first_of_each(offers)
    return once, [*problems, *again]


def _categories_and_prices(
    args: argparse.Namespace, skus: set[str]
) -> tuple[tuple[Category, ...], tuple[Price, ...], list[Reason]]:
    """Those of their sheets, and the rows that do not hold."""
    categories = prices = None
    if args.categories is not None:
        categories = read_categories(_read(args.categories, args.encoding))
    if args.prices is not None:
        prices = read_prices(_read(args.prices, args.encoding), args.currency, args.zone, skus)
    problems = [problem for sheet in (categories, prices) if sheet for problem in sheet.problems]
    return (categories.values if categories else ()), (prices.values if prices else ()), problems


def _with_readings(products: Iterable[Product]) -> Iterable[Product]:
    """With the pinyin of their names, where what makes it is installed; else by characters they are found."""
    try:
        import pypinyin  # noqa: F401 - the kiosk alone does not need it
    except ImportError:
        return products
    from cloud.catalogue.pinyin import spelled

    return spelled(products)


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
        print_json({"installed": revision is not None, "revision": revision, **counts, "problems": told})
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


def _read(path: Path, encoding: str | None) -> str:
    from kiosk.cli import sentence

    try:
        content = path.read_bytes()
        found = text_of_bytes(content) if encoding is None else FileText(content.decode(encoding), encoding)
        if found.coding not in (UTF_8, encoding):
            read_as = Reason("catalogue.read_as", {"file": path.name, "coding": found.coding.upper()})
            print(sentence(InputRefused(read_as)), file=sys.stderr)
        return found.text
    except (OSError, ValueError, LookupError) as fault:
        problem = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise InputRefused(Reason("cli.file_not_readable", {"file": str(path), "problem": problem})) from None
