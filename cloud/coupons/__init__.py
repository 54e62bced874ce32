"""Coupons: the shop's list, claims of payment attempts, signing, and telling wallets that one was used."""
