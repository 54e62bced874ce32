"""Pictures over HTTP, for kiosks and for any cache before this cloud."""

from __future__ import annotations

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from cloud.catalogue.pictures import PictureShelf

_KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


def picture_routes(shelf: PictureShelf) -> APIRouter:
    """GET /v1/pictures/TENANT/SHA256."""
    router = APIRouter(prefix="/v1/pictures", tags=["catalogue"])

    @router.get("/{tenant}/{name}")
    async def picture(tenant: str, name: str) -> Response:
        """A good's picture by the SHA-256 of its file; it never changes."""
        found = await run_in_threadpool(shelf.picture, tenant, name)
        if found is None:
            raise HTTPException(404)
        return Response(found.content, media_type=found.media_type, headers={**_KEPT, "ETag": f'"{name}"'})

    return router
