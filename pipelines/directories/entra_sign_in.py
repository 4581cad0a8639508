"""Signing in to a tenant as an application, by secret or certificate, with azure-identity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.directories.entra_troubles import (
    LATER,
    SIGN_IN,
    Passing,
    Trouble,
    signed_out,
    unreached,
)
from pipelines.estate.model import Connection

AUTHORITY = "https://login.microsoftonline.com"


class SignIn:
    """A credential whose errors are this house's: azure-identity's quote what the server said."""

    def __init__(self, credential: Any) -> None:
        self._credential = credential

    async def get_token(self, *scopes: str, **options: Any) -> Any:
        from azure.core.exceptions import AzureError

        trouble: Trouble
        try:
            return await self._credential.get_token(*scopes, **options)
        except AzureError as error:
            trouble = _judged(error)
        except (AttributeError, KeyError, TypeError, ValueError):
            # An answer that is no JSON object falls through azure-identity's own reading.
            trouble = Passing("protocol", "sign-in was answered without a token", LATER)
        raise trouble from None


def _judged(error: Any) -> Trouble:
    from azure.core.exceptions import HttpResponseError

    if not isinstance(error, HttpResponseError):
        return unreached(error, "the sign-in")
    headers = error.response.headers if error.response is not None else {}
    return signed_out(error.status_code or 0, headers, str(error))


def signed_in(
    tenant_id: str, connection: Connection, environ: Mapping[str, str], transport: Any
) -> SignIn:
    """A credential that signs in when it is first asked for a token."""
    options = {
        "transport": transport,
        "authority": connection.authority or AUTHORITY,
        "disable_instance_discovery": True,
        # One layer retries, ours, and it knows the deadline.
        "retry_total": 0,
    }
    return SignIn(_credential(tenant_id, connection, environ, options))


def _credential(
    tenant_id: str, connection: Connection, environ: Mapping[str, str], options: dict[str, Any]
) -> Any:
    from azure.identity.aio import CertificateCredential, ClientSecretCredential

    who = (tenant_id, connection.client_id)
    try:
        if connection.certificate_path is None:
            return ClientSecretCredential(*who, _secret(connection, environ), **options)
        name = connection.certificate_password_env
        if name:
            options |= {"password": _variable(name, environ)}
        # Read here, since azure-identity opens the file without saying which one is missing.
        content = connection.certificate_path.read_bytes()
        return CertificateCredential(*who, certificate_data=content, **options)
    except OSError:
        problem = f"cannot read certificate_path '{connection.certificate_path}'"
    except (TypeError, ValueError):
        # Its reasons can hold the file's content.
        place = connection.certificate_path or f"tenant '{tenant_id}'"
        problem = f"no RSA certificate with its private key, or no tenant id: '{place}'"
    raise Trouble("sign_in", problem, SIGN_IN) from None


def _secret(connection: Connection, environ: Mapping[str, str]) -> str:
    return _variable(connection.client_secret_env, environ)


def _variable(name: str, environ: Mapping[str, str]) -> str:
    if value := environ.get(name):
        return value
    raise Trouble("sign_in", f"the environment variable {name} is not set", f"set {name}")
