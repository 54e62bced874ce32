"""Pictures from the shop's folder to the kiosk: taken in by a command, served and fetched by their hash."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests
import uvicorn
from fastapi import FastAPI, Response
from PIL import Image

from cloud.catalogue.picture_routes import picture_routes
from cloud.catalogue.pictures import PictureShelf, pictures_in
from kiosk.domain.picture_file import MOST_BYTES, picture_name
from kiosk.domain.product import Names
from kiosk.domain.sale import Store
from kiosk.errors import CloudRefused, CloudUnreachable, SettingRefused
from kiosk.ports import Identity
from kiosk.remote.picture_line import PictureLine
from tests.cloud.visits import Operate

WHO = Identity(
    kiosk_id="K01",
    tenant="demo",
    simulated=True,
    store=Store(store_id="S1", names=Names("示范店", "Demo store")),
    wallets=(),
    member_keys=(),
    catalogue_keys=(),
    receipt_url="",
)


def drawn(form: str = "PNG", side: int = 20) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), "green").save(file, form)
    return file.getvalue()


@pytest.fixture
def shelf(tmp_path: Path) -> PictureShelf:
    return PictureShelf(tmp_path / "shelf")


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """A server on this machine; its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def address(shelf: PictureShelf) -> Iterator[str]:
    """Of a server of these pictures."""
    app = FastAPI()
    app.include_router(picture_routes(shelf))
    with serving(app) as served:
        yield served


def test_a_picture_goes_from_the_folder_to_the_kiosk(
    shelf: PictureShelf, address: str, tmp_path: Path
) -> None:
    line = PictureLine(address, WHO)
    for form, ending in (("PNG", "png"), ("JPEG", "JPEG"), ("WEBP", "webp")):
        file = tmp_path / f"milk.{ending}"
        file.write_bytes(drawn(form))
        taken = shelf.take("demo", file)
        assert line.fetch_picture(taken.name) == drawn(form)
        answer = requests.get(f"{address}/v1/pictures/demo/{taken.name}", timeout=5)
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"] == f"image/{form.lower()}"


def test_what_is_not_there_is_a_definite_no(shelf: PictureShelf, address: str, tmp_path: Path) -> None:
    file = tmp_path / "milk.png"
    file.write_bytes(drawn())
    name = shelf.take("demo", file).name
    line = PictureLine(address, WHO)
    for other in (name[::-1], "..%2F..%2Fkeys", "a" * 63):
        with pytest.raises(CloudRefused):
            line.fetch_picture(other)
    for tenant in ("other", "..", "%2e%2e"):
        assert requests.get(f"{address}/v1/pictures/{tenant}/{name}", timeout=5).status_code == 404


def test_the_kiosk_takes_no_endless_picture_and_no_other_answer_for_one(tmp_path: Path) -> None:
    app = FastAPI()
    answers = {"a" * 64: (b"x" * (MOST_BYTES + 1), 200), "b" * 64: (b"a proxy's page", 502)}

    @app.get("/v1/pictures/demo/{name}")
    async def picture(name: str) -> Response:
        content, status = answers[name]
        return Response(content, status)

    with serving(app) as address:
        line = PictureLine(address, WHO)
        with pytest.raises(CloudRefused) as refused:
            line.fetch_picture("a" * 64)
        assert refused.value.reason.code == "picture.too_large"
        with pytest.raises(CloudUnreachable):
            line.fetch_picture("b" * 64)
    with pytest.raises(CloudUnreachable):
        line.fetch_picture("a" * 64)


def test_pictures_come_by_https_where_money_is_real() -> None:
    real = replace(WHO, simulated=False)
    with pytest.raises(SettingRefused):
        PictureLine("http://pictures.example", real)


def test_one_command_takes_a_folder_in_and_names_what_it_cannot_take(
    operate: Operate, tmp_path: Path
) -> None:
    shop = tmp_path / "shop"
    (shop / "more").mkdir(parents=True)
    (shop / "110001.png").write_bytes(drawn())
    (shop / "more" / "110002.jpg").write_bytes(drawn("JPEG"))
    (shop / "list.txt").write_text("no picture")
    assert len(pictures_in(shop)) == 2
    status, told = operate("pictures", str(shop))
    assert status == 0
    named = {Path(row["file"]).stem: row["picture"] for row in map(json.loads, told.splitlines())}
    assert named == {"110001": picture_name(drawn()), "110002": picture_name(drawn("JPEG"))}
    (shop / "large.png").write_bytes(drawn(side=2100))
    (shop / "empty.webp").write_bytes(b"")
    status, told = operate("pictures", str(shop))
    assert status == 1
    assert told.count('"picture": ') == 2
    assert "2100 × 2100 pixels" in told
    assert operate("pictures", str(shop / "nowhere"))[0] == 1
    assert operate("pictures", str(shop), "--tenant", "nobody")[0] == 1
