"""Which random estates are played: (seed, is_nasty)."""

SMALL = {"customers": 3, "directories": 3, "users": 8}
# Stories told in few commands, for each costs seconds of processor.
CALM: tuple[int, ...] = (3, 34, 35)
NASTY: tuple[int, ...] = (30, 45, 96)


def commanded(asked: int) -> list[tuple[int, bool]]:
    """The seeds played through the command: three of each kind, or as many as asked for."""
    calm = [*CALM, *(1000 + n for n in range(asked - len(CALM)))]
    nasty = [*NASTY, *(1000 + n for n in range(asked - len(NASTY)))]
    return [(seed, False) for seed in calm] + [(seed, True) for seed in nasty]


def derived(asked: int) -> list[tuple[int, bool]]:
    """The seeds played in SQL alone: six of each kind, or as many as asked for."""
    return [(seed, nasty) for nasty in (False, True) for seed in range(100, 100 + max(6, asked))]
