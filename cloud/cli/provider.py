"""`provider check`: do these credentials work? Asks for a trade that cannot exist; moves no money."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
from pathlib import Path
from typing import Any

from cloud.payments.providers.port import ProviderError, TradeState
from cloud.payments.providers.registry import PROVIDERS, ProviderNameUnknown, open_provider
from cloud.payments.providers.wechat_merchant import MerchantFileError
from kiosk.errors import Reason, SettingRefused


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser("provider", help="payment providers")
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="a signed question and a verified answer")
    check.add_argument("--merchant", type=Path, required=True, help="the merchant's credentials file")
    check.add_argument("--wallet", default="wechat", choices=sorted(PROVIDERS))
    check.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Exit code 0 only when the provider answered and the answer was verified."""
    try:
        state = asyncio.run(_ask(given.wallet, given.merchant))
    except (MerchantFileError, ProviderNameUnknown) as error:
        raise SettingRefused(Reason("cloud.merchant_file_wrong", {"why": str(error)})) from None
    except ProviderError as error:
        raise SettingRefused(Reason("cloud.provider_check_failed", {"why": str(error)})) from None
    works = state is TradeState.NOT_FOUND
    print(json.dumps({"wallet": given.wallet, "verified": works, "state": state}))
    return 0 if works else 1


async def _ask(wallet: str, merchant: Path) -> TradeState:
    provider = open_provider(wallet, merchant)
    try:
        return (await provider.query(f"check-{secrets.token_hex(10)}")).state
    finally:
        await provider.aclose()
