"""What the ten CSV files of the estate hold, in the order in which they are checked.

The one list that the reader, the checks and the docs share.
"""

from collections.abc import Mapping
from decimal import Decimal

from pipelines.estate.columns import (
    MATCH_KINDS,
    PAYER_KINDS,
    Column,
    File,
    choice,
    code,
    day,
    tax_columns,
    text,
)

FROM = day("valid_from", "First day; blank is since ever.")
FROM_NEEDED = day("valid_from", "First day.", required=True)
TO = day("valid_to", "First day no longer; blank is for ever.")

DIRECTORIES = File(
    "directories",
    "One row is a place where users and their SKUs are seen.",
    (
        code("directory_id", "Our name of the directory.", required=True),
        code("customer_id", "Whose directory it is.", required=True, refers="customers"),
        choice(
            "kind",
            "How it is read; a recorded one only receives batches.",
            ("entra", "active_directory", "recorded"),
            required=True,
        ),
        text("connection", "The connection of settings.toml to sign in with."),
        text(
            "locator",
            "The tenant id, the base DN, or the folder of batches that `observe` reads, from the "
            "estate folder.",
        ),
        day("observed_from", "First day on which an observation is owed."),
        day("observed_to", "First day on which none is owed any longer."),
    ),
    key=("directory_id",),
    span=("observed_from", "observed_to"),
    required=True,
)

CUSTOMERS = File(
    "customers",
    "One row is someone who pays.",
    (
        code("customer_id", "Our name of the customer.", required=True),
        text("name", "What people call it.", required=True),
        text("legal_name", "The name on documents; blank is the name."),
        text("street", "Street and number."),
        text("postcode", "Postcode."),
        text("city", "City."),
        Column("country", "country", "Two letters of ISO 3166."),
        text("vat_id", "VAT identification number."),
        Column("email", "email", "Where documents go."),
        Column("currency", "currency", "Currency of its documents; blank is the estate's."),
        Column("locale", "locale", "How its documents print dates and numbers, such as de-AT."),
        Column("time_zone", "zone", "Zone that cuts its days; blank is the estate's."),
        Column(
            "billing_day",
            "whole",
            "Day of the month on which its period begins.",
            default=1,
            least=1,
            most=31,
        ),
        choice(
            "billing_timing",
            "Billed after the period, or on its first day.",
            ("arrears", "advance"),
            default="arrears",
        ),
        day("billing_from", "First day that is billed."),
        day("billing_to", "First day that is billed no longer."),
        *tax_columns("of its lines"),
        text("exemption_reason", "Why no tax is due, as printed."),
        text("purchase_order", "The customer's order number, as printed."),
        text("buyer_reference", "What the customer wants to read, such as a Leitweg-ID."),
        text("electronic_address", "Where e-invoices go, scheme first: 0088:…"),
    ),
    key=("customer_id",),
    span=("billing_from", "billing_to"),
    required=True,
)

SKUS = File(
    "skus",
    "One row says which product a SKU is billed as.",
    (
        text("sku", "A SKU id or part number; case does not matter.", required=True),
        code("product_code", "A product of kind sku; blank is not billed.", refers="products"),
        text("reason", "Why it is billed so, or not."),
    ),
    key=("sku",),
    required=True,
)

PRODUCTS = File(
    "products",
    "One row is a thing that is sold.",
    (
        code("product_code", "Our name of the product.", required=True),
        text("name", "Its name on documents.", required=True),
        choice(
            "kind",
            "What a unit is: a SKU held, a user, the customer itself, or what quantities.csv says.",
            ("sku", "user", "flat", "counted"),
            required=True,
        ),
        Column("includes", "codes", "Products that it takes the place of, separated by ;"),
        *tax_columns("where it differs from the customer's"),
    ),
    key=("product_code",),
    required=True,
)

PRICE_BOOK = File(
    "price_book",
    "One row is a price, or one tier of it; tiers are alike in all but tier, price and cost.",
    (
        code("customer_id", "Whose price it is; blank is the list price.", refers="customers"),
        code("product_code", "What it prices.", required=True, refers="products"),
        FROM_NEEDED,
        TO,
        Column("currency", "currency", "Currency of price and cost.", required=True),
        Column("unit_price", "price", "Price per unit and month.", required=True, least=0),
        Column("unit_cost", "price", "What a unit and month costs us.", least=0),
        choice(
            "model",
            "How units share the tiers.",
            ("standard", "graduated", "volume"),
            default="standard",
        ),
        Column("tier_from", "whole", "First unit of the tier.", default=1, least=1),
        choice(
            "proration",
            "What a part of a period costs.",
            ("actual_days", "full_period", "fixed_30", "until_period_end"),
            default="actual_days",
        ),
        Column("minimum_quantity", "whole", "Units that are billed at least.", least=0),
        choice(
            "unassigned",
            "Whether units bought and not assigned are billed.",
            ("absorb", "bill"),
            default="absorb",
        ),
        Column(
            "discount_percent",
            "percent",
            "Discount in percent.",
            default=Decimal(0),
            least=0,
            most=100,
        ),
    ),
    required=True,
)

EXCLUSIONS = File(
    "exclusions",
    "One row keeps accounts, or a SKU, from being billed.",
    (
        code("customer_id", "Whose directories it is about; blank is all.", refers="customers"),
        choice("match_kind", "What is compared.", MATCH_KINDS, required=True),
        text("match_value", "With what; case does not matter. Only disabled may leave it blank."),
        code("product_code", "The product that is not billed; blank is all.", refers="products"),
        FROM,
        TO,
        text("reason", "Why, as kept with every day taken away.", required=True),
    ),
)

PEOPLE = File(
    "people",
    "One row says whose account it is; one person may have several.",
    (
        code("person_id", "Our name of the person.", required=True),
        code("directory_id", "Where the account is.", required=True, refers="directories"),
        text("user_id", "The directory's own id of the account.", required=True),
        code("payer_customer_id", "Who pays for all of the person.", refers="customers"),
    ),
    key=("directory_id", "user_id"),
)

PAYERS = File(
    "payers",
    "One row says who pays for accounts of a directory, where that is not its customer.",
    (
        code("directory_id", "Where the accounts are.", required=True, refers="directories"),
        choice("match_kind", "What is compared.", PAYER_KINDS, required=True),
        text("match_value", "With what; case does not matter. Only disabled may leave it blank."),
        code("payer_customer_id", "Who pays.", required=True, refers="customers"),
        FROM,
        TO,
        text("reason", "Why."),
    ),
)

QUANTITIES = File(
    "quantities",
    "One row is a number of units of a counted product; those in force add up.",
    (
        code("customer_id", "Who has them.", required=True, refers="customers"),
        code("product_code", "A product of kind counted.", required=True, refers="products"),
        FROM_NEEDED,
        TO,
        Column("quantity", "whole", "How many units.", required=True, least=0),
        text("note", "A note for us."),
    ),
)

ADJUSTMENTS = File(
    "adjustments",
    "One row is a line of its own, as agreed with the customer.",
    (
        code("adjustment_id", "Our name of the adjustment.", required=True),
        code("customer_id", "Whose document it goes to.", required=True, refers="customers"),
        day("day", "The day that decides its period.", required=True),
        text("description", "What the line says.", required=True),
        Column("amount", "amount", "Net; below zero is a credit.", required=True),
        code("product_code", "The product that it belongs to.", refers="products"),
    ),
    key=("adjustment_id",),
)

FILES: Mapping[str, File] = {
    file.name: file
    for file in (
        DIRECTORIES,
        CUSTOMERS,
        SKUS,
        PRODUCTS,
        PRICE_BOOK,
        EXCLUSIONS,
        PEOPLE,
        PAYERS,
        QUANTITIES,
        ADJUSTMENTS,
    )
}
