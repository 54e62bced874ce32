"""The project's own lint tools find what they are for, and accept what is right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BRIDGE = """
from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable
from PySide6.QtQuick import QQuickPaintedItem

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

@QmlElement
@QmlUncreatable("the application makes it")
class BasketView(QObject):
    changed = Signal()
    def _total(self) -> str:
        return ""
    def _currency(self) -> str:
        return ""
    totalText = Property(str, _total, notify=changed)
    currency = Property(str, _currency, constant=True)

@QmlElement
class CameraItem(QQuickPaintedItem):
    changed = Signal()
"""

SCREEN = """
import QtQuick
import Touchlane.Bridge

Item {
    id: root
    required property BasketView basket
    Text { text: qsTr("To pay: %1").arg(root.basket.totalText + root.basket.currency) }
    CameraItem { anchors.fill: root }
}
"""


def tool(checkout: Path, name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(checkout / "packaging" / name), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=50)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A small `ui` with one bridge and one screen."""
    room = tmp_path / "ui"
    (room / "qml").mkdir(parents=True)
    (room / "bridge.py").write_text(BRIDGE, encoding="utf-8")
    (room / "qml" / "Pay.qml").write_text(SCREEN, encoding="utf-8")
    return room


def test_qml_lint_knows_the_python_types(checkout: Path, room: Path) -> None:
    ended = tool(checkout, "qml_lint.py", room)
    assert ended.returncode == 0, ended.stdout
    (room / "qml" / "Pay.qml").write_text(SCREEN.replace("totalText", "totelText"), encoding="utf-8")
    ended = tool(checkout, "qml_lint.py", room)
    assert ended.returncode == 1
    assert 'Member "totelText" not found on type "BasketView"' in ended.stdout


SOURCE = """
from kiosk.errors import InputRefused, Reason

def refused(code: str, **values: str) -> InputRefused:
    return InputRefused(Reason(code, values))

class Unread(InputRefused):
    def __init__(self, code: str) -> None:
        super().__init__(Reason(code))

def hold(kind: str) -> None:
    raise Unread("scan.torn" if kind else "scan.wet")

TABLE = {5: "scan.far", 6: "scan.near"}

def scan(text: str, kind: str) -> Reason:
    if kind:
        return Reason(f"scan.{kind}.unread")
    if not text:
        raise refused("scan.empty")
    return Reason("scan.unknown", {"text": text})
"""

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "scan.unknown"
msgstr ""
"We do not know "
"{text}."

msgid "scan.empty"
msgstr "Nothing was scanned."

msgid "scan.far"
msgstr "Hold it nearer."

msgid "scan.torn"
msgstr "The label is torn."

msgid "scan.wet"
msgstr "The label is wet."

msgid "scan.camera.unread"
msgstr "Hold it closer."
"""

TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN"><context><name>Pay</name>
<message><source>To pay: %1</source><translation>应付：%1</translation></message>
</context></TS>
"""


@pytest.fixture
def translated(room: Path) -> Path:
    """A checkout whose every sentence is there in both languages."""
    checkout = room.parent
    (checkout / "kiosk").mkdir()
    (checkout / "kiosk" / "scan.py").write_text(SOURCE, encoding="utf-8")
    folder = checkout / "assets" / "translations"
    for language in ("zh_CN", "en"):
        (folder / language / "reasons.d").mkdir(parents=True)
        (folder / language / "reasons.d" / "scan.po").write_text(PO, encoding="utf-8")
    (folder / "zh_CN.ts").write_text(TS, encoding="utf-8")
    (folder / "en.ts").write_text('<TS version="2.1" language="en"></TS>', encoding="utf-8")
    return checkout


def test_complete_translations_pass(checkout: Path, translated: Path) -> None:
    ended = tool(checkout, "check_translations.py", translated)
    assert ended.returncode == 0, ended.stdout + ended.stderr


FAULTS = [
    ("en/reasons.d/scan.po", 'msgid "scan.empty"', 'msgid "scan.void"', "scan.empty: no sentence"),
    (
        "en/reasons.d/scan.po",
        'msgid "scan.empty"',
        'msgid "scan.void"',
        "scan.void: no source gives this code",
    ),
    (
        "zh_CN/reasons.d/scan.po",
        'msgid "scan.empty"',
        '#, fuzzy\nmsgid "scan.empty"',
        "scan.empty: not translated",
    ),
    ("zh_CN/reasons.d/scan.po", "Nothing was scanned.", "", "scan.empty: not translated"),
    ("zh_CN/reasons.d/scan.po", "{text}", "{txt}", "scan.unknown: {txt} is not given"),
    ("zh_CN/reasons.d/scan.po", "{text}", "it", "scan.unknown: the value text is given"),
    ("en/reasons.d/scan.po", 'msgid "scan.wet"', 'msgid "scan.dry"', "scan.wet: no sentence"),
    ("zh_CN/reasons.d/scan.po", "scan.camera.unread", "scan.camera.seen", "scan.*.unread: no sentence"),
    ("zh_CN.ts", "应付：%1", "应付：", "has other values"),
    ("zh_CN.ts", "<translation>", '<translation type="unfinished">', "is not translated"),
    ("zh_CN.ts", "<source>To pay", "<source>Pay", "is in no source"),
    ("zh_CN.ts", "<source>To pay", "<source>Pay", "'To pay: %1' is missing"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "told"), FAULTS, ids=lambda value: str(value)[:20])
def test_a_fault_in_a_translation_is_found(
    checkout: Path, translated: Path, name: str, right: str, wrong: str, told: str
) -> None:
    path = translated / "assets" / "translations" / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    ended = tool(checkout, "check_translations.py", translated)
    assert ended.returncode == 1
    assert told in ended.stdout
