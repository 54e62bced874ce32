"""A merchant's credentials file: read whole, or refused by the name of the field that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from cloud.payments.providers.wechat_merchant import PRODUCTION, MerchantFileError, WechatMerchant
from lab.fakepay.keys import open_keyring


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    open_keyring(directory, "http://127.0.0.1:8080", "Demo")
    curve = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (directory / "curve.pem").write_bytes(curve)
    return directory


def edited(made: Path, name: str, **changes: object) -> Path:
    credentials = json.loads((made / "merchant.json").read_text("utf-8")) | changes
    path = made / f"{name}.json"
    path.write_text(json.dumps({k: v for k, v in credentials.items() if v is not None}), "utf-8")
    return path


def test_a_good_file_is_read_and_the_real_gateway_is_the_default(made: Path) -> None:
    assert WechatMerchant.load(made / "merchant.json").base_url == "http://127.0.0.1:8080"
    assert WechatMerchant.load(edited(made, "live", base_url=None)).base_url == PRODUCTION


def test_both_certificates_of_a_rotation_and_a_bare_public_key_are_pinned(made: Path) -> None:
    certificate = x509.load_pem_x509_certificate((made / "platform_cert.pem").read_bytes())
    public = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (made / "platform_public.pem").write_bytes(public)
    path = edited(
        made,
        "rotation",
        platform_certificate_path=["platform_cert.pem", "merchant_cert.pem"],
        platform_public_key_id="PUB_KEY_ID_0119000000002026",
        platform_public_key_path="platform_public.pem",
    )
    keys = WechatMerchant.load(path).platform_keys
    assert len(keys) == 3
    assert "PUB_KEY_ID_0119000000002026" in keys


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"mchid": "12"}, "mchid must be 8 to 32 digits"),
        ({"mchid": 1900000109}, "mchid must be 8 to 32 digits"),
        ({"appid": None}, "appid must be"),
        ({"serial_no": "xyz"}, "serial_no must be a certificate serial in hex"),
        ({"apiv3_key": "secret-but-short"}, "apiv3_key must be 32 characters"),
        ({"base_url": "api.mch.weixin.qq.com"}, "base_url must be an address without a path"),
        ({"private_key_path": None}, "private_key_path must name a file"),
        ({"private_key_path": "nowhere.pem"}, "private_key_path names nowhere.pem, which cannot be read"),
        ({"private_key_path": "merchant_cert.pem"}, "private_key_path must name a PEM file with an RSA"),
        ({"private_key_path": "curve.pem"}, "private_key_path must name a PEM file with an RSA"),
        ({"platform_certificate_path": "merchant_key.pem"}, "must name PEM files with RSA certificates"),
        ({"platform_certificate_path": []}, "or platform_public_key_id must be given"),
        ({"platform_public_key_id": "PUB_KEY_ID_01"}, "platform_public_key_path must name a file"),
    ],
)
def test_a_wrong_field_is_named_and_no_secret_is_repeated(
    made: Path, change: dict[str, object], told: str
) -> None:
    path = edited(made, "wrong", **change)
    with pytest.raises(MerchantFileError) as refused:
        WechatMerchant.load(path)
    assert f"{path}: " in str(refused.value)
    assert told in str(refused.value)
    assert "secret-but-short" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "told"), [(None, "cannot be read"), ("{", "is not JSON"), ("[]", "is not a JSON object")]
)
def test_a_file_that_is_no_credentials_at_all_is_refused(
    tmp_path: Path, content: str | None, told: str
) -> None:
    path = tmp_path / "merchant.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(MerchantFileError, match=told):
        WechatMerchant.load(path)
