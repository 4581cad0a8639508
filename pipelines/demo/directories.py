"""The fifteen directories, and what they say of an account and of time."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pipelines.demo.customers import CUSTOMERS

# Ids that anyone can derive again: the same account has the same id in every demo.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "prorata.example")


@dataclass(frozen=True, slots=True)
class Directory:
    """`group` is the group that most of its SKUs come by."""

    directory_id: str
    customer_id: str
    domain: str
    group: str
    observed_from: str = ""


LISTED = (
    Directory("nordwind-entra", "nordwind", "nordwind.example", "GRP-Werft-M365"),
    Directory("nordwind-ad", "nordwind", "nordwind.example", "APP-Terminalserver"),
    Directory("baltica-entra", "baltica", "baltica.example", "GRP-Office"),
    Directory("lindenhof-kollegium", "lindenhof", "lindenhof.example", "Kollegium"),
    Directory("lindenhof-schueler", "lindenhof", "schueler.lindenhof.example", "Schülerschaft"),
    Directory("kessler-entra", "kessler", "kessler.example", "Alle"),
    Directory("zahnkreis-praxis", "zahnkreis", "zahnkreis.example", "GRP-Ordination"),
    Directory("zahnkreis-labor", "zahnkreis", "labor.zahnkreis.example", "GRP-Labor"),
    Directory("aigaion-entra", "aigaion", "aigaion.example", "Γραφείο"),
    Directory("rodopi-entra", "rodopi", "rodopi.example", "Редакция"),
    Directory("waterlinie-entra", "waterlinie", "waterlinie.example", "Medewerkers"),
    Directory("okafor-entra", "okafor", "okafor-lindqvist.example", "SG-Everyone"),
    Directory("himgiri-entra", "himgiri", "himgiri.example", "SG-Office"),
    Directory("hanbit-entra", "hanbit", "hanbit.example", "디자인팀"),
    Directory("chagetsudo-entra", "chagetsudo", "chagetsudo.example", "全社員", "2026-07-15"),
)
DIRECTORIES: Mapping[str, Directory] = {listed.directory_id: listed for listed in LISTED}
NAMES: Mapping[str, str] = {row["customer_id"]: row["name"] for row in CUSTOMERS}
ZONES: Mapping[str, ZoneInfo] = {
    listed.directory_id: ZoneInfo(row["time_zone"])
    for listed in LISTED
    for row in CUSTOMERS
    if row["customer_id"] == listed.customer_id
}


def user_id_of(directory_id: str, handle: str) -> str:
    """The immutable id of the account that entered the directory as `handle`."""
    return str(uuid.uuid5(NAMESPACE, f"{directory_id}/{handle}"))


def to_utc(directory_id: str, local_at: datetime) -> datetime:
    """The moment that a wall clock of the directory's customer showed as `local_at`."""
    return local_at.replace(tzinfo=ZONES[directory_id]).astimezone(UTC)


def directory_rows() -> list[dict[str, str]]:
    return [
        {
            "directory_id": listed.directory_id,
            "customer_id": listed.customer_id,
            "kind": "recorded",
            "locator": "batches",
            "observed_from": listed.observed_from,
        }
        for listed in LISTED
    ]
