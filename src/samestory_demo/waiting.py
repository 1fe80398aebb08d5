"""Waiting for what is still on its way over the bus, before somebody is told that it is unknown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

LONGEST = 8.0
"""Seconds; the bus never takes longer while the company is well."""
STEP = 0.05


async def become(known: Callable[[], bool]) -> bool:
    """Wait until something is known; tells whether it is."""
    for _ in range(int(LONGEST / STEP)):
        if known():
            return True
        await asyncio.sleep(STEP)
    return known()
