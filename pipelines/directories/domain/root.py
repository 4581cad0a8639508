"""What a controller says of itself: its domain, and how far its changes have come."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from pipelines.directories.domain.faults import NO_DIRECTORY, Fault
from pipelines.directories.domain.line import Line
from pipelines.directories.domain.pages import ANY, Search, entry
from pipelines.directories.domain.values import Entry, dns_name

ROOT = Search(
    "", ANY, ("defaultNamingContext", "dsServiceName", "highestCommittedUSN"), is_subtree=False
)


@dataclass(frozen=True, slots=True)
class Root:
    """A controller's domain, and the state that its data is in."""

    naming_context: str
    service: str
    changes: str

    @property
    def domain(self) -> str:
        """As in mail addresses: corp.example."""
        return dns_name(self.naming_context)

    def is_all_of_it(self, base_dn: str) -> bool:
        """Whether a base is the whole domain."""
        return _parts(base_dn) == _parts(self.naming_context)


def root(line: Line) -> Root:
    """Of the root DSE (MS-ADTS 3.1.1.3.2); Fault where this is no Active Directory."""
    found = entry(line, ROOT) or {}
    names = (_said(found, name) for name in ROOT.attributes)
    said = Root(*names)
    if not said.naming_context or not said.changes.isdecimal():
        raise Fault("protocol", "the server is no Active Directory", NO_DIRECTORY)
    return said


def state(line: Line) -> str:
    """Which database this controller has, and the number of its last change.

    Numbers of two controllers cannot be compared, nor those before and after a restore from a
    backup, which gives the database another invocationId.
    """
    said = root(line)
    database = said.service.encode()
    if said.service:
        service = Search(said.service, ANY, ("invocationId",), is_subtree=False)
        database += b"".join((entry(line, service) or {}).get("invocationId") or ())
    return f"{sha256(database).hexdigest()[:16]}:{said.changes}"


def _said(found: Entry, name: str) -> str:
    values = found.get(name)
    return values[0][:1024].decode("utf-8", "replace") if values else ""


def _parts(name: str) -> list[str]:
    return [part.strip().lower() for part in name.split(",")]
