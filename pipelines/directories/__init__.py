"""Directories that can be looked at live: one module per kind, listed by the estate's word."""

from collections.abc import Mapping
from typing import Protocol

from assets.directory import Directory
from pipelines.directories.active_directory import active_directory
from pipelines.estate.model import Connection


class Factory(Protocol):
    """Makes a directory of its id, its locator and how to sign in. Asks the world nothing."""

    def __call__(
        self,
        directory_id: str,
        locator: str,
        connection: Connection,
        /,
        *,
        environ: Mapping[str, str],
        deadline_seconds: float,
    ) -> Directory: ...


KINDS: Mapping[str, Factory] = {
    "active_directory": active_directory,
}
