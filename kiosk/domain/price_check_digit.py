"""The check digit of a price or weight inside a label (GS1 General Specifications 7.9.2 to 7.9.4)."""

from __future__ import annotations

_FACTORS = {4: ((2, -1), (2, -1), (3, 0), (5, -1)), 5: ((5, 1), (2, -1), (5, -1), (5, 1), (2, -1))}
"""By the length of the value, for each place: the factor, and how the product's tens count."""


def price_check_digit(value: str) -> int:
    """The digit of four or five digits of value: 9 for 2875, 6 for 14685."""
    total = 0
    for digit, (factor, tens) in zip(value, _FACTORS[len(value)], strict=True):
        product = int(digit) * factor
        total += product + tens * (product // 10)
    if len(value) == 4:
        return total * 3 % 10
    # The digit whose own product, weighted five minus, brings the sum to a full ten.
    return next(digit for digit in range(10) if (total + digit * 5 - digit * 5 // 10) % 10 == 0)
