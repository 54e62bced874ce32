"""The parts of `kiosk bench scan`: readers side by side on stills, sequences, live frames and a sweep."""
