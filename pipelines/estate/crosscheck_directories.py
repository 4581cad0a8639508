"""Rules of directories.csv: a live directory has a connection of its kind and a locator."""

from collections.abc import Iterator, Mapping

from pipelines.estate.faults import Fault, nearest, shown
from pipelines.estate.model import Connection
from pipelines.estate.rows import Sheet

LIVE = ("entra", "active_directory")


def missing_sign_ins(directories: Sheet) -> Iterator[Fault]:
    for name in ("connection", "locator"):
        for row in directories.sound("kind", name):
            if row["kind"] in LIVE and row[name] is None:
                yield directories.fault(row, f"{name} is blank (kind {row['kind']} needs one)")


def wrong_connections(directories: Sheet, connections: Mapping[str, Connection]) -> Iterator[Fault]:
    for row in directories.sound("kind", "connection"):
        name, kind = row["connection"], row["kind"]
        if name is None:
            continue
        if name not in connections:
            like = nearest(name, connections, cutoff=0.6)
            where = f"nearest: {like}" if like else "no [connections] of that name in settings.toml"
            yield directories.fault(row, f"unknown connection {shown(name)} ({where})")
        elif connections[name].kind not in ("", kind):
            other = connections[name].kind
            text = f"connection {shown(name)} is of kind {other}, the directory of kind {kind}"
            yield directories.fault(row, text)
