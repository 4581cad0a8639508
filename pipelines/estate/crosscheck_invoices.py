"""What e-invoices need of an estate (EN 16931, Peppol BIS 3); asked for by `formats` alone."""

from collections.abc import Iterator

from pipelines.estate.crosscheck_money import currency_of
from pipelines.estate.currencies import minor_digits
from pipelines.estate.faults import Fault, choices, shown
from pipelines.estate.model import Settings
from pipelines.estate.rows import Row, Sheet

UBL, FACTUR_X = "ubl", "factur-x"
E_INVOICES = (FACTUR_X, UBL)
DIGITS = 2  # EN 16931, BR-DEC
OUTSIDE = "O"
BOTH_VAT_IDS = ("AE", "K")  # BR-AE-02, BR-IC-02
SETTINGS = "settings.toml"


def asked(settings: Settings) -> list[str]:
    return [name for name in E_INVOICES if name in settings.output.formats]


def fine_currencies(customers: Sheet, settings: Settings) -> Iterator[Fault]:
    """The norm allows two decimals."""
    if not asked(settings):
        return
    for row in customers.sound("currency"):
        currency = currency_of(row, settings)
        if currency and minor_digits(currency) > DIGITS:
            text = f"currency {shown(currency)} has more than {DIGITS} decimals"
            yield customers.fault(row, f"{text} ({_leave_out(settings)})")


def seller(customers: Sheet, settings: Settings) -> Iterator[Fault]:
    """What a buyer's machine wants to know of who sells."""
    if not (names := asked(settings)):
        return
    given = settings.seller
    if not given.country:
        yield _lacking("country", names)
    if not given.vat_id and _categories(customers) - {OUTSIDE}:
        yield _lacking("vat_id", names)
    if UBL in names and not _is_address(given.electronic_address):
        yield _lacking("electronic_address", [UBL])
    elif not given.electronic_address and not given.email:
        yield _lacking("electronic_address or email", names)


def buyers(customers: Sheet, settings: Settings) -> Iterator[Fault]:
    if not (names := asked(settings)):
        return
    for row in customers.rows:
        if "country" in row.cells and not row["country"]:
            yield customers.fault(row, f"country is missing ({_needed(names)})")
        if "electronic_address" in row.cells and UBL in names:
            yield from _address(customers, row)
        category = row.cells.get("tax_category")
        if category in BOTH_VAT_IDS and "vat_id" in row.cells and not row["vat_id"]:
            text = f"vat_id is missing with tax_category {category} ({_needed(names)})"
            yield customers.fault(row, text)


def outside_beside_others(products: Sheet, customers: Sheet, settings: Settings) -> Iterator[Fault]:
    """A document outside the scope of tax holds nothing else (BR-O-11)."""
    if not asked(settings):
        return
    others = _categories(customers)
    for row in products.sound("tax_category"):
        category = row["tax_category"]
        if category and any((category == OUTSIDE) != (other == OUTSIDE) for other in others):
            text = f"tax_category {category} would stand beside {choices(sorted(others))}"
            yield products.fault(row, f"{text} in one e-invoice (O stands alone)")


def _categories(customers: Sheet) -> set[str]:
    return {row["tax_category"] or "S" for row in customers.sound("tax_category")}


def _address(customers: Sheet, row: Row) -> Iterator[Fault]:
    given = row["electronic_address"] or ""
    if not given:
        yield customers.fault(row, f"electronic_address is missing ({_needed([UBL])})")
    elif not _is_address(given):
        text = f"electronic_address {shown(given)} names no scheme (use 0088:4012345000009)"
        yield customers.fault(row, text)


def _is_address(text: str) -> bool:
    scheme, _, identifier = text.partition(":")
    return scheme.isdigit() and len(scheme) == 4 and bool(identifier.strip())


def _lacking(key: str, names: list[str]) -> Fault:
    return Fault(SETTINGS, 0, f"{key} is missing in [seller] ({_needed(names)})")


def _needed(names: list[str]) -> str:
    return f"{' and '.join(names)} {'need' if len(names) > 1 else 'needs'} it"


def _leave_out(settings: Settings) -> str:
    return f"leave {' and '.join(asked(settings))} out of formats in settings.toml"
