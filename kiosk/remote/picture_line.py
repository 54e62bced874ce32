"""Pictures of goods over HTTP: plain GETs by hash, which any cache between may answer.

They are no secret and need no key: a picture is believed for its hash alone, by whoever keeps it.
"""

from __future__ import annotations

import time

import requests

from kiosk.domain.picture_file import MOST_BYTES
from kiosk.errors import CloudRefused, CloudUnreachable, Reason
from kiosk.ports import Identity
from kiosk.remote.address import checked_address
from kiosk.remote.exchange import no_answer, open_answer, plain_session

LONGEST_S = 30.0
"""Of one picture: a line that only drips is given up."""
_CHUNK = 64 * 1024


class PictureLine:
    """The port `PicturesApi`; from one thread at a time."""

    def __init__(self, base_url: str, identity: Identity, session: requests.Session | None = None) -> None:
        """`base_url`: the cloud's or that of a cache before it; raises SettingRefused for an address that a
        kiosk with this identity may not use."""
        self._base_url = checked_address(base_url, simulated=identity.simulated)
        self._tenant = identity.tenant
        self._session = session or plain_session()

    def fetch_picture(self, name: str) -> bytes:
        """At most `MOST_BYTES`. Raises CloudRefused (`picture.unknown`, `picture.too_large`)."""
        url = f"{self._base_url}/v1/pictures/{self._tenant}/{name}"
        with open_answer(self._session, "GET", url, {"Accept": "image/*"}, b"") as answer:
            if answer.status_code == 404:
                raise CloudRefused(Reason("picture.unknown", {"picture": name[:12]}))
            if answer.status_code != 200:
                raise CloudUnreachable(Reason("cloud.answered_with_status", {"status": answer.status_code}))
            return _content(answer)


def _content(answer: requests.Response) -> bytes:
    until = time.monotonic() + LONGEST_S
    content = bytearray()
    try:
        for chunk in answer.iter_content(_CHUNK):
            content += chunk
            if len(content) > MOST_BYTES:
                raise CloudRefused(Reason("picture.too_large", {"size": len(content), "limit": MOST_BYTES}))
            if time.monotonic() > until:
                raise CloudUnreachable(Reason("cloud.no_answer", {"why": "too slow"}))
    except (requests.RequestException, OSError) as error:
        raise no_answer(error) from None
    return bytes(content)
