"""Tells Allure the run as Gherkin: scenarios, steps, and with each verdict what proves it.

The plugin registers an `AllureBridge` with pytest where `--alluredir` is given, and hands it every
verdict. What is drawn comes from the pure functions beside this module.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from allure_commons import plugin_manager
from allure_commons.model2 import Label, Status, StatusDetails, TestResult
from allure_commons.utils import now

from samestory.core.model import SEVEREST_FIRST, Outcome
from samestory.errors import CannotKnow, SamestoryError
from samestory.explain import Story, story, text
from samestory.report import evidence, run_files
from samestory.report.allure_metadata import telling_of
from samestory.report.allure_results import take_over
from samestory.report.matrix import matrix
from samestory.report.outcome_styles import SIGNS
from samestory.report.timeline import NO_DEADLINES, timeline
from samestory.report.timeline_svg import paint

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from datetime import tzinfo

    from pytest_bdd.parser import Feature, Scenario, Step

    from samestory.core.model import Verdict
    from samestory.report.allure_results import MaskedResults
    from samestory.report.evidence import Mask, Round, Sheet

_NOTHING: Mapping[str, str] = MappingProxyType({})


class AllureBridge:
    """Stands between pytest-bdd and Allure; one per process.

    `called` maps systems to display names, `mask` strikes secrets out of whatever is written,
    `deadlines` are seconds per system, `environment` is what Allure shows of the landscape, times
    of day are told in `zone`.
    """

    def __init__(  # noqa: PLR0913  what a whole run has to hand over
        self,
        config: pytest.Config,
        *,
        called: Mapping[str, str],
        mask: Mask,
        deadlines: Mapping[str, float] = NO_DEADLINES,
        environment: Mapping[str, str] = _NOTHING,
        zone: tzinfo = UTC,
    ) -> None:
        self.folder = Path(config.getoption("allure_report_dir")).absolute()
        self._config = config
        self._called = called
        self._mask = mask
        self._deadlines = deadlines
        self._environment = environment
        self._zone = zone
        self._results: MaskedResults | None = None
        self._open_step: str | None = None
        self._told = 0

    # The session ------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Put the masked writer in place; allure-pytest's own stands by now."""
        self._results, give_back = take_over(self.folder, self._mask)
        patterns = dict(self._config.getoption("allure_link_pattern"))
        self._results.link_pattern = patterns.get("story")
        self._config.add_cleanup(give_back)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write what belongs to the whole run; at its start `--clean-alluredir` would delete it."""
        if not hasattr(self._config, "workerinput"):
            run_files.write(self.folder, self._environment, self._mask)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A crashed worker leaves no result behind: tell of the test that it was running."""
        if self._results and str(report.when) == "???":  # pytest-xdist's mark of a crash
            self._results.report_result(_crashed(report))

    # One scenario -----------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """While a scenario runs, the writer knows how to tell it."""
        if self._results is None:
            return (yield)
        self._results.telling, self._results.outcome = telling_of(item), None
        self._told = 0
        try:
            return (yield)
        finally:
            self._results.telling = None

    def pytest_bdd_before_step(self, step: Step) -> None:
        """Open a step, with its table or text."""
        self._start(_title(step))
        if step.docstring:
            _attach(evidence.Sheet("Text", "text/plain", "txt", step.docstring.encode()))
        if step.datatable:
            rows = "\n".join("\t".join(map(str, row)) for row in step.datatable.raw())
            _attach(evidence.Sheet("Table", "text/tab-separated-values", "tsv", rows.encode()))

    def pytest_bdd_after_step(self) -> None:
        """Close a step that went well."""
        self._stop()

    def pytest_bdd_step_error(self, exception: BaseException) -> None:
        """Close a step that failed or broke."""
        self._stop(exception)

    def pytest_bdd_step_func_lookup_error(self, step: Step, exception: BaseException) -> None:
        """Show a step that nobody has defined."""
        self._start(_title(step))
        self._stop(exception)

    @pytest.hookimpl(trylast=True)
    def pytest_bdd_after_scenario(self, feature: Feature, scenario: Scenario) -> None:
        """Show the steps that were never reached; a skip leaves its own step open."""
        del feature
        if self._open_step:
            self._stop(pytest.skip.Exception("skipped here"))
        for step in scenario.steps[self._told :]:
            self._start(_title(step))
            self._stop(pytest.skip.Exception("not reached"))

    def _start(self, title: str) -> None:
        self._open_step = str(uuid4())
        self._told += 1
        plugin_manager.hook.start_step(uuid=self._open_step, title=title, params={})

    def _stop(self, exception: BaseException | None = None) -> None:
        _stop_step(str(self._open_step), exception)
        self._open_step = None

    # What proves a verdict --------------------------------------------------------------------

    def on_verdict(self, verdict: Verdict) -> None:
        """Attach a verdict to the step that asked for it."""
        if self._results is not None:
            self._results.outcome = _severer(self._results.outcome, verdict.outcome)
        told = story(verdict, self._called, zone=self._zone)
        with _step(told.headline, _as_error(verdict.outcome, " ".join(told.sentences))):
            for sheet in self._drawn(verdict, told):
                _attach(sheet)
        *earlier, last = evidence.rounds(verdict, self._called, self._mask)
        _attach_round(last)
        if earlier:
            with _step("On the way there"):
                for each in earlier:
                    _attach_round(each)

    def _drawn(self, verdict: Verdict, told: Story) -> Iterator[Sheet]:
        """The verdict as a table, as a picture and in words."""
        looks = timeline(verdict, self._called, self._deadlines, zone=self._zone)
        drawn = {
            ("Agreement", "text/html", "html"): matrix(told),
            ("Timeline", "image/svg+xml", "svg"): paint(looks),
            ("In words", "text/plain", "txt"): text(told),
        }
        for (name, media_type, extension), content in drawn.items():
            yield evidence.Sheet(name, media_type, extension, content.encode())

    def attach_screenshot(self, name: str, png: bytes) -> None:
        """Attach a picture of a page to the step or scenario now open."""
        _attach(evidence.Sheet(name, "image/png", "png", png))

    def attach_trace(self, zipped: bytes) -> None:
        """Attach a Playwright trace, masked, to be saved and opened with `playwright show-trace`.

        It is declared a plain zip: a trace declared as such is opened on a website.
        """
        _attach(evidence.Sheet("Trace", "application/zip", "zip", zipped))


def _title(step: Step) -> str:
    return f"{step.keyword} {step.name}"


def _severer(known: str | None, outcome: Outcome) -> str:
    found = {known, outcome}
    return str(next(each for each in SEVEREST_FIRST if each in found))


def _attach_round(of: Round) -> None:
    with _step(of.title):
        for answer in of.answers:
            why = SIGNS[answer.standing].of_system
            with _step(answer.title, _as_error(answer.standing, why)):
                for sheet in answer.sheets:
                    _attach(sheet)


def _as_error(outcome: Outcome, why: str) -> BaseException | None:
    """An outcome as an exception, because that is from what Allure takes a step's status."""
    if outcome is Outcome.AGREED:
        return None
    if outcome in (Outcome.CONTRADICTED, Outcome.ABSENT):
        return pytest.fail.Exception(why)
    return CannotKnow(why)


@contextmanager
def _step(title: str, status: BaseException | None = None) -> Iterator[None]:
    uuid = str(uuid4())
    plugin_manager.hook.start_step(uuid=uuid, title=title, params={})
    yield
    _stop_step(uuid, status)


def _stop_step(uuid: str, exception: BaseException | None) -> None:
    """Close a step; a stack trace only where something broke that nobody foresaw."""
    expected = isinstance(exception, (SamestoryError, pytest.fail.Exception, pytest.skip.Exception))
    trace = None if exception is None or expected else exception.__traceback__
    kind: Any = type(exception) if exception else None
    plugin_manager.hook.stop_step(uuid=uuid, exc_type=kind, exc_val=exception, exc_tb=trace)


def _attach(sheet: Sheet) -> None:
    plugin_manager.hook.attach_data(
        body=sheet.content,
        name=sheet.name,
        attachment_type=sheet.media_type,
        extension=sheet.extension,
    )


def _crashed(report: pytest.TestReport) -> TestResult:
    """The result of a test whose process died under it."""
    at = now()  # type: ignore[no-untyped-call]  # allure_commons has no types
    return TestResult(
        uuid=str(uuid4()),
        name=report.nodeid,
        fullName=report.nodeid,
        status=Status.BROKEN,
        statusDetails=StatusDetails(message=f"The worker crashed: {report.longreprtext}"),
        labels=[Label("framework", "samestory")],
        start=at,
        stop=at,
    )
