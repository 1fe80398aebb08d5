"""How far a run is: its plan in run.json, and how each scenario ends in results.jsonl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from samestory.plugin.planning import left_out
from samestory.plugin.results import NOT_RUN
from samestory.plugin.run_records import Row, attempt_of, crashed, graver
from samestory.plugin.setup import Setup, in_sentences
from samestory.report import results_folder
from samestory.report import run_writer as record
from samestory.report.run_results import (
    append_began,
    append_ended,
    as_begun,
    take_worker_plan,
    write_worker_plan,
)

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.plugin.resuming import EarlierRun


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
        self._fingerprints: Mapping[str, str] = {}
        self._withdrawn = False
        self.mistake = ""
        """What a worker found wrong with the words of its scenarios, for its controller."""
        self._attempts = Counter[str](setup.left or {})
        """How many attempts at each scenario have begun."""
        self._earlier_attempts: dict[str, list[Row]] = {}
        """Those of the run that this one goes on with, by node id."""
        self._began: dict[str, float] = {}
        """When a scenario began that has not ended, by `time.monotonic`."""

    @property
    def _writes(self) -> bool:
        return not (self._setup.worker or self._setup.only_collects)

    def withdraw(self) -> None:
        """Remove the results of the last run, once, before this one writes any."""
        if self._writes and not self._withdrawn:
            self._withdrawn = True
            if self._setup.earlier:
                results_folder.remove_pages(self._setup.record)
                return
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
            write_worker_plan(self._plan_file(self._setup.worker), list(rows), self.mistake)
        if not self._writes:
            return
        self.rows = {row["nodeid"]: row for row in rows}
        if self._setup.earlier and self.rows:
            self._take_up(self._setup.earlier)
        if self._is_recorded:
            self._left_out = left_out([*self.rows], self._setup.root, unread=self.unread)
            besides = self._left_out if self._shard else ()  # what other shards play
            self._fingerprints = self._setup.fingerprints([*self.rows, *besides])
            self.withdraw()
            self._store()

    def plan_of(self, worker: str) -> tuple[list[Row], str]:
        """Return the scenarios that a worker has collected, and what is wrong with them."""
        return take_worker_plan(self._plan_file(worker))

    def _plan_file(self, worker: str) -> Path:
        return self._setup.record / f"plan-{self._setup.seed}-{worker}.json"

    def begins(self, nodeid: str) -> None:
        """Note that a scenario has begun; other tests have no row."""
        if nodeid in self.rows and not self._setup.worker:
            self._began[nodeid] = monotonic()
            self._append_began(nodeid)

    def begins_again(self, nodeid: str, row: Row) -> None:
        """Note how an attempt ended, and that the next one begins."""
        if nodeid in self.rows and not self._setup.worker:
            self.ends(nodeid, row)
            self._append_began(nodeid)

    def _append_began(self, nodeid: str) -> None:
        self._attempts[nodeid] += 1
        self.rows[nodeid] = as_begun(self.rows[nodeid], self._attempts[nodeid])
        append_began(self._setup.record, nodeid, self._attempts[nodeid])

    def crashed(self, nodeid: str) -> Row:
        """Return the row of a scenario that has begun and whose process died."""
        lasted = monotonic() - self._began.get(nodeid, monotonic())
        row = crashed(self.rows[nodeid], self._attempts[nodeid])
        return {**row, "seconds": round(lasted, 3)}

    def ends(self, nodeid: str, row: Row) -> None:
        """Note how a scenario ended; of two endings, the graver one counts."""
        if not self._setup.worker:
            self.rows[nodeid] = graver(self.rows.get(nodeid), self._with_earlier(row))
            append_ended(self._setup.record, self.rows[nodeid])

    def _with_earlier(self, row: Row) -> Row:
        """Add the attempts that the run has begun which this one goes on with."""
        before = self._earlier_attempts.get(row["nodeid"])
        attempts = row.get("attempts") or [attempt_of(row)]
        if not before or attempts[: len(before)] == before:
            return row
        return {**row, "attempts": [*before, *attempts]}

    def _take_up(self, earlier: EarlierRun) -> None:
        """Keep what an earlier run has found; what is left of it is as if it had not begun."""
        found = {row["nodeid"]: row for row in earlier.rows}
        for nodeid, begun in earlier.left.items():
            row = found[nodeid]
            before = row.get("attempts") or []
            if len(before) < begun:
                before = [*before, {**attempt_of(row), "attempt": begun}]
            self._earlier_attempts[nodeid] = before
            attempts = {"attempts": before} if before else {}
            found[nodeid] = {**row, **NOT_RUN, "message": "", **attempts}
            if wrong := earlier.contradicted.get(nodeid):
                at = wrong["attempt"] - 1
                before[at : at + 1] = [attempt_of({**row, **wrong})]
                found[nodeid] |= wrong
        self.rows = found

    def finish(self, status: int, *, stopped: bool) -> None:
        """Store how the run ended, if it had anything to play."""
        if self._is_recorded:
            self.merge()
            self._store(exit=status, interrupted=stopped, finished=True)

    @property
    def _is_recorded(self) -> bool:
        """Whether there is anything to record; of a shard, also that no scenario is in it."""
        return self._writes and bool(self.rows or self.unread or self._shard)

    def merge(self) -> None:
        """Take in the verdicts that workers wrote."""
        record.merge_workers(self._setup.record, str(self._setup.seed))

    def remove_plans(self) -> None:
        """Remove the plans of workers that nobody waited for, or that crashed while collecting."""
        for each in self._setup.record.glob(self._plan_file("*").name):
            each.unlink(missing_ok=True)

    @property
    def _shard(self) -> dict[str, int] | None:
        """Which part of all scenarios was planned, and of how many; None if that is no part."""
        if self._setup.earlier:
            known: dict[str, int] | None = self._setup.earlier.run.get("shard")
            return known
        shard = self._setup.shard
        return {"index": shard[0], "of": shard[1]} if shard else None

    @property
    def _times(self) -> dict[str, object]:
        """When the run began and was resumed, and how many seconds it was under way."""
        seconds = (datetime.now(UTC) - self.started).total_seconds()
        now = self.started.isoformat(timespec="seconds")
        if (earlier := self._setup.earlier) is None:
            return {"started": now, "seconds": round(seconds, 1)}
        return {
            "started": earlier.run["started"],
            "resumed": [*earlier.run.get("resumed", ()), now],
            "seconds": round(earlier.seconds + seconds, 1),
        }

    def _store(self, **ended: object) -> None:
        """Write run.json as the run stands now; `ended` is what is known only at its end."""
        landscape, shard = self._landscape(), self._shard
        run = {
            "landscape": self._setup.shown_landscape,
            "called": landscape.called if landscape else {},
            "owners": landscape.owners if landscape else {},
            "build": self._setup.build,
            "seed": self._setup.seed,
            "seeded": list(self._setup.seeded),
            **self._times,
            "zone": str(landscape.zone if landscape else UTC),
            "planned": len(self.rows),
            "left_out": dict(self._left_out),
            "chosen": record.selection(len(self.rows), sum(self._left_out.values()), shard),
            "shard": shard,
            "fingerprints": dict(self._fingerprints),
            "scenarios": list(self.rows.values()),
            "unread": self.unread,
            "concessions": list(landscape.guard.concessions) if landscape else [],
            "finished": False,
            **ended,
        }
        record.write_run(self._setup.record, run)
