"""What can go wrong with a tenant, as one of the port's causes and what a person does about it.

No sentence here quotes what a server said: its words may hold names, and its errors tokens.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from assets.directory import Cause

# Sign-in errors with an answer of their own. A code is a number of Entra's, without content.
SIGN_IN_ADVICE: Mapping[str, str] = {
    "AADSTS7000215": "the secret is wrong: put the secret's value, not its id, in the variable",
    "AADSTS7000222": "the secret has expired: make a new one in the app registration",
    "AADSTS700016": "give the app admin consent in this tenant, and check client_id and locator",
    "AADSTS700027": "upload the certificate of certificate_path to the app registration",
    "AADSTS90002": "check the tenant id in the directory's locator, and the cloud's authority",
    "AADSTS500011": "check base_url: Graph of another cloud than the authority's is asked",
}
SIGN_IN = "check client_id, its secret or certificate, and the tenant's consent to the app"
LATER = "observe again later; if it stays, look at the service's status page"
CONTACT = "observe again; if it stays, keep the time of the run and ask Microsoft's support"
TRUST = "put the certificate authority of your proxy or cloud into ca_file"
SLOWER = "observe again later, or fewer directories at once; another program may use up the limit"
CODE = re.compile(r"AADSTS\d{1,9}")


class Trouble(Exception):
    """Why a tenant was not read. The text is what went wrong, `advice` what to do about it;
    `status` is what Graph answered, 0 where it did not."""

    def __init__(self, cause: Cause, problem: str, advice: str, *, status: int = 0) -> None:
        super().__init__(problem)
        self.cause, self.problem, self.advice, self.status = cause, problem, advice, status


class Passing(Trouble):
    """The same request may succeed, after `wait` seconds where the server said how long."""

    def __init__(
        self, cause: Cause, problem: str, advice: str, *, wait: float | None = None
    ) -> None:
        super().__init__(cause, problem, advice)
        self.wait = wait


class Stale(Trouble):
    """What was read so far is worth nothing: read anew, up to `readings` times in all."""

    def __init__(self, cause: Cause, problem: str, advice: str, *, readings: int = 3) -> None:
        super().__init__(cause, problem, advice)
        self.readings = readings


def refused(status: int, headers: Mapping[str, str], what: str, permission: str) -> Trouble:
    """What Graph's refusal of a thing means; `permission` is the one that reading it takes."""
    said = f"Graph answered {status} to {what}"
    if status == 401:
        return Stale("sign_in", said, SIGN_IN, readings=2)
    if status == 403:
        advice = f"grant the app {permission} and give admin consent in the tenant"
        return Trouble("permission", f"permission {permission} lacks: {said}", advice)
    if status == 429:
        return Passing("throttled", said, SLOWER, wait=retry_after(headers))
    if status >= 500:
        return Passing("network", said, LATER, wait=retry_after(headers))
    if status == 410:
        return Stale("incomplete", said, CONTACT)
    advice = "check base_url and authority; Graph v1.0 has to answer there"
    return Trouble("protocol", said, advice, status=status)


def signed_out(status: int, headers: Mapping[str, str], said: str) -> Trouble:
    """What a refusal of the token endpoint means, by its status and the code in its words."""
    if status == 429:
        return Passing("throttled", "sign-in was throttled", SLOWER, wait=retry_after(headers))
    if status >= 500:
        return Passing(
            "network", f"sign-in was answered {status}", LATER, wait=retry_after(headers)
        )
    found = CODE.search(said)
    if not found and status in (0, 200):
        return Passing("protocol", "sign-in was answered without a token", LATER)
    code = found.group() if found else f"status {status}"
    return Trouble("sign_in", f"sign-in refused: {code}", SIGN_IN_ADVICE.get(code, SIGN_IN))


def unreached(error: BaseException, place: str) -> Trouble:
    """What a broken line means; one that shows a wrong certificate does not pass."""
    seen: BaseException | None = error
    for _ in range(16):
        if seen is None:
            break
        if isinstance(seen, ssl.SSLCertVerificationError):
            return Trouble("network", f"the certificate of {place} is not trusted", TRUST)
        seen = seen.__cause__ or seen.__context__
    return Passing("network", f"the line to {place} broke ({type(error).__name__})", LATER)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from now that a Retry-After of seconds or of an HTTP date asks for."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    # Dates without a zone are GMT, as RFC 9110 has them.
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
