"""At the workbench's shelf: what a click holds before the camera is what the camera's pictures say."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl

from kiosk.domain.barcode import Classified, Scan, StoreLabel, Symbology, classify
from kiosk.domain.catalogue_csv import read_products
from lab.shelf.symbols import draw_symbol
from lab.workbench.packs import POSES, weight_label
from tests.lab.workbench_room import CATALOGUE, Bench

GOODS = read_products(CATALOGUE.read_text(encoding="utf-8"), "CNY").values
PACKED = next(good for good in GOODS if good.category == "dairy")
WEIGHED = next(good for good in GOODS if good.plu and not good.gtins)


def read_label(text: str) -> Classified:
    """What the kiosk makes of a scanned label."""
    return classify(Scan(text.encode(), text, Symbology.EAN13))


def test_a_click_on_a_pack_holds_its_own_code_before_the_camera(bench: Bench) -> None:
    bench.click(f"category_{PACKED.category}")
    bench.click(f"good_{PACKED.sku}")
    assert bench.code_before_camera().zfill(14) == PACKED.gtins[0]
    bench.wait(lambda: bench.bridge.shelf.held == PACKED.sku)


def test_the_camera_takes_every_way_of_holding_the_bench_offers(bench: Bench) -> None:
    bench.click(f"category_{PACKED.category}")
    for waiting, how in enumerate(POSES):
        bench.click(f"how_{how}")
        bench.click(f"good_{PACKED.sku}")
        bench.wait(lambda expected=waiting: bench.room.shelf.stage.state()["waiting"] == expected)
    assert bench.text("troubleText") == ""


def test_every_pack_on_the_shelf_gets_its_drawn_picture(bench: Bench) -> None:
    bench.click(f"category_{PACKED.category}")
    goods = bench.bridge.shelf.goods
    role = next(number for number, name in goods.roleNames().items() if bytes(name.data()) == b"picture")
    shown = [goods.index(row) for row in range(min(4, goods.rowCount()))]
    bench.wait(lambda: all(goods.data(index, role) for index in shown))


def test_a_weighed_good_waits_on_the_scale_for_its_label(bench: Bench) -> None:
    bench.click(f"category_{WEIGHED.category}")
    bench.click(f"good_{WEIGHED.sku}")
    bench.wait(lambda: bench.find("scalePane") is not None)
    assert bench.room.shelf.stage.state()["held"] is None
    bench.bridge.shelf.weigh(1240)
    bench.wait(lambda: bench.text("scaleReading") == "1240 g")
    bench.click("labelButton")
    label = read_label(bench.code_before_camera())
    assert isinstance(label, StoreLabel)
    assert (label.plu, label.weight_g) == (WEIGHED.plu, 1240)


@pytest.mark.parametrize("grams", [1, 20, 999, 5000, 99999])
def test_every_label_of_the_scale_is_a_label_of_the_shop(grams: int) -> None:
    label = read_label(weight_label("20101", grams))
    assert isinstance(label, StoreLabel)
    assert (label.plu, label.weight_g) == ("20101", grams)


def test_a_persons_own_photographs_come_onto_the_shelf_and_before_the_camera(
    bench: Bench, tmp_path: Path
) -> None:
    folder = tmp_path / "photographs"
    folder.mkdir()
    draw_symbol("9521234543213", Symbology.EAN13, 5).save(folder / "a pack.png")
    (folder / "notes.txt").write_text("no picture", encoding="utf-8")
    bench.bridge.shelf.openFolder(QUrl.fromLocalFile(str(folder)))
    bench.click(f"good_{folder / 'a pack.png'}")
    assert bench.code_before_camera() == "9521234543213"
    assert bench.bridge.shelf.goods.rowCount() == 1


def test_a_folder_without_photographs_is_told_and_the_shelf_stays(bench: Bench, tmp_path: Path) -> None:
    bench.bridge.shelf.openFolder(QUrl.fromLocalFile(str(tmp_path)))
    bench.wait(lambda: "no photograph" in bench.text("troubleText"))
    assert bench.bridge.shelf.goods.rowCount() > 0


def test_a_camera_that_does_not_answer_neither_holds_up_the_window_nor_marks_the_good(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        bench.bridge.shelf._camera_url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        bench.bridge.shelf.choose(PACKED.category)
        began = time.monotonic()
        bench.bridge.shelf.take(PACKED.sku)
        assert time.monotonic() - began < 0.2
        bench.wait(lambda: "camera did not answer" in bench.text("troubleText"))
    assert bench.bridge.shelf.held == ""
