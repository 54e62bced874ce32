"""A WeChat Pay merchant's credentials, read from a JSON file beside its key files.

    {"mchid": "1900000000", "appid": "wx...", "serial_no": "<merchant certificate serial, hex>",
     "private_key_path": "merchant_key.pem", "apiv3_key": "<32 characters>",
     "platform_certificate_path": "platform_cert.pem",
     "base_url": "https://api.mch.weixin.qq.com"}

Relative paths are read from the file's own directory. `platform_certificate_path` may be a list (two are
valid while the provider rotates them). A merchant of the newer kind gives `platform_public_key_path` and
`platform_public_key_id` instead, or as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

PRODUCTION = "https://api.mch.weixin.qq.com"


class MerchantFileError(Exception):
    """The credentials cannot be used. The message names the file and the field, never a secret's value."""


@dataclass(frozen=True, slots=True)
class WechatMerchant:
    """One merchant account. `platform_keys` are the only keys an answer may be signed with, by serial."""

    mchid: str
    appid: str
    serial_no: str
    base_url: str
    private_key: RSAPrivateKey = field(repr=False)
    apiv3_key: bytes = field(repr=False)
    platform_keys: Mapping[str, RSAPublicKey] = field(repr=False)

    @classmethod
    def load(cls, path: Path) -> WechatMerchant:
        """Read and check the file and all it points to. Raises MerchantFileError."""
        return _Reader(path).merchant()


def canonical_serial(serial: str) -> str:
    """One spelling of a certificate serial or key id: upper case, no leading zeros."""
    return serial.upper().lstrip("0")


def _parsed(parse: Callable[[bytes], object], pem: bytes) -> object:
    """What the PEM holds, or None where it holds nothing of the kind."""
    try:
        return parse(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _private_key(pem: bytes) -> object:
    return load_pem_private_key(pem, password=None)


class _Reader:
    """Reads one credentials file; every complaint names it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            raw = json.loads(path.read_text("utf-8"))
        except OSError as error:
            raise MerchantFileError(f"{path} cannot be read: {error.strerror}") from None
        except ValueError:
            raise MerchantFileError(f"{path} is not JSON") from None
        if not isinstance(raw, dict):
            raise MerchantFileError(f"{path} is not a JSON object")
        self._raw: dict[str, object] = raw

    def merchant(self) -> WechatMerchant:
        private_key = _parsed(_private_key, self._file("private_key_path"))
        if not isinstance(private_key, RSAPrivateKey):
            raise self._wrong("private_key_path", "must name a PEM file with an RSA private key")
        return WechatMerchant(
            mchid=self._text("mchid", r"\d{8,32}", "8 to 32 digits"),
            appid=self._text("appid", r"[0-9A-Za-z]{8,32}", "8 to 32 letters and digits"),
            serial_no=self._text("serial_no", r"[0-9A-Fa-f]{16,40}", "a certificate serial in hex").upper(),
            base_url=self._base_url(),
            private_key=private_key,
            apiv3_key=self._text("apiv3_key", r"[\x21-\x7e]{32}", "32 characters").encode(),
            platform_keys=MappingProxyType(self._platform_keys()),
        )

    def _platform_keys(self) -> dict[str, RSAPublicKey]:
        keys: dict[str, RSAPublicKey] = {}
        named = self._raw.get("platform_certificate_path", [])
        for name in named if isinstance(named, list) else [named]:
            pem = self._read("platform_certificate_path", name)
            certificate = _parsed(x509.load_pem_x509_certificate, pem)
            key = certificate.public_key() if isinstance(certificate, x509.Certificate) else None
            if not isinstance(certificate, x509.Certificate) or not isinstance(key, RSAPublicKey):
                raise self._wrong("platform_certificate_path", "must name PEM files with RSA certificates")
            keys[canonical_serial(f"{certificate.serial_number:X}")] = key
        if "platform_public_key_id" in self._raw:
            key_id = self._text("platform_public_key_id", r"[0-9A-Za-z_]{8,64}", "the key's id")
            public = _parsed(load_pem_public_key, self._file("platform_public_key_path"))
            if not isinstance(public, RSAPublicKey):
                raise self._wrong("platform_public_key_path", "must name a PEM file with an RSA public key")
            keys[canonical_serial(key_id)] = public
        if not keys:
            raise self._wrong("platform_certificate_path", "or platform_public_key_id must be given")
        return keys

    def _base_url(self) -> str:
        if "base_url" not in self._raw:
            return PRODUCTION
        return self._text("base_url", r"https?://[^/?#\s]+/?", "an address without a path").rstrip("/")

    def _text(self, name: str, pattern: str, expected: str) -> str:
        value = self._raw.get(name)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self._wrong(name, f"must be {expected}")
        return value

    def _file(self, name: str) -> bytes:
        return self._read(name, self._raw.get(name))

    def _read(self, name: str, value: object) -> bytes:
        if not isinstance(value, str) or not value:
            raise self._wrong(name, "must name a file")
        try:
            return (self._path.parent / value).read_bytes()
        except OSError as error:
            raise self._wrong(name, f"names {value}, which cannot be read: {error.strerror}") from None

    def _wrong(self, name: str, expected: str) -> MerchantFileError:
        return MerchantFileError(f"{self._path}: {name} {expected}")
