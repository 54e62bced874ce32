#!/usr/bin/env bash
# Pins every package with hashes, for each supported Python and both machines; no index address is written.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v uv >/dev/null || { echo "make lock needs uv; install it and call again." >&2; exit 1; }

pin() {
    uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header "$@"
}

pin --extra cloud --extra test --output-file packaging/locks/development.lock "$@"
pin --constraints packaging/locks/development.lock --output-file packaging/locks/kiosk.lock
pin --extra cloud --constraints packaging/locks/development.lock --output-file packaging/locks/cloud.lock
