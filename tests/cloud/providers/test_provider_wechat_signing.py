"""Signatures and sealed resources against vectors that other software made."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.payments.providers.wechat_signing import (
    SignatureRefused,
    answer_message,
    open_sealed,
    request_message,
)

KEY = b"0123456789abcdefghijklmnopqrstuv"
SEALED = (
    "kdUw5hwyZ7EmqIvJoZVgiwfsZQRLHwxHcu4M7p/JRldw+3sFPbrRMumI1cvCUIDFuGedzh3+au+vFp+8y75VIU3DexfWieyuQWAG"
    "ietVW7tONawoKFSRcwSqcyMexbTk96L9CGChz0NL874Ih+INFp/OPzDY9dknbw7zzqPMKxFRSqXegn6M63BwkAgbPldnA0c="
)
"""AES-256-GCM by Node.js crypto: nonce fdasflkja484, associated data "transaction"."""


def test_a_request_is_signed_over_the_documented_lines() -> None:
    assert request_message(
        "GET", "/v3/certificates", 1554208460, "593BEC0C930BF1AFEB40B4A08C8FB242", b""
    ) == (b"GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n")


def test_an_answer_is_signed_over_time_nonce_and_exact_bytes() -> None:
    assert answer_message("1554209980", "c5ac7061fccab6bf3e254dcf98995b8c", b'{"data":[]}') == (
        b'1554209980\nc5ac7061fccab6bf3e254dcf98995b8c\n{"data":[]}\n'
    )
    assert answer_message("1", "n", b"") == b"1\nn\n\n"


def test_a_resource_sealed_elsewhere_opens() -> None:
    assert open_sealed(KEY, "fdasflkja484", SEALED, "transaction").decode() == (
        '{"out_trade_no":"01JD8ZK3V7Q4N2X5W9T6R1M0AB-01","trade_state":"SUCCESS",'
        '"trade_state_desc":"支付成功","amount":{"total":1280}}'
    )


@given(st.integers(0, len(base64.b64decode(SEALED)) * 8 - 1))
def test_a_resource_with_one_wrong_bit_does_not_open(bit: int) -> None:
    sealed = bytearray(base64.b64decode(SEALED))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SignatureRefused):
        open_sealed(KEY, "fdasflkja484", base64.b64encode(sealed).decode(), "transaction")


@pytest.mark.parametrize(
    ("key", "nonce", "sealed", "associated"),
    [
        (b"x" * 32, "fdasflkja484", SEALED, "transaction"),
        (KEY, "fdasflkja485", SEALED, "transaction"),
        (KEY, "short", SEALED, "transaction"),
        (KEY, "fdasflkja484", SEALED, "refund"),
        (KEY, "fdasflkja484", "not base64!", "transaction"),
        (KEY, "fdasflkja484", "", "transaction"),
    ],
)
def test_anything_else_wrong_is_refused(key: bytes, nonce: str, sealed: str, associated: str) -> None:
    with pytest.raises(SignatureRefused, match="does not open"):
        open_sealed(key, nonce, sealed, associated)
