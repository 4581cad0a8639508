"""The token endpoint of Entra: client credentials by secret, or by an assertion that is verified.

An assertion is signed with PS256 or RS256 by a certificate that the application has, is meant for
this endpoint, is in time, and serves once.
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from graph_answers import Answer
from graph_tenants import App, Tenant

BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME_SECONDS = 3599


@dataclass(frozen=True, slots=True)
class Token:
    tenant_id: str
    roles: tuple[str, ...]
    expires_at: float


@dataclass(slots=True)
class Tokens:
    """What was issued; `seen` are assertions that have served."""

    issued: dict[str, Token] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def issue(self, tenant: Tenant, app: App) -> Answer:
        token = f"eyJ0{uuid.uuid4().hex}{uuid.uuid4().hex}"
        expires_at = time.time() + LIFETIME_SECONDS
        self.issued[token] = Token(tenant.tenant_id, app.roles, expires_at)
        return Answer.of(
            {
                "token_type": "Bearer",
                "expires_in": LIFETIME_SECONDS,
                "ext_expires_in": LIFETIME_SECONDS,
                "access_token": token,
            }
        )

    def found(self, header: str) -> Token | None:
        kind, _, value = header.partition(" ")
        token = self.issued.get(value) if kind == "Bearer" else None
        return token if token and token.expires_at > time.time() else None


def answered(tokens: Tokens, tenant: Tenant | None, url: str, body: bytes) -> Answer:
    """What the endpoint at a URL says to a form."""
    form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
    if tenant is None:
        return refusal("invalid_request", "AADSTS90002: Tenant not found.", 400)
    if form.get("grant_type") != "client_credentials":
        return refusal("unsupported_grant_type", "AADSTS70003: unsupported grant type.", 400)
    if form.get("scope") != "https://localhost/.default":
        return refusal("invalid_resource", "AADSTS500011: resource principal not found.", 400)
    app = tenant.apps.get(form.get("client_id", ""))
    if app is None:
        who = form.get("client_id", "")
        return refusal("unauthorized_client", f"AADSTS700016: Application '{who}' not found.", 400)
    if "client_assertion" not in form:
        if form.get("client_secret") == app.secret:
            return tokens.issue(tenant, app)
        return refusal("invalid_client", "AADSTS7000215: Invalid client secret provided.", 401)
    if form.get("client_assertion_type") != BEARER:
        return refusal("invalid_request", "AADSTS900144: client_assertion_type is wrong.", 400)
    if wrong := _wrong(form["client_assertion"], app, url, tokens.seen):
        return refusal("invalid_client", f"AADSTS700027: {wrong}", 401)
    return tokens.issue(tenant, app)


def refusal(error: str, description: str, status: int) -> Answer:
    said = {"error": error, "error_description": description, "correlation_id": str(uuid.uuid4())}
    return Answer.of(said, status)


def _wrong(assertion: str, app: App, url: str, seen: set[str]) -> str:
    """What is wrong with an assertion; nothing, if it serves."""
    try:
        head, claims, signature = assertion.split(".")
        header, said = _json(head), _json(claims)
        signed = f"{head}.{claims}".encode()
        given = base64.urlsafe_b64decode(signature + "==")
    except ValueError:
        return "the assertion is no JWT"
    if not any(_signs(one, header, signed, given) for one in app.certificates):
        return "signed by no certificate of the application"
    now = time.time()
    if said.get("iss") != app.client_id or said.get("sub") != app.client_id:
        return "issued by another"
    if said.get("aud") != url:
        return "meant for another"
    if not said.get("nbf", now + 1) <= now + 300 or not now - 300 <= said.get("exp", 0):
        return "out of time"
    if not said.get("jti") or said["jti"] in seen:
        return "used before"
    seen.add(said["jti"])
    return ""


def _signs(certificate: Any, header: dict[str, Any], signed: bytes, signature: bytes) -> bool:
    thumbs = {
        base64.urlsafe_b64encode(certificate.fingerprint(digest)).decode().rstrip("=")
        for digest in (hashes.SHA1(), hashes.SHA256())
    }
    named = (header.get("x5t#S256") or header.get("x5t") or "").rstrip("=")
    ways: dict[str, padding.AsymmetricPadding] = {
        "RS256": padding.PKCS1v15(),
        "PS256": padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH),
    }
    key = certificate.public_key()
    if (
        named not in thumbs
        or header.get("alg") not in ways
        or not isinstance(key, rsa.RSAPublicKey)
    ):
        return False
    try:
        key.verify(signature, signed, ways[header["alg"]], hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _json(part: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return read
