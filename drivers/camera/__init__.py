"""From a camera to symbols: capture of the newest frame, detection, decoding."""
