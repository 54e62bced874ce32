"""The cloud's address: what a kiosk may talk to, by whether its payments are real."""

from __future__ import annotations

from urllib.parse import urlsplit

from kiosk.errors import Reason, SettingRefused


def checked_address(url: str, *, simulated: bool) -> str:
    """The address without a slash at its end.

    Raises:
        SettingRefused: it is no HTTP address, or not HTTPS though money is real: then anyone on the way could
            read whom the shop sells to and answer in the cloud's place.
    """
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        parts, named = urlsplit(""), False
    if parts.scheme not in ("http", "https") or not named:
        raise SettingRefused(Reason("cloud.no_address", {"url": url}))
    if parts.scheme != "https" and not simulated:
        raise SettingRefused(Reason("cloud.plain_http", {"url": url}))
    return url.rstrip("/")
