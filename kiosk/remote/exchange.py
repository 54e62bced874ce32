"""One HTTP request and its answer: a value, a definite no, or unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import requests

from kiosk.errors import CloudRefused, CloudUnreachable, InputRefused, Reason
from kiosk.remote.wire.codec import decode
from kiosk.remote.wire.shapes import Refusal

CONNECT_S = 3.05
ANSWER_S = 8.0
"""Between two bytes of an answer."""
LARGEST_ANSWER = 1024 * 1024


def plain_session() -> requests.Session:
    """Without what the environment says of proxies and passwords: the line goes where it is told."""
    session = requests.Session()
    session.trust_env = False
    return session


def exchange(
    session: requests.Session,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    answer_s: float,
    none_at: Sequence[int] = (),
) -> bytes:
    """The answer's bytes; none for a status in `none_at`. Raises CloudUnreachable, CloudRefused."""
    with open_answer(session, method, url, headers, body, answer_s) as response:
        if response.status_code in none_at:
            return b""
        raise_for(response)
        return answer_bytes(response)


def open_answer(
    session: requests.Session,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    answer_s: float = ANSWER_S,
) -> requests.Response:
    """The answer with its bytes still to come, whatever its status; raises CloudUnreachable."""
    sent = {**headers, "Content-Type": "application/json", "Accept-Encoding": "identity"}
    try:
        return session.request(
            method,
            url,
            data=body,
            headers=sent,
            timeout=(CONNECT_S, answer_s),
            stream=True,
            allow_redirects=False,
        )
    except (requests.RequestException, ValueError) as error:
        raise no_answer(error) from None


def answer_bytes(response: requests.Response) -> bytes:
    """All of a short answer; raises CloudUnreachable."""
    answer = bytearray()
    try:
        for chunk in response.iter_content(64 * 1024):
            answer += chunk
            if len(answer) > LARGEST_ANSWER:
                raise CloudUnreachable(Reason("cloud.answer_unreadable", {"what": "length"}))
    except (requests.RequestException, OSError) as error:
        raise no_answer(error) from None
    return bytes(answer)


def raise_for(response: requests.Response) -> None:
    """A no is definite only when the cloud itself said so, with a reason; a proxy's page is not.

    Raises CloudRefused, CloudUnreachable for all but 2xx.
    """
    status = response.status_code
    if 200 <= status < 300:
        return
    if 400 <= status < 500:
        try:
            raise CloudRefused(decode(Refusal, answer_bytes(response)).reason)
        except InputRefused:
            pass
    raise CloudUnreachable(Reason("cloud.answered_with_status", {"status": status}))


def no_answer(error: Exception) -> CloudUnreachable:
    """What to raise when the line broke."""
    return CloudUnreachable(Reason("cloud.no_answer", {"why": type(error).__name__}))
