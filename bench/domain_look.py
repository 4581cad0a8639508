"""One look at the domain of the tests, after one that is not counted.

python bench/domain_look.py (ours or bare) PORT CA_FILE; prints a JSON object.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "peers" / "domain"))

import ldap3
from domain_server import PASSWORD, READER
from domain_story import BASE, FILTER, ROOT

from pipelines.directories import KINDS
from pipelines.directories.domain import groups, people
from pipelines.estate.model import Connection

# What the groups of the filter have within them, which ours finds by itself.
NESTED = "(|(sAMAccountName=Sales)(sAMAccountName=Managers)(sAMAccountName=Domain Users))"


def main() -> None:
    kind, port, ca_file = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    look = {"ours": ours, "bare": bare}[kind](port, ca_file)
    look()
    begun, used = time.perf_counter(), time.process_time()
    entries = look()
    said = {"wall": time.perf_counter() - begun, "cpu": time.process_time() - used}
    print(json.dumps({**said, "entries": entries}))


def ours(port: int, ca_file: Path) -> Callable[[], int]:
    """A look as an observation takes it: from signing in to rows."""
    connection = Connection(
        "bench",
        "active_directory",
        host="localhost",
        port=port,
        tls="ldaps",
        ca_file=ca_file,
        user=READER,
        password_env="PASSWORD",
        group_filter=FILTER,
    )
    directory = KINDS["active_directory"](
        "bench", BASE, connection, environ={"PASSWORD": PASSWORD}, deadline_seconds=600
    )

    def look() -> int:
        seen = asyncio.run(directory.observe(datetime.now(UTC)))
        return len(seen.users) + len(seen.assignments)

    return look


def bare(port: int, ca_file: Path) -> Callable[[], int]:
    """The same attributes of the same entries, in pages, taken and dropped; no schema is read."""
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(ca_file))
    server = ldap3.Server("localhost", port=port, use_ssl=True, tls=tls, get_info=ldap3.NONE)
    searches = [
        (BASE, people.PEOPLE, people.ATTRIBUTES),
        (BASE, f"(&(objectCategory=group){FILTER})", groups.ATTRIBUTES),
        (ROOT, f"(&(objectCategory=group){NESTED})", groups.ATTRIBUTES),
    ]

    def look() -> int:
        given = {"auto_bind": True, "check_names": False}
        with ldap3.Connection(server, READER, PASSWORD, **given) as line:
            paged = line.extend.standard.paged_search
            return sum(
                1
                for base, which, attributes in searches
                for _ in paged(base, which, attributes=list(attributes), paged_size=1000)
            )

    return look


if __name__ == "__main__":
    main()
