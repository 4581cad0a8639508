"""HaloPSA: lines of a customer's recurring invoice, a file per customer, credits in their own."""

from reports.bookings import KINDS, Booking, bookings, by_customer, file, of_kind, text
from reports.decimals import fixed
from reports.period import Period

COLUMNS = (
    "item_shortdescription",
    "item_longdescription",
    "unit_price",
    "qty_order",
    "net_amount",
)


def write(period: Period) -> dict[str, bytes]:
    return {
        f"halopsa-{name}-{customer_id}.csv": file(
            COLUMNS, [_row(each) for document in documents for each in bookings(document)]
        )
        for kind, name in KINDS.items()
        for customer_id, documents in by_customer(of_kind(period.documents, kind)).items()
    }


def _row(booking: Booking) -> list[str]:
    line, document = booking.line, booking.document
    is_credit = document.kind == "credit_note"
    amount = fixed(-line.amount if is_credit else line.amount, document.minor_digits)
    name = line.product_name or line.product_code or line.note or line.kind
    return [text(name, 255), text(booking.keyed), amount, "1", amount]
