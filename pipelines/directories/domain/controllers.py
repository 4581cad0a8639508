"""The controllers of a domain: one of them does the whole of the work, or each says why not."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import TypeVar

from pipelines.directories.domain.deadline import Deadline
from pipelines.directories.domain.faults import Fault
from pipelines.directories.domain.line import Address, Line, SignIn, opened

T = TypeVar("T")

# Another controller would say the same; a password refused again and again locks its account.
FINAL = ("sign_in", "permission")


def served(sign_in: SignIn, deadline: Deadline, work: Callable[[Line], T]) -> T:
    """The work as done by the first controller that could do all of it, in the order of hosts
    and of the addresses that each resolves to; Fault with what every one of them lacked.
    """
    faults: list[tuple[str, Fault]] = []
    for name, found in _addresses(sign_in):
        if faults and deadline.is_over:
            break
        if isinstance(found, Fault):
            faults.append((name, found))
            continue
        try:
            with opened(sign_in, found, deadline) as line:
                return work(line)
        except Fault as problem:
            faults.append((name, problem))
        if faults[-1][1].cause in FINAL:
            break
    raise _all(faults)


def _addresses(sign_in: SignIn) -> Iterator[tuple[str, Address | Fault]]:
    for name in sign_in.hosts:
        try:
            answers = socket.getaddrinfo(name, sign_in.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            advice = "correct host of the connection, or the name service here"
            yield name, Fault("network", "the name does not resolve", advice)
            continue
        for number in dict.fromkeys(str(answer[4][0]) for answer in answers):
            yield name, Address(name, number, sign_in.port)


def _all(faults: list[tuple[str, Fault]]) -> Fault:
    """One fault of all; cause and advice are the last one's, which decided."""
    told = dict.fromkeys(f"{name}: {fault.problem}" for name, fault in faults)
    last = faults[-1][1]
    return Fault(last.cause, "; ".join(told), last.advice)
