"""Which wallet a text pays with: codes that shoppers show and addresses that wallets open.

The digits of such a code are money for a minute; nothing here keeps or returns them.
"""

from __future__ import annotations

import re

_FORMS = (
    ("wechat", re.compile(r"1[0-5][0-9]{16}")),
    ("alipay", re.compile(r"(?:2[5-9]|30)[0-9]{14,22}")),
    ("wechat", re.compile(r"(?:wxp|weixin)://.*", re.IGNORECASE | re.DOTALL)),
    ("alipay", re.compile(r"(?:alipays?://|https?://qr\.alipay\.com/).*", re.IGNORECASE | re.DOTALL)),
)
"""Payment codes (WeChat: 18 digits from 10 to 15; Alipay: 16 to 24 digits from 25 to 30), then addresses."""


def wallet_of(text: str) -> str | None:
    """`wechat`, `alipay`, or None where the text pays nothing. Digits may stand in groups."""
    plain = text.replace(" ", "").replace("-", "")
    return next((wallet for wallet, form in _FORMS if form.fullmatch(plain)), None)
