"""Why a domain could not be read, in sentences that quote nothing a directory or a person said."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from assets.directory import Cause
from pipelines.directories.domain.deadline import Deadline

T = TypeVar("T")

AGAIN = "try again later; nothing was taken from this look"
GROUPS = "correct group_filter of the connection"
READ = "grant the account that signs in read access below the base DN"
LATE = "the deadline passed before all was read"
NO_LDAP = "the server answered with something that is no LDAP"
NO_DIRECTORY = "check host and port, and that Active Directory answers there"

# RFC 4511, 4.1.9 and appendix A.
RESULTS: dict[int, tuple[Cause, str, str]] = {
    3: ("incomplete", "the server stopped at its time limit", AGAIN),
    4: ("incomplete", "the server stopped at its size limit", "raise the server's size limit"),
    7: ("sign_in", "the server takes no simple bind", "allow simple binds over TLS"),
    8: ("sign_in", "the server demands a stronger sign-in", "allow simple binds over TLS"),
    10: (
        "protocol",
        "the server sends elsewhere for the base DN",
        "name a controller of the domain that holds the base DN",
    ),
    11: ("incomplete", "the server stopped at an administrative limit", AGAIN),
    13: ("sign_in", "the server wants the line secured", "use tls = 'ldaps' or 'starttls'"),
    32: (
        "permission",
        "the base DN is not there, or this account may not see it",
        "correct the locator in directories.csv, or " + READ,
    ),
    34: ("protocol", "the base DN is not a DN", "correct the locator in directories.csv"),
    48: ("sign_in", "the server takes no simple bind", "allow simple binds over TLS"),
    49: ("sign_in", "the server refuses user or password", "correct user or its password"),
    50: ("permission", "this account may not read here", READ),
    51: ("throttled", "the server is busy", AGAIN),
    52: ("throttled", "the server is not available now", AGAIN),
}

# What Active Directory adds to result 49, as the code of a Windows error.
REFUSED: dict[str, tuple[str, str]] = {
    "525": ("the account that signs in is not known there", "correct user of the connection"),
    "52e": ("the server refuses user or password", "correct user or its password"),
    "530": ("the account may not sign in at this hour", "lift its logon hours"),
    "531": ("the account may not sign in from here", "lift its list of workstations"),
    "532": ("the password has expired", "set a new one, or one that does not expire"),
    "533": ("the account that signs in is disabled", "enable it"),
    "701": ("the account that signs in has expired", "lift its expiry"),
    "773": ("the password must be changed first", "set a new one"),
    "775": ("the account that signs in is locked", "unlock it"),
}
WINDOWS_ERROR = re.compile(r"\bdata ([0-9a-f]+)\b", re.IGNORECASE)


class Fault(Exception):
    """Why a domain could not be read. It is raised outside of any handler, so that nothing of
    what a library said, which quotes names and filters, hangs on to it."""

    def __init__(self, cause: Cause, problem: str, advice: str) -> None:
        super().__init__(problem)
        self.cause, self.problem, self.advice = cause, problem, advice


def asked(call: Callable[[], T], deadline: Deadline) -> T:
    """What a call of the library gives; Fault where it fails, whatever the server answered."""
    from ldap3.core.exceptions import LDAPException
    from pyasn1.error import PyAsn1Error

    try:
        return call()
    except LDAPException as problem:
        fault = _told(problem, deadline)
    except (PyAsn1Error, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # An answer that is no LDAP breaks the library in any of these ways.
        fault = Fault("protocol", NO_LDAP, NO_DIRECTORY)
    except OSError as problem:
        fault = _lost(problem, deadline)
    raise fault


def of_result(code: int, message: str = "") -> Fault:
    """The fault that a result code other than success stands for."""
    cause, problem, advice = RESULTS.get(
        code, ("protocol", f"the server answered with result {code}", NO_DIRECTORY)
    )
    if code == 49 and (found := WINDOWS_ERROR.search(message)):
        problem, advice = REFUSED.get(found[1].lower(), (problem, advice))
    return Fault(cause, problem, advice)


def _told(problem: Any, deadline: Deadline) -> Fault:
    from ldap3.core import exceptions

    if isinstance(problem, exceptions.LDAPOperationResult):
        return of_result(problem.result, str(problem.message))
    if isinstance(problem, exceptions.LDAPInvalidFilterError):
        return Fault("protocol", "group_filter is no LDAP filter", GROUPS)
    if isinstance(problem, (exceptions.LDAPCommunicationError, OSError)):
        return _lost(problem, deadline)
    return Fault("protocol", NO_LDAP, NO_DIRECTORY)


def _lost(problem: Exception, deadline: Deadline) -> Fault:
    """What became of the line: ldap3 makes its exceptions of the system's, class and all."""
    if deadline.is_over:
        return Fault("network", LATE, AGAIN)
    if isinstance(problem, ConnectionRefusedError):
        return Fault("network", "nothing listens there", NO_DIRECTORY)
    if isinstance(problem, TimeoutError):
        return Fault("network", "the server fell silent", AGAIN)
    return Fault("network", "the line was cut", AGAIN)
