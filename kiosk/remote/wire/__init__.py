"""The shapes on the wire between kiosk and cloud; the only room both sides share beside the domain."""
