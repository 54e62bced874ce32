"""Providers by name: what a tenant's settings call a provider, and how one is opened from its credentials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from cloud.payments.providers.port import PaymentProvider
from cloud.payments.providers.wechat import NAME as WECHAT
from cloud.payments.providers.wechat import WechatPay
from cloud.payments.providers.wechat_merchant import WechatMerchant

Factory = Callable[[Path], PaymentProvider]
"""Opens a provider from its credentials file. Raises the file error of that provider."""


class ProviderNameUnknown(Exception):
    """No provider has this name; the message lists those there are."""


def _wechat(credentials: Path) -> PaymentProvider:
    return WechatPay(WechatMerchant.load(credentials))


PROVIDERS: Mapping[str, Factory] = MappingProxyType({WECHAT: _wechat})


def open_provider(name: str, credentials: Path) -> PaymentProvider:
    """The provider called `name`, for the merchant of the credentials file.

    Raises ProviderNameUnknown, and MerchantFileError where the credentials cannot be used.
    """
    if name not in PROVIDERS:
        raise ProviderNameUnknown(
            f"no payment provider is called {name!r}; there are: {', '.join(PROVIDERS)}"
        )
    return PROVIDERS[name](credentials)
