"""The virtual shop around the kiosk: shelf, phone, paper and fault switches in a window beside it."""
