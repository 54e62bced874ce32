"""A new cloud: the commands of the guide make a live shop that publishes, and a store what it was told."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from cloud.cli import main
from kiosk.errors import SettingRefused
from kiosk.remote.cloud_api import CloudClient, enrol
from kiosk.remote.device_key import load_or_make_device_key
from tests.cloud.goods_files import goods, sheet
from tests.cloud.town import Town
from tests.cloud.visits import Operate

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "publishing.md"
SECTION = re.compile(r"^## A shop from nothing\n(.*?)^## ", re.MULTILINE | re.DOTALL)
PROGRAM = "$ .venv/bin/python -m cloud "


@pytest.fixture
def alone(
    bare_town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Operate:
    """The commands of a cloud with nobody in it, run where the shop's files are."""
    monkeypatch.setenv("DATABASE_URL", bare_town.urls.application)
    monkeypatch.setenv("DATABASE_OWNER_URL", bare_town.urls.owner)
    monkeypatch.setenv("LANG", "C")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        status = main([*arguments, "--data", str(bare_town.data)])
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


def test_the_guides_commands_make_a_live_shop_that_publishes(
    bare_town: Town, alone: Operate, serve: Callable[[Town], str], tmp_path: Path
) -> None:
    sheet(tmp_path, goods(300))
    (section,) = SECTION.findall(GUIDE.read_text("utf-8"))
    lines = [line.removeprefix(PROGRAM) for line in section.splitlines() if line.startswith(PROGRAM)]
    assert len(lines) == 4
    answers = []
    for line in lines:
        status, told = alone(*shlex.split(line))
        assert status == 0, (line, told)
        answers.append(told)
    assert json.loads(answers[0]) == {"tenant": "corner-shop", "kind": "live"}
    assert json.loads(answers[1])["price_lists"] == ["city"]
    assert json.loads(answers[2])["products"] == 300
    url, key = serve(bare_town), load_or_make_device_key(tmp_path / "device.key")
    with pytest.raises(SettingRefused, match=r"cloud\.plain_http"):
        enrol(url, answers[3].strip(), key, "Till")
    assert alone("tenant", "corner-shop", "--demo")[0] == 1, "live for ever"


def test_a_kiosk_sells_at_the_price_lists_of_its_store(
    bare_town: Town, alone: Operate, serve: Callable[[Town], str], tmp_path: Path
) -> None:
    assert alone("tenant", "try", "--demo")[0] == 0
    put = ("store", "put", "S01", "--tenant", "try")
    assert alone(*put)[0] == 1, "without a name"
    told = ("--name-zh", "试店", "--price-lists", "city, centre", "--tax", "EU", "--currency", "EUR")
    assert alone(*put, *told, "--zone", "Europe/Berlin")[0] == 0
    published, said = alone("publish", sheet(tmp_path, goods(3)), "--tenant", "try")
    assert published == 0, said
    code = alone("enrol-code", "--tenant", "try", "--store", "S01")[1].strip()
    key = load_or_make_device_key(tmp_path / "device.key")
    url = serve(bare_town)
    identity = enrol(url, code, key, "Till")
    shop = identity.store
    assert (shop.price_lists, shop.currency, shop.zone) == (("city", "centre"), "EUR", "Europe/Berlin")
    assert shop.tax.rounded == "tax"
    client = CloudClient(url, key, identity, now=bare_town.wall.now)
    assert client.fetch_catalogue(0, tmp_path / "kiosk").update is not None
    client.close()
    status, said = alone(*put, "--zone", "Europe/Paris")
    assert (status, "K01" in said) == (1, True)
    assert alone(*put, "--zone", "Europe/Paris", "--really")[0] == 0
    status, said = alone(*put, "--price-lists", "")
    assert (status, json.loads(said)["price_lists"], json.loads(said)["names"]["zh"]) == (0, [], "试店")
    assert json.loads(alone("stores", "--tenant", "try")[1])["store_id"] == "S01"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--currency", "XXQ"),
        ("--zone", "Mars/Base"),
        ("--zone", "../etc/passwd"),
        ("--price-lists", "a b"),
    ],
)
def test_what_a_store_cannot_be_is_refused_in_words(alone: Operate, wrong: tuple[str, str]) -> None:
    alone("tenant", "try", "--demo")
    status, told = alone("store", "put", "S01", "--tenant", "try", "--name-zh", "店", *wrong)
    assert status == 1
    assert len(told.splitlines()) == 1
    assert "Reason" not in told


def test_all_stores_of_a_tenant_have_one_currency_and_no_tenant_comes_of_itself(alone: Operate) -> None:
    assert alone("store", "put", "S01", "--tenant", "nobody", "--name-zh", "店")[0] == 1
    alone("tenant", "try", "--demo")
    assert alone("store", "put", "S01", "--tenant", "try", "--name-zh", "店")[0] == 0
    status, told = alone("store", "put", "S02", "--tenant", "try", "--name-zh", "店", "--currency", "EUR")
    assert (status, "CNY" in told) == (1, True)
    assert alone("tenant", "bad name", "--demo")[0] == 1
