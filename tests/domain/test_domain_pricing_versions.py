"""What a version gave it gives for ever; one that is not here is refused in words."""

from __future__ import annotations

import pytest

from kiosk.domain.pricing import PRICING_VERSION
from kiosk.domain.pricing_versions import VERSIONS, price_by
from kiosk.errors import InputRefused
from tests.domain.pricing_vectors import costs, priced, read


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_a_version_gives_what_it_gave(version: int) -> None:
    for vector in read(version):
        answer = priced(vector, version)
        assert costs(answer) == vector.costs
        assert answer.pricing_version == version


def test_at_most_the_last_three_versions_are_kept_beside_the_current_one() -> None:
    assert max(VERSIONS) == PRICING_VERSION
    assert set(VERSIONS) <= set(range(PRICING_VERSION - 3, PRICING_VERSION + 1))


def test_a_version_nobody_has_is_refused() -> None:
    with pytest.raises(InputRefused) as caught:
        price_by(PRICING_VERSION + 1)
    assert caught.value.reason.code == "payment.pricing_version_unknown"
