"""ConnectWise: additions to a customer's agreement, a file per customer, credits in their own."""

from reports.bookings import (
    KINDS,
    Booking,
    bookings,
    by_customer,
    file,
    first_day,
    last_day,
    of_kind,
    text,
)
from reports.decimals import fixed
from reports.period import Period

COLUMNS = (
    "product",
    "billCustomer",
    "quantity",
    "lessIncluded",
    "unitPrice",
    "unitCost",
    "effectiveDate",
    "cancelledDate",
    "taxableFlag",
    "serialNumber",
    "invoiceDescription",
    "description",
)
UNTAXED = ("O", "E")


def write(period: Period) -> dict[str, bytes]:
    return {
        f"connectwise-{name}-{customer_id}.csv": file(
            COLUMNS, [_row(each) for document in documents for each in bookings(document)]
        )
        for kind, name in KINDS.items()
        for customer_id, documents in by_customer(of_kind(period.documents, kind)).items()
    }


def _row(booking: Booking) -> list[str]:
    """A credit is an addition below zero: an agreement knows no credit notes."""
    line, document = booking.line, booking.document
    is_credit = document.kind == "credit_note"
    return [
        text(booking.item, 60),
        "Billable",
        "1",
        "0",
        fixed(-line.amount if is_credit else line.amount, document.minor_digits),
        "",
        first_day(line),
        last_day(line),
        "false" if line.tax_category in UNTAXED else "true",
        text(line.line_key, 50),
        text(booking.description, 6000),
        text(line.product_name or line.product_code or line.kind),
    ]
