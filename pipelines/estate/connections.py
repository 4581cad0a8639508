"""The `[connections]` of settings.toml: how to sign in to directories."""

from pathlib import Path
from urllib.parse import urlsplit

from pipelines.estate.columns import Column, choice
from pipelines.estate.faults import choices, shown
from pipelines.estate.model import Connection
from pipelines.estate.setting_tables import Problem, Values, read_table
from pipelines.estate.settings_schema import CONNECTIONS

KIND = choice("kind", "What is signed in to.", tuple(CONNECTIONS), required=True)
PORTS = {"ldaps": 636, "starttls": 389}
WAYS = ("client_secret_env", "certificate_path")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def read_connections(raw: object, root: Path) -> tuple[dict[str, Connection], list[Problem]]:
    """By name; a connection at fault is there too, of kind '' where its kind is not known."""
    if not isinstance(raw, dict):
        return {}, [(("connections",), "[connections] holds one table for each connection")]
    found: dict[str, Connection] = {}
    problems: list[Problem] = []
    for name, table in raw.items():
        found[name], wrong = connection(name, table, root)
        problems += wrong
    return found, problems


def connection(name: str, raw: object, root: Path) -> tuple[Connection, list[Problem]]:
    path = ("connections", name)
    columns = CONNECTIONS.get(kind_of(raw))
    if columns is None:
        # Which keys it may have is not known either, so only the kind is looked at.
        only = {key: raw[key] for key in raw if key == "kind"} if isinstance(raw, dict) else raw
        return Connection(name, ""), read_table(path, (KIND,), only)[1]
    values, problems = read_table(path, (KIND, *columns), raw)
    problems += contradictions(values, problems, path)
    return Connection(name, **{**values, **resolved(values, columns, root)}), problems


def kind_of(raw: object) -> str:
    kind = raw.get("kind") if isinstance(raw, dict) else None
    return kind.strip().lower() if isinstance(kind, str) else ""


def resolved(values: Values, columns: tuple[Column, ...], root: Path) -> Values:
    """What a connection holds in place of a blank, and paths from the estate folder."""
    filled: Values = {column.name: values[column.name] or "" for column in columns}
    paths = [column.name for column in columns if column.kind == "path"]
    filled |= {name: root / values[name] if values[name] else None for name in paths}
    if "port" in values:
        filled["port"] = values["port"] or PORTS.get(values["tls"] or "", 0)
    return filled


def contradictions(values: Values, problems: list[Problem], path: tuple[str, ...]) -> list[Problem]:
    """What no key tells by itself; only Entra knows several ways to sign in."""
    if values["kind"] != "entra":
        return []
    found: list[Problem] = []
    judged = {where[-1] for where, _ in problems}
    given = [way for way in WAYS if values[way]]
    if len(given) != 1 and not judged.intersection(WAYS):
        text = f"[connections] {shown(path[-1])} needs one of {choices(WAYS)}, and not both"
        found.append((path, text))
    # A token sent over plain http is a token given away.
    if values["base_url"] and not safe(values["base_url"]):
        text = f"base_url {shown(values['base_url'])} is not https (http is for localhost only)"
        found.append(((*path, "base_url"), text))
    return found


def safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    except ValueError:
        return False
