"""What the ledger lets go of once it is over: members' names and codes, coupons' codes, and the
words of printed paper.

The rows stay, for a restart and for staff; hashes cover none of them.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.payment import UNSETTLED, Attempt, AttemptRequest
from kiosk.domain.receipt import PrintJob, PrintState, QrBlock, ReceiptDocument
from kiosk.domain.trip import ENDED, Trip


def kept_trip(trip: Trip) -> Trip:
    """A trip that has ended names nobody, and no coupon could be used by what is kept of it."""
    if trip.state not in ENDED or (trip.member is None and not trip.coupons):
        return trip
    member = None if trip.member is None else trip.member.kept()
    return replace(trip, member=member, coupons=tuple(replace(one, text="") for one in trip.coupons))


def kept_request(request: AttemptRequest, answer: Attempt | None) -> AttemptRequest:
    """Of an attempt that has ended: nobody asks the cloud with it again."""
    if answer is None or answer.state in UNSETTLED or (request.member is None and not request.claims):
        return request
    member = None if request.member is None else request.member.kept()
    return replace(request, member=member, claims=tuple(replace(one, text="") for one in request.claims))


def kept_job(job: PrintJob) -> PrintJob:
    """Of paper that is printed the codes stay, for the paid screen after a restart; the sale has the rest."""
    if job.state is not PrintState.DONE:
        return job
    codes = tuple(one for one in job.document.elements if isinstance(one, QrBlock))
    return replace(job, document=ReceiptDocument(job.document.receipt_no, codes))
