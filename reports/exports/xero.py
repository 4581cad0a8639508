"""Xero: sales invoices to import, at most five hundred a file, credit notes in their own."""

from datetime import date

from reports.bookings import Booking, Books, text
from reports.period import Period

MOST = 500
SALES = "200"  # the account for sales in the chart that Xero begins with
COLUMNS = (
    "*ContactName",
    "EmailAddress",
    "POAddressLine1",
    "POAddressLine2",
    "POAddressLine3",
    "POAddressLine4",
    "POCity",
    "PORegion",
    "POPostalCode",
    "POCountry",
    "*InvoiceNumber",
    "Reference",
    "*InvoiceDate",
    "*DueDate",
    "InventoryItemCode",
    "*Description",
    "*Quantity",
    "*UnitAmount",
    "Discount",
    "*AccountCode",
    "*TaxType",
    "TrackingName1",
    "TrackingOption1",
    "TrackingName2",
    "TrackingOption2",
    "Currency",
    "BrandingTheme",
)


def write(period: Period) -> dict[str, bytes]:
    return Books("xero", COLUMNS, _row).numbered(period.documents, MOST)


def _row(booking: Booking) -> list[str]:
    document, buyer = booking.document, booking.document.buyer
    issued = document.issued_at.date() if document.issued_at else None
    return [
        text(booking.customer, 255),
        text(buyer.email, 255),
        text(buyer.street, 500),
        *[""] * 3,
        text(buyer.city, 255),
        "",
        text(buyer.postcode, 50),
        text(buyer.country, 50),
        text(document.number, 255),
        text(document.corrects_number or document.purchase_order, 255),
        _day(issued),
        _day(document.due_day or issued),
        text(booking.item, 30),
        text(booking.keyed),
        "1",
        booking.amount,
        "",
        SALES,
        booking.tax_code,
        *[""] * 4,
        document.currency,
        "",
    ]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
