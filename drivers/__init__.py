"""Hardware behind the ports of `kiosk.ports`: one folder a kind of device. No Qt."""
