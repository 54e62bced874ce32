"""API v3 on the wire: checking the merchant's signature, signing our own answers, sealing resources.

Source: WeChat Pay API v3, "signature generation", "signature verification", "callback decryption".
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import string
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from lab.fakepay.errors import sign_error
from lab.fakepay.keys import Keyring

SCHEME = "WECHATPAY2-SHA256-RSA2048"
WINDOW_S = 300
_PARAMETER = re.compile(r'([a-z_]+)="([^"]*)"')


def check_request(keys: Keyring, method: str, target: str, body: bytes, authorization: str) -> None:
    """Check the Authorization header of a request; `target` is path and query exactly as sent.

    Raises ApiError SIGN_ERROR (401), as the real gateway does for every fault of this kind.
    """
    scheme, _, rest = authorization.partition(" ")
    if scheme != SCHEME:
        raise sign_error(f"Authorization scheme must be {SCHEME}")
    given = dict(_PARAMETER.findall(rest))
    missing = {"mchid", "nonce_str", "signature", "timestamp", "serial_no"} - given.keys()
    if missing:
        raise sign_error(f"Authorization lacks {', '.join(sorted(missing))}")
    if given["mchid"] != keys.mchid:
        raise sign_error("the merchant is not known")
    if given["serial_no"].upper() != keys.merchant_serial:
        raise sign_error("the certificate serial number is not this merchant's")
    if not given["timestamp"].isdigit() or abs(time.time() - int(given["timestamp"])) > WINDOW_S:
        raise sign_error("the timestamp is more than 5 minutes from now")
    head = f"{method}\n{target}\n{given['timestamp']}\n{given['nonce_str']}\n"
    try:
        signature = base64.b64decode(given["signature"], validate=True)
        keys.merchant_public_key.verify(signature, head.encode() + body + b"\n", PKCS1v15(), SHA256())
    except (binascii.Error, InvalidSignature):
        raise sign_error("the signature does not match METHOD, URL, timestamp, nonce and body") from None


def signed_headers(
    keys: Keyring, body: bytes, *, timestamp: int | None = None, spoil: bool = False
) -> dict[str, str]:
    """The Wechatpay-* headers for an answer or a notification; `spoil` signs other bytes (a fault)."""
    stamp = str(int(time.time()) if timestamp is None else timestamp)
    nonce = nonce_text(32)
    message = f"{stamp}\n{nonce}\n".encode() + body + (b"!\n" if spoil else b"\n")
    signature = keys.platform_private_key.sign(message, PKCS1v15(), SHA256())
    return {
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": keys.platform_serial,
        "Wechatpay-Signature": base64.b64encode(signature).decode(),
        "Wechatpay-Signature-Type": SCHEME,
    }


def seal(keys: Keyring, plaintext: bytes, associated_data: str) -> dict[str, str]:
    """Encrypt with the API v3 key: the shape shared by notifications and the certificate list."""
    nonce = nonce_text(12)
    sealed = AESGCM(keys.apiv3_key).encrypt(nonce.encode(), plaintext, associated_data.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(sealed).decode(),
        "associated_data": associated_data,
        "nonce": nonce,
    }


def nonce_text(length: int) -> str:
    """Random letters and digits: the provider's nonces are text, not bytes."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))
