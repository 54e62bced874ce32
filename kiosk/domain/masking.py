"""Masking: what may be said, kept or sent of a text that could be somebody's card, wallet or token.

A code with a GTIN's form and a right check digit stays whole: it is a good the shop may want to learn.
"""

from __future__ import annotations

import re
import unicodedata

from kiosk.domain.gtin import to_gtin14

KEPT = 6
"""Signs that stay: of a card the issuer (ISO/IEC 7812-1), of which nobody's account can be made."""

_DIGITS = re.compile(r"\d(?:[ -]?\d){8,}")
"""Nine digits and more, perhaps in groups: cards, payment codes, telephone and identity numbers."""
_TOKEN = re.compile(r"[A-Za-z0-9_+/=.-]{24,}")
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}://)(?:[^/?#\s]*@)?([^/?#@\s]+).*", re.DOTALL)


def masked(text: str) -> str:
    """`411111**********`, `https://example.com/…`, `wxp://…`; a GTIN and short codes as they are."""
    if to_gtin14(text.strip()) is not None:
        return text
    text = _ADDRESS.sub(_host, text)
    text = _DIGITS.sub(lambda found: _starred(re.sub(r"[ -]", "", found[0])), text)
    return _TOKEN.sub(lambda found: _starred(found[0]), text)


def shown(text: str) -> str:
    """At most 40 signs that a screen or log may show: no control, direction or invisible ones."""
    return visible(text)[:40]


def visible(text: str) -> str:
    """A text without control, direction and invisible signs, its words one space apart."""
    return " ".join("".join(sign for sign in text if unicodedata.category(sign) not in _INVISIBLE).split())


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _host(address: re.Match[str]) -> str:
    """Of a page its host; of an app's own address nothing, since all behind the scheme may be a secret."""
    scheme, host = address.groups()
    return f"{scheme}{host}/…" if scheme.lower() in ("http://", "https://") else f"{scheme}…"


def _starred(code: str) -> str:
    return code[:KEPT] + "*" * (len(code) - KEPT)
