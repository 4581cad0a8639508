"""What the files say beside their columns: how a person goes on from the example."""

from __future__ import annotations

from collections.abc import Mapping

NOTES: Mapping[str, tuple[str, ...]] = {
    "directories": (
        "A recorded directory needs no consent: what it showed is imported. It may be a file that "
        "an admin exports. Kinds entra and active_directory need a connection and a locator.",
    ),
    "customers": (
        "Put your own in place of the example. Its customer_id stands in other files too: "
        "prorata check --offline lists every place that is left.",
        "Tax categories: S is the standard rate. Z is zero. E is exempt. AE is reverse charge. "
        "K is within the EU. G is export. O is outside of VAT.",
    ),
    "skus": (
        "Nothing is skipped unseen: a SKU that somebody holds and that has no row blocks the bill. "
        "prorata import prints rows to paste for what an export shows and this file lacks.",
    ),
    "products": (
        "Kind sku is billed for each person that holds it. Kind user is billed for each account. "
        "Kind flat is billed once. Kind counted is billed as quantities.csv says.",
    ),
    "price_book": (
        "The prices of the example are invented. A row with a customer_id takes the place of the "
        "list price. A new price is a new row: the old one gets a valid_to and the new one has the "
        "same day as valid_from.",
    ),
    "exclusions": ("Days that a row takes away are kept with its reason.",),
    "people": (
        "Two rows with one person_id are billed once. Only who has several accounts needs them. "
        "The example matches nobody and may be deleted.",
    ),
    "payers": ("The example has ended and may be deleted.",),
    "quantities": ("The example has ended and may be deleted.",),
    "adjustments": ("The example lies in the past and may be deleted.",),
}
