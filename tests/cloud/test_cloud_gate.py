"""Who is let in to the line: requests signed by an enrolled kiosk, each believed once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.payment import AttemptState
from kiosk.errors import CloudRefused, CloudUnreachable
from kiosk.remote.cloud_api import CloudClient
from kiosk.remote.wire.signing import KIOSK, NONCE, SIGNATURE, TIME, sign_request
from tests.cloud.line import Line
from tests.cloud.town import Chain

S = AttemptState
SERIALS, OFF = "/v1/line/serials?after=0", "line.clock_off"


def signed(line: Line, **changes: str) -> dict[str, str]:
    target = "/v1/line/serials?after=0"
    headers = dict(
        sign_request(
            line.key,
            method="GET",
            target=target,
            body=b"",
            who="demo/K03",
            at=line.town.wall.now(),
            nonce="n" * 24,
        )
    )
    return headers | changes


def ask(line: Line, headers: dict[str, str], target: str = "/v1/line/serials?after=0") -> tuple[int, str]:
    answer = requests.get(line.url + target, headers=headers, timeout=5)
    return answer.status_code, answer.json().get("reason", {}).get("code", "")


def test_a_request_is_believed_once(line: Line) -> None:
    headers = signed(line)
    assert ask(line, headers)[0] == 200
    assert ask(line, headers) == (401, "line.request_twice")


CHANGES: tuple[dict[str, str], ...] = (
    {SIGNATURE: "A" * 86},
    {SIGNATURE: "not base64!"},
    {NONCE: "m" * 24},
    {NONCE: "short"},
    {KIOSK: "demo/K01"},
    {KIOSK: "other/K03"},
    {KIOSK: ""},
    {TIME: "yesterday"},
    {TIME: "2026-11-21T10:00:00"},
)


def test_a_changed_request_is_not_believed(line: Line) -> None:
    for change in CHANGES:
        assert ask(line, signed(line, **change)) == (401, "line.not_signed"), change
    assert ask(line, signed(line))[0] == 200


def test_the_signature_covers_path_and_query(line: Line) -> None:
    assert ask(line, signed(line), "/v1/line/serials?after=00") == (401, "line.not_signed")


def test_a_clock_that_is_far_off_is_told_so(line: Line) -> None:
    for ahead_s in (-360, 360):
        at = line.town.wall.now() - timedelta(seconds=ahead_s)
        headers = dict(
            sign_request(
                line.key, method="GET", target=SERIALS, body=b"", who="demo/K03", at=at, nonce="n" * 24
            )
        )
        answer = requests.get(line.url + SERIALS, headers=headers, timeout=5)
        reason = answer.json()["reason"]
        assert (answer.status_code, reason["code"], reason["values"]["seconds"]) == (401, OFF, 360)
        assert abs(reason["values"]["ahead_s"] - ahead_s) <= 1


@pytest.mark.parametrize("off_s", [-3600, 3600])
def test_a_kiosk_whose_clock_is_an_hour_off_is_let_in_once_it_was_told(line: Line, off_s: int) -> None:
    apart = [timedelta(seconds=off_s)]
    kiosk = CloudClient(line.url, line.key, line.identity, now=lambda: line.town.wall.now() + apart[0])
    kiosk.fetch_serials(0)
    assert kiosk.put_attempt(line.town.request()).state is S.PRESENTED
    apart[0] = timedelta()  # somebody sets the clock right
    kiosk.fetch_serials(0)
    kiosk.close()


def test_the_catalogue_is_given_whatever_the_kiosks_clock_says(line: Line, tmp_path: Path) -> None:
    slow = CloudClient(
        line.url, line.key, line.identity, now=lambda: line.town.wall.now() - timedelta(hours=1)
    )
    news = slow.fetch_catalogue(0, tmp_path)
    slow.close()
    assert news.update is not None
    assert news.update.revision == 1


def test_another_machines_key_is_not_let_in(line: Line) -> None:
    thief = CloudClient(line.url, Ed25519PrivateKey.generate(), line.identity, now=line.town.wall.now)
    with pytest.raises(CloudRefused, match=r"line\.not_signed"):
        thief.put_attempt(line.town.request())
    thief.close()


def test_bodies_that_are_too_large_or_no_json_are_refused(line: Line) -> None:
    big = requests.post(f"{line.url}/v1/line/enrol", data=b"x" * 70_000, timeout=5)
    assert (big.status_code, big.json()["reason"]["code"]) == (413, "line.body_too_large")
    for body in (b"", b"{", b"[]", b'{"code":1}', b"\xff", b"[" * 20_000):
        answer = requests.post(f"{line.url}/v1/line/enrol", data=body, timeout=5)
        assert (answer.status_code, answer.json()["reason"]["code"]) == (400, "wire.unreadable")


def test_a_database_that_is_gone_is_unknown_to_the_kiosk_not_a_no(
    line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    chain = Chain()
    record = chain.add("trip_released", {})

    async def gone(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("cloud.fleet.devices.Gate.who", gone)
    with pytest.raises(CloudUnreachable):
        line.client.put_records([record])


def test_the_description_of_the_line_needs_nothing_from_elsewhere(line: Line) -> None:
    page = requests.get(f"{line.url}/docs", timeout=5).text
    assert "PUT /v1/line/attempts/{attempt_id}" in page
    assert "http" not in page.replace("http-equiv", "").lower()
    assert requests.get(f"{line.url}/openapi.json", timeout=5).json()["info"]["title"] == "Touchlane cloud"
