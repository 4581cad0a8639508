"""A slapd that looks like a domain to whoever reads users, and cuts what is long."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from between import Place
from domain_server import PATH, ran

BASE = "dc=slapd,dc=example"
READER, PASSWORD = f"cn=reader,{BASE}", "Sl4pd-pass!"
PORT = 13_891
# Attributes of Active Directory as far as they are read: name, syntax, matching rule.
STRING, BYTES, NUMBER = "15", "40", "27"
ATTRIBUTES = {
    **dict.fromkeys(("objectCategory", "sAMAccountName", "userPrincipalName"), STRING),
    **dict.fromkeys(("department", "company", "whenCreated"), STRING),
    **dict.fromkeys(("defaultNamingContext", "highestCommittedUSN", "dsServiceName"), STRING),
    **dict.fromkeys(("objectGUID", "objectSid"), BYTES),
    **dict.fromkeys(("userAccountControl", "accountExpires", "primaryGroupID"), NUMBER),
}
MATCHING = {STRING: "caseIgnoreMatch", BYTES: "octetStringMatch", NUMBER: "integerMatch"}
SETTINGS = """include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include {folder}/own.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
rootDSE {folder}/root.ldif
sizelimit {most}
database mdb
suffix {base}
directory {folder}/rows
access to attrs=userPassword by anonymous auth by * none
access to * by * read
"""
ROOT = f"""dn:
objectClass: top
defaultNamingContext: {BASE}
highestCommittedUSN: 1
dsServiceName: cn=slapd

"""


@contextlib.contextmanager
def running(folder: Path, people: int, most: int) -> Iterator[Place]:
    """Serves that many people without TLS, and at most so many for one search."""
    _prepare(folder, people, most)
    program = shutil.which("slapd", path=PATH)
    assert program, "slapd is missing: .ci/run installs what the peers need"
    place = Place("127.0.0.1", PORT)
    process = subprocess.Popen(
        [program, "-f", folder / "own.conf", "-h", f"ldap://127.0.0.1:{PORT}", "-d", "0"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(place, process)
        yield place
    finally:
        process.terminate()
        process.wait(20)


def _prepare(folder: Path, people: int, most: int) -> None:
    (folder / "rows").mkdir(parents=True)
    (folder / "own.schema").write_text(_schema())
    (folder / "root.ldif").write_text(ROOT)
    settings = SETTINGS.format(folder=folder, base=BASE, most=most)
    (folder / "own.conf").write_text(settings)
    (folder / "rows.ldif").write_text(_rows(people))
    ran("slapadd", "-f", str(folder / "own.conf"), "-l", str(folder / "rows.ldif"))


def _schema() -> str:
    # An arc under which nothing is registered.
    arc = "1.3.6.1.4.1.99999999"
    lines = [
        f"attributetype ( {arc}.1.{number} NAME '{name}' EQUALITY {MATCHING[syntax]} "
        f"SYNTAX 1.3.6.1.4.1.1466.115.121.1.{syntax} )"
        for number, (name, syntax) in enumerate(ATTRIBUTES.items())
    ]
    may = " $ ".join(("mail", "displayName", *ATTRIBUTES))
    named = f"attributetype ( {arc}.1.99 NAME 'displayName' SUP name )"
    kind = f"objectclass ( {arc}.2.1 NAME 'user' SUP person STRUCTURAL MAY ( {may} ) )"
    return "\n".join([*lines, named, kind, ""])


def _rows(people: int) -> str:
    entries = [
        f"dn: {BASE}\nobjectClass: domain\ndc: slapd\n",
        f"dn: {READER}\nobjectClass: person\ncn: reader\nsn: reader\nuserPassword: {PASSWORD}\n",
    ]
    for number in range(people):
        name = f"s{number:04}"
        entries.append(
            f"dn: cn={name},{BASE}\nobjectClass: user\ncn: {name}\nsn: {name}\n"
            f"objectCategory: person\nsAMAccountName: {name}\nuserAccountControl: 512\n"
            f"objectGUID: {UUID(int=number).hex[-16:]}\n"
        )
    return "\n".join(entries)


def _wait(place: Place, process: subprocess.Popen[bytes]) -> None:
    import socket

    for _ in range(100):
        assert process.poll() is None, "slapd ended at once"
        with contextlib.suppress(OSError):
            socket.create_connection((place.number, place.port), timeout=1).close()
            return
        time.sleep(0.1)
    raise AssertionError("no slapd came")
