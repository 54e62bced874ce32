"""Intake of the kiosks' records, re-pricing, quarantine, and what the retailer may take out."""
