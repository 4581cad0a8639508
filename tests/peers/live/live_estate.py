"""The estate of the live demo: a shipyard with Entra and Active Directory, a pilots' office."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PREMIUM, APPS = "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46", "c2273bd0-dff7-4215-9ef5-2c7bcfb06425"
WERFT, LOTSEN = "6f1c8a52-0b7e-4d3a-9c55-1f60f0a1d001", "6f1c8a52-0b7e-4d3a-9c55-1f60f0a1d002"
READER, ADMIN = "8d0f3c11-5f0e-4a53-b7f1-2ac9d57e0001", "8d0f3c11-5f0e-4a53-b7f1-2ac9d57e0002"
SECRETS = {"reader": "r3ader~of-the-live-demo", "admin": "adm1n~of-the-live-demo"}
OU = "OU=Werft,DC=corp,DC=example"
GROUPS = "(sAMAccountName=CAD-*)"

FILES = {
    "directories.csv": f"""\
directory_id,customer_id,kind,connection,locator
werft-entra,werft,entra,cloud,{WERFT}
werft-ad,werft,active_directory,yard,"{OU}"
lotsen-entra,lotsen,entra,cloud,{LOTSEN}
""",
    "customers.csv": """\
customer_id,name,city,country,tax_category,tax_rate
werft,Werft Holtenau GmbH,Kiel,DE,S,19
lotsen,Lotsenbrüderschaft Kiel,Kiel,DE,S,19
""",
    "skus.csv": """\
sku,product_code,reason
SPB,premium,
O365_BUSINESS,apps,
CAD-Users,cad,
""",
    "products.csv": """\
product_code,name,kind
premium,Business Premium,sku
apps,Apps for business,sku
cad,CAD workplace,sku
""",
    "price_book.csv": """\
product_code,valid_from,currency,unit_price
premium,2026-01-01,EUR,31.00
apps,2026-01-01,EUR,15.50
cad,2026-01-01,EUR,62.00
""",
}
SETTINGS = """\
[seller]
name = "Kontor IT"
city = "Kiel"
country = "DE"

[observe]
deadline_minutes = 1

[connections.cloud]
kind = "entra"
client_id = "{reader}"
client_secret_env = "DEMO_GRAPH_SECRET"
authority = "{authority}"
base_url = "{base_url}"
ca_file = "{graph_ca}"

[connections.yard]
kind = "active_directory"
host = "localhost"
port = {port}
ca_file = "{yard_ca}"
user = "{user}"
password_env = "DEMO_YARD_PASSWORD"
group_filter = "{groups}"
"""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the two peers answer, and the files of their authorities."""

    authority: str
    base_url: str
    graph_ca: Path
    port: int
    yard_ca: Path
    user: str


def write(folder: Path, places: Places) -> None:
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = SETTINGS.format(
        reader=READER,
        groups=GROUPS,
        **{name: getattr(places, name) for name in places.__slots__},
    )
    (folder / "settings.toml").write_text(settings, encoding="utf-8")


def tenants() -> list[dict[str, object]]:
    """What the emulator of Graph is started with."""
    skus = [
        {"sku_id": PREMIUM, "part_number": "SPB", "enabled": 25},
        {"sku_id": APPS, "part_number": "O365_BUSINESS", "enabled": 25},
    ]
    return [
        {
            "tenant_id": tenant_id,
            "client_id": READER,
            "secret": SECRETS["reader"],
            "admin_client_id": ADMIN,
            "admin_secret": SECRETS["admin"],
            "skus": skus,
        }
        for tenant_id in (WERFT, LOTSEN)
    ]
