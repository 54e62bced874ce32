"""The line: what kiosks ask of the cloud. Every request but the first is signed by the kiosk's own key."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from cloud.assembly import Cloud
from cloud.fleet.devices import enrol, tenant_of_code
from cloud.fleet.states import hear
from cloud.items.sold import serials_after, serials_upto
from cloud.keys import CATALOGUE, MEMBER
from cloud.line.answers import json_answer, read_body
from cloud.line.catalogue_routes import catalogue_routes
from cloud.line.signed import signed
from cloud.members.points import points_rule
from cloud.members.proof import public_keys
from cloud.payments.repricing import NO_REVISION
from cloud.stores import store_of
from kiosk.domain.events import Lane
from kiosk.domain.heartbeat import Heartbeat
from kiosk.domain.payment import AttemptRequest
from kiosk.errors import CloudRefused, InputRefused, Reason
from kiosk.remote.wire.codec import decode
from kiosk.remote.wire.shapes import CloseRequest, Enrolled, EnrolRequest, RecordBatch, RecordsTaken

SMALL = 64 * 1024


def line_routes(cloud: Cloud) -> APIRouter:
    """Everything under /v1/line."""
    router = APIRouter(prefix="/v1/line", tags=["line"])
    _identity_routes(router, cloud)
    catalogue_routes(router, cloud)
    _payment_routes(router, cloud)
    _record_routes(router, cloud)
    _fleet_routes(router, cloud)
    return router


def _identity_routes(router: APIRouter, cloud: Cloud) -> None:
    @router.post("/enrol")
    async def enrol_kiosk(request: Request) -> Response:
        """A new kiosk with its one-time code and public key; answers its identity."""
        asked = decode(EnrolRequest, await read_body(request, SMALL))
        tenant, _ = tenant_of_code(asked.code)
        kind = await cloud.database.kind_of(tenant)
        if kind is None:
            raise CloudRefused(Reason("enrol.code_not_valid"))
        async with cloud.database.as_tenant(tenant) as connection:
            asker = await enrol(connection, tenant, asked, cloud.now())
            store = await store_of(connection, asker.store)
            member_keys = await public_keys(connection, MEMBER)
            catalogue_keys = await public_keys(connection, CATALOGUE)
            points_minor = await points_rule(connection)
        if store is None:
            raise CloudRefused(Reason("enrol.code_not_valid"))
        return json_answer(
            Enrolled(
                kiosk_id=asker.kiosk,
                tenant=tenant,
                simulated=kind == "demo",
                store=store,
                wallets=await cloud.accounts.wallets(tenant),
                member_keys=member_keys,
                catalogue_keys=catalogue_keys,
                receipt_url=f"{cloud.public_url}/r/{tenant}.",
                points_minor=points_minor,
            )
        )


def _payment_routes(router: APIRouter, cloud: Cloud) -> None:
    @router.put("/attempts/{attempt_id}")
    async def put_attempt(request: Request, attempt_id: str) -> Response:
        """A payment attempt, idempotent by its id."""
        asker, body = await signed(cloud, request)
        asked = decode(AttemptRequest, body)
        if asked.attempt_id != attempt_id:
            raise InputRefused(Reason("payment.attempt_id_wrong", {"attempt": attempt_id[:60]}))
        return json_answer(await cloud.desk.put(asker, asked))

    @router.get("/attempts/{attempt_id}")
    async def await_attempt(
        request: Request, attempt_id: str, after_version: int = -1, wait_s: float = 0.0
    ) -> Response:
        """The attempt once its version is greater than `after_version`, or after `wait_s`."""
        asker, _ = await signed(cloud, request)
        return json_answer(await cloud.desk.wait(asker, attempt_id, after_version, wait_s))

    @router.post("/attempts/{attempt_id}/close")
    async def close_attempt(request: Request, attempt_id: str) -> Response:
        """The attempt is closed, unless it was paid; `{"abandon": true}`: nobody waits for it any more."""
        asker, body = await signed(cloud, request)
        asked = decode(CloseRequest, body) if body else CloseRequest()
        return json_answer(await cloud.desk.close(asker, attempt_id, abandon=asked.abandon))


def _record_routes(router: APIRouter, cloud: Cloud) -> None:
    @router.put("/records/{lane}")
    async def put_records(request: Request, lane: str) -> Response:
        """Records of one lane, in order; answers the last seq that is in the database."""
        asker, body = await signed(cloud, request)
        if lane not in {known.value for known in Lane}:
            raise InputRefused(Reason("sync.lane_unknown", {"lane": lane[:20]}))
        batch = decode(RecordBatch, body)
        return json_answer(RecordsTaken(seq=await cloud.intake.take(asker, Lane(lane), batch.records)))


def _fleet_routes(router: APIRouter, cloud: Cloud) -> None:
    @router.post("/heartbeat")
    async def heartbeat(request: Request) -> Response:
        """How a kiosk is; answers what is wanted of it."""
        asker, body = await signed(cloud, request)
        said = decode(Heartbeat, body)
        async with cloud.database.as_tenant(asker.tenant) as connection:
            wish = await hear(connection, asker, said, cloud.now())
            return json_answer(replace(wish, serials_upto=await serials_upto(connection)))

    @router.get("/serials")
    async def serials(request: Request, after: int = 0) -> Response:
        """A page of what became of single items after a place of the group's list."""
        asker, _ = await signed(cloud, request)
        async with cloud.database.as_tenant(asker.tenant) as connection:
            return json_answer(await serials_after(connection, min(max(after, 0), NO_REVISION)))
