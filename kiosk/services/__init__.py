"""What a kiosk does, one verb area a file; reaches the world only through `kiosk.ports`."""
