"""`make bench-reports`: what the reports of 1,000 scenarios cost, in seconds and in memory.

A made-up record of three verdicts a scenario, a tenth of them not agreed, with their bundle and a
history of a hundred runs: the release page with its history, the gate, blind spots, and the merging
of four shards. Each is a process of its own, as CI calls it; Allure's report is left out, because
it is another program's.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from samestory.core.model import Field, Line, Money, Subject
from samestory.core.verdict import Verdict
from samestory.report.bundle.bundle_writer import BundleWriter
from samestory.report.history import CauseInRun, HistoryRun
from samestory.report.history_file import MOST_RUNS, remember
from samestory.report.run_writer import ScenarioInfo, write_run
from samestory.report.verdict_row import verdict_row
from tests.fakes import promised
from tests.report import made_up
from tests.report.blind_spots.bundles import agreement

SECONDS, MEGABYTES = 10.0, 300.0
"""The limits of each command."""
SHARDS = 4
PER_SCENARIO = 3
WITHOUT_ALLURE = (
    "import sys; from samestory.report import allure_report as a; "
    "a.build = lambda *_, **__: 'left out'; "
    "from samestory.cli import main; sys.argv = ['samestory', *sys.argv[1:]]; main()"
)


def main() -> int:
    """Measure and print; 1 if a command takes more than it may."""
    options = ArgumentParser(prog="make bench-reports", description=__doc__)
    options.add_argument("--scenarios", type=int, default=1000, help="how many of them")
    count = options.parse_args().scenarios
    table = Table("command", "exit", "processor seconds", "MB", box=None)
    slow = False
    with TemporaryDirectory(prefix="samestory-reports-") as folder:
        os.chdir(folder)
        write_records(count)
        for name, words in CALLS.items():
            code, seconds, megabytes = measured(words)
            slow |= seconds > SECONDS or megabytes > MEGABYTES
            table.add_row(name, str(code), f"{seconds:.1f}", f"{megabytes:.0f}")
    console = Console(highlight=False)
    console.print(table)
    verdict = "above" if slow else "within"
    console.print(f"{count} scenarios: {verdict} {SECONDS:g} s and {MEGABYTES:g} MB.")
    return int(slow)


CALLS = {
    "report": ("report", "--report", "whole"),
    "gate": ("gate", "whole", "--new-only", "--p95", "erp<30s", "--min-noticed", "50%"),
    "blind-spots": ("blind-spots", "whole", "--all"),
    "report of 4 shards": ("report", "s1", "s2", "s3", "s4", "--report", "merged"),
}


def measured(words: Sequence[str]) -> tuple[int, float, float]:
    """Return the exit code of a command, its seconds, and the most memory that it had, in MB.

    Seconds are those of the processor, which do not depend on what else the machine does.
    """
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", WITHOUT_ALLURE, *words],
        {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, used = os.wait4(pid, 0)
    seconds = used.ru_utime + used.ru_stime
    return os.waitstatus_to_exitcode(status), seconds, used.ru_maxrss / 1024


def write_records(count: int) -> None:
    """Write the whole run, the same in shards, and the history."""
    lines = [list(_lines(number)) for number in range(count)]
    rows = [_row(number) for number in range(count)]
    _write(Path("whole"), rows, lines)
    for index in range(1, SHARDS + 1):
        mine = range(index - 1, count, SHARDS)
        shard = {"index": index, "of": SHARDS}
        _write(Path(f"s{index}"), [rows[n] for n in mine], [lines[n] for n in mine], shard=shard)
    for age in range(MOST_RUNS, 0, -1):
        remember(Path("whole/history.jsonl"), _earlier(rows, age))


def _write(folder: Path, rows: list[dict], lines: list[list[str]], **more: object) -> None:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    run = {"landscape": "shop.toml", "called": made_up.CALLED, "seed": 7, "started": started}
    write_run(folder, {**run, "seconds": 900.0, "scenarios": rows, "exit": 1, **more})
    with (folder / "verdicts.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(f"{each}\n" for of_one in lines for each in of_one)
    _write_bundle(folder, rows)


def _write_bundle(folder: Path, rows: list[dict]) -> None:
    """Each order has a number, an address and a total of its own."""
    writer = BundleWriter(folder, "7", bytes)
    writer.begin({"called": made_up.CALLED})
    for row in rows:
        info = ScenarioInfo(row["nodeid"], row["journey"], None, row["scenario"], (), row["id"])
        for at in range(PER_SCENARIO):
            writer.add(_agreement(row["nodeid"], at), info, f"Then they agree, {at}")


def _agreement(nodeid: str, at: int) -> Verdict:
    total = Money(Decimal(zlib.crc32(nodeid.encode()) % 10_000) / 100 + at, "EUR")
    told = {
        "email": f"ada.{nodeid[-9:]}@customers.example",
        "lines": (Line("BB-IT", 1 + at, total), Line("CH-11", 2)),
        "total": total,
        "status": "placed",
        "delivery_day": date(2026, 11, 24),
        "address": f"Neue Gasse {zlib.crc32(nodeid.encode()) % 99}, 10115 Berlin, DE",
    }
    systems = dict.fromkeys(made_up.CALLED, told)
    subject = Subject("order", f"A-{zlib.crc32(nodeid.encode())}", f"{nodeid}@customers.example")
    return agreement(systems, promised(told, subject=subject), ORDERED, subject=subject)


ORDERED = (
    Field("email", "email"),
    Field("lines", "lines"),
    Field("total", "money"),
    Field("status", "status"),
    Field("delivery_day", "day"),
    Field("address", "address"),
)


def _ends(number: int) -> str:
    return "failed" if number % 20 == 0 else "broken" if number % 20 == 10 else "passed"


def _row(number: int) -> dict:
    return {
        "nodeid": f"features/area_{number % 40}/f{number % 120}.feature::test_{number}",
        "id": f"Feature {number % 120} / A rule / Ada orders for the {number}. time",
        "journey": f"Area {number % 40}",
        "scenario": f"Ada orders for the {number}. time",
        "tags": ["critical"] if number % 9 == 0 else [],
        "result": _ends(number),
        "exit": {"failed": 1, "broken": 6}.get(_ends(number), 0),
        "rules": {
            "no cancelled order keeps the money": "kept",
            "visible implies confirmed": "kept",
        },
    }


TOLD = {
    "passed": made_up.told(made_up.agreed()),
    "failed": made_up.told(made_up.contradicted()),
    "broken": made_up.told(made_up.unreachable()),
}


def _lines(number: int) -> Iterator[str]:
    row = _row(number)
    info = ScenarioInfo(
        row["nodeid"], row["journey"], "A rule", row["scenario"], tuple(row["tags"]), row["id"]
    )
    for each in ["passed"] * (PER_SCENARIO - 1) + [row["result"]]:
        yield json.dumps(verdict_row(TOLD[each], info), ensure_ascii=False)


def _earlier(rows: list[dict], age: int) -> HistoryRun:
    started = datetime.now(UTC) - timedelta(days=age)
    failed = [each["id"] for each in rows if each["result"] == "failed"][: 10 + age % 7]
    return HistoryRun(
        started=started.isoformat(timespec="seconds"),
        seed=str(age),
        landscape="shop.toml",
        release=age % 30 == 0,
        results={each["id"]: "failed" if each["id"] in failed else "passed" for each in rows},
        causes={"erp/lines/contradicted": CauseInRun("The ERP", tuple(failed))},
    )


if __name__ == "__main__":
    sys.exit(main())
