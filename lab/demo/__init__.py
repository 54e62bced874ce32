"""The whole shop on one machine: cloud, payment provider and virtual devices around a real kiosk."""
