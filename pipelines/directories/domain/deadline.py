"""How long may still be waited."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment of the monotonic clock by which everything has ended, and the seconds that one
    silence may take of it: a third, so that another controller can still be asked.
    """

    ends: float
    patience: float

    @classmethod
    def within(cls, seconds: float) -> Deadline:
        return cls(monotonic() + seconds, seconds / 3)

    @property
    def is_over(self) -> bool:
        return monotonic() >= self.ends

    def left(self, most: float) -> float:
        """Seconds that one call may take, `most` at most; TimeoutError when none are left."""
        seconds = self.ends - monotonic()
        if seconds <= 0:
            raise TimeoutError("the deadline has passed")
        return min(seconds, most, self.patience)
