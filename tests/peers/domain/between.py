"""What stands between us and a controller: it passes on, rewrites answers, cuts, or is silent."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import ber

Edit = Callable[[bytes], Sequence[bytes]]
Serve = Callable[[socket.socket], None]
LIMIT = 1500  # values of one attribute that Active Directory gives at once


class Cut(Exception):
    """The line is to be cut here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something listens."""

    number: str
    port: int


@contextlib.contextmanager
def listening(serve: Serve, number: str = "127.0.0.1", port: int = 0) -> Iterator[Place]:
    """Serves every caller in a thread of its own until the end."""
    listener = socket.create_server((number, port), backlog=64)
    place = Place(number, listener.getsockname()[1])
    callers: list[socket.socket] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = listener.accept()
                callers.append(caller)
                threading.Thread(target=_served, args=(serve, caller), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield place
    finally:
        _end(listener)
        for caller in callers:
            _end(caller)


def _served(serve: Serve, caller: socket.socket) -> None:
    # A caller that hangs up, or a certificate that it does not trust, ends its own line only.
    try:
        with contextlib.suppress(OSError):
            serve(caller)
    finally:
        _end(caller)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


def forward(to: Place) -> Serve:
    """Passes bytes on as they are: what is spoken within stays between the two ends."""

    def serve(caller: socket.socket) -> None:
        with socket.create_connection((to.number, to.port)) as called:
            threading.Thread(target=_copy, args=(caller, called), daemon=True).start()
            _copy(called, caller)

    return serve


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while received := source.recv(65536):
            target.sendall(received)
    _end(target)


def silent(_: socket.socket) -> None:
    """Takes the call and never says a word."""
    threading.Event().wait(60)


def speaking(shown: tuple[Path, Path], serve: Serve) -> Serve:
    """The same with TLS, under the certificate and key of two files."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*shown)

    def secured(caller: socket.socket) -> None:
        safe = context.wrap_socket(caller, server_side=True)
        _served(serve, safe)

    return secured


def rewriting(to: Place, edit: Edit) -> Serve:
    """Passes messages on to the TLS port of a controller and every answer through `edit`."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE

    def serve(caller: socket.socket) -> None:
        plain = socket.create_connection((to.number, to.port))
        with trusting.wrap_socket(plain) as called:
            threading.Thread(target=_copy, args=(caller, called), daemon=True).start()
            _answers(called, caller, edit)

    return serve


def _answers(called: socket.socket, caller: socket.socket, edit: Edit) -> None:
    rest = b""
    with contextlib.suppress(Cut):
        while received := called.recv(65536):
            messages, rest = ber.whole(rest + received)
            for message in messages:
                for one in edit(message):
                    caller.sendall(one)


def entries(change: Callable[[ber.Entry], ber.Entry | None]) -> Edit:
    """Changes each entry of a search, or leaves it out."""

    def edit(message: bytes) -> Sequence[bytes]:
        if ber.kind(message) != ber.ENTRY:
            return [message]
        changed = change(ber.entry(message))
        return [] if changed is None else [ber.with_entry(message, changed)]

    return edit


def ranged(entry: ber.Entry) -> ber.Entry:
    """As Active Directory answers: at most 1,500 values of `member`, with their places."""
    changed = {}
    for name, values in entry.attributes.items():
        start = 0
        if name.lower().startswith("member;range="):
            start = int(name.partition("=")[2].partition("-")[0])
        if name.lower().partition(";")[0] == "member" and (start or len(values) > LIMIT):
            last = "*" if len(values) <= LIMIT else str(start + LIMIT - 1)
            changed[f"member;range={start}-{last}"] = values[:LIMIT]
        else:
            changed[name] = values
    return ber.Entry(entry.name, changed)
