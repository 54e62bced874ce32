"""Receipt printers: a pure ESC/POS encoder, profiles as data, status, transports."""
