"""Signing in: by secret and by certificate, and what is said when it fails."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import get_args

import entra_tenants as lab
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from graph_certificates import application
from graph_server import Emulator
from graph_tenants import Tenant

from assets.directory import Cause
from pipelines.directories import KINDS
from pipelines.directories.entra import Entra
from pipelines.directories.entra_troubles import SIGN_IN_ADVICE
from pipelines.estate.settings_schema import ENTRA


def by_certificate(emulator: Emulator, made: Tenant, path: Path, password: str = "") -> Entra:
    given = lab.connection(
        emulator,
        client_secret_env="",
        certificate_path=path,
        certificate_password_env="KEY_PASSWORD" if password else "",
    )
    environ = {"KEY_PASSWORD": password} if password else {}
    return Entra("lab", made.tenant_id, given, environ, 10, 0.02)


@pytest.mark.parametrize("password", ["", "over the water"], ids=["bare", "with a password"])
@pytest.mark.parametrize("form", ["pem", "pfx"])
def test_a_certificate_signs_in(
    emulator: Emulator, tmp_path: Path, form: str, password: str
) -> None:
    made, signed = lab.tenant(emulator), application()
    made.apps[lab.CLIENT_ID].certificates.append(signed.certificate)
    path = tmp_path / f"app.{form}"
    if form == "pem":
        signed.write(path, password or None)
    else:
        encryption = (
            serialization.BestAvailableEncryption(password.encode())
            if password
            else serialization.NoEncryption()
        )
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"app", signed.key, signed.certificate, None, encryption
            )
        )
    found = asyncio.run(by_certificate(emulator, made, path, password).observe(lab.MOMENT))
    assert lab.is_whole(found, made)


def test_a_certificate_that_the_app_does_not_have_is_refused(
    emulator: Emulator, tmp_path: Path
) -> None:
    made = lab.tenant(emulator)
    made.apps[lab.CLIENT_ID].certificates.append(application().certificate)
    path = application().write(tmp_path / "another.pem")
    unobserved = lab.refusal(by_certificate(emulator, made, path).check)
    assert (unobserved.cause, unobserved.problem) == ("sign_in", "sign-in refused: AADSTS700027")
    assert "upload the certificate" in unobserved.advice


def test_a_file_that_is_no_certificate_is_named_and_not_quoted(
    emulator: Emulator, tmp_path: Path
) -> None:
    made = lab.tenant(emulator)
    path = tmp_path / "key.pem"
    assert "cannot read certificate_path" in str(
        lab.refusal(by_certificate(emulator, made, path).check)
    )
    for content in (b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nnonsense\n"):
        path.write_bytes(content)
        unobserved = lab.refusal(by_certificate(emulator, made, path).check)
        assert unobserved.cause == "sign_in"
        assert str(path) in unobserved.problem
        assert "nonsense" not in unobserved.problem
    application().write(path, "right")
    unobserved = lab.refusal(by_certificate(emulator, made, path, "wrong").check)
    assert (unobserved.cause, "wrong" in unobserved.problem) == ("sign_in", False)


def test_a_wrong_secret_is_refused(emulator: Emulator) -> None:
    made = lab.tenant(emulator)
    made.apps[lab.CLIENT_ID].secret = "another"
    unobserved = lab.refused(emulator, made)
    assert (unobserved.cause, unobserved.problem) == ("sign_in", "sign-in refused: AADSTS7000215")
    assert "the secret's value, not its id" in unobserved.advice
    assert made.asked["token"] == 1, "asked again, which can lock the application out"


def test_a_tenant_without_consent_or_without_existence_is_told_apart(emulator: Emulator) -> None:
    made = lab.tenant(emulator)
    del made.apps[lab.CLIENT_ID]
    assert "AADSTS700016" in lab.refused(emulator, made).problem
    del emulator.tenants[made.tenant_id]
    unobserved = lab.refused(emulator, made)
    assert (unobserved.cause, "AADSTS90002" in unobserved.problem) == ("sign_in", True)
    for wrong in ("../other", "a b", ""):
        unobserved = lab.refused(emulator, Tenant(wrong))
        assert unobserved.cause == "sign_in"


def test_a_secret_that_is_not_there_is_named(emulator: Emulator) -> None:
    made = lab.tenant(emulator)
    for environ in ({}, {"GRAPH_SECRET": ""}):
        directory = Entra("lab", made.tenant_id, lab.connection(emulator), environ, 10)
        unobserved = lab.refusal(directory.check)
        assert unobserved.problem == "the environment variable GRAPH_SECRET is not set"
        assert unobserved.cause == "sign_in"


def test_a_registry_makes_it(emulator: Emulator) -> None:
    made = lab.tenant(emulator)
    environ = {"GRAPH_SECRET": lab.SECRET}
    directory = KINDS["entra"](
        "lab", made.tenant_id, lab.connection(emulator), environ=environ, deadline_seconds=10
    )
    assert directory.directory_id == "lab"
    assert lab.is_whole(asyncio.run(directory.observe(lab.MOMENT)), made)


def test_an_address_with_or_without_its_version_is_the_same(emulator: Emulator) -> None:
    made = lab.tenant(emulator)
    bare = emulator.base_url.removesuffix("/v1.0")
    for base_url in (bare, f"{bare}/", f"{bare}/v1.0/"):
        assert lab.is_whole(lab.observed(emulator, made, base_url=base_url), made)


def test_without_the_packages_one_sentence_says_so() -> None:
    """In a process that cannot import them, the registry is there and a look is refused."""
    script = """
import asyncio, sys
sys.modules["msgraph"] = None
from pipelines.directories import KINDS
from pipelines.estate.model import Connection
entra = KINDS["entra"]("lab", "t", Connection("lab", "entra"), environ={}, deadline_seconds=5)
try:
    asyncio.run(entra.check())
except Exception as error:
    print(type(error).__name__, error, "|", error.advice)
"""
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == (
        "Unobserved lab: the packages that read Entra are not installed | "
        "pip install 'prorata[live]'"
    )


def test_naming_the_kinds_imports_nothing_heavy() -> None:
    script = "import sys, pipelines.directories; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert set(said.stdout.split()) & {"msgraph", "azure.identity", "aiohttp", "httpx"} == set()


def test_the_page_has_every_cause_and_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "directories.md").read_text()
    named = {*get_args(Cause), *SIGN_IN_ADVICE, *(key.name for key in ENTRA)}
    assert [name for name in sorted(named) if f"`{name}`" not in page] == []
