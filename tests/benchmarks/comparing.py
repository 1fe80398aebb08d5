"""How long one comparison takes: five systems that tell seven fields, and a promise."""

from __future__ import annotations

import time
from datetime import date
from statistics import median

from samestory.core.agreement import compare
from samestory.core.model import Field, Line
from tests.fakes import FIELDS, euros, promised, said

GOES = 200
ORDER = {
    "total": euros("89.00"),
    "lines": (Line("BB-IT", 1, euros("89.00")),),
    "status": "placed",
    "delivery_day": date(2026, 11, 27),
    "address": "Hauptstr. 5\n10115 Berlin",
    "email": "Ada@customers.example",
}
SYSTEMS = ("website", "inbox", "crm", "erp", "payments")


def seconds_of_comparing() -> float:
    """The median of many goes."""
    fields = (*FIELDS, Field("email", "email"))
    told = {each.name: ORDER[each.name] for each in fields if each.name in ORDER}
    observations, promise = [said(name, told) for name in SYSTEMS], promised(told)

    def once() -> float:
        start = time.perf_counter()
        compare(fields, observations, promise)
        return time.perf_counter() - start

    return median(once() for _ in range(GOES))
