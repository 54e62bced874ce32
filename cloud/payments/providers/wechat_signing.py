"""WeChat Pay API v3 signatures and sealed resources, as pure functions of bytes, keys and time.

Source: WeChat Pay API v3, "signature generation", "signature verification", "callback decryption".
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from cloud.payments.providers.wechat_merchant import WechatMerchant, canonical_serial

SCHEME = "WECHATPAY2-SHA256-RSA2048"
WINDOW_S = 300
"""How far a signed timestamp may be from now, either way."""


class SignatureRefused(Exception):
    """The bytes are not proven to be the provider's, or not to be recent."""


def request_message(method: str, target: str, timestamp: int, nonce: str, body: bytes) -> bytes:
    """What a request's signature covers; `target` is path and query exactly as sent."""
    return f"{method}\n{target}\n{timestamp}\n{nonce}\n".encode() + body + b"\n"


def answer_message(timestamp: str, nonce: str, body: bytes) -> bytes:
    """What the provider's signature on an answer or a notification covers."""
    return f"{timestamp}\n{nonce}\n".encode() + body + b"\n"


def authorization(
    merchant: WechatMerchant, method: str, target: str, body: bytes, *, timestamp: int, nonce: str
) -> str:
    """The Authorization header of a request."""
    message = request_message(method, target, timestamp, nonce, body)
    signature = base64.b64encode(merchant.private_key.sign(message, PKCS1v15(), SHA256())).decode()
    return (
        f'{SCHEME} mchid="{merchant.mchid}",nonce_str="{nonce}",signature="{signature}",'
        f'timestamp="{timestamp}",serial_no="{merchant.serial_no}"'
    )


def check_signature(merchant: WechatMerchant, headers: Mapping[str, str], body: bytes, *, now: float) -> None:
    """Check the Wechatpay-* headers over `body`. Raises SignatureRefused.

    Only the pinned keys count: an answer never brings the key it is checked with.
    """
    given = {name.lower(): value for name, value in headers.items()}
    missing = [
        name for name in ("timestamp", "nonce", "serial", "signature") if f"wechatpay-{name}" not in given
    ]
    if missing:
        raise SignatureRefused(f"no Wechatpay-{missing[0].title()} header")
    if given.get("wechatpay-signature-type", SCHEME) != SCHEME:
        raise SignatureRefused(f"the signature type is not {SCHEME}")
    timestamp = given["wechatpay-timestamp"]
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise SignatureRefused("the timestamp is not a number")
    if abs(now - int(timestamp)) > WINDOW_S:
        raise SignatureRefused(f"the timestamp is more than {WINDOW_S} s from now")
    key = merchant.platform_keys.get(canonical_serial(given["wechatpay-serial"]))
    if key is None:
        raise SignatureRefused("signed with a key that is not pinned")
    message = answer_message(timestamp, given["wechatpay-nonce"], body)
    try:
        signature = base64.b64decode(given["wechatpay-signature"], validate=True)
        key.verify(signature, message, PKCS1v15(), SHA256())
    except (binascii.Error, ValueError, InvalidSignature):
        raise SignatureRefused("the signature does not match") from None


def open_sealed(apiv3_key: bytes, nonce: str, ciphertext: str, associated_data: str) -> bytes:
    """Decrypt a sealed resource (AEAD_AES_256_GCM). Raises SignatureRefused for any wrong bit."""
    try:
        sealed = base64.b64decode(ciphertext, validate=True)
        return AESGCM(apiv3_key).decrypt(nonce.encode(), sealed, associated_data.encode())
    except (binascii.Error, ValueError, InvalidTag):
        raise SignatureRefused("the resource does not open with the API v3 key") from None
