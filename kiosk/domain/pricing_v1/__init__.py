"""Version 1 of pricing, frozen."""

from kiosk.domain.pricing_v1.pricing import price as price
