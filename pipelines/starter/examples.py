"""The rows of the estate that `init` writes: one customer, and what Microsoft's SKUs may cost it.

What is optional has ended, or matches nobody, so that an example left behind bills nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

Row = Mapping[str, str]
FROM, ENDED = "2025-01-01", "2026-01-01"
CUSTOMER, DIRECTORY = "ostsee", "ostsee-entra"

# Product, part number of its SKU, name, price and cost of a month.
SOLD = """
business-basic|O365_BUSINESS_ESSENTIALS|Microsoft 365 Business Basic|6.90|4.90
business-standard|O365_BUSINESS_PREMIUM|Microsoft 365 Business Standard|14.40|10.30
business-premium|SPB|Microsoft 365 Business Premium|24.80|18.10
apps-for-business|O365_BUSINESS|Microsoft 365 Apps for Business|12.10|8.60
microsoft-365-e3|SPE_E3|Microsoft 365 E3|41.50|32.20
microsoft-365-e5|SPE_E5|Microsoft 365 E5|64.80|50.40
exchange-plan-1|EXCHANGESTANDARD|Exchange Online (Plan 1)|4.60|3.30
entra-id-p1|AAD_PREMIUM|Microsoft Entra ID P1|6.60|4.90
entra-id-p2|AAD_PREMIUM_P2|Microsoft Entra ID P2|9.90|7.40
teams-phone|MCOEV|Microsoft Teams Phone Standard|9.20|6.90
"""
FREE = """
FLOW_FREE|Microsoft Power Automate Free
POWER_BI_STANDARD|Microsoft Fabric (Free)
TEAMS_EXPLORATORY|Microsoft Teams Exploratory
POWERAPPS_DEV|Microsoft Power Apps for Developer
POWERAPPS_VIRAL|Microsoft Power Apps Plan 2 Trial
CCIBOTS_PRIVPREV_VIRAL|Microsoft Copilot Studio Viral Trial
SMB_APPS|Business Apps (free)
RIGHTSMANAGEMENT_ADHOC|Rights Management Adhoc
WINDOWS_STORE|Windows Store for Business
MICROSOFT_BUSINESS_CENTER|Microsoft Business Center
"""


def parted(text: str) -> Iterator[list[str]]:
    return (line.split("|") for line in text.split("\n") if line)


def _skus() -> list[Row]:
    sold = [{"sku": sku, "product_code": c, "reason": n} for c, sku, n, _, _ in parted(SOLD)]
    free = [{"sku": sku, "reason": f"{name}: costs nothing"} for sku, name in parted(FREE)]
    return [*sold, *free]


def _products() -> list[Row]:
    sold = [{"product_code": c, "name": n, "kind": "sku"} for c, _, n, _, _ in parted(SOLD)]
    backup = {"product_code": "backup", "name": "Backup, 100 GB", "kind": "counted"}
    return [*sold, backup]


def _prices() -> list[Row]:
    listed = [(code, price, cost) for code, _, _, price, cost in parted(SOLD)]
    return [
        {
            "product_code": code,
            "valid_from": FROM,
            "currency": "EUR",
            "unit_price": price,
            "unit_cost": cost,
        }
        for code, price, cost in [*listed, ("backup", "9.00", "5.50")]
    ]


ROWS: Mapping[str, Sequence[Row]] = {
    "directories": [{"directory_id": DIRECTORY, "customer_id": CUSTOMER, "kind": "recorded"}],
    "customers": [
        {
            "customer_id": CUSTOMER,
            "name": "Ostsee Reederei",
            "legal_name": "Ostsee Reederei GmbH",
            "street": "Am Strom 14",
            "postcode": "18119",
            "city": "Rostock",
            "country": "DE",
            "email": "rechnungen@ostsee.example",
            "currency": "EUR",
            "locale": "de-DE",
            "time_zone": "Europe/Berlin",
            "billing_day": "1",
            "billing_timing": "arrears",
            "tax_category": "S",
            "tax_rate": "19",
        }
    ],
    "skus": _skus(),
    "products": _products(),
    "price_book": _prices(),
    "exclusions": [
        {"match_kind": "user_type", "match_value": "Guest", "reason": "guests are not billed"},
        {
            "match_kind": "domain",
            "match_value": "kontor-it.example",
            "reason": "our own accounts in customers' directories",
        },
    ],
    "people": [
        {"person_id": "anna-brandt", "directory_id": DIRECTORY, "user_id": "an-id-of-the-directory"}
    ],
    "payers": [
        {
            "directory_id": DIRECTORY,
            "match_kind": "department",
            "match_value": "Charter",
            "payer_customer_id": CUSTOMER,
            "valid_from": FROM,
            "valid_to": ENDED,
            "reason": "an example that has ended",
        }
    ],
    "quantities": [
        {
            "customer_id": CUSTOMER,
            "product_code": "backup",
            "valid_from": FROM,
            "valid_to": ENDED,
            "quantity": "3",
            "note": "an example that has ended",
        }
    ],
    "adjustments": [
        {
            "adjustment_id": "goodwill-2025-12",
            "customer_id": CUSTOMER,
            "day": "2025-12-15",
            "description": "Goodwill for the outage of 9 December",
            "amount": "-25.00",
        }
    ],
}

SETTINGS: Mapping[str, Mapping[str, str]] = {
    "seller": {
        "name": "Kontor IT",
        "street": "Lange Straße 7",
        "postcode": "18055",
        "city": "Rostock",
        "country": "DE",
        "vat_id": "DE123456789",
        "email": "rechnung@kontor-it.example",
        "iban": "DE89370400440532013000",
        "accent": "#0b6e6e",
    }
}

NAMES: Mapping[str, str] = {"entra": "graph", "active_directory": "dc"}

# What a key that is out of use says, since no value could stand for everybody.
OUT: Mapping[str, object] = {
    "electronic_address": "0088:4012345000009",
    "logo": "logo.svg",
    "client_id": "00000000-0000-0000-0000-000000000000",
    "client_secret_env": "PRORATA_GRAPH_SECRET",
    "certificate_path": "graph.pem",
    "certificate_password_env": "PRORATA_GRAPH_KEY",
    "authority": "https://login.microsoftonline.us",
    "base_url": "https://graph.microsoft.us",
    "ca_file": "ca.pem",
    "host": "dc1.corp.example",
    "port": 636,
    "user": "svc-prorata@corp.example",
    "password_env": "PRORATA_AD_PASSWORD",
    "group_filter": "(cn=SKU-*)",
}
