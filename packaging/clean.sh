#!/usr/bin/env bash
# Removes what set-up, runs and tests made: in the checkout, and the demo database's own folders outside it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ -x .venv/bin/python && -f cloud/__main__.py ]]; then
    .venv/bin/python -m cloud clean || echo "the demo database's folders could not be removed; see above" >&2
fi
rm -rf .venv .var .hypothesis .mypy_cache .ruff_cache .import_linter_cache build dist ./*.egg-info
find . -name .git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +
