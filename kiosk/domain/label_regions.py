"""National rules for restricted circulation numbers with a price, weight or number, as label templates.

The same first digits mean other things in the next country: a shop names the one it labels for. Prices are
in a currency of 100 minor units. Sources: the solutions of GS1 Denmark, Germany, UK, Sweden and Latvia (for
the Baltic states) and GS1 Finland; Norway follows the Swedish one. A shop in China or the United States has
no national rule: its scales' own templates say.
"""

from __future__ import annotations

_WEIGHT_OF_FOUR_DIGITS = ("23PPPPPPW.WWWC", "24PPPPPPWW.WWC", "25PPPPPPWWW.WC")
_SWEDISH = ("20PPPPPPAA.AAC", "21PPPPPPAAA.AC", "22PPPPPPAAAA.C", *_WEIGHT_OF_FOUR_DIGITS)

REGIONS: dict[str, tuple[str, ...]] = {
    "de": (
        "22PPPPKAAA.AAC",
        "23PPPPKAAA.AAC",
        "25PPPPKNNNNNC",
        "26PPPPKNNNNNC",
        "28PPPPKWW.WWWC",
        "29PPPPKWW.WWWC",
    ),
    "dk": (
        "21PPPPAAAA.AAC",
        "22PPPPAAAA.AAC",
        "23PPPPAAAA.AAC",
        "24PPPPAAAA.AAC",
        "26PPPPWWW.WWWC",
        "27PPPPPWW.WWWC",
        "28PPPPWWW.WWWC",
    ),
    "ee": _WEIGHT_OF_FOUR_DIGITS,
    "fi": _WEIGHT_OF_FOUR_DIGITS,
    "gb": ("20PPPPPKAA.AAC",),
    "lt": _WEIGHT_OF_FOUR_DIGITS,
    "lv": _WEIGHT_OF_FOUR_DIGITS,
    "no": _SWEDISH,
    "se": _SWEDISH,
}
"""By ISO 3166-1 code."""
