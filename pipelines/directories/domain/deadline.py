"""How long may still be waited."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment of the monotonic clock by which everything has ended."""

    ends: float

    @classmethod
    def within(cls, seconds: float) -> Deadline:
        return cls(monotonic() + seconds)

    @property
    def is_over(self) -> bool:
        return monotonic() >= self.ends

    def left(self, most: float) -> float:
        """Seconds that one call may take, at most `most`; TimeoutError when none are left."""
        seconds = self.ends - monotonic()
        if seconds <= 0:
            raise TimeoutError("the deadline has passed")
        return min(seconds, most)
