"""A domain controller for all of these tests, and ways to reach it."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from between import Place, Serve, forward, listening, rewriting, speaking
from domain_certificates import Authority, authority
from domain_server import PASSWORD, READER, Domain, running
from domain_story import BASE, FILTER

from assets.directory import Directory
from pipelines.directories import KINDS
from pipelines.estate.model import Connection

Reach = Callable[..., Directory]


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def controller(
    tmp_path_factory: pytest.TempPathFactory, trusted: Authority
) -> Iterator[tuple[Domain, Place]]:
    with running(tmp_path_factory.mktemp("samba") / "domain", trusted) as found:
        yield found


@pytest.fixture(scope="session")
def place(controller: tuple[Domain, Place]) -> Iterator[Place]:
    """The controller's TLS port as localhost has it."""
    with listening(forward(controller[1])) as found:
        yield found


@pytest.fixture(scope="session")
def shown(trusted: Authority) -> tuple[Path, Path]:
    return trusted.issue("localhost", "dc1.example", "dc2.example")


@pytest.fixture
def reach(trusted: Authority) -> Reach:
    """A directory at a port; what is not given is as it should be."""

    def directory(port: int, base_dn: str = BASE, **given: Any) -> Directory:
        seconds = given.pop("deadline_seconds", 60)
        environ = given.pop("environ", {"AD_PASSWORD": PASSWORD})
        usual: dict[str, Any] = {
            "host": "localhost",
            "tls": "ldaps",
            "ca_file": trusted.ca_file,
            "user": READER,
            "password_env": "AD_PASSWORD",
            "group_filter": FILTER,
        }
        connection = Connection("corp", "active_directory", port=port, **{**usual, **given})
        return KINDS["active_directory"](
            "corp-ad", base_dn, connection, environ=environ, deadline_seconds=seconds
        )

    return directory


@pytest.fixture
def serving() -> Iterator[Callable[..., Place]]:
    """Starts what listens; all of it ends with the test."""
    with contextlib.ExitStack() as stack:

        def start(serve: Serve, number: str = "127.0.0.1", port: int = 0) -> Place:
            return stack.enter_context(listening(serve, number, port))

        yield start


@pytest.fixture
def edited(
    controller: tuple[Domain, Place], shown: tuple[Path, Path], serving: Callable[..., Place]
) -> Callable[..., Place]:
    """The controller behind something that changes its answers."""

    def start(edit: Any, number: str = "127.0.0.1", port: int = 0) -> Place:
        return serving(speaking(shown, rewriting(controller[1], edit)), number, port)

    return start


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Addresses of names, in place of a name service."""
    book: dict[str, list[str]] = {}

    def answer(name: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if name not in book and name[0].isdigit():
            book[name] = [name]
        if name not in book:
            raise socket.gaierror("unknown name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (n, port)) for n in book[name]]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return book
