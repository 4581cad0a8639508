"""Makes the modules of these tests and the oracle importable by name: they are no package."""

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "oracle")]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--seeds",
        type=int,
        default=0,
        help="how many random estates of each kind are played (never fewer than usual)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrises `commanded` and `derived`, as (seed, is_nasty), by the option."""
    from desk_seeds import commanded, derived

    asked = metafunc.config.getoption("--seeds", 0) or 0
    for name, seeds in (("commanded", commanded(asked)), ("derived", derived(asked))):
        if name in metafunc.fixturenames:
            named = [f"{'nasty' if nasty else 'calm'}-{seed}" for seed, nasty in seeds]
            metafunc.parametrize(name, seeds, ids=named)
