#!/bin/sh
# Puts the kiosk on the panel: in cage, a compositor for one program, where it is installed with Xwayland;
# else on the bare framebuffer. QT_QPA_PLATFORM in the unit overrules both.
here=$(readlink -f -- "$0")
here=${here%/*}
export XDG_RUNTIME_DIR="${RUNTIME_DIRECTORY:-$XDG_RUNTIME_DIR}"
if [ -z "${QT_QPA_PLATFORM:-}" ] && command -v cage >/dev/null && command -v Xwayland >/dev/null; then
    exec cage -d -- env QT_QPA_PLATFORM=wayland "$here/kiosk" run "$@"
fi
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-linuxfb}"
exec "$here/kiosk" run "$@"
