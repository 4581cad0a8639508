"""QuickBooks Online: invoices to import, at most a hundred a file, credit notes in their own."""

from reports.bookings import Booking, Books, text
from reports.period import Period

MOST = 100
COLUMNS = (
    "*InvoiceNo",
    "*Customer",
    "*InvoiceDate",
    "*DueDate",
    "Terms",
    "Location",
    "Memo",
    "Item(Product/Service)",
    "ItemDescription",
    "ItemQuantity",
    "ItemRate",
    "*ItemAmount",
    "Service Date",
    "Item Tax Amount",
    "*Item Tax Code",
    "Currency",
)


def write(period: Period) -> dict[str, bytes]:
    return Books("quickbooks", COLUMNS, _row).numbered(period.documents, MOST)


def _row(booking: Booking) -> list[str]:
    document, line = booking.document, booking.line
    issued = document.issued_at.date().isoformat() if document.issued_at else ""
    return [
        text(document.number, 21),
        text(booking.customer, 100),
        issued,
        document.due_day.isoformat() if document.due_day else issued,
        "",
        "",
        text(document.corrects_number or document.purchase_order),
        text(booking.item, 100),
        text(booking.keyed),
        "1",
        booking.amount,
        booking.amount,
        (line.from_day or line.period_start).isoformat(),
        booking.tax_amount,
        booking.tax_code,
        document.currency,
    ]
