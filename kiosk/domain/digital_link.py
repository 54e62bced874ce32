"""GS1 Digital Link addresses (GS1 Digital Link: URI syntax 1.4): the element strings inside.

Any host and any path before the GTIN; identifiers as digits or by their former short names; what follows the
GTIN in pairs, in the path or after `?`. A compressed address holds nothing that can be read without GS1's
tables of compression, so it has no elements.
"""

from __future__ import annotations

import re
from itertools import pairwise

from kiosk.domain.element_strings import Elements, identifier_digits
from kiosk.domain.gtin import to_gtin14

_ADDRESS = re.compile(r"https?://[^/?#\s]+(/[^?#]*)?(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_SHORT = {"gtin": "01", "cpv": "22", "lot": "10", "ser": "21", "exp": "17", "gcn": "255"}
_SHORTEST = 13
"""Digits under `01`: eight or twelve are as often a date or a page's number; `gtin` says what it is."""
_NO_GOOD = re.compile(r"0{14}|[0-9](?:2|0[24])|000000[02]")
"""No GTIN (zeros), and numbers that a shop or a company gives within itself: RCN-13, RCN-12 and RCN-8 (GS1
General Specifications 1.4.3)."""
_PERCENT = re.compile(r"%([0-7][0-9A-Fa-f])")


def elements_of_link(text: str) -> Elements | None:
    """The elements of an address that names a good (01) or a coupon (255); None for any other text.

    A GTIN is told in 14 digits and only with a right check digit; a number that a shop gives itself is none.
    """
    address = _ADDRESS.fullmatch(text)
    if address is None:
        return None
    found = _in_path(address[1] or "") + _in_query(address[2] or "")
    keys = {name for name, _ in found}
    return Elements(tuple(found), whole=False) if keys & {"01", "255"} else None


def _in_path(path: str) -> list[tuple[str, str]]:
    """Every GTIN, and from the first one on (else the first coupon) pairs up to what is no identifier."""
    segments = [_decoded(segment) for segment in path.split("/")]
    neighbours = [_element(key, value) for key, value in pairwise(segments)]
    # A shop's own path may come first: `/stores/01/offers/01/09521234543213`.
    starts = {one[0]: place for place, one in reversed(list(enumerate(neighbours))) if one is not None}
    start = starts.get("01", starts.get("255"))
    if start is None:
        return []
    found = [one for one in neighbours if one is not None and one[0] == "01"]
    for key, value in zip(segments[start::2], segments[start + 1 :: 2], strict=False):
        element = _element(key, value)
        if element is not None:
            found.append(element)
        elif not identifier_digits(_identifier(key)):
            break
    return found


def _in_query(query: str) -> list[tuple[str, str]]:
    pairs = (part.partition("=") for part in re.split("[&;]", query))
    elements = (_element(_decoded(key), _decoded(value)) for key, _, value in pairs)
    return [element for element in elements if element is not None]


def _element(key: str, value: str) -> tuple[str, str] | None:
    """An identifier with its value; None for a key that is none and for a GTIN that is none."""
    identifier = _identifier(key)
    if identifier == "01":
        gtin14 = to_gtin14(value) if len(value) >= _SHORTEST or key.lower() == "gtin" else None
        good = gtin14 is not None and _NO_GOOD.match(gtin14) is None
        return ("01", gtin14) if gtin14 is not None and good else None
    return (identifier, value) if value and identifier_digits(identifier) else None


def _identifier(key: str) -> str:
    return _SHORT.get(key.lower(), key)


def _decoded(text: str) -> str:
    """Percent-encoded ASCII as itself; GS1 values hold nothing else."""
    return _PERCENT.sub(lambda sign: chr(int(sign[1], 16)), text)
