"""One run: how each scenario ends, what is recorded of it, and with which exit status it ends."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from samestory.core.model import Outcome
from samestory.exit_codes import PYTEST_STOPPED, Exit, exit_of_session
from samestory.plugin.browsers import DIED, Browsers
from samestory.plugin.failure_places import line_of_failed_step, place_of_failure
from samestory.plugin.planning import is_scenario
from samestory.plugin.progress import Progress
from samestory.plugin.run_records import (
    ATTEMPT_ENDED,
    ROW,
    broke,
    lacking,
    note_seconds,
    planned_item,
    row_of,
    said_by,
    strike_out,
    tell_in_sentences,
)
from samestory.plugin.setup import (
    LEFT_IN_WORKER,
    RECORD_IN_WORKER,
    SEED_IN_WORKER,
    Setup,
    in_sentences,
)

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_bdd.parser import Step

    from samestory.adapters.company_time import CompanyTime
    from samestory.config import Landscape
    from samestory.core.model import Verdict
    from samestory.explain import Explained
    from samestory.plugin.telemetry import Telemetry
    from samestory.redaction import Masker
    from samestory.report.allure_bridge import AllureBridge
    from samestory.report.bundle.bundle_writer import BundleWriter
    from samestory.report.run_writer import ScenarioInfo
    from samestory.report.wait_memory import WaitMemory

LEARNT = "samestory_learnt"
"""By this name a worker reports to the controller which secrets it found."""

CRASH = "???"
"""What pytest-xdist calls the phase in which a worker died."""


class Run:
    """Follows a session from its header to its exit status; one per process.

    Everything else of samestory is imported when the first scenario needs it, so that other
    tests of the same project start as fast as ever.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.browsers = Browsers()
        self.progress = Progress(setup, lambda: self.__dict__.get("landscape"))
        self._other_failures = 0
        self._of_fixtures: list[BaseException] = []
        self._warned = False
        self._knew = 0
        """How many secrets the masker knew before any system was asked."""
        self.bridge: AllureBridge | None = None
        self.telemetry: Telemetry | None = None
        self.remarks: list[str] = []
        """What is wrong with the file of past waits."""
        self._explained: tuple[Verdict, Explained] | None = None

    # Before the first scenario ------------------------------------------------------------------

    @cached_property
    def landscape(self) -> Landscape:
        """The landscape of this run. Raise `WrongCall` or `LandscapeMistakes`."""
        return self.setup.read_landscape()

    @cached_property
    def masker(self) -> Masker:
        """Hides the landscape's secrets and personal data, and the customers' password."""
        from samestory.journeys import password_of  # noqa: PLC0415

        masker = self.landscape.masker()
        masker.learn(password_of(self.setup.seed))
        self._knew = masker.knows
        return masker

    def pytest_report_header(self) -> list[str]:
        """Say with what the run can be repeated."""
        repeated = (
            f"samestory: landscape {self.setup.shown_landscape}, "
            f"--samestory-seed {self.setup.seed} repeats this run"
        )
        return [repeated, *self._attention()]

    def pytest_report_collectionfinish(self, items: list[pytest.Item]) -> list[str]:
        """Warn below the header: only scenarios need the landscape, which is read for them."""
        scenarios = any(map(is_scenario, items))
        return self._attention() if scenarios else []

    def _attention(self) -> list[str]:
        """What is less safe in this landscape than it should be, said once."""
        if "landscape" not in self.__dict__ or self._warned:
            return []
        self._warned = True
        return [f"samestory: ATTENTION: {each}" for each in self.landscape.guard.concessions]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Read the landscape before workers are started: they could only crash over it."""
        if self.setup.distributes and self.setup.landscape:
            with in_sentences():
                _ = self.landscape

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Let garbage not be searched for in what is loaded.

        Not in what is collected: what pytest held of a test when it was frozen would never be let
        go of, and with it all that its scenario made.
        """
        gc.freeze()
        session.config.add_cleanup(gc.unfreeze)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand the seed and the folder of the record to a worker."""
        node.workerinput[SEED_IN_WORKER] = self.setup.seed
        node.workerinput[RECORD_IN_WORKER] = str(self.setup.record)
        node.workerinput[LEFT_IN_WORKER] = self.setup.left and dict(self.setup.left)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Let broken feature files not stop the others, and store what is going to be run.

        Broken files are counted at the end. A worker tells it before pytest-xdist says that it is
        done with collecting.
        """
        if session.testsfailed == len(self.progress.unread):
            session.config.option.continue_on_collection_errors = True
        self.progress.plan(planned_item(each) for each in session.items if is_scenario(each))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any) -> None:
        """Store what workers are going to run: each of them collects the same."""
        rows = self.progress.plan_of(node.gateway.id)
        if not self.progress.rows:
            self.progress.plan(rows)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note the feature files that could not be read."""
        failed = report.failed and report.nodeid.endswith(".feature")
        if failed and report.nodeid not in self.progress.unread:  # each worker reports it
            self.progress.unread.append(report.nodeid)

    @cached_property
    def waits(self) -> WaitMemory:
        """How long systems took in earlier runs; a company with seeded faults teaches nothing."""
        from samestory.report.wait_memory import WaitMemory  # noqa: PLC0415

        setup = self.setup
        return WaitMemory(setup.waits, setup.shown_landscape, forgets=bool(setup.seeded))

    # One scenario -------------------------------------------------------------------------------

    def record_verdict(self, item: pytest.Item, verdict: Verdict) -> None:
        """Write a verdict down, masked, before a step acts on it, and show it to Allure."""
        from samestory.deferred import due_of  # noqa: PLC0415
        from samestory.plugin.scenario_info import (  # noqa: PLC0415
            OUTCOMES,
            STANDING,
            STEP,
            scenario_info,
        )
        from samestory.report.results_folder import PENDING  # noqa: PLC0415
        from samestory.report.run_writer import (  # noqa: PLC0415
            append_verdict,
            verdict_row,
            verdicts_file,
        )

        item.stash.setdefault(OUTCOMES, []).append(verdict.outcome)
        file = verdicts_file(self.setup.record, str(self.setup.seed), self.setup.worker)
        told, scenario = self.explained(verdict), scenario_info(item)
        evidence = self.bundle.add(told.verdict, scenario, item.stash.get(STEP, ""))
        append_verdict(file, verdict_row(told, scenario, evidence), self.masker.mask)
        if verdict.outcome is Outcome.PENDING:
            self._defer(verdict, scenario, due_of(verdict, self.landscape), PENDING)
        elif verdict.agreed and not (verdict.watched or verdict.rule or verdict.before):
            item.stash.setdefault(STANDING, []).append(verdict)
        if self.bridge is not None:
            self.bridge.on_verdict(told)
        if self.telemetry is not None:
            self.telemetry.on_verdict(told)

    def record_kept(self, item: pytest.Item, verdict: Verdict) -> None:
        """Note, masked, what held without making a verdict: so it is known what it rests on."""
        from samestory.plugin.scenario_info import STEP, scenario_info  # noqa: PLC0415
        from samestory.redaction import masked  # noqa: PLC0415

        told = masked(verdict, self.masker.mask)
        self.bundle.add_kept(told, scenario_info(item), item.stash.get(STEP, ""))

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_before_step(self, request: pytest.FixtureRequest, step: Step) -> None:
        """Note which step a scenario has come to."""
        from samestory.plugin.scenario_info import STEP  # noqa: PLC0415

        request.node.stash[STEP] = f"{step.keyword} {step.name}"

    @cached_property
    def bundle(self) -> BundleWriter:
        """What this process leaves behind so that its verdicts can be judged again."""
        from samestory.config.described import comparisons_of, statuses_of  # noqa: PLC0415
        from samestory.config.fingerprints import fingerprints_of  # noqa: PLC0415
        from samestory.report.bundle.bundle_writer import BundleWriter  # noqa: PLC0415

        setup, landscape = self.setup, self.landscape
        bundle = BundleWriter(setup.record, str(setup.seed), self.masker.mask, setup.worker)
        bundle.begin(
            {
                "landscape": setup.shown_landscape,
                "called": landscape.called,
                "zone": str(landscape.zone),
                "build": setup.build,
                "rules_off": sorted(landscape.rules_off | setup.rules_off),
                "readings": fingerprints_of(landscape),
                "comparisons": comparisons_of(landscape),
                "statuses": statuses_of(landscape),
            }
        )
        return bundle

    def explained(self, verdict: Verdict) -> Explained:
        """Return a verdict masked and in words; asked twice in a row, it explains it once."""
        from samestory.explain import explained  # noqa: PLC0415

        if self._explained is None or self._explained[0] is not verdict:
            landscape = self.landscape
            self._explained = (
                verdict,
                explained(
                    verdict,
                    self.masker.mask,
                    called=landscape.called,
                    deadlines=landscape.deadlines,
                    zone=landscape.zone,
                ),
            )
        return self._explained[1]

    def note_lacking(self, item: pytest.Item, lacking: Mapping[str, str]) -> None:
        """Note the systems that a scenario names and the company lacks, and why."""
        from samestory.plugin.scenario_info import NOT_ASKED  # noqa: PLC0415

        item.stash.setdefault(NOT_ASKED, {}).update(lacking)

    def _defer(self, verdict: Verdict, scenario: ScenarioInfo, due: datetime, name: str) -> None:
        from samestory.deferred import defer, deferred_question  # noqa: PLC0415

        seed = str(self.setup.seed)
        question = deferred_question(verdict, self.landscape, asdict(scenario), seed, due)
        defer(self.setup.report, question, self.masker.mask, name=name)

    def _keep_agreed(self, item: pytest.Item) -> None:
        """Write down what still holds at the end of a scenario, to be asked again some day."""
        from samestory.errors import CannotAsk  # noqa: PLC0415
        from samestory.plugin.scenario_info import STANDING, scenario_info  # noqa: PLC0415
        from samestory.report.results_folder import AGREED  # noqa: PLC0415

        agreed = item.stash.get(STANDING, [])
        if not agreed:
            return
        with suppress(CannotAsk):  # without the company's time it is not known how old they are
            now = self.company_time.now()
            for verdict in agreed:
                self._defer(verdict, scenario_info(item), now, AGREED)

    @property
    def company_time(self) -> CompanyTime:
        """The company's own clock."""
        from samestory.adapters.company_time import CompanyTime  # noqa: PLC0415
        from samestory.polling.terms import SystemClock  # noqa: PLC0415

        return CompanyTime(self.landscape, SystemClock())

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_step_error(self, request: pytest.FixtureRequest, step: Step) -> None:
        """Keep the step, and what the browsers showed, before they are closed."""
        from samestory.plugin.failure_artifacts import (  # noqa: PLC0415
            RECORDERS,
            FailureFolder,
            keep_failure,
        )
        from samestory.plugin.failure_places import note_failed_step  # noqa: PLC0415
        from samestory.report.results_folder import FAILURES  # noqa: PLC0415

        note_failed_step(request.node, step)
        if recorders := request.node.stash.get(RECORDERS, []):
            folder = self.setup.record / FAILURES / request.node.name
            keep_failure(recorders, self.bridge or FailureFolder(folder, self.masker.mask))

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_after_scenario(self, request: pytest.FixtureRequest) -> None:
        """Show in the report how the page of each person looked in the end."""
        from samestory.plugin.failure_artifacts import RECORDERS, keep_success  # noqa: PLC0415

        if self.bridge is not None:
            keep_success(request.node.stash.get(RECORDERS, []), self.bridge)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note that a scenario has begun."""
        self.progress.begins(nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Let a scenario not suffer from a browser that died before it."""
        if is_scenario(item):
            self.browsers.replace_dead(item)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Let nobody count an attempt that another one follows."""
        return ("", "", "") if str(report.when) == ATTEMPT_ENDED else None

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self) -> Generator[None, object, object]:
        """Note what a fixture raises: no system has said anything by then.

        A scenario's fixtures are set up when a step needs them, so that the phase does not say so.
        """
        with self.opening():
            return (yield)

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Note what is raised while something is opened for a step, such as a person's browser."""
        try:
            yield
        except Exception as error:
            self._of_fixtures.append(error)
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge a scenario that has ended."""
        report = yield
        error = call.excinfo.value if call.excinfo else None
        if is_scenario(item):
            note_seconds(item, call.duration)
        if is_scenario(item) and (error or call.when == "call"):
            around = call.when != "call" or any(error is each for each in self._of_fixtures)
            row = row_of(item, error, around=around)
            mask = self.masker.mask
            said = said_by(error)
            if error and self.browsers.have_died:
                said = f"{said}\n\n{DIED}"
            told = {"message": said, "broke": broke(error, self.setup.root)}
            told |= place_of_failure(item, error, row, self.setup.root)
            row["step_line"] = line_of_failed_step(item, error)
            setattr(report, ROW, row | {name: mask(text) for name, text in told.items()})
            if row["result"] == "passed":
                self._keep_agreed(item)
            if row["exit"] == Exit.WRONG_CALL and around:
                item.session.shouldstop = "this mistake concerns every scenario"
            tell_in_sentences(report, error)
        if is_scenario(item) and (error or report.sections):
            strike_out(report, self.masker.mask)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note every ending, also those that workers send."""
        rows, row = self.progress.rows, getattr(report, ROW, None)
        if str(report.when) == ATTEMPT_ENDED:
            if row is not None:
                self.progress.begins_again(report.nodeid, row)
            return
        if report.when == CRASH and report.nodeid in rows:
            row = self.progress.crashed(report.nodeid)
        if row is not None:
            self.progress.ends(report.nodeid, row)
        if report.failed and report.nodeid not in rows:
            self._other_failures += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which systems were named and not asked, and join what was learned of waits."""
        for name, why in sorted(
            {pair for row in self.progress.rows.values() for pair in lacking(row)}
        ):
            terminalreporter.write_line(f"samestory: not asked: {name} ({why})")
        if self.progress.rows and not self.setup.seeded:
            from samestory.report.wait_memory import join_waits  # noqa: PLC0415

            known: WaitMemory | None = self.__dict__.get("waits")
            own = [known.trouble] if known and known.trouble else []
            self.remarks = [*dict.fromkeys([*own, *join_waits(self.setup.waits)])]
        for each in self.remarks:
            terminalreporter.write_line(f"samestory: {each}")

    # The end ------------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Decide with which exit status the run ends, and write run.json.

        Before pytest-xdist waits for its workers, which may take long after Ctrl-C.
        """
        if self.setup.worker:
            session.config.workeroutput[LEARNT] = self._learnt()  # type: ignore[attr-defined]  # xdist's
            return
        stopped = session.exitstatus in PYTEST_STOPPED
        session.exitstatus = exit_of_session(
            [(row["result"], row["exit"]) for row in self.progress.rows.values()],
            pytest_status=int(session.exitstatus),
            other_failures=self._other_failures,
            broken_features=len(self.progress.unread),
        )
        self.progress.finish(int(session.exitstatus), stopped=stopped)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Learn from a worker which secrets it came across; one that crashed sends none."""
        learnt = getattr(node, "workeroutput", {}).get(LEARNT)
        if learnt:
            self.masker.learn(*learnt)

    def pytest_unconfigure(self) -> None:
        """Take in what workers wrote while they were being stopped.

        What was written before a secret was known is masked once more.
        """
        if self.progress.rows and not self.setup.worker:
            self.progress.merge()
            if learnt := self._learnt():
                from samestory.redaction import mask_again  # noqa: PLC0415

                allure = [self.bridge.folder] if self.bridge else []
                mask_again(
                    [self.setup.report, self.setup.record, *allure],
                    learnt,
                    self.progress.started.timestamp(),
                )
            if self.bridge is not None:
                from samestory.report.allure_completion import complete_results  # noqa: PLC0415

                complete_results(self.setup.record, self.bridge.folder)

    def _learnt(self) -> list[str]:
        """The secrets that became known during the run, such as the token of a login."""
        return self.masker.learnt(self._knew) if "masker" in self.__dict__ else []
