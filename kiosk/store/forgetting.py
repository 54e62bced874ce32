"""What the ledger lets go of once it is over: members' names and codes, and the words of printed paper.

The rows stay, for a restart and for staff; hashes cover none of them.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.payment import UNSETTLED, Attempt, AttemptRequest
from kiosk.domain.receipt import PrintJob, PrintState, QrBlock, ReceiptDocument
from kiosk.domain.trip import ENDED, Trip


def kept_trip(trip: Trip) -> Trip:
    """A trip that has ended names nobody."""
    if trip.member is None or trip.state not in ENDED:
        return trip
    return replace(trip, member=trip.member.kept())


def kept_request(request: AttemptRequest, answer: Attempt | None) -> AttemptRequest:
    """Of an attempt that has ended: nobody asks the cloud with it again."""
    if request.member is None or answer is None or answer.state in UNSETTLED:
        return request
    return replace(request, member=request.member.kept())


def kept_job(job: PrintJob) -> PrintJob:
    """Of paper that is printed the codes stay, for the paid screen after a restart; the sale has the rest."""
    if job.state is not PrintState.DONE:
        return job
    codes = tuple(one for one in job.document.elements if isinstance(one, QrBlock))
    return replace(job, document=ReceiptDocument(job.document.receipt_no, codes))
