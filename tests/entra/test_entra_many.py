"""Two hundred tenants at once, ten of them at fault in ten ways."""

from __future__ import annotations

import asyncio
from collections import Counter

import entra_tenants as lab
from graph_server import Emulator
from graph_tenants import FOREVER, Fault

from assets.directory import Observation, Unobserved

FAULTS = {
    3: ("skus", "forbidden", "permission"),
    20: ("users", "internal", "network"),
    41: ("users", "truncated", "protocol"),
    66: ("pages", "gone", "incomplete"),
    90: ("users", "unauthorized", "sign_in"),
    111: ("users", "throttled_seconds", "throttled"),
    127: ("users", "foreign_link", "protocol"),
    150: ("users", "lost_pages", "incomplete"),
    171: ("token", "internal", "network"),
    199: ("users", "cut", "network"),
}


def test_the_healthy_are_whole_and_the_others_named(emulator: Emulator) -> None:
    tenants = []
    for number in range(200):
        made = lab.tenant(emulator, 7 + number % 5)
        if number in FAULTS:
            where, kind, _ = FAULTS[number]
            made.faults.append(Fault(where, kind, FOREVER, value=600))
        tenants.append(made)

    async def everybody() -> list[Observation | Unobserved | BaseException]:
        gate = asyncio.Semaphore(16)

        async def one(number: int) -> Observation:
            async with gate:
                return await lab.directory(emulator, tenants[number]).observe(lab.MOMENT)

        return await asyncio.gather(*(one(n) for n in range(200)), return_exceptions=True)

    found = asyncio.run(everybody())
    for number, (made, one) in enumerate(zip(tenants, found, strict=True)):
        if number in FAULTS:
            assert isinstance(one, Unobserved), f"{number}: {one}"
            assert one.cause == FAULTS[number][2]
            assert one.directory_id == f"d-{made.tenant_id[:8]}"
        else:
            assert isinstance(one, Observation), f"{number}: {one}"
            assert lab.is_whole(one, made)
    assert Counter(type(one).__name__ for one in found) == {"Observation": 190, "Unobserved": 10}
    assert emulator.strayed == []
