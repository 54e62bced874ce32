"""A shop whose goods are found by name, through a tree of categories, and by their pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from kiosk.domain.category import Category
from kiosk.domain.picture_file import picture_name
from kiosk.domain.product import Names, Product
from kiosk.domain.recall import Recall
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from tests.services.goods import OFFERS, PRODUCTS


def picture(colour: str) -> bytes:
    """A PNG of one colour."""
    made = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "PNG")
    return made.getvalue()


MILK_PICTURE, EGG_PICTURE = picture("white"), picture("brown")

TREE = (
    Category(category_id="fresh", names=Names("生鲜", "Fresh"), order=1),
    Category(category_id="fruit", parent="fresh", names=Names("水果", "Fruit"), order=1),
    Category(category_id="bakery", names=Names("烘焙", "Bakery"), order=2),
    Category(category_id="dairy", names=Names("乳品", "Dairy"), order=3),
)
_SPELT = {
    "milk": {"spellings": ("chun niu nai",), "picture": picture_name(MILK_PICTURE)},
    "tea_egg": {"spellings": ("cha ye dan",), "picture": picture_name(EGG_PICTURE)},
    "apples": {"spellings": ("hong fu shi ping guo",)},
    "beer": {"spellings": ("pi jiu",)},
    "cigarettes": {"spellings": ("xiang yan",)},
}
GOODS: list[Product] = [replace(one, **_SPELT.get(one.sku, {})) for one in PRODUCTS]  # type: ignore[arg-type]


def open_range(
    folder: Path,
    revision: int = 2,
    goods: Sequence[Product] = GOODS,
    tree: Sequence[Category] = TREE,
    recalls: Sequence[Recall] = (),
) -> None:
    """Installs it in the catalogue of a stage's folder: trips from now on go by it."""
    file = folder / f"range-{revision}"
    write_snapshot(file, goods, OFFERS, revision, datetime.now(UTC), recalls=recalls, categories=tree)
    FileCatalogueStore(folder / "catalogue").install(file, revision)
