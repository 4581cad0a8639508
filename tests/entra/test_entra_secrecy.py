"""Nothing secret and nobody's name is printed, logged or kept in an error, whatever goes wrong."""

from __future__ import annotations

import asyncio
import logging
import ssl
import traceback
from pathlib import Path

import entra_tenants as lab
import pytest
from graph_certificates import application
from graph_faults import KINDS
from graph_server import Emulator
from graph_tenants import FOREVER, Fault, Tenant

from assets.directory import Unobserved
from pipelines.directories.entra import Entra

LIBRARIES = (
    "aiohttp asyncio azure h2 hpack httpcore httpx kiota_http msal msgraph msgraph_core urllib3"
).split()
WHERE = ("token", "users", "pages", "count", "skus", "delta")


def told(error: BaseException | None) -> str:
    """All that an error and what led to it can be made to say, suppressed or not."""
    text = ""
    while error is not None:
        text += "".join(traceback.format_exception(error)) + repr(vars(error))
        error = error.__cause__ or error.__context__
    return text


async def asked(directory: Entra, where: str) -> list[str]:
    """What a look says when it fails, or a probe where only that can."""
    probe, look = directory.probe(None), directory.observe(lab.MOMENT)
    chosen, other = (probe, look) if where == "delta" else (look, probe)
    other.close()
    try:
        await chosen
    except Unobserved as unobserved:
        return [told(unobserved) + unobserved.advice]
    return []


def faulty(emulator: Emulator) -> list[Tenant]:
    """A tenant for each way in which each page may fail, for ever."""
    return [
        lab.tenant(emulator, 7, Fault(where, kind, FOREVER, value=600))
        for where in WHERE
        for kind in KINDS
        if kind != "slow"
    ]


def test_a_run_in_which_everything_goes_wrong_says_nothing_secret(
    emulator: Emulator,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.DEBUG)
    signed = application()
    path = signed.write(tmp_path / "app.pem", "a password")
    tenants = faulty(emulator)

    async def everything() -> list[str]:
        gate = asyncio.Semaphore(16)

        async def one(number: int, made: Tenant) -> list[str]:
            directory = lab.directory(emulator, made, 1)
            if number % 2:
                made.apps[lab.CLIENT_ID].certificates.append(signed.certificate)
                given = lab.connection(
                    emulator,
                    client_secret_env="",
                    certificate_path=path,
                    certificate_password_env="KEY_PASSWORD",
                )
                environ = {"KEY_PASSWORD": "a password"}
                directory = Entra("lab", made.tenant_id, given, environ, 1, 0.01)
            async with gate:
                return await asked(directory, made.faults[0].where)

        found = await asyncio.gather(*(one(n, made) for n, made in enumerate(tenants)))
        return [line for lines in found for line in lines]

    said = asyncio.run(everything())
    assert len(said) > 90
    printed = capfd.readouterr()
    logged = [f"{r.name} {r.getMessage()} {r.exc_text} {told(_error(r))}" for r in caplog.records]
    whole = "\n".join([*said, *logged, printed.out, printed.err])
    assert caplog.records, "nothing was logged, so nothing was looked at"
    for secret in (lab.SECRET, "a password", "PRIVATE KEY", "secret.example", "client_assertion="):
        assert secret not in whole
    for token in emulator.tokens.issued:
        assert token not in whole
    names = [u["userPrincipalName"] for made in tenants for u in made.users.values()]
    assert [name for name in names if name in whole] == []
    assert "Unclosed" not in whole, "a line was left open"
    assert emulator.strayed == []


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def test_a_name_on_a_page_token_is_on_its_address(emulator: Emulator) -> None:
    """What the test above looks for does pass over the line: Graph's page tokens hold names."""
    made = lab.tenant(emulator, 7)
    seen: list[str] = []
    logger = logging.getLogger("httpx")
    lab.observed(emulator, made)
    assert logger.level > logging.CRITICAL

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    handler = Kept()
    logger.addHandler(handler)
    try:
        import httpx

        url = f"{emulator.base_url}/users?$skiptoken={made.tenant_id[:8]}.example"
        logger.setLevel(logging.INFO)
        httpx.get(url, verify=ssl.create_default_context(cafile=emulator.ca_file))
    finally:
        logger.removeHandler(handler)
    assert any(f"{made.tenant_id[:8]}.example" in line for line in seen), "httpx logs addresses"
