"""Every rule that needs more than one cell, in one list."""

from collections.abc import Iterator, Mapping
from itertools import chain

from pipelines.estate import crosscheck_accounts as accounts
from pipelines.estate import crosscheck_directories as directories
from pipelines.estate import crosscheck_invoices as invoices
from pipelines.estate import crosscheck_money as money
from pipelines.estate import crosscheck_prices as prices
from pipelines.estate import crosscheck_products as products
from pipelines.estate import crosscheck_rows as rows
from pipelines.estate.faults import Fault
from pipelines.estate.model import Settings
from pipelines.estate.rows import Sheet


def crosscheck(sheets: Mapping[str, Sheet]) -> Iterator[Fault]:
    """The rules that no setting takes part in."""
    for sheet in sheets.values():
        yield from rows.duplicate_keys(sheet)
        yield from rows.backward_spans(sheet)
        yield from rows.unknown_references(sheet, sheets)
    sold = sheets["products"]
    yield from chain(
        directories.missing_sign_ins(sheets["directories"]),
        money.untaxed(sheets["customers"]),
        money.untaxed(sold),
        products.mapped_products(sheets["skus"], sold),
        products.wrong_includes(sold),
        products.circles(sold),
        products.counted_products(sheets["quantities"], sold),
        prices.wrong_models(sheets["price_book"], sold),
        prices.wrong_unassigned(sheets["price_book"], sold),
        prices.wrong_tiers(sheets["price_book"]),
        prices.double_prices(sheets["price_book"]),
        accounts.wrong_matches(sheets["exclusions"]),
        accounts.wrong_matches(sheets["payers"]),
        accounts.two_payers(sheets["people"]),
        accounts.rival_payers(sheets["payers"]),
    )


def crosscheck_settings(sheets: Mapping[str, Sheet], settings: Settings) -> Iterator[Fault]:
    """The rules in which settings.toml takes part."""
    yield from directories.wrong_connections(sheets["directories"], settings.connections)
    yield from money.fine_amounts(sheets["adjustments"], sheets["customers"], settings)
    yield from invoices.fine_currencies(sheets["customers"], settings)
    yield from invoices.seller(sheets["customers"], settings)
    yield from invoices.buyers(sheets["customers"], settings)
    yield from invoices.outside_beside_others(sheets["products"], sheets["customers"], settings)
