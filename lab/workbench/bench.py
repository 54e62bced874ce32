"""The one object the workbench's QML is given."""

# ruff: noqa: N815 - names as Qt and QML spell them

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import Property, QLocale, QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.catalogue_csv import Sheet
from kiosk.domain.product import Product
from kiosk.errors import InputRefused
from kiosk.ports import Sentences
from lab.fakepay.remote import FakepayRemote
from lab.workbench.e_receipt import EReceipt
from lab.workbench.errands import Errands
from lab.workbench.faults import Faults
from lab.workbench.member_code import MemberCode
from lab.workbench.order import Order
from lab.workbench.paper import Paper
from lab.workbench.phone import Phone
from lab.workbench.pictures import Pictures
from lab.workbench.shelf import Shelf
from lab.workbench.shop import Shop

QML_IMPORT_NAME = "Touchlane.Workbench"
QML_IMPORT_MAJOR_VERSION = 1
_log = logging.getLogger(__name__)


def machine_language() -> str:
    """The language of this machine's user: `zh-CN` or `en`."""
    return "zh-CN" if QLocale.system().language() is QLocale.Language.Chinese else "en"


@QmlElement
@QmlUncreatable("made in Python")
class Bench(QObject):  # type: ignore[operator]
    """Holds the parts, the language, and the newest trouble."""

    languageChanged = Signal()
    troubleChanged = Signal()

    def __init__(
        self, grab: Callable[[], QImage], shop: Shop, sentences: Sentences, pictures: Pictures
    ) -> None:
        super().__init__()
        self._sentences = sentences
        self._language = machine_language()
        self._trouble = self._detail = ""
        # Drawing and reading must not wait for a part that does not answer, nor switches for one another's.
        self._net = Errands("bench-net", 4, self)
        self._artist = Errands("bench-draw", 1, self)
        self._reader = Errands("bench-read", 1, self)
        self._line = Errands("bench-faults", 1, self)
        self._provider = FakepayRemote(shop.provider_url)
        self._shelf = Shelf(shop.camera_url, self._net, self._artist, pictures, self._tell)
        self._phone = Phone(
            grab,
            self._reader,
            Order(self._provider, self._net, self._tell),
            EReceipt(self._net, self._tell),
            MemberCode(shop.member_code, shop.member_page, shop.camera_url, self._net, pictures, self._tell),
            lambda: self._language,
        )
        self._paper = Paper(shop.paper, self._reader)
        self._faults = Faults(shop, self._line, self._tell)
        for part in (self._shelf, self._phone, self._paper, self._faults):
            part.setParent(self)
        self._shelf.fill(shop.catalogue, self._left_out)

    def close(self) -> None:
        """Wait for what is under way; nothing comes back after."""
        for errands in (self._net, self._artist, self._reader, self._line):
            errands.close()
        self._provider.close()

    def _get_shelf(self) -> Shelf:
        return self._shelf

    def _get_phone(self) -> Phone:
        return self._phone

    def _get_paper(self) -> Paper:
        return self._paper

    def _get_faults(self) -> Faults:
        return self._faults

    def _get_language(self) -> str:
        return self._language

    def _get_trouble(self) -> str:
        return self._trouble

    def _get_detail(self) -> str:
        return self._detail

    shelf = Property(Shelf, _get_shelf, constant=True)
    phone = Property(Phone, _get_phone, constant=True)
    paper = Property(Paper, _get_paper, constant=True)
    faults = Property(Faults, _get_faults, constant=True)
    language = Property(str, _get_language, notify=languageChanged)
    trouble = Property(str, _get_trouble, notify=troubleChanged)
    """A name of `lab.workbench.troubles.TROUBLES`, or empty."""
    troubleDetail = Property(str, _get_detail, notify=troubleChanged)

    @Slot(str)
    def speak(self, language: str) -> None:
        """Change the language of the bench; the kiosk has its own."""
        if language != self._language:
            self._language = language
            self._show_trouble("", "")
            self.languageChanged.emit()

    @Slot()
    def dismiss(self) -> None:
        self._show_trouble("", "")

    def _tell(self, trouble: str, fault: Exception | None) -> None:
        _log.info("%s: %s", trouble, fault)
        detail = self._sentences.say(fault.reason, self._language) if isinstance(fault, InputRefused) else ""
        self._show_trouble(trouble, detail)

    def _left_out(self, sheet: Sheet[Product]) -> None:
        self._show_trouble("catalogue_rows", self._sentences.say(sheet.problems[0], self._language))

    def _show_trouble(self, trouble: str, detail: str) -> None:
        self._trouble, self._detail = trouble, detail
        self.troubleChanged.emit()
