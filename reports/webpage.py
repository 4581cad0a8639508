"""A self-contained page from a template: it loads nothing, runs nothing, and its policy says so."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from reports.text import displayable
from reports.words import isolated

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def page(template: str, style: str, given: Mapping[str, object]) -> bytes:
    """The template filled in; every text from outside is cleaned and escaped on its way."""
    made = _templates().get_template(template)
    return made.render(style=Markup(style), policy=_policy(style), **given).encode("utf-8")


@lru_cache(maxsize=8)
def sheet(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def quoted(text: str) -> str:
    """A CSS string, escaped but for plain letters, digits and blanks, so that nothing ends it."""
    return '"' + re.sub(r"[^A-Za-z0-9 ]", lambda m: f"\\{ord(m.group()):x} ", text) + '"'


@lru_cache(maxsize=1)
def _templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Said outright: Jinja's own choice by suffix would leave .html.j2 unescaped.
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.filters.update(isolated=isolated)
    return templates


def _clean(value: object) -> object:
    """Every expression of every template passes here, so no field can be forgotten."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return displayable(value)
    return value


def _policy(style: str) -> str:
    """Nothing is loaded, nothing runs, and of styles only the page's own, known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
