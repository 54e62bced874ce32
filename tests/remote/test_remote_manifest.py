"""The catalogue's manifest: believed where the shop's key signed it for this shop, and never an old one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import CloudRefused
from kiosk.remote.cloud_api import CloudClient
from kiosk.remote.wire.manifest import manifest_body, read_manifest, sign_manifest
from tests.remote.carrier import IDENTITY, KEY, RAW, SIGNED_AT, Carrier, update_of


def test_nothing_is_asked_again_while_nothing_changes(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    assert courier.fetch_catalogue(0, tmp_path).expires_at is None, "nothing is published yet"
    carrier.publish(3, carrier.snapshot(3, RAW))
    update = update_of(courier, tmp_path)
    assert (update.revision, update.checksum, update.deltas) == (3, "c" * 32, ())
    again = CloudClient(carrier.url, KEY, IDENTITY)
    news = again.fetch_catalogue(3, tmp_path)
    again.close()
    assert news.update is None
    assert news.expires_at == SIGNED_AT + timedelta(hours=3, days=30), "kept over a restart, told by a 304"
    assert len(carrier.fetched()) == 1


def test_a_manifest_of_another_key_or_shop_is_not_taken(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    document = carrier.publish(3, snapshot)
    manifest = read_manifest(document, "demo", IDENTITY.catalogue_keys)
    body = manifest_body(manifest)
    stranger = Ed25519PrivateKey.generate()
    other_shop = manifest_body(replace(manifest, tenant="other"))
    forged = [
        sign_manifest(stranger.sign, body),
        sign_manifest(KEY.sign, other_shop),
        document.replace(b'"revision":3', b'"revision":4'),
        document[:-1],
        document + b" ",
        body,
        b"touchlane-manifest-1 \n" + body,
        bytes(300_000),
    ]
    for wrong in forged:
        carrier.document = wrong
        with pytest.raises(CloudRefused, match=r"catalogue\.manifest_not_verified"):
            courier.fetch_catalogue(0, tmp_path)
    assert carrier.fetched() == []


def test_what_is_signed_but_no_manifest_is_not_taken(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    body = manifest_body(
        read_manifest(carrier.publish(3, carrier.snapshot(3, RAW)), "demo", IDENTITY.catalogue_keys)
    )
    for old, new in (
        (b'"name":"3-', b'"name":"../3-'),
        (b'"size":', b'"size":-'),
        (b'"revision":3', b'"revision":0'),
        (b'"deltas":[]', b'"deltas":[1]'),
        (b"{", b"[" * 2000),
    ):
        carrier.document = sign_manifest(KEY.sign, body.replace(old, new, 1))
        with pytest.raises(CloudRefused, match=r"wire\.unreadable"):
            courier.fetch_catalogue(0, tmp_path)


def test_an_older_manifest_is_a_replayed_one(courier: CloudClient, carrier: Carrier, tmp_path: Path) -> None:
    old = carrier.publish(3, carrier.snapshot(3, RAW))
    carrier.publish(4, carrier.snapshot(4, RAW + b"4"))
    update_of(courier, tmp_path)
    carrier.document = old
    for known in (0, 3, 4):
        with pytest.raises(CloudRefused, match=r"catalogue\.manifest_replayed"):
            courier.fetch_catalogue(known, tmp_path)


def test_an_older_revision_is_refused_unless_the_shop_goes_back_by_its_signature(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    snapshot = carrier.snapshot(3, RAW)
    later = {"signed_at": SIGNED_AT + timedelta(days=1)}
    carrier.publish(3, snapshot, **later)
    with pytest.raises(CloudRefused, match=r"catalogue\.not_newer"):
        courier.fetch_catalogue(5, tmp_path)
    carrier.publish(3, snapshot, **later, rollback_from=5)
    assert update_of(courier, tmp_path, known=5).replaces == 5
    assert update_of(courier, tmp_path, known=4).replaces == 4
    with pytest.raises(CloudRefused, match=r"catalogue\.not_newer"):
        courier.fetch_catalogue(6, tmp_path)
    assert update_of(courier, tmp_path, known=2).replaces == 0


def test_files_for_a_newer_program_are_told_and_left(
    courier: CloudClient, carrier: Carrier, tmp_path: Path
) -> None:
    carrier.publish(3, carrier.snapshot(3, RAW), schema=3)
    with pytest.raises(CloudRefused, match=r"catalogue\.unknown_schema"):
        courier.fetch_catalogue(0, tmp_path)
    assert carrier.fetched() == []
