"""The keys of both sides: made once, kept in the state directory, readable by their owner only."""

from __future__ import annotations

import json
import os
import secrets
import string
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

CREDENTIALS = "merchant.json"
MERCHANT_KEY = "merchant_key.pem"
MERCHANT_CERTIFICATE = "merchant_cert.pem"
PLATFORM_KEY = "platform_key.pem"
PLATFORM_CERTIFICATE = "platform_cert.pem"

VALIDITY = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class Keyring:
    """What the provider knows: its own key pair, the merchant's public half, and the shared API v3 key."""

    mchid: str
    appid: str
    merchant_serial: str
    merchant_public_key: RSAPublicKey = field(repr=False)
    platform_serial: str
    platform_certificate_pem: bytes = field(repr=False)
    platform_private_key: RSAPrivateKey = field(repr=False)
    apiv3_key: bytes = field(repr=False)


def open_keyring(directory: Path, base_url: str, merchant_name: str) -> Keyring:
    """Read the keys, making them at the first run, and write the credentials file with today's address."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    credentials_path = directory / CREDENTIALS
    if not credentials_path.exists():
        _make_keys(directory)
        credentials = {
            "provider": "wechat",
            "mchid": "19000" + _random(string.digits, 5),
            "appid": "wx" + secrets.token_hex(8),
            "apiv3_key": _random(string.ascii_letters + string.digits, 32),
        }
    else:
        credentials = json.loads(credentials_path.read_text("utf-8"))
    merchant = x509.load_pem_x509_certificate((directory / MERCHANT_CERTIFICATE).read_bytes())
    credentials |= {
        "merchant_name": merchant_name,
        "serial_no": _serial(merchant),
        "private_key_path": MERCHANT_KEY,
        "platform_certificate_path": PLATFORM_CERTIFICATE,
        "base_url": base_url,
    }
    write_private(credentials_path, json.dumps(credentials, indent=2, ensure_ascii=False).encode() + b"\n")
    return _read_keyring(directory, credentials, merchant)


def _read_keyring(directory: Path, credentials: dict[str, str], merchant: x509.Certificate) -> Keyring:
    platform_pem = (directory / PLATFORM_CERTIFICATE).read_bytes()
    platform_key = load_pem_private_key((directory / PLATFORM_KEY).read_bytes(), password=None)
    merchant_public_key = merchant.public_key()
    if not isinstance(platform_key, RSAPrivateKey) or not isinstance(merchant_public_key, RSAPublicKey):
        raise ValueError(f"the keys in {directory} are not RSA keys: remove the directory to make new ones")
    return Keyring(
        mchid=credentials["mchid"],
        appid=credentials["appid"],
        merchant_serial=credentials["serial_no"],
        merchant_public_key=merchant_public_key,
        platform_serial=_serial(x509.load_pem_x509_certificate(platform_pem)),
        platform_certificate_pem=platform_pem,
        platform_private_key=platform_key,
        apiv3_key=credentials["apiv3_key"].encode(),
    )


def write_private(path: Path, content: bytes) -> None:
    """Replace the file in one step, mode 0600 from its first byte."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _make_keys(directory: Path) -> None:
    for who, key_name, certificate_name in (
        ("Fakepay Merchant", MERCHANT_KEY, MERCHANT_CERTIFICATE),
        ("Fakepay Platform", PLATFORM_KEY, PLATFORM_CERTIFICATE),
    ):
        key = generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(directory / key_name, pem)
        write_private(directory / certificate_name, _self_signed(who, key).public_bytes(Encoding.PEM))


def _self_signed(common_name: str, key: RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALIDITY)
        .sign(key, SHA256())
    )


def _serial(certificate: x509.Certificate) -> str:
    return f"{certificate.serial_number:040X}"


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
