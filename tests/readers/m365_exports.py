"""Exports as the admin center and spreadsheets write them, from what a row is to say."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str]
OLDER = (
    "Block credential,City,Country/Region,Department,DirSyncEnabled,Display name,Fax,First name,"
    "Last dirsync time,Last name,Last password change time stamp,License assignment details,"
    "Licenses,Mobile Phone,Oath token meta data,Object Id,Office,Password never expires,"
    "Phone number,Postal code,Preferred data location,Preferred language,Proxy addresses,"
    "Release track,Soft deletion time stamp,State,Street address,Strong password required,Title,"
    "Usage location,User principal name,When created"
).split(",")
NEWER = (
    "Display name,DirSyncEnabled,User principal name,Object Id,First name,Last name,When created,"
    "Soft deletion time stamp,Title,Department,Preferred data location,City,CountryOrRegion,"
    "Office,StateOrProvince,Usage location,Last dirsync time,Block credential,Licenses,"
    "Password never expires,Last password change time stamp,Mobile Phone,Phone number,"
    "Postal code,Preferred language,Street address,Fax,Proxy addresses"
).split(",")
ADA = {
    "Object Id": "5f1c0d52-2a54-4a0e-9a51-0c7a1d3e0001",
    "User principal name": "ada@acme.example",
    "Display name": "Ada",
    "Licenses": "Microsoft 365 Business Premium",
    "Block credential": "False",
    "When created": "2024-05-06 07:12:31Z",
    "Proxy addresses": "SMTP:ada@acme.example",
    "Department": "Quay",
}
BO = {**ADA, "Object Id": ADA["Object Id"][:-1] + "2", "User principal name": "bo@acme.example"}


def text(rows: Iterable[Row], columns: Sequence[str] = NEWER, mark: str = ",") -> str:
    page = io.StringIO(newline="")
    writer = csv.DictWriter(page, columns, restval="", delimiter=mark, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return page.getvalue()


def export(folder: Path, content: str | bytes | Iterable[Row], encoding: str = "utf-8") -> Path:
    """A file of an export: its rows, or its very content."""
    if not isinstance(content, str | bytes):
        content = text(content)
    path = folder / "users.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path
