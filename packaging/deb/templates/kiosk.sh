#!/bin/sh
# Runs the kiosk with the Python it came with, wherever the package is unpacked.
here=$(readlink -f -- "$0")
here=${here%/*}
exec "$here/../python/bin/python3" -I -X utf8 "$here/../launch.py" "$@"
