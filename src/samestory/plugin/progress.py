"""How far a run is: its plan in run.json, and how each scenario ends in results.jsonl."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from samestory.plugin.planning import left_out
from samestory.plugin.run_records import Row, crashed, graver
from samestory.plugin.setup import Setup, in_sentences
from samestory.report import results_folder
from samestory.report.run_results import (
    append_began,
    append_ended,
    as_begun,
    take_worker_plan,
    write_worker_plan,
)

if TYPE_CHECKING:
    from samestory.config import Landscape


class Progress:
    """The rows of a run by node id, as they stand; each change is a line of results.jsonl at once.

    A worker writes nothing but its plan: it sends its rows to the controller, and what the
    controller was not told has not ended. `landscape` returns the landscape as soon as it has been
    read.
    """

    def __init__(self, setup: Setup, landscape: Callable[[], Landscape | None]) -> None:
        self.started = datetime.now(UTC)
        self.rows: dict[str, Row] = {}
        self.unread: list[str] = []
        """The feature files that could not be read."""
        self._setup = setup
        self._landscape = landscape
        self._left_out: Mapping[str, int] = {}
        self._withdrawn = False
        self._began: dict[str, float] = {}
        """When a scenario began that has not ended, by `time.monotonic`."""

    @property
    def _writes(self) -> bool:
        return not (self._setup.worker or self._setup.only_collects)

    def withdraw(self) -> None:
        """Remove the results of the last run, once, before this one writes any."""
        if self._writes and not self._withdrawn:
            self._withdrawn = True
            with in_sentences():
                results_folder.remove_results(self._setup.record, but_of=str(self._setup.seed))
            self._forget()

    def _forget(self) -> None:
        """Take off what an earlier run of the same seed wanted to ask later."""
        report = self._setup.report
        if any(
            (report / name).exists() for name in (results_folder.PENDING, results_folder.AGREED)
        ):
            from samestory.deferred import forget_run  # noqa: PLC0415  # only for those who play

            forget_run(report, str(self._setup.seed))

    def plan(self, rows: Iterable[Row]) -> None:
        """Store which scenarios will be run, before the first of them acts."""
        if self._setup.worker and not self._setup.only_collects:
            write_worker_plan(self._plan_file(self._setup.worker), list(rows))
        if not self._writes:
            return
        self.rows = {row["nodeid"]: row for row in rows}
        if self.rows or self.unread:
            self._left_out = left_out([*self.rows], self._setup.root, unread=self.unread)
            self.withdraw()
            self._store()

    def plan_of(self, worker: str) -> list[Row]:
        """Return the scenarios that a worker has collected, and remove its file."""
        return take_worker_plan(self._plan_file(worker))

    def _plan_file(self, worker: str) -> Path:
        return self._setup.record / f"plan-{self._setup.seed}-{worker}.json"

    def begins(self, nodeid: str) -> None:
        """Note that a scenario has begun; other tests have no row."""
        if nodeid in self.rows and not self._setup.worker:
            self.rows[nodeid] = as_begun(self.rows[nodeid])
            self._began[nodeid] = monotonic()
            append_began(self._setup.record, nodeid, 1)

    def crashed(self, nodeid: str) -> Row:
        """Return the row of a scenario that has begun and whose process died."""
        lasted = monotonic() - self._began.get(nodeid, monotonic())
        return {**crashed(self.rows[nodeid]), "seconds": round(lasted, 3)}

    def ends(self, nodeid: str, row: Row) -> None:
        """Note how a scenario ended; of two endings, the graver one counts."""
        if not self._setup.worker:
            self.rows[nodeid] = graver(self.rows.get(nodeid), row)
            append_ended(self._setup.record, self.rows[nodeid])

    def finish(self, status: int, *, stopped: bool) -> None:
        """Store how the run ended, if it had anything to play."""
        if self.rows or self.unread:
            self.merge()
            self._store(exit=status, interrupted=stopped, finished=True)

    def merge(self) -> None:
        """Take in the verdicts that workers wrote."""
        from samestory.report import run_writer as record  # noqa: PLC0415  # only for those who play

        record.merge_workers(self._setup.record, str(self._setup.seed))

    def _store(self, **ended: object) -> None:
        """Write run.json as the run stands now; `ended` is what is known only at its end."""
        from samestory.report import run_writer as record  # noqa: PLC0415  # as above

        landscape = self._landscape()
        run = {
            "landscape": self._setup.shown_landscape,
            "called": landscape.called if landscape else {},
            "owners": landscape.owners if landscape else {},
            "build": self._setup.build,
            "seed": self._setup.seed,
            "seeded": list(self._setup.seeded),
            "started": self.started.isoformat(timespec="seconds"),
            "zone": str(landscape.zone if landscape else UTC),
            "seconds": round((datetime.now(UTC) - self.started).total_seconds(), 1),
            "planned": len(self.rows),
            "left_out": dict(self._left_out),
            "chosen": record.selection(len(self.rows), sum(self._left_out.values())),
            "scenarios": list(self.rows.values()),
            "unread": self.unread,
            "concessions": list(landscape.guard.concessions) if landscape else [],
            "finished": False,
            **ended,
        }
        record.write_run(self._setup.record, run)
