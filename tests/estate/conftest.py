"""A small estate without a fault, and how a test writes it with one."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipelines.estate.faults import EstateFaults
from pipelines.estate.model import Estate
from pipelines.estate.read import read

FORMATS = ("html", "pdf", "csv", "json", "xlsx", "factur-x", "ubl")

REQUIRED: Mapping[str, str] = {
    "settings.toml": """[seller]
name = "Nordlicht IT"
[billing]
[output]
[connections.graph]
kind = "entra"
client_id = "app"
client_secret_env = "GRAPH_SECRET"
""",
    "directories.csv": """directory_id,customer_id,kind,connection,locator
acme-entra,acme,entra,graph,00000000-0000-0000-0000-000000000001
beta-recorded,beta,recorded,,
""",
    "customers.csv": """customer_id,name,currency,tax_category,tax_rate
acme,Acme GmbH,EUR,S,19
beta,Beta SA,,,
""",
    "skus.csv": """sku,product_code,reason
SPB,m365,
FLOW_FREE,,free
""",
    "products.csv": """product_code,name,kind,includes
m365,Microsoft 365,sku,
desk,Service desk,user,
site,Site fee,flat,
disk,Disk space,counted,
""",
    "price_book.csv": """customer_id,product_code,valid_from,valid_to,currency,unit_price
,m365,2026-01-01,,EUR,22.50
,desk,2026-01-01,,EUR,30
,site,2026-01-01,,EUR,100
,disk,2026-01-01,,EUR,0.125
""",
}

OPTIONAL: Mapping[str, str] = {
    "exclusions.csv": """customer_id,match_kind,match_value,reason
acme,domain,vendor.example,not theirs
""",
    "people.csv": """person_id,directory_id,user_id,payer_customer_id
ada,acme-entra,u1,acme
""",
    "payers.csv": """directory_id,match_kind,match_value,payer_customer_id
acme-entra,department,Sales,beta
""",
    "quantities.csv": """customer_id,product_code,valid_from,quantity
acme,disk,2026-01-01,500
""",
    "adjustments.csv": """adjustment_id,customer_id,day,description,amount
a1,acme,2026-01-15,Goodwill,-12.50
""",
}

Edit = tuple[str, str, str]
Files = Mapping[str, str | bytes]


def edited(edits: tuple[Edit, ...]) -> dict[str, str | bytes]:
    """The estate with some text of a file replaced, once each; every text must be there."""
    files: dict[str, str | bytes] = {**REQUIRED, **OPTIONAL}
    for name, old, new in edits:
        text = files[name]
        assert isinstance(text, str)
        assert old in text, f"{name} has no {old!r}"
        files[name] = text.replace(old, new, 1)
    return files


def write_estate(folder: Path, files: Files) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def files() -> dict[str, str | bytes]:
    return edited(())


@pytest.fixture(scope="session")
def small() -> Mapping[str, bytes]:
    """The small estate as bytes, for tests that only read it."""
    return {name: str(text).encode() for name, text in edited(()).items()}


@pytest.fixture
def required() -> dict[str, str | bytes]:
    return dict(REQUIRED)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Files], Path]:
    return lambda files: write_estate(tmp_path / "estate", files)


@pytest.fixture
def estate_of(tmp_path: Path) -> Callable[..., Estate]:
    """Reads the small estate after some edits."""
    return lambda *edits: read(write_estate(tmp_path / "estate", edited(edits)), FORMATS)


@pytest.fixture
def faults_of(tmp_path: Path) -> Callable[..., tuple[str, ...]]:
    """Every fault of the small estate after some edits."""

    def faults(*edits: Edit) -> tuple[str, ...]:
        with pytest.raises(EstateFaults) as caught:
            read(write_estate(tmp_path / "estate", edited(edits)), FORMATS)
        return caught.value.faults

    return faults
