"""The estate as the rest of the house sees it: what the user wrote, checked and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Seller:
    """Who invoices. Text that was not given is empty."""

    name: str
    street: str
    postcode: str
    city: str
    country: str
    vat_id: str
    email: str
    iban: str
    electronic_address: str
    logo: Path | None
    accent: str


@dataclass(frozen=True, slots=True)
class Billing:
    """How it is billed; `removal_guard` is a share from 0 to 1."""

    currency: str
    time_zone: str
    gap_days: int
    removal_guard: Decimal
    correction: str
    approval: bool
    invoice_number: str
    credit_note_number: str
    payment_days: int


@dataclass(frozen=True, slots=True)
class Output:
    """Where the machine writes, which files a document becomes, and which a period."""

    data: Path
    formats: tuple[str, ...]
    exports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pace:
    """How live directories are looked into: so many at once, each within so many minutes; the
    sensor asks every `interval_minutes` whether any changed."""

    at_once: int
    deadline_minutes: int
    interval_minutes: int


@dataclass(frozen=True, slots=True)
class Connection:
    """How to sign in to directories of one kind. `*_env` are names of environment variables.

    Keys that belong to the other kind, or were not given, are empty, None or 0.
    """

    name: str
    kind: str
    client_id: str = ""
    client_secret_env: str = ""
    certificate_path: Path | None = None
    certificate_password_env: str = ""
    authority: str = ""
    base_url: str = ""
    ca_file: Path | None = None
    host: str = ""
    port: int = 0
    tls: str = ""
    user: str = ""
    password_env: str = ""
    group_filter: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """`settings.toml`, with its defaults filled in."""

    seller: Seller
    billing: Billing
    output: Output
    observe: Pace
    connections: Mapping[str, Connection]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one CSV file; `types` are DuckDB's, blank is None, `line` is where a row begins."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Estate:
    """One version of the estate folder; `files` are the very bytes that `version` hashes."""

    root: Path
    settings: Settings
    tables: Mapping[str, Table]
    version: str
    files: Mapping[str, bytes]
