#!/usr/bin/env bash
# The gates before the tests. Each prints one line with its time, and what it found where it fails; all are run.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
failed=0

gate() {
    local name=$1 began=$EPOCHREALTIME said verdict=ok
    shift
    said=$("$@" 2>&1 </dev/null) || { verdict=FAILED; failed=1; }
    awk -v name="$name" -v verdict="$verdict" -v s="$began" -v e="$EPOCHREALTIME" \
        'BEGIN { printf "%-22s %6.1f s  %s\n", name, e - s, verdict }'
    [[ $verdict == ok ]] || printf '%s\n' "$said"
}

gate "style" .venv/bin/python -m ruff check --no-cache .
gate "format" .venv/bin/python -m ruff format --no-cache --check .
gate "types" .venv/bin/python -m mypy
gate "import contracts" .venv/bin/lint-imports --no-cache
gate "QML" .venv/bin/python packaging/qml_lint.py
gate "translations" .venv/bin/python packaging/check_translations.py
exit "$failed"
