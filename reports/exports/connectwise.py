"""ConnectWise: additions to a customer's agreement, a file per customer, credits in their own."""

from reports.bookings import Booking, Books, first_day, last_day, text
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
    return Books("connectwise", COLUMNS, _row).by_customer(period.documents)


def _row(booking: Booking) -> list[str]:
    """A credit is an addition below zero: an agreement knows no credit notes."""
    line = booking.line
    return [
        text(booking.item, 60),
        "Billable",
        "1",
        "0",
        booking.signed,
        "",
        first_day(line),
        last_day(line),
        "false" if line.tax_category in UNTAXED else "true",
        text(line.line_key, 50),
        text(booking.description, 6000),
        text(line.product_name or line.product_code or line.kind),
    ]
