"""A catalogue key that is never where the cloud is: made, trusted, signed with, and what was tampered with
between."""

from __future__ import annotations

import itertools
import json
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud.cli import main
from cloud.keys import KEY_BYTES
from kiosk.errors import CloudRefused
from kiosk.remote.cloud_api import CloudClient, enrol
from kiosk.remote.device_key import load_or_make_device_key
from kiosk.remote.wire.signing import public_text
from tests.cloud.goods_files import Disk, goods, sheet
from tests.cloud.line import Line, code_of
from tests.cloud.visits import Operate

Away = Callable[..., tuple[int, str]]


@pytest.fixture
def away(capsys: pytest.CaptureFixture[str]) -> Away:
    """Runs a command on a machine without a cloud."""

    def run(*arguments: str) -> tuple[int, str]:
        status = main([*arguments])
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


@pytest.fixture
def key(operate: Operate, away: Away, tmp_path: Path) -> str:
    """A key file that the shop trusts."""
    path = tmp_path / "safe" / "shop.key"
    _, public = away("publish", "key", str(path))
    assert away("publish", "key", str(path)) == (0, public), "the same key again"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert operate("publish", "trust", public.strip())[0] == 0
    return str(path)


def public_of(secret: bytes) -> str:
    return public_text(Ed25519PrivateKey.from_private_bytes(secret))


def test_no_key_is_made_that_a_command_line_takes_for_an_option(
    away: Away, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = (number.to_bytes(KEY_BYTES, "big") for number in itertools.count())
    secrets = list(itertools.islice(numbers, 300))
    options = [one for one in secrets if public_of(one).startswith("-")]
    plain = next(one for one in secrets if one not in options)
    assert len(options) >= 2
    drawn = iter([*options, plain])
    monkeypatch.setattr("secrets.token_bytes", lambda many: next(drawn) if many == KEY_BYTES else bytes(many))
    _, told = away("publish", "key", str(tmp_path / "shop.key"))
    assert (told.strip(), (tmp_path / "shop.key").read_bytes()) == (public_of(plain), plain)


def test_a_catalogue_is_signed_where_the_key_is(
    line: Line, operate: Operate, away: Away, key: str, tmp_path: Path
) -> None:
    out = str(tmp_path / "out")
    assert operate("publish", sheet(tmp_path, goods(3)), "--unsigned", out)[0] == 0
    assert operate("publish", "put", out)[0] == 1, "nobody signed it yet"
    status, told = away("publish", "sign", "--key", key, out)
    assert (status, json.loads(told)["revision"]) == (0, 2)
    assert operate("publish", "put", out)[0] == 0
    assert operate("publish", "put", out)[0] == 1, "once is enough"
    with pytest.raises(CloudRefused, match="manifest_not_verified"):
        line.client.fetch_catalogue(0, tmp_path / "enrolled_before")
    device = load_or_make_device_key(tmp_path / "later.key")
    identity = enrol(line.url, code_of(line.town), device, "Later")
    client = CloudClient(line.url, device, identity, now=line.town.wall.now)
    disk = Disk(line, tmp_path, client)
    disk.follow()
    client.close()
    assert disk.revision == 2


def test_what_was_changed_on_the_way_is_neither_signed_nor_published(
    line: Line, operate: Operate, away: Away, key: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    operate("publish", sheet(tmp_path, goods(3)), "--unsigned", str(out))
    (snapshot,) = out.glob("2-*")
    whole = snapshot.read_bytes()
    snapshot.write_bytes(whole + b"0")
    assert away("publish", "sign", "--key", key, str(out))[0] == 1
    snapshot.write_bytes(whole)
    assert away("publish", "sign", "--key", key, str(out))[0] == 0
    signed = (out / "manifest.signed").read_bytes()
    for tampered in (signed.replace(b'"revision":2', b'"revision":3'), signed[:-1], b""):
        (out / "manifest.signed").write_bytes(tampered)
        status, told = operate("publish", "put", str(out))
        assert (status, "signed" in told) == (1, True)
    (out / "manifest.signed").write_bytes(signed)
    snapshot.unlink()
    assert operate("publish", "put", str(out))[0] == 1
    snapshot.write_bytes(whole)
    assert operate("publish", "put", str(out))[0] == 0


def test_what_was_made_before_something_else_was_published_is_not_taken(
    line: Line, operate: Operate, away: Away, key: str, tmp_path: Path
) -> None:
    out = str(tmp_path / "out")
    operate("publish", sheet(tmp_path, goods(3)), "--unsigned", out)
    away("publish", "sign", "--key", key, out)
    operate("publish", sheet(tmp_path, goods(4), "more.csv"))
    status, told = operate("publish", "put", out)
    assert (status, "published since" in told) == (1, True)
    assert operate("publish", sheet(tmp_path, goods(3)), "--unsigned", out)[0] == 1, "the folder is not empty"


def test_a_cloud_without_the_key_publishes_nothing_by_itself(
    line: Line, away: Away, operate: Operate, tmp_path: Path
) -> None:
    (line.town.data / "keys" / "demo-catalogue.key").rename(tmp_path / "gone.key")
    status, told = operate("publish", sheet(tmp_path, goods(3)))
    assert (status, "--unsigned" in told) == (1, True)
    out = str(tmp_path / "out")
    assert operate("publish", "renew", "--unsigned", out, "--valid-days", "90")[0] == 0
    assert away("publish", "sign", "--key", str(tmp_path / "gone.key"), out)[0] == 0
    assert operate("publish", "put", out)[0] == 0
    assert away("publish", "sign", "--key", str(tmp_path / "none.key"), out)[0] == 1
    assert operate("publish", sheet(tmp_path, goods(3)), "--valid-days", "0")[0] == 1


def test_whoever_signs_is_told_what_changes_since_what_this_key_signed_last(
    line: Line, operate: Operate, away: Away, key: str, tmp_path: Path
) -> None:
    def carried(name: str, *made: str) -> dict[str, Any]:
        out = str(tmp_path / name)
        assert operate("publish", *made, "--unsigned", out)[0] == 0
        looked, signed = away("publish", "sign", "--key", key, out, "--check"), None
        assert not (tmp_path / name / "manifest.signed").exists(), "looked at, not signed"
        signed = away("publish", "sign", "--key", key, out)
        assert (looked[0], signed[0]) == (0, 0)
        assert operate("publish", "put", out)[0] == 0
        told: dict[str, Any] = json.loads(signed[1])
        assert told.items() >= {**json.loads(looked[1]), "signed": out}.items()
        return told

    rows = goods(4)
    first = carried("one", sheet(tmp_path, rows))
    assert (first["since"], first["lists"]["products"]["added"]) == (None, 4)
    other = goods(3).replace("9.90", "0.01", 1).replace("9.90", "99.00", 1)
    second = carried("two", sheet(tmp_path, other, "other.csv"))
    assert second["since"] == first["revision"]
    assert second["lists"]["products"] == {"now": 3, "added": 0, "changed": 2, "dropped": 1}
    assert (second["prices"]["up"], second["prices"]["down"]) == (1, 1)
    assert second["prices"]["largest_fall"]["to_minor"] == 1
    back = carried("three", "rollback", str(first["revision"]))
    assert (back["goes_back_from"], back["since"]) == (second["revision"], second["revision"])
    assert back["lists"]["products"]["added"] == 1
    again = carried("four", "renew")
    assert (again["revision"], again["lists"]["products"]["changed"]) == (first["revision"], 0)


@pytest.mark.soak
def test_whoever_signs_sees_a_price_that_only_a_list_lowers_and_only_later(
    line: Line, operate: Operate, away: Away, key: str, tmp_path: Path
) -> None:
    def looked(name: str, *made: str) -> dict[str, Any]:
        out = str(tmp_path / name)
        assert operate(*made, "--unsigned", out)[0] == 0
        told: dict[str, Any] = json.loads(away("publish", "sign", "--key", key, out)[1])
        assert operate("publish", "put", out)[0] == 0
        return told

    looked("one", "publish", sheet(tmp_path, goods(4)))
    rows = "sku,kind,price,from\n1,list,0.01,2099-01-01\n2,member,99.00,\n3,list,9.00,\n"
    second = looked("two", "prices", sheet(tmp_path, rows, "prices.csv"))
    assert (second["prices"]["up"], second["prices"]["down"]) == (0, 2)
    fall = second["prices"]["largest_fall"]
    assert (fall["sku"], fall["from_minor"], fall["to_minor"], fall["at"][:10]) == ("1", 990, 1, "2098-12-31")


def test_nothing_is_signed_whose_snapshot_is_not_in_the_folder_or_not_what_the_manifest_says(
    line: Line, operate: Operate, away: Away, key: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    operate("publish", sheet(tmp_path, goods(3)), "--unsigned", str(out))
    (snapshot,) = out.glob("2-*")
    whole = snapshot.read_bytes()
    snapshot.unlink()
    status, told = away("publish", "sign", "--key", key, str(out))
    assert (status, snapshot.name in told) == (1, True)
    snapshot.write_bytes(whole)
    manifest = (out / "manifest.json").read_bytes()
    found = re.search(rb'"checksum":"([0-9a-f]+)"', manifest)
    assert found is not None
    other = manifest.replace(found[1], b"0" * len(found[1]))
    (out / "manifest.json").write_bytes(other)
    status, told = away("publish", "sign", "--key", key, str(out))
    assert (status, "signed" in json.dumps(told)) == (1, True)
    assert not (out / "manifest.signed").exists()
