"""What a scanner sends: a text with the AIM identifier of its symbol before it (`kiosk.domain.aim`)."""

from __future__ import annotations

from kiosk.domain.aim import scan_of as scan_of
