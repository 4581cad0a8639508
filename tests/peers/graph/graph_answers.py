"""An answer on its way, and Graph's way to refuse."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any, Self

import msgspec


@dataclass(slots=True)
class Answer:
    """What goes back. `manner` is whole, cut (the line breaks within) or slow (in small parts);
    `page` is the JSON that the body was made of and `self_link` where it came from, for faults."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    manner: str = "whole"
    page: dict[str, Any] | None = None
    self_link: str = ""

    @classmethod
    def of(cls, said: dict[str, Any], status: int = 200) -> Self:
        json = {"content-type": "application/json"}
        return cls(status, msgspec.json.encode(said), json, page=said)

    def again(self) -> Answer:
        """The same with the body of a page that was changed."""
        return Answer.of(self.page or {}, self.status)


class Refused(Exception):
    """A request that Graph refuses."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.answer = error(status, code, message)


def error(status: int, code: str, message: str) -> Answer:
    inner = {"date": "2026-01-01T00:00:00", "request-id": str(uuid.uuid4())}
    return Answer.of({"error": {"code": code, "message": message, "innerError": inner}}, status)
