"""HaloPSA: lines of a customer's recurring invoice, a file per customer, credits in their own."""

from reports.bookings import Booking, Books, text
from reports.period import Period

COLUMNS = (
    "item_shortdescription",
    "item_longdescription",
    "unit_price",
    "qty_order",
    "net_amount",
)


def write(period: Period) -> dict[str, bytes]:
    return Books("halopsa", COLUMNS, _row).by_customer(period.documents)


def _row(booking: Booking) -> list[str]:
    line = booking.line
    name = line.product_name or line.product_code or line.note or line.kind
    return [text(name, 255), text(booking.keyed), booking.signed, "1", booking.signed]
