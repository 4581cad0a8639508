"""A secured line to one domain controller, signed in. Every wait on it ends by the deadline."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from pathlib import Path
from socket import socket
from typing import Any

from pipelines.directories.domain.deadline import Deadline
from pipelines.directories.domain.faults import NO_DIRECTORY, Fault, asked, of_result

CONNECT_SECONDS = 10
SILENCE_SECONDS = 60  # a controller that pages says something sooner
ANSWER_BYTES = 256 * 2**20  # of one page; a thousand users take less than one of the 256

CERTIFICATE = "install a certificate that carries this name, or correct host or ca_file"


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to sign in; neither user nor password is ever shown."""

    hosts: tuple[str, ...]
    port: int
    is_ldaps: bool
    ca_file: Path | None
    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Address:
    """One of the addresses that a host name resolves to."""

    name: str
    number: str
    port: int


@dataclass(frozen=True, slots=True)
class Line:
    """Where requests are sent: an ldap3 connection, bound, and until when it may be used."""

    connection: Any
    deadline: Deadline


class Timed:
    """A socket whose every call ends by the deadline, and which takes no endless answer."""

    __slots__ = ("_deadline", "_got", "_socket")

    def __init__(self, secured: ssl.SSLSocket, deadline: Deadline) -> None:
        self._socket, self._deadline, self._got = secured, deadline, 0

    def recv(self, size: int) -> bytes:
        self._socket.settimeout(self._deadline.left(SILENCE_SECONDS))
        received = self._socket.recv(size)
        self._got += len(received)
        if self._got > ANSWER_BYTES:
            # Neither ldap3 nor `asked` takes this one for something else.
            raise Fault("protocol", "one answer of the server does not end", NO_DIRECTORY)
        return received

    def sendall(self, message: bytes) -> None:
        self._got = 0
        self._socket.settimeout(self._deadline.left(SILENCE_SECONDS))
        self._socket.sendall(message)

    def shutdown(self, how: int) -> None:
        self._socket.shutdown(how)

    def close(self) -> None:
        self._socket.close()


@contextlib.contextmanager
def opened(sign_in: SignIn, address: Address, deadline: Deadline) -> Iterator[Line]:
    """A line that is signed in, and closed afterwards; Fault where there is none."""
    line = Line(_connection(sign_in, address, deadline), deadline)
    try:
        _open(line, sign_in)
        if not asked(line.connection.bind, deadline):
            raise of_result(line.connection.result["result"])
        yield line
    finally:
        _close(line)


def _close(line: Line) -> None:
    """A controller that does not hear the goodbye has lost nothing, but its socket is left."""
    with contextlib.suppress(Fault):
        asked(line.connection.unbind, line.deadline)
    if line.connection.socket is not None:
        with contextlib.suppress(OSError):
            line.connection.socket.close()


def _connection(sign_in: SignIn, address: Address, deadline: Deadline) -> Any:
    from ldap3 import NONE, SIMPLE, Connection, Server, Tls

    tls = Tls(validate=ssl.CERT_REQUIRED)
    # The library would compare the certificate with the address and without OpenSSL.
    tls.wrap_socket = partial(_secure, address.name, _trusted(sign_in.ca_file), deadline)
    seconds = asked(partial(deadline.left, CONNECT_SECONDS), deadline)
    server = Server(
        address.number,
        port=address.port,
        use_ssl=sign_in.is_ldaps,
        get_info=NONE,
        tls=tls,
        connect_timeout=seconds,
    )
    return Connection(
        server,
        user=sign_in.user,
        # As bytes: of text, ldap3 makes the form of RFC 4013, and AD compares it as it is.
        password=sign_in.password.encode("utf-8", "surrogateescape"),
        authentication=SIMPLE,
        read_only=True,
        raise_exceptions=True,
        auto_referrals=False,
        auto_range=False,
        check_names=False,
        return_empty_attributes=False,
        receive_timeout=ceil(seconds),
    )


def _open(line: Line, sign_in: SignIn) -> None:
    """Connects and secures the line; only then anything of the account is said."""
    connection, deadline = line.connection, line.deadline
    try:
        asked(connection.open, deadline)
        if not sign_in.is_ldaps:
            _start_tls(line)
    except Fault as problem:
        fault = problem
    else:
        return
    raise getattr(connection.server.tls, "fault", fault)


def _start_tls(line: Line) -> None:
    try:
        asked(line.connection.start_tls, line.deadline)
    except Fault as problem:
        fault = problem
    else:
        return
    if fault.cause == "network":
        raise fault
    raise Fault("protocol", "the server does not start TLS", "enable it, or use tls = 'ldaps'")


def _trusted(ca_file: Path | None) -> ssl.SSLContext:
    """What the system trusts, or what the file holds; names and dates are always checked."""
    try:
        return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except OSError:
        fault = Fault("network", "ca_file holds no certificates", "correct ca_file")
    raise fault


def _secure(
    name: str, context: ssl.SSLContext, deadline: Deadline, connection: Any, do_handshake: bool
) -> None:
    """Wraps the connection's socket when ldap3 asks; why it could not be is left with `tls`."""
    plain: socket = connection.socket
    tls = connection.server.tls
    try:
        plain.settimeout(deadline.left(CONNECT_SECONDS))
        secured = context.wrap_socket(plain, server_hostname=name)
    except ssl.SSLCertVerificationError as problem:
        # OpenSSL's own words name the host at most.
        reason = problem.verify_message.rstrip(".")
        tls.fault = Fault("network", f"certificate refused: {reason}", CERTIFICATE)
        raise
    except ssl.SSLError:
        tls.fault = Fault("network", "the server speaks no TLS there", NO_DIRECTORY)
        raise
    connection.socket = Timed(secured, deadline)
