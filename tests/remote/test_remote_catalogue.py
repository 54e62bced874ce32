"""The catalogue on its way: whatever carries it, a kiosk has what the shop's key signed, or what it had."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.domain.packed_lines import pack
from kiosk.errors import CloudRefused, CloudUnreachable, FileRefused, StoreUnusable
from kiosk.remote import file_download
from kiosk.remote.catalogue_line import DOWNLOADS
from kiosk.remote.cloud_api import CloudClient
from kiosk.remote.wire.manifest import MOST_LINKS, document_hash
from tests.remote.carrier import RAW, Carrier, is_whole, left, update_of


def test_a_short_chain_of_changes_is_taken_a_long_or_heavy_one_is_not(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    snapshot = carrier.snapshot(70, RAW)
    deltas = tuple(carrier.delta(70 - MOST_LINKS + place, b"x" * 99) for place in range(MOST_LINKS))
    carrier.publish(70, snapshot, deltas=deltas)
    update = update_of(courier, tmp_path, known=6)
    assert update.snapshot is None
    assert [path.read_bytes() for path in update.deltas] == [carrier.files[one.name] for one in deltas]
    assert len(update_of(courier, tmp_path, known=69).deltas) == 1
    assert is_whole(update_of(courier, tmp_path, known=5), carrier, snapshot)
    assert is_whole(update_of(courier, tmp_path, known=69, whole=True), carrier, snapshot)
    heavy = (carrier.delta(69, random.Random(8).randbytes(200_000)),)
    carrier.publish(70, snapshot, deltas=heavy)
    assert is_whole(update_of(courier, tmp_path, known=69), carrier, snapshot)


def test_a_line_cut_at_each_64_kilobytes_is_gone_on_with(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    carrier.publish(3, snapshot)
    carrier.cut_after = 65_536
    assert is_whole(update_of(courier, tmp_path), carrier, snapshot)
    starts = [asked for path, asked in carrier.heard if "/files/" in path]
    assert starts == [""] + [f"bytes={65_536 * n}-" for n in range(1, len(starts))]
    assert left(tmp_path) == [snapshot.name]


def test_what_broke_off_is_kept_over_a_restart_of_the_kiosk(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    carrier.publish(3, snapshot)
    whole = carrier.files.pop(snapshot.name)
    (tmp_path / DOWNLOADS).mkdir()
    (tmp_path / DOWNLOADS / f"{snapshot.name}.part").write_bytes(whole[:400_000])
    (tmp_path / DOWNLOADS / "2-older.jsonl.gz.part").write_bytes(b"of a revision nobody wants any more")
    with pytest.raises(CloudUnreachable):
        courier.fetch_catalogue(0, tmp_path)
    assert left(tmp_path) == [f"{snapshot.name}.part"]
    carrier.files[snapshot.name] = whole
    assert is_whole(update_of(courier, tmp_path), carrier, snapshot)
    assert carrier.heard[-1][1] == "bytes=400000-"
    asked = len(carrier.fetched())
    assert is_whole(update_of(courier, tmp_path), carrier, snapshot), "fetched, but not installed"
    assert len(carrier.fetched()) == asked


def test_a_server_that_ignores_ranges_is_let_start_anew(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    carrier.publish(3, snapshot)
    carrier.knows_ranges, carrier.cut_after = False, 65_536
    with pytest.raises(CloudUnreachable):
        courier.fetch_catalogue(0, tmp_path)
    carrier.cut_after = 0
    assert is_whole(update_of(courier, tmp_path), carrier, snapshot)


SPOILED: dict[str, Callable[[bytes], bytes]] = {
    "bit_flipped": lambda content: content[:300_000] + bytes([content[300_000] ^ 1]) + content[300_001:],
    "first_bit": lambda content: bytes([content[0] ^ 1]) + content[1:],
    "last_bit": lambda content: content[:-1] + bytes([content[-1] ^ 128]),
    "longer": lambda content: content + b"\0",
    "twice": lambda content: content * 2,
    "other_file_of_the_same_length": lambda content: bytes(len(content)),
    "login_page": lambda content: b"<html>" + b" " * len(content),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_other_bytes_than_were_signed_leave_nothing_and_mend_by_themselves(
    courier: CloudClient, carrier: Carrier, tmp_path: Path, fault: str
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    carrier.publish(3, snapshot)
    carrier.spoil = SPOILED[fault]
    with pytest.raises(CloudRefused, match=r"catalogue\.not_verified"):
        courier.fetch_catalogue(0, tmp_path)
    assert left(tmp_path) == []
    carrier.spoil = lambda content: content
    assert is_whole(update_of(courier, tmp_path), carrier, snapshot)


def test_a_file_cut_short_by_whoever_carries_it_stays_unknown(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    carrier.publish(3, snapshot)
    carrier.spoil = lambda content: content[:100_000]
    with pytest.raises((CloudUnreachable, CloudRefused)):
        courier.fetch_catalogue(0, tmp_path)
    carrier.spoil = lambda content: content
    assert is_whole(update_of(courier, tmp_path), carrier, snapshot)


def test_another_file_under_the_same_name_after_a_break_is_found_out(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    carrier.publish(3, snapshot)
    (tmp_path / DOWNLOADS).mkdir()
    other = b"".join(pack([random.Random(9).randbytes(600_000)]))
    (tmp_path / DOWNLOADS / f"{snapshot.name}.part").write_bytes(other[:200_000])
    with pytest.raises(CloudRefused, match=r"catalogue\.not_verified"):
        courier.fetch_catalogue(0, tmp_path)
    assert left(tmp_path) == []
    assert is_whole(update_of(courier, tmp_path), carrier, snapshot)


def test_an_endless_answer_ends_at_the_first_byte_too_many(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    carrier.publish(3, carrier.snapshot(3, RAW))
    carrier.endless = True
    with pytest.raises(CloudRefused, match=r"catalogue\.not_verified"):
        courier.fetch_catalogue(0, tmp_path)
    assert left(tmp_path) == []


def test_a_bomb_is_put_out_before_it_is_unpacked(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    bomb = bytes(50_000_000)
    snapshot = carrier.snapshot(3, bomb, raw_size=1_000_000)
    assert snapshot.size < 100_000
    carrier.publish(3, snapshot)
    with pytest.raises(CloudRefused, match=r"catalogue\.not_verified"):
        courier.fetch_catalogue(0, tmp_path)
    assert left(tmp_path) == []


def test_a_line_that_only_drips_is_given_up_and_gone_on_with(
    courier: CloudClient, carrier: Carrier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    carrier.publish(3, snapshot)
    monkeypatch.setattr(file_download, "LONGEST_S", 0.0)
    with pytest.raises(CloudUnreachable):
        courier.fetch_catalogue(0, tmp_path)
    assert left(tmp_path) == [f"{snapshot.name}.part"]
    monkeypatch.undo()
    assert is_whole(update_of(courier, tmp_path), carrier, snapshot)
    assert carrier.heard[-1][1] != ""


def test_a_folder_that_takes_nothing_is_the_disks_matter(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    carrier.publish(3, carrier.snapshot(3, RAW))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreUnusable, match=r"catalogue\.cannot_be_stored"):
        courier.fetch_catalogue(0, tmp_path / "file")


def test_another_file_that_is_as_long_packed_and_unpacked_is_not_the_signed_one(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    carrier.publish(3, snapshot)
    other = b"".join(pack([RAW[:-1] + bytes([RAW[-1] ^ 1])]))
    assert len(other) == snapshot.size, "and it unpacks without a fault"
    carrier.spoil = lambda content: other
    with pytest.raises(CloudRefused, match=r"catalogue\.not_verified"):
        courier.fetch_catalogue(0, tmp_path)
    assert left(tmp_path) == []


@pytest.mark.expects_log("kiosk.remote.catalogue_line")
def test_changes_that_are_not_what_was_signed_are_answered_by_the_whole(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    delta = carrier.delta(2, b"x" * 99)
    carrier.publish(3, snapshot, deltas=(delta,))
    carrier.files[delta.name] = bytes(len(carrier.files[delta.name]))
    assert is_whole(update_of(courier, tmp_path, known=2), carrier, snapshot)
    assert left(tmp_path) == [snapshot.name]


def test_files_that_were_refused_are_not_asked_for_until_another_manifest_names_some(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    document = carrier.publish(3, carrier.snapshot(3, RAW))
    carrier.spoil = lambda content: bytes(len(content))
    with pytest.raises(FileRefused) as refused:
        courier.fetch_catalogue(0, tmp_path)
    assert refused.value.manifest == document_hash(document)
    asked = len(carrier.fetched())
    news = courier.fetch_catalogue(0, tmp_path, held=refused.value.manifest)
    assert (news.is_held, news.update, news.manifest) == (True, None, refused.value.manifest)
    assert not courier.fetch_catalogue(3, tmp_path, held=refused.value.manifest).is_held
    assert len(carrier.fetched()) == asked
    carrier.spoil = lambda content: content
    carrier.publish(4, carrier.snapshot(4, RAW))
    assert courier.fetch_catalogue(0, tmp_path, held=refused.value.manifest).update is not None
