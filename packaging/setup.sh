#!/usr/bin/env bash
# Makes .venv with everything the kiosk, the cloud, the laboratory and the tests need, from the lock file.
#   packaging/setup.sh           does what is missing; a second call finds nothing to do
#   packaging/setup.sh --check   changes nothing; says what is missing and exits 1 where something is
# PYTHON=... chooses an interpreter. Works as root and as a user, from a checkout at any path.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

lock=packaging/locks/development.lock
stamp=.venv/touchlane-setup # what .venv was made from; absent while it is being made
drawn=.venv/touchlane-display # on which kinds of display the system libraries were looked at
log=.var/setup.log
started=$SECONDS

stop() {
    printf 'set-up stopped: %s\n' "$*" >&2
    exit 1
}

step() { printf '%s/4 %s\n' "$1" "$2"; }

# The interpreter .venv runs and the place it was made for: the two things it cannot outlive.
ground() { printf '%s\n' "$(.venv/bin/python --version 2>/dev/null)" "$PWD"; }

# All that, when it changes, makes .venv out of date: the ground, the packages, the entry points.
fingerprint() {
    ground
    { cat "$lock" && sed -n '/^\[project/,/^\[tool/p' pyproject.toml; } | sha256sum
}

wanted_python() { [[ -z ${PYTHON-} || $("$PYTHON" --version 2>/dev/null) == "$(.venv/bin/python --version)" ]]; }

current() { [[ -f $stamp && $(<"$stamp") == "$(fingerprint)" ]] && wanted_python; }

# A set-up without a display looks at fewer libraries than a window needs.
displays() { printf '%s' "${DISPLAY:+x11}${WAYLAND_DISPLAY:+wayland}"; }

drawable() { [[ -z $(displays) ]] || { [[ -f $drawn ]] && grep -qxF "$(displays)" "$drawn"; }; }

# Made to the end once, on the same ground: pip may bring it up to date.
updatable() { [[ -f $stamp && $(head -n 2 "$stamp") == "$(ground)" ]] && wanted_python; }

find_python() {
    local candidate candidates=(python3 python3.13 python3.12 python3.11)
    [[ -z ${PYTHON-} ]] || candidates=("$PYTHON")
    for candidate in "${candidates[@]}"; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

check_machine() {
    local machine
    machine=$(uname -sm)
    case $machine in
        "Linux x86_64" | "Linux aarch64") ;;
        *) stop "this is $machine, and the packages exist for Linux on x86_64 and aarch64; use such a machine." ;;
    esac
    getconf GNU_LIBC_VERSION >/dev/null 2>&1 ||
        stop "this system has no GNU C library, which the packages are built for; use Debian 12, 13 or Ubuntu 24.04."
}

# Packages of one need ("always", ...) or of all but optional ones, from the lines of missing_libraries.py.
of_need() { awk -v need="$1" '(need == "required" && $1 != "optional") || $1 == need { print $2 }' <<<"$missing"; }

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null && { ((EUID == 0)) || sudo -n true 2>/dev/null; }
}

apt_install() {
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@")
    as_root "${install[@]}" || { as_root apt-get update && as_root "${install[@]}"; }
}

install_libraries() {
    local all required
    missing=$("$python" packaging/missing_libraries.py)
    [[ -n $missing ]] || { step 2 "System libraries: all here"; return; }
    all=$(awk '{ print $2 }' <<<"$missing" | xargs)
    if may_install; then
        step 2 "System libraries: installing $all"
        # shellcheck disable=SC2086 # a list of names
        apt_install $all </dev/null >>"$log" 2>&1 || true
        missing=$("$python" packaging/missing_libraries.py)
    else
        step 2 "System libraries: $all missing"
    fi
    required=$(of_need required | xargs)
    [[ -z $required ]] ||
        stop "the system lacks $required; run: sudo apt-get update && sudo apt-get install -y $all" \
            "- and then make setup again."
    [[ -z $(of_need optional) ]] ||
        echo "    without $(of_need optional | xargs) some damaged barcodes are not read;" \
            "to have it: sudo apt-get install -y $(of_need optional | xargs)"
}

# Runs pip in .venv, its words in the log; shows a line now and then, and pip's own error where it fails.
pip_install() {
    local line count=0 shown=$SECONDS
    .venv/bin/python -m pip install --no-input --disable-pip-version-check --progress-bar off "$@" </dev/null 2>&1 |
        while IFS= read -r line; do
            printf '%s\n' "$line" >>"$log"
            case $line in
                Collecting* | Requirement*) count=$((count + 1)) ;;
                ERROR:*) printf '    %s\n' "$line" >&2 ;;
            esac
            if ((SECONDS - shown >= 10)); then
                shown=$SECONDS
                echo "    $count packages seen, $((SECONDS - started)) s"
            fi
        done
}

make_environment() {
    if ! updatable; then # new, moved, or cut short while it was made: pip cannot tell a half unpacked package
        "$python" -m venv --clear .venv >>"$log" 2>&1 || stop "no virtual environment could be made in .venv; see $log."
    fi
    rm -f "$stamp"
    step 3 "Packages: $(grep -c == "$lock") in $lock (the first time this takes a minute or more)"
    pip_install --only-binary :all: --require-hashes -r "$lock" ||
        stop "pip could not fetch or verify the packages; connect this machine to a network, or point pip's own" \
            "configuration at a mirror, and run make setup again (details in $log)."
    step 4 "Touchlane itself"
    pip_install --no-index --no-deps --no-build-isolation --editable . ||
        stop "the checkout could not be installed into .venv; see $log."
    fingerprint >"$stamp"
}

if current && drawable; then
    exit 0
fi

check_machine
python=$(find_python) || stop "no Python from 3.11 to 3.13 was found; run: sudo apt-get install -y python3 python3-venv" \
    "- or name one: make setup PYTHON=/path/to/python3.12"

if [[ ${1-} == --check ]]; then
    echo "python: $python"
    missing=$("$python" packaging/missing_libraries.py)
    echo "missing system packages: $(awk '{ print $2 }' <<<"$missing" | xargs)"
    echo ".venv: not made from this checkout and $lock; run make setup"
    exit 1
fi

mkdir -p .var
exec 9>.var/setup.lock
flock 9 # two calls at once: the second waits, and then finds nothing to do
if current && drawable; then
    exit 0
fi
: >"$log"
step 1 "$("$python" --version) at $python"
install_libraries
current || make_environment
displays >>"$drawn" && echo >>"$drawn"
echo "Ready after $((SECONDS - started)) s."
