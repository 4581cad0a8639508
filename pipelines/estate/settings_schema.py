"""What `settings.toml` holds: its tables, and the keys of each kind of connection."""

from collections.abc import Mapping
from decimal import Decimal

from pipelines.estate.columns import Column, choice, text

SELLER = (
    text("name", "Who invoices, as printed.", required=True),
    text("street", "Street and number."),
    text("postcode", "Postcode."),
    text("city", "City."),
    Column("country", "country", "Two letters of ISO 3166."),
    text("vat_id", "VAT identification number."),
    Column("email", "email", "Where customers write to."),
    text("iban", "Where customers pay to."),
    text("electronic_address", "Where e-invoices are answered, scheme first: 0088:…"),
    Column("logo", "path", "A picture for documents, from the estate folder."),
    Column("accent", "colour", "Colour of documents, such as #0a5."),
)

BILLING = (
    Column("currency", "currency", "Currency of customers that name none.", default="EUR"),
    Column("time_zone", "zone", "Zone of customers that name none.", default="Europe/Berlin"),
    Column(
        "gap_days",
        "whole",
        "Days that a directory may go unobserved before its days are missing.",
        default=7,
        least=0,
        most=3660,
    ),
    Column(
        "removal_guard",
        "share",
        "Share of users or assignments that may vanish between two observations; more is held.",
        default=Decimal("0.30"),
        least=0,
        most=1,
    ),
    choice(
        "correction",
        "What a later difference becomes.",
        ("credit_note", "next_invoice"),
        default="credit_note",
    ),
    Column("approval", "flag", "Whether a draft is approved before it is issued.", default=False),
    Column("invoice_number", "numbering", "How invoices count.", default="INV-{year}-{seq:06}"),
    Column(
        "credit_note_number", "numbering", "How credit notes count.", default="CN-{year}-{seq:06}"
    ),
    Column("payment_days", "whole", "Days to pay.", default=14, least=0, most=3660),
)

EXPORTS = (
    "connectwise",
    "halopsa",
    "quickbooks",
    "report",
    "statements",
    "workbook",
    "xero",
)
OUTPUT = (
    Column("data", "path", "Where the machine writes, from the estate folder.", default="data"),
    Column("formats", "names", "Files of each document.", default=("html", "csv", "json")),
    Column("exports", "names", f"Files of each period: any of {', '.join(EXPORTS)}.", default=()),
)

OBSERVE = (
    Column(
        "at_once",
        "whole",
        "Live directories that are looked into at the same time.",
        default=16,
        least=1,
        most=256,
    ),
    Column(
        "deadline_minutes",
        "whole",
        "Minutes that a directory may take to be read whole; after them it has failed.",
        default=30,
        least=1,
        most=1440,
    ),
    Column(
        "interval_minutes",
        "whole",
        "Minutes between two questions whether a directory changed, once the sensor is on.",
        default=10,
        least=1,
        most=1440,
    ),
)

ENTRA = (
    text("client_id", "Application id that signs in.", required=True),
    Column("client_secret_env", "env", "Environment variable that holds its secret."),
    Column("certificate_path", "path", "Its certificate with private key, instead of a secret."),
    Column("certificate_password_env", "env", "Environment variable of the key's password."),
    Column("authority", "text", "Where to sign in, of a national cloud."),
    Column("base_url", "text", "Where Graph is, of a national cloud."),
    Column("ca_file", "path", "Certificates to trust beside the usual ones, of a proxy."),
)

ACTIVE_DIRECTORY = (
    text("host", "Domain controllers, as in their certificates; the first serves.", required=True),
    Column("port", "whole", "Port; 636, or 389 with starttls.", least=1, most=65535),
    choice("tls", "How the line is secured.", ("ldaps", "starttls"), default="ldaps"),
    Column("ca_file", "path", "Certificates to trust."),
    text("user", "Account that reads.", required=True),
    Column("password_env", "env", "Environment variable of its password.", required=True),
    text("group_filter", "LDAP filter of the groups that count as SKUs."),
)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "seller": SELLER,
    "billing": BILLING,
    "output": OUTPUT,
    "observe": OBSERVE,
}

CONNECTIONS: Mapping[str, tuple[Column, ...]] = {
    "entra": ENTRA,
    "active_directory": ACTIVE_DIRECTORY,
}
