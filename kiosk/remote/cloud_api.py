"""The cloud over HTTP, for `kiosk.ports.CloudApi`: every answer is a value, a definite no, or unknown."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.events import Record
from kiosk.domain.heartbeat import CloudWish, Heartbeat
from kiosk.domain.payment import Attempt, AttemptRequest
from kiosk.domain.serials import SerialPage
from kiosk.errors import CloudRefused, CloudUnreachable, InputRefused, Reason
from kiosk.ports import CatalogueNews, Identity
from kiosk.remote import catalogue_line
from kiosk.remote.address import checked_address
from kiosk.remote.catalogue_line import Known
from kiosk.remote.exchange import ANSWER_S, exchange, open_answer, plain_session, raise_for
from kiosk.remote.wire.codec import decode, encode
from kiosk.remote.wire.shapes import Enrolled, EnrolRequest, RecordBatch, RecordsTaken
from kiosk.remote.wire.signing import public_text, sign_request

T = TypeVar("T")

WAIT_MARGIN_S = 5.0
"""How much longer than a long-poll's own time its answer may take."""

CLOCK_OFF = "line.clock_off"

Now = Callable[[], datetime]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class CloudClient:
    """One kiosk's line to its cloud; may be used from several threads, each with connections of its own."""

    def __init__(
        self,
        base_url: str,
        device_key: Ed25519PrivateKey,
        identity: Identity,
        session: requests.Session | None = None,
        now: Now = _utc_now,
        catalogue_url: str = "",
    ) -> None:
        """`catalogue_url`: where the catalogue lies as plain files; empty: the cloud gives it. Raises
        SettingRefused where a kiosk with this identity may not use an address."""
        self._base_url = checked_address(base_url, simulated=identity.simulated)
        self._files_url = (
            checked_address(catalogue_url, simulated=identity.simulated) if catalogue_url else ""
        )
        self._path = urlsplit(self._base_url).path
        self._key = device_key
        self._identity = identity
        self._who = f"{identity.tenant}/{identity.kiosk_id}"
        self._given = session
        self._own = threading.local()
        self._opened: list[requests.Session] = []
        self._now = now
        self._ahead = timedelta()
        """By how much requests are dated on, as the cloud told: its clock counts, not this machine's."""

    def close(self) -> None:
        """Gives up the connections of all threads."""
        while self._opened:
            self._opened.pop().close()

    @property
    def _session(self) -> requests.Session:
        if self._given is not None:
            return self._given
        own: requests.Session | None = getattr(self._own, "session", None)
        if own is None:
            own = self._own.session = plain_session()
            self._opened.append(own)
        return own

    # kiosk.ports.PaymentsApi

    def put_attempt(self, request: AttemptRequest) -> Attempt:
        return self._attempt("PUT", request.attempt_id, "", encode(request))

    def await_attempt(self, attempt_id: str, after_version: int, wait_s: float) -> Attempt:
        query = f"?after_version={after_version}&wait_s={wait_s:g}"
        return self._attempt("GET", attempt_id, query, b"", wait_s + WAIT_MARGIN_S)

    def close_attempt(self, attempt_id: str, *, abandon: bool = False) -> Attempt:
        return self._attempt("POST", attempt_id, "/close", b'{"abandon":true}' if abandon else b"")

    def _attempt(
        self, method: str, attempt_id: str, rest: str, body: bytes, answer_s: float = ANSWER_S
    ) -> Attempt:
        target = f"/v1/line/attempts/{quote(attempt_id, safe='')}{rest}"
        attempt = _read(Attempt, self._call(method, target, body, answer_s))
        if attempt.attempt_id != attempt_id:
            raise CloudUnreachable(Reason("cloud.answer_unreadable", {"what": "Attempt"}))
        return attempt

    # kiosk.ports.IntakeApi

    def put_records(self, records: Sequence[Record]) -> int:
        body = encode(RecordBatch(records=tuple(records)))
        return _read(RecordsTaken, self._call("PUT", f"/v1/line/records/{records[0].lane}", body)).seq

    # kiosk.ports.CatalogueApi

    def fetch_catalogue(
        self,
        known_revision: int,
        folder: Path,
        *,
        checksum: str = "",
        is_local: bool = False,
        whole: bool = False,
        held: str = "",
    ) -> CatalogueNews:
        known = Known(known_revision, checksum, is_local)
        get = self._get_plain if self._files_url else self._get
        try:
            return catalogue_line.fetch(get, self._identity, known, folder, whole=whole, held=held)
        except CloudUnreachable as silent:
            if not self._files_url:
                raise
            # Whoever carries the files is not the cloud: payments go on.
            values: dict[str, str | int] = {"url": self._files_url, "why": str(silent.reason)}
            raise CloudRefused(Reason("catalogue.files_unreachable", values)) from None

    def _get_plain(self, target: str, headers: Mapping[str, str]) -> requests.Response:
        """The same of a web server that knows nothing of kiosks, and is told nothing of them."""
        url = self._files_url + target.removeprefix(catalogue_line.ROOT)
        return _given(open_answer(self._session, "GET", url, headers, b""))

    def _get(self, target: str, headers: Mapping[str, str]) -> requests.Response:
        """The answer with its bytes still to come: 2xx, 304, 416."""
        sent = {**self._signed("GET", target, b""), **headers}
        return _given(open_answer(self._session, "GET", self._base_url + target, sent, b""))

    # kiosk.ports.HeartbeatApi

    def heartbeat(self, report: Heartbeat) -> CloudWish:
        """A cloud of before heartbeats wishes nothing."""
        answer = self._call("POST", "/v1/line/heartbeat", encode(report), none_at=(404, 405))
        return _read(CloudWish, answer) if answer else CloudWish()

    # kiosk.ports.SerialsApi

    def fetch_serials(self, after: int) -> SerialPage:
        """A cloud of before the list has none."""
        answer = self._call("GET", f"/v1/line/serials?after={after}", none_at=(404, 405))
        return _read(SerialPage, answer) if answer else SerialPage(marks=(), upto=0)

    def _signed(self, method: str, target: str, body: bytes) -> Mapping[str, str]:
        return sign_request(
            self._key,
            method=method,
            target=self._path + target,
            body=body,
            who=self._who,
            at=self._now() + self._ahead,
            nonce=secrets.token_urlsafe(18),
        )

    def _call(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        answer_s: float = ANSWER_S,
        none_at: Sequence[int] = (),
    ) -> bytes:
        def asked() -> bytes:
            headers = self._signed(method, target, body)
            return exchange(self._session, method, self._base_url + target, headers, body, answer_s, none_at)

        dated_on = self._ahead
        try:
            return asked()
        except CloudRefused as refused:
            ahead_s = refused.reason.values.get("ahead_s")
            if refused.reason.code != CLOCK_OFF or not isinstance(ahead_s, int):
                raise
            self._ahead = dated_on + timedelta(seconds=ahead_s)
            return asked()


def _given(answer: requests.Response) -> requests.Response:
    """An answer of 2xx, 304 or 416."""
    if answer.status_code not in (304, 416):
        try:
            raise_for(answer)
        except BaseException:
            answer.close()
            raise
    return answer


def enrol(
    base_url: str,
    code: str,
    key: Ed25519PrivateKey,
    name: str,
    session: requests.Session | None = None,
) -> Identity:
    """Makes this machine a kiosk of the code's store; the same key and code again give the same answer.

    Raises SettingRefused where the address is none, or is not of the kind the store needs.
    """
    request = EnrolRequest(code=code, public_key=public_text(key), name=name)
    url = checked_address(base_url, simulated=True) + "/v1/line/enrol"
    using = session or plain_session()
    try:
        enrolled = _read(Enrolled, exchange(using, "POST", url, {}, encode(request), ANSWER_S))
    finally:
        if session is None:
            using.close()
    checked_address(base_url, simulated=enrolled.simulated)
    return Identity(
        kiosk_id=enrolled.kiosk_id,
        tenant=enrolled.tenant,
        simulated=enrolled.simulated,
        store=enrolled.store,
        wallets=enrolled.wallets,
        member_keys=enrolled.member_keys,
        catalogue_keys=enrolled.catalogue_keys,
        receipt_url=enrolled.receipt_url,
        points_minor=enrolled.points_minor,
    )


def _read(shape: type[T], answer: bytes) -> T:
    try:
        return decode(shape, answer)
    except InputRefused:
        raise CloudUnreachable(Reason("cloud.answer_unreadable", {"what": shape.__name__})) from None
