"""`kiosk classify TEXT…`: what each scanned text is, a JSON line each (docs/integrator.md, Scanned texts)."""

from __future__ import annotations

import argparse
import os
from dataclasses import fields
from datetime import date
from pathlib import Path

import msgspec

from kiosk.domain.aim import scan_of
from kiosk.domain.attributes import GtinAttributes
from kiosk.domain.barcode import (
    DEFAULT_TEMPLATES,
    BadgeCode,
    BasketCode,
    Classified,
    Context,
    CouponCode,
    GtinCode,
    MemberCode,
    PaymentCode,
    ShortCode,
    StoreLabel,
    Template,
    UnknownCode,
    classify,
    parse_templates,
    shown,
)
from kiosk.errors import InputRefused, Reason


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "texts", nargs="+", metavar="TEXT", help="a scanned text, its AIM identifier first if any"
    )
    parser.add_argument(
        "--templates",
        type=Path,
        metavar="F",
        help="the shop's label templates, one a line (`21PPPPPVVVVVC weight_g`, `region:gb`), # for comments",
    )
    parser.add_argument(
        "--context",
        type=Context,
        choices=list(Context),
        default=Context.BASKET,
        help="where it was scanned (default: basket)",
    )
    parser.add_argument(
        "--upce",
        action="store_true",
        help="the shop sells goods marked in UPC-E: say of eight digits what they are as one",
    )
    parser.add_argument(
        "--json", action="store_true", help="accepted for symmetry: the answer is always JSON"
    )


def run(args: argparse.Namespace) -> int:
    templates = DEFAULT_TEMPLATES if args.templates is None else _templates(args.templates)
    for text in args.texts:
        found = classify(scan_of(os.fsencode(text), text), templates, args.context, upce=args.upce)
        print(msgspec.json.encode(told(text, found)).decode(), flush=True)
    return 0


def told(text: str, found: Classified) -> dict[str, str | int]:
    """The answer as JSON: `kind` and what is known; the digits of a wallet or member are not repeated."""
    match found:
        case GtinCode(gtin14, attributes):
            return {"text": shown(text), "kind": "gtin", "gtin14": gtin14, **_said(attributes)}
        case ShortCode(upce, gtin8):
            either = {"upce": upce} if gtin8 is None else {"upce": upce, "gtin8": gtin8}
            return {"text": shown(text), "kind": "short_code", **either}
        case StoreLabel(plu, price_minor, weight_g, template, pieces):
            amounts = {"price_minor": price_minor, "weight_g": weight_g, "pieces": pieces}
            known = {name: amount for name, amount in amounts.items() if amount is not None}
            return {"text": shown(text), "kind": "store_label", "plu": plu, **known, "template": template}
        case MemberCode():
            return {"kind": "member_code"}
        case BadgeCode():
            return {"kind": "badge_code"}
        case CouponCode(coupon):
            return {"text": shown(text), "kind": "coupon_code", "coupon": coupon}
        case BasketCode():
            return {"text": shown(text), "kind": "basket_code"}
        case PaymentCode(wallet):
            return {"kind": "payment_code", "wallet": wallet}
        case UnknownCode(visible):
            return {"text": visible, "kind": "unknown"}


def _said(attributes: GtinAttributes) -> dict[str, str | int]:
    """The attributes that the code says, in the order of their fields; a date as YYYY-MM-DD."""
    values = ((each.name, getattr(attributes, each.name)) for each in fields(attributes))
    return {name: str(value) if isinstance(value, date) else value for name, value in values if value}


def _templates(path: Path) -> tuple[Template, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        problem = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise InputRefused(Reason("cli.file_not_readable", {"file": str(path), "problem": problem})) from None
    rows = (line.partition("#")[0].strip() for line in lines)
    return parse_templates(row for row in rows if row)
