"""The shelf: goods by category, each to be held before the kiosk's camera as the person wants it held."""

# ruff: noqa: N815 - names as Qt and QML spell them

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.catalogue_csv import Sheet, read_products
from kiosk.domain.money import format_minor
from kiosk.domain.product import Product, SoldBy
from lab.workbench.errands import Errands
from lab.workbench.goods import Goods, Ware
from lab.workbench.packs import (
    GRAMS_LEAST,
    GRAMS_MOST,
    POSES,
    held,
    is_weighed,
    photograph_thumbnail,
    photographs_in,
    thumbnail,
)
from lab.workbench.pictures import Pictures
from lab.workbench.troubles import Tell
from lab.workbench.wire import post

QML_IMPORT_NAME = "Touchlane.Workbench"
QML_IMPORT_MAJOR_VERSION = 1

CURRENCY = "CNY"
PHOTOGRAPHS = "photographs"
"""The category of a person's own pictures."""
SHOWN_MS = 1600


@QmlElement
@QmlUncreatable("made in Python")
class Shelf(QObject):  # type: ignore[operator]
    """What to hold is chosen here; the camera's process draws and shows it."""

    changed = Signal()

    def __init__(
        self, camera_url: str, net: Errands, artist: Errands, pictures: Pictures, tell: Tell
    ) -> None:
        super().__init__()
        self._camera_url, self._net, self._tell = camera_url, net, tell
        self._products: dict[str, Product] = {}
        self._photographs: dict[str, Path] = {}
        self._goods = Goods(artist, pictures, self)
        self._categories: list[str] = []
        self._category = ""
        self._how = "straight"
        self._grams = 500
        self._scale = self._held = ""
        self._gone = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._gone.timeout.connect(self._put_back)

    def fill(self, catalogue: Path, faulty: Callable[[Sheet[Product]], None]) -> None:
        """Read the goods; `faulty` is called where rows were left out."""

        def come(sheet: Sheet[Product]) -> None:
            self._products = {p.sku: p for p in sheet.values if p.gtins or is_weighed(p)}
            self._categories = list(dict.fromkeys(p.category for p in self._products.values()))
            self.choose(self._categories[0] if self._categories else "")
            if sheet.problems:
                faulty(sheet)

        self._net.run(
            lambda: read_products(catalogue.read_text(encoding="utf-8"), CURRENCY),
            come,
            lambda fault: self._tell("catalogue", fault),
        )

    # What QML reads

    def _get_goods(self) -> Goods:
        return self._goods

    def _get_categories(self) -> list[str]:
        return [*self._categories, *([PHOTOGRAPHS] if self._photographs else [])]

    def _get_category(self) -> str:
        return self._category

    def _get_hows(self) -> list[str]:
        return list(POSES)

    def _get_how(self) -> str:
        return self._how

    def _get_held(self) -> str:
        return self._held

    def _get_on_scale(self) -> str:
        return self._scale

    def _get_scale_name(self) -> str:
        return self._products[self._scale].names.zh if self._scale else ""

    def _get_scale_name_en(self) -> str:
        return self._products[self._scale].names.of("en") if self._scale else ""

    def _get_scale_price(self) -> str:
        return _price(self._products[self._scale]) if self._scale else ""

    def _get_grams(self) -> int:
        return self._grams

    def _get_least(self) -> int:
        return GRAMS_LEAST

    def _get_most(self) -> int:
        return GRAMS_MOST

    goods = Property(Goods, _get_goods, constant=True)
    categories = Property(list, _get_categories, notify=changed)
    category = Property(str, _get_category, notify=changed)
    hows = Property(list, _get_hows, constant=True)
    how = Property(str, _get_how, notify=changed)
    held = Property(str, _get_held, notify=changed)
    onScale = Property(str, _get_on_scale, notify=changed)
    scaleName = Property(str, _get_scale_name, notify=changed)
    scaleNameEn = Property(str, _get_scale_name_en, notify=changed)
    scalePrice = Property(str, _get_scale_price, notify=changed)
    grams = Property(int, _get_grams, notify=changed)
    gramsLeast = Property(int, _get_least, constant=True)
    gramsMost = Property(int, _get_most, constant=True)

    # What a person does

    @Slot(str)
    def choose(self, category: str) -> None:
        """Show a category; what lies on the scale goes back."""
        self._category, self._scale = category, ""
        self._goods.show(self._photograph_wares() if category == PHOTOGRAPHS else self._wares(category))
        self.changed.emit()

    @Slot(str)
    def holdAs(self, how: str) -> None:  # noqa: N802
        """How things are held from now on: a name of `POSES`."""
        self._how = how
        self.changed.emit()

    @Slot(str)
    def take(self, key: str) -> None:
        """Hold it before the camera; a weighed good is laid on the scale first."""
        if key in self._photographs:
            self._post(key, "/picture", {"path": str(self._photographs[key]), "hold_s": 2.5})
        elif is_weighed(self._products[key]):
            self._scale = "" if self._scale == key else key
            self.changed.emit()
        else:
            self._post(key, "/hold", held(self._products[key], self._how))

    @Slot(int)
    def weigh(self, grams: int) -> None:
        """What the scale shows."""
        self._grams = min(GRAMS_MOST, max(GRAMS_LEAST, grams))
        self.changed.emit()

    @Slot()
    def label(self) -> None:
        """Print the scale's label and hold the labelled good."""
        if self._scale:
            self._post(self._scale, "/hold", held(self._products[self._scale], self._how, self._grams))

    @Slot()
    def clearScale(self) -> None:  # noqa: N802
        self._scale = ""
        self.changed.emit()

    @Slot(QUrl)
    def openFolder(self, folder: QUrl) -> None:  # noqa: N802
        """A person's own photographs come onto the shelf."""

        def come(found: list[Path]) -> None:
            if not found:
                self._tell("no_photographs", None)
                return
            self._photographs = {str(path): path for path in found}
            self.choose(PHOTOGRAPHS)

        place = Path(folder.toLocalFile())
        self._net.run(lambda: photographs_in(place), come, lambda fault: self._tell("folder", fault))

    def _post(self, key: str, path: str, wanted: dict[str, Any]) -> None:
        def come(_: dict[str, Any]) -> None:
            self._held = key
            self.changed.emit()
            self._gone.start()

        url = self._camera_url + path
        self._net.run(lambda: post(url, wanted), come, lambda fault: self._tell("camera", fault))

    def _put_back(self) -> None:
        self._held = ""
        self.changed.emit()

    def _wares(self, category: str) -> list[Ware]:
        return [_ware(product) for product in self._products.values() if product.category == category]

    def _photograph_wares(self) -> list[Ware]:
        return [
            Ware(key, path.stem, "", "", weighed=False, draw=partial(photograph_thumbnail, path))
            for key, path in self._photographs.items()
        ]


def _ware(product: Product) -> Ware:
    return Ware(
        product.sku,
        product.names.zh,
        product.names.of("en"),
        _price(product),
        weighed=is_weighed(product),
        draw=lambda: thumbnail(product),
    )


def _price(product: Product) -> str:
    """As a shelf label has it."""
    per = " / kg" if product.sold_by is SoldBy.WEIGHT else ""
    return format_minor(product.price_minor, CURRENCY) + per
