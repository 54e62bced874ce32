"""Kiosks as the cloud knows them: enrolled by a one-time code, recognised by their own key."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.clock import Now
from cloud.database.engine import Database
from cloud.database.locks import lock_enrolling
from cloud.database.tables import enrolment_codes, kiosks, used_nonces
from cloud.payments.desk import Asker
from kiosk.errors import CloudRefused, InputRefused, Reason
from kiosk.remote.wire.codec import from_base64url
from kiosk.remote.wire.shapes import EnrolRequest
from kiosk.remote.wire.signing import KIOSK, NONCE, SIGNATURE, TIME, WINDOW_S, is_signed, signed_message

CODE_LIVES = timedelta(minutes=10)
CODE_DIGITS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that is read as something else."""
CODE_LENGTH = 10
NONCES_LIVE = timedelta(seconds=3 * WINDOW_S)
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What of a request its signature covers."""

    method: str
    target: str
    body: bytes
    headers: Mapping[str, str]


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def issue_code(connection: AsyncConnection, tenant: str, store: str, now: datetime) -> str:
    """`tenant-XXXXXXXXXX`: single use, ten minutes; only its hash is kept (49 random bits)."""
    code = "".join(secrets.choice(CODE_DIGITS) for _ in range(CODE_LENGTH))
    row = {"tenant": tenant, "store": store, "code_hash": _hash(code), "expires_at": now + CODE_LIVES}
    await connection.execute(insert(enrolment_codes).values(row))
    return f"{tenant}-{code}"


def tenant_of_code(code: str) -> tuple[str, str]:
    """(tenant, secret part) of a code as a person typed it."""
    tenant, _, secret = code.strip().rpartition("-")
    return tenant, secret.upper()


async def enrol(connection: AsyncConnection, tenant: str, request: EnrolRequest, now: datetime) -> Asker:
    """Uses the code up and makes the kiosk, `K01` and on; raises CloudRefused(`enrol.code_not_valid`).

    The same key with the code it enrolled by is the same kiosk again: the first answer may have been lost.
    """
    _check(request)
    await lock_enrolling(connection, tenant)
    code_hash = _hash(tenant_of_code(request.code)[1])
    code = enrolment_codes.c
    row = (await connection.execute(select(enrolment_codes).where(code.code_hash == code_hash))).first()
    if row is None or row.expires_at <= now:
        raise CloudRefused(Reason("enrol.code_not_valid"))
    mine = (await connection.execute(select(kiosks).where(kiosks.c.public_key == request.public_key))).first()
    if row.used_at is not None:
        if mine is not None and mine.revoked_at is None and mine.enrolled_at >= row.used_at:
            return Asker(tenant, mine.store, mine.kiosk)
        raise CloudRefused(Reason("enrol.code_not_valid"))
    if mine is not None:
        raise CloudRefused(Reason("enrol.key_known", {"kiosk": mine.kiosk}))
    await connection.execute(update(enrolment_codes).where(code.code_hash == code_hash).values(used_at=now))
    number = (await connection.scalar(select(func.count()).select_from(kiosks)) or 0) + 1
    kiosk = f"K{number:02d}"
    values = {"tenant": tenant, "kiosk": kiosk, "store": row.store, "name": request.name}
    await connection.execute(insert(kiosks).values(**values, public_key=request.public_key, enrolled_at=now))
    return Asker(tenant, row.store, kiosk)


def _check(request: EnrolRequest) -> None:
    if len(from_base64url(request.public_key)) != 32:
        raise InputRefused(Reason("wire.not_base64"))
    if not 1 <= len(request.name) <= LONGEST_NAME:
        raise InputRefused(Reason("enrol.name_wrong", {"limit": LONGEST_NAME}))


class Gate:
    """Lets in the requests of enrolled kiosks, each once."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    async def who(self, request: SignedRequest, *, at_any_time: bool = False) -> Asker:
        """Raises CloudRefused: `line.not_signed`, `line.clock_off`, `line.request_twice`.

        `at_any_time`: for what only tells the same again, whoever repeats the request and whenever.
        """
        who, time, nonce, signature = (request.headers.get(h, "") for h in (KIOSK, TIME, NONCE, SIGNATURE))
        tenant, _, kiosk = who.partition("/")
        self._check_time(time, at_any_time)
        if not 16 <= len(nonce) <= 64 or not tenant or not kiosk:
            raise CloudRefused(Reason("line.not_signed"))
        message = signed_message(
            method=request.method, target=request.target, body=request.body, who=who, time=time, nonce=nonce
        )
        async with self._database.as_tenant(tenant) as connection:
            found = (
                await connection.execute(
                    select(kiosks).where(kiosks.c.kiosk == kiosk, kiosks.c.revoked_at.is_(None))
                )
            ).first()
            if found is None or not is_signed(found.public_key, message, signature):
                raise CloudRefused(Reason("line.not_signed"))
            seen = {"tenant": tenant, "kiosk": kiosk, "store": found.store, "nonce": nonce}
            first = await connection.scalar(
                upsert(used_nonces)
                .values(**seen, seen_at=self._now())
                .on_conflict_do_nothing()
                .returning(used_nonces.c.nonce)
            )
            if first is None:
                raise CloudRefused(Reason("line.request_twice"))
        return Asker(tenant, found.store, kiosk)

    def _check_time(self, time: str, at_any_time: bool) -> None:
        try:
            at = datetime.fromisoformat(time)
            ahead = (self._now() - at).total_seconds()
        except (ValueError, TypeError):
            raise CloudRefused(Reason("line.not_signed")) from None
        if abs(ahead) > WINDOW_S and not at_any_time:
            # by how much its next request must be dated on: a kiosk need not wait for people to set its clock
            values = {"seconds": round(abs(ahead)), "limit_s": WINDOW_S, "ahead_s": round(ahead)}
            raise CloudRefused(Reason("line.clock_off", values))

    async def forget_nonces(self) -> None:
        """Those too old to be sent again."""
        for tenant in await self._database.tenants():
            async with self._database.as_tenant(tenant) as connection:
                old = used_nonces.c.seen_at < self._now() - NONCES_LIVE
                await connection.execute(delete(used_nonces).where(old))
