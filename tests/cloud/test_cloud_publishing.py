"""From a shop's files to the kiosk's disk: publishing, changes, prices with dates, going back, renewals."""

from __future__ import annotations

import asyncio
import csv
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests

from cloud.catalogue.keeping import keep_fresh
from kiosk.domain.price_list import prices_now
from kiosk.remote.wire.signing import sign_request
from tests.cloud.goods_files import COLUMNS, Disk, goods, gtin, sheet
from tests.cloud.line import Line
from tests.cloud.town import MILK
from tests.cloud.visits import Operate


@pytest.fixture
def disk(line: Line, tmp_path: Path) -> Disk:
    return Disk(line, tmp_path)


def test_a_shop_with_300_goods_publishes_by_one_command_and_its_kiosk_sells_them(
    disk: Disk, operate: Operate, tmp_path: Path
) -> None:
    status, told = operate("publish", sheet(tmp_path, goods(300)))
    assert (status, json.loads(told.splitlines()[0])["products"]) == (0, 300)
    disk.follow()
    found = disk.store.current().by_gtin(gtin(7).zfill(14))
    assert found is not None
    assert (found.sku, found.price_minor) == ("7", 990)
    assert found.spellings[0] == "ce shi shang pin 7 hao"
    assert disk.store.current().verify() is None


def test_a_change_of_prices_goes_down_as_a_few_bytes_a_good(
    disk: Disk, operate: Operate, tmp_path: Path
) -> None:
    operate("publish", sheet(tmp_path, goods(300)))
    disk.follow()
    operate("publish", sheet(tmp_path, goods(300, cheaper=100)))
    news = disk.follow()
    assert news.update is not None
    assert len(news.update.deltas) == 1
    assert (disk.good("100").price_minor, disk.good("101").price_minor) == (880, 990)
    by_changes = disk.store.current().checksum
    fresh = Disk(disk.line, tmp_path / "other")
    fresh.follow()
    assert fresh.store.current().checksum == by_changes == news.update.checksum
    (row,) = asyncio.run(disk.line.town.rows("select size from catalogue_files where from_revision = 2"))
    assert row.size < 12 * 100


def test_a_kiosk_that_missed_revisions_takes_all_their_changes(
    disk: Disk, operate: Operate, tmp_path: Path
) -> None:
    operate("publish", sheet(tmp_path, goods(300)))
    disk.follow()
    for cheaper in (1, 2, 3):
        operate("publish", sheet(tmp_path, goods(300, cheaper)))
    news = disk.follow()
    assert news.update is not None
    assert len(news.update.deltas) == 3
    assert [disk.good(sku).price_minor for sku in "1234"] == [880, 880, 880, 990]


def test_prices_with_dates_switch_by_themselves_at_kiosk_and_cloud(
    disk: Disk, operate: Operate, tmp_path: Path
) -> None:
    operate("publish", sheet(tmp_path, goods(3)))
    prices = (
        "sku,kind,price,from,to,priority\n1,list,12.00,2027-01-01,,\n1,offer,7.00,2027-02-01,2027-02-07,1\n"
    )
    status, told = operate("prices", sheet(tmp_path, prices, "prices.csv"))
    assert status == 0, told
    disk.follow()
    known = disk.good("1")

    def holds(day: str) -> tuple[int, int | None]:
        now = prices_now(known, datetime.fromisoformat(f"{day}T12:00+08:00"), ())
        return now.listed.minor, None if now.offer is None else now.offer.minor

    assert [holds(day) for day in ("2026-12-31", "2027-01-01", "2027-02-07", "2027-02-08")] == [
        (990, None),
        (1200, None),
        (1200, 700),
        (1200, None),
    ]
    status, told = operate("prices", sheet(tmp_path, "sku,price\n9,1.00\n", "wrong.csv"))
    assert (status, "wrong.csv" in told, disk.follow().update) == (1, True, None)


def test_what_is_wrong_is_told_row_by_row_in_both_languages(
    line: Line, operate: Operate, tmp_path: Path
) -> None:
    wrong = (
        goods(3) + "4,<script>,=1+1,snacks,9521990000001,oops,cn-vat-13,13\n5,,x,snacks,,1.00,cn-vat-13,13\n"
    )
    path = sheet(tmp_path, wrong)
    page, rows = tmp_path / "report.html", tmp_path / "report.csv"
    assert operate("publish", path, "--report", str(page))[0] == 1
    assert operate("publish", path, "--report", str(rows), "--check")[0] == 1
    with rows.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    assert [(row["file"], row["row"]) for row in told] == [("goods.csv", "5"), ("goods.csv", "6")]
    assert all(row["zh"] and row["en"] and row["zh"] != row["en"] for row in told)
    html = page.read_text("utf-8")
    assert "<script>" not in html
    assert all(row["en"].split("{")[0][:12] in html for row in told)
    assert operate("publish", sheet(tmp_path, goods(3)), "--check")[0] == 0
    assert asyncio.run(line.town.rows("select max(revision) from catalogue_revisions"))[0].max == 1
    assert operate("publish", path, "--report", str(tmp_path / "report.pdf"))[0] == 1


def test_a_report_is_no_formula_to_a_spreadsheet(line: Line, operate: Operate, tmp_path: Path) -> None:
    row = "1,x,x,snacks,,=HYPERLINK(1),cn-vat-13,13\n"
    rows = tmp_path / "report.csv"
    operate("publish", sheet(tmp_path, COLUMNS + row), "--report", str(rows))
    with rows.open(encoding="utf-8-sig", newline="") as file:
        assert [row["value"] for row in csv.DictReader(file)] == ["'=HYPERLINK(1)"]


# Going back, and staying fresh


@pytest.mark.soak
def test_the_shop_goes_back_a_revision_and_forward_again(
    disk: Disk, operate: Operate, tmp_path: Path
) -> None:
    town = disk.line.town
    disk.follow()
    wrong = goods(3)
    operate("publish", sheet(tmp_path, wrong))
    disk.follow()
    assert disk.revision == 2
    status, told = operate("publish", "rollback", "1")
    assert (status, json.loads(told.splitlines()[0])["revision"]) == (0, 1)
    disk.follow()
    assert disk.revision == 1
    assert disk.good(MILK.sku).price_minor == 350
    town.wall.forward(3 * 3600)
    assert disk.line.client.put_attempt(town.request()).reason is None, "baskets of that revision are paid"
    operate("publish", sheet(tmp_path, wrong))
    disk.follow()
    assert disk.revision == 3
    assert disk.good("3").price_minor == 990
    for never in ("3", "0", "9"):
        assert operate("publish", "rollback", never)[0] == 1


def test_a_cloud_that_was_restored_numbers_on_from_what_its_kiosks_have(
    disk: Disk, operate: Operate, tmp_path: Path
) -> None:
    goods_now = sheet(tmp_path, goods(300))
    operate("publish", goods_now)
    status, told = operate("publish", goods_now, "--after", "9")
    assert (status, json.loads(told.splitlines()[0])["revision"]) == (0, 10)
    disk.follow()
    operate("publish", sheet(tmp_path, goods(300, cheaper=1)), "--after", "9")
    news = disk.follow()
    assert news.update is not None
    assert (disk.revision, len(news.update.deltas)) == (11, 1)


def test_a_manifest_is_signed_anew_in_the_second_half_of_its_time(disk: Disk) -> None:
    town = disk.line.town
    first = disk.follow().expires_at
    assert first is not None

    async def pass_by(days: float) -> None:
        town.wall.forward(days * 86_400)
        cloud = town.cloud()
        await keep_fresh(cloud.database, cloud.keys, "demo", town.wall.now())
        await cloud.database.close()

    asyncio.run(pass_by(14))
    assert disk.follow().expires_at == first
    asyncio.run(pass_by(2))
    renewed = disk.follow()
    assert renewed.update is None
    assert renewed.expires_at is not None
    assert renewed.expires_at - first > timedelta(days=15)


def test_a_manifest_that_was_made_for_a_week_is_renewed_for_a_week(disk: Disk, operate: Operate) -> None:
    town = disk.line.town
    assert operate("publish", "renew", "--valid-days", "7")[0] == 0
    first = disk.follow().expires_at

    def looked() -> timedelta:
        async def fresh() -> None:
            cloud = town.cloud()
            await keep_fresh(cloud.database, cloud.keys, "demo", town.wall.now())
            await cloud.database.close()

        town.wall.forward(2 * 86_400)
        asyncio.run(fresh())
        expires = disk.follow().expires_at
        assert expires is not None
        assert first is not None
        return expires - first

    assert looked() == timedelta(0), "it is in its first half"
    assert timedelta(days=3.9) < looked() < timedelta(days=4.1)


# As any web server


def test_files_are_given_in_parts_and_never_twice_to_whoever_has_them(line: Line) -> None:
    manifest = _get(line, "manifest")
    (name,) = [file.name for file in asyncio.run(line.town.rows("select name from catalogue_files"))]
    whole = _get(line, f"files/{name}")
    assert "immutable" in whole.headers["Cache-Control"]
    size = len(whole.content)
    for asked, start, end in (
        ("bytes=0-9", 0, 10),
        (f"bytes={size - 5}-", size - 5, size),
        ("bytes=3-999999", 3, size),
    ):
        part = _get(line, f"files/{name}", Range=asked)
        told = f"bytes {start}-{end - 1}/{size}"
        assert (part.status_code, part.headers["Content-Range"]) == (206, told)
        assert part.content == whole.content[start:end]
    beyond = _get(line, f"files/{name}", Range=f"bytes={size}-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")
    for not_understood in ("bytes=5-2", "bytes=-5", "lines=1-2", "bytes=0-1,4-5"):
        assert _get(line, f"files/{name}", Range=not_understood).content == whole.content
    changed = _get(line, f"files/{name}", **{"Range": "bytes=0-9", "If-Range": '"another"'})
    assert changed.content == whole.content
    for answer, target in ((manifest, "manifest"), (whole, f"files/{name}")):
        again = _get(line, target, **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_only_enrolled_kiosks_are_given_files_and_only_those_of_their_tenant(line: Line) -> None:
    (name,) = [file.name for file in asyncio.run(line.town.rows("select name from catalogue_files"))]
    for target in ("manifest", f"files/{name}"):
        assert requests.get(f"{line.url}/v1/line/catalogue/{target}", timeout=5).status_code == 401
    for unknown in ("1-0000.jsonl.gz", "..%2F..%2Fetc%2Fpasswd", "%00"):
        assert _get(line, f"files/{unknown}").status_code == 404


def _get(line: Line, target: str, **headers: str) -> requests.Response:
    path = f"/v1/line/catalogue/{target}"
    how = {"method": "GET", "target": path, "who": "demo/K03", "nonce": secrets.token_urlsafe(18)}
    signed = sign_request(line.key, body=b"", at=line.town.wall.now(), **how)
    sent = {"Accept-Encoding": "identity", **signed, **headers}
    return requests.get(line.url + path, headers=sent, timeout=5)
