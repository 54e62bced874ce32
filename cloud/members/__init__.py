"""Members, consent, points and claims; pseudonymous towards the kiosk."""
