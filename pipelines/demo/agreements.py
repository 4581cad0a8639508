"""What was agreed besides prices: who is whose, who pays, what is free, and what is extra."""

from pipelines.demo.cast import (
    GUESTS,
    PROVIDER,
    SERVICE_ACCOUNT,
    TWO_COMPANIES,
    TWO_DIRECTORIES,
)
from pipelines.demo.directories import DIRECTORIES
from pipelines.demo.people import Account

EXCLUSION_COLUMNS = (
    "customer_id",
    "match_kind",
    "match_value",
    "product_code",
    "valid_from",
    "valid_to",
    "reason",
)
EXCLUSIONS = (
    {
        "match_kind": "domain",
        "match_value": PROVIDER,
        "reason": "our own accounts in the customer's directory",
    },
    {
        "match_kind": "user_type",
        "match_value": GUESTS[0].user_type,
        "reason": "guests are looked after by their own provider",
    },
    {
        "customer_id": "nordwind",
        "match_kind": "user_principal_name",
        "match_value": f"{SERVICE_ACCOUNT.address}@{DIRECTORIES['nordwind-entra'].domain}",
        "valid_from": "2026-06-01",
        "reason": "service account of the scanner at the gate",
    },
    {
        "customer_id": "zahnkreis",
        "match_kind": "department",
        "match_value": "Ausbildung",
        "product_code": "m365-bp",
        "valid_from": "2026-07-01",
        "valid_to": "2026-09-01",
        "reason": "trainees are free in July and August, agreed on 20 May",
    },
    {
        "customer_id": "waterlinie",
        "match_kind": "disabled",
        "reason": "the museum pays for nobody who cannot sign in",
    },
    {
        "customer_id": "hanbit",
        "match_kind": "sku",
        "match_value": "POWER_BI_PRO",
        "valid_to": "2026-09-01",
        "reason": "bought from Microsoft directly until the end of August",
    },
)

PAYERS = tuple(
    {
        "directory_id": directory_id,
        "match_kind": "department",
        "match_value": "Hafenbetrieb",
        "payer_customer_id": "baltica",
        "valid_from": "2026-07-01",
        "reason": "the shipping company has run the harbour since 1 July",
    }
    # Both directories: a person whose accounts had two payers would be billed twice.
    for directory_id in ("nordwind-entra", "nordwind-ad")
)

QUANTITIES = (
    ("himgiri", "backup-storage", "2026-06-01", "2026-07-10", "2400", "looms and office"),
    ("himgiri", "backup-storage", "2026-07-10", "", "2900", "pattern archive added"),
    ("okafor", "backup-storage", "2026-06-01", "", "5200", "matters"),
    ("okafor", "backup-storage", "2026-08-20", "", "800", "discovery in one large case"),
)
QUANTITY_COLUMNS = ("customer_id", "product_code", "valid_from", "valid_to", "quantity", "note")

ADJUSTMENTS = (
    ("nordwind-gate", "nordwind", "2026-06-10", "Cabling of the new gate", "1250.00", ""),
    ("aigaion-outage", "aigaion", "2026-07-20", "Credit: mail outage of 16 July", "-45.00", ""),
    ("chagetsudo-setup", "chagetsudo", "2026-07-15", "Setup of all workplaces", "38000", ""),
    ("kessler-visit", "kessler", "2026-09-08", "Visit on site", "95.00", "service-desk"),
)
ADJUSTMENT_COLUMNS = (
    "adjustment_id",
    "customer_id",
    "day",
    "description",
    "amount",
    "product_code",
)


def quantity_rows() -> list[dict[str, str]]:
    return [dict(zip(QUANTITY_COLUMNS, row, strict=True)) for row in QUANTITIES]


def adjustment_rows() -> list[dict[str, str]]:
    return [dict(zip(ADJUSTMENT_COLUMNS, row, strict=True)) for row in ADJUSTMENTS]


def people_rows() -> list[dict[str, str]]:
    return [
        *(_person("juergen-petersen", account, "baltica") for account in TWO_COMPANIES),
        *(_person("amina-haddad", account) for account in TWO_DIRECTORIES),
    ]


def _person(person_id: str, account: Account, payer: str = "") -> dict[str, str]:
    return {
        "person_id": person_id,
        "directory_id": account.directory_id,
        "user_id": account.user_id,
        "payer_customer_id": payer,
    }
