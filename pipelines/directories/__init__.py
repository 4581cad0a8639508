"""Adapters: one file for each kind of live directory, and the one list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assets.directory import Directory

# Each is called with the directory's id, its locator and its connection, and as keywords with
# `environ` (where secrets are) and `seconds` (its deadline).
KINDS: Mapping[str, Callable[..., Directory]] = {}
