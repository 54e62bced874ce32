"""Admin mode's part of the view. Reads only."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.domain.staff_task import what_to_do
from kiosk.domain.trip import TripState
from kiosk.ports import CatalogueStats, DeviceChange
from kiosk.services.devices import clock_change, cloud_change
from kiosk.services.health import Health
from kiosk.services.reprinting import first_day, today
from kiosk.services.viewing import age_check_of
from kiosk.services.views import DayView, DeviceView, StaffView, TaskView
from kiosk.services.visit import Bench, Visit

NO_DAY = DayView(day="", sales=0, pieces=0, total_minor=0, discount_minor=0, by_wallet=(), by_tax=())

MOST_TASKS = 50
"""The newest are shown; older ones come into sight as these are done."""

_SHOWN_FIRST = ("camera", "scanner", "printer", "cloud", "catalogue", "clock")


def staff_view(
    bench: Bench,
    health: Health,
    depth: int,
    version: str,
    confirmed_at: datetime | None,
    old_after: timedelta,
) -> StaffView | None:
    """What an attendant sees; None outside admin mode. `confirmed_at`: the catalogue was the newest."""
    visit = bench.visit
    staff = visit.staff
    if staff is None:
        return None
    catalogue = staff.catalogue or CatalogueStats(0, 0, None)
    waiting = bench.ledger.open_tasks(MOST_TASKS)
    in_doubt = visit.stands_in(TripState.NEEDS_STAFF)
    known_good = confirmed_at or catalogue.published_at
    return StaffView(
        attendant=staff.attendant,
        kiosk_id=bench.identity.kiosk_id,
        is_open=not visit.closed_by_staff,
        trip_lines=visit.trip is not None and bool(visit.trip.basket.lines) and not in_doubt,
        most_discount_percent=bench.identity.store.most_staff_percent,
        in_doubt=in_doubt,
        interventions=tuple(age_check_of(visit, one) for one in visit.interventions.values()),
        devices=tuple(
            DeviceView(name=one.device, state=one.state, reason=one.reason) for one in devices(health, visit)
        ),
        catalogue_revision=catalogue.revision,
        catalogue_published_at=catalogue.published_at,
        catalogue_is_old=known_good is None or bench.clock.now() - known_good > old_after,
        outbox_depth=depth,
        tasks=tuple(
            TaskView(task_id=one.task_id, at=one.at, told=what_to_do(one.about)) for one in waiting.newest
        ),
        open_tasks=waiting.count,
        sales=staff.sales,
        day=staff.day or NO_DAY,
        has_day_before=bool(staff.day_shown) and staff.day_shown > first_day(bench),
        has_day_after=bool(staff.day_shown) and staff.day_shown < today(bench),
        version=version,
        desired_version=visit.desired_version,
        message=staff.message,
    )


def devices(health: Health, visit: Visit) -> list[DeviceChange]:
    """The last word of each device and of the cloud, in one order."""
    trouble = visit.line_trouble or visit.uplink_trouble or visit.payment_trouble
    known = [*health.devices(), cloud_change(visit.online, trouble)]
    clock = clock_change(visit.clock_off_s)
    if clock is not None:
        known.append(clock)
    places = {name: place for place, name in enumerate(_SHOWN_FIRST)}
    return sorted(known, key=lambda one: (places.get(one.device, len(places)), one.device))
