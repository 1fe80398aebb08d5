"""Tells Allure the run as Gherkin: scenarios, steps, and with each verdict what proves it.

The plugin registers an `AllureBridge` with pytest if `--alluredir` is given, and hands it every
verdict.
"""

from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allure_commons import plugin_manager
from allure_commons.model2 import Label, Status, StatusDetails, TestResult
from allure_commons.utils import now
from pytest_bdd.parser import Feature, Scenario, Step

from samestory.core.model import Outcome
from samestory.core.verdict import SEVEREST_FIRST
from samestory.errors import CannotKnow, SamestoryError
from samestory.explain import STYLES, Explained
from samestory.explain.html import agreement_page
from samestory.explain.svg import draw
from samestory.report.allure_metadata import (
    NODE,
    ScenarioMetadata,
    is_bound_scenario,
    metadata_of,
)
from samestory.report.allure_results import MaskedResults, replace_writer
from samestory.report.evidence import Attachment, Mask, Round, rounds
from samestory.report.run_files import write_run_files


class AllureBridge:
    """Stands between pytest-bdd and Allure; one per process.

    `mask` hides secrets in everything that is written, `environment` is what Allure shows about
    the landscape. `identify` returns what a scenario is known by from run to run, `seeded` are the
    faults that the company has on purpose.
    """

    def __init__(
        self,
        config: pytest.Config,
        *,
        mask: Mask,
        environment: Mapping[str, str] | None = None,
        identify: Callable[[pytest.Item], str] = lambda _: "",
        seeded: Collection[str] = (),
    ) -> None:
        self.folder = Path(config.getoption("allure_report_dir")).absolute()
        self._config = config
        self._mask = mask
        self._environment = environment or {}
        self._identify = identify
        self._seeded = tuple(seeded)
        self._results: MaskedResults | None = None
        self._open_step: str | None = None
        self._steps_shown = 0

    # The session ------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Put the masked writer in place; allure-pytest's own is registered by now."""
        self._results, restore = replace_writer(self.folder, self._mask)
        self._results.link_patterns = dict(self._config.getoption("allure_link_pattern"))
        self._config.add_cleanup(restore)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write what belongs to the whole run; at its start `--clean-alluredir` would delete it."""
        if not hasattr(self._config, "workerinput"):
            write_run_files(self.folder, self._environment, self._mask)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Report the test that a worker was running when it crashed: it left no result itself."""
        if self._results and str(report.when) == "???":  # pytest-xdist's mark of a crash
            self._results.report_result(_crashed(report))

    # One scenario -----------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Give the writer the scenario's metadata while it runs."""
        if self._results is None:
            return (yield)
        self._results.metadata = self._metadata_of(item)
        self._results.outcome = None
        self._results.ended = None
        self._steps_shown = 0
        try:
            return (yield)
        finally:
            self._results.metadata = None

    def _metadata_of(self, item: pytest.Item) -> ScenarioMetadata | None:
        known_as = self._identify(item) if is_bound_scenario(item) else ""
        return metadata_of(item, known_as, self._seeded)

    def pytest_bdd_before_step(self, step: Step) -> None:
        """Open a step, with its table or text."""
        self._start(step)
        if step.docstring:
            _attach(Attachment("Text", "text/plain", "txt", step.docstring.encode()))
        if step.datatable:
            rows = "\n".join("\t".join(map(str, row)) for row in step.datatable.raw())
            _attach(Attachment("Table", "text/tab-separated-values", "tsv", rows.encode()))

    def pytest_bdd_after_step(self) -> None:
        """Close a step that went well."""
        self._stop()

    def pytest_bdd_step_error(self, exception: BaseException) -> None:
        """Close a step that failed or broke."""
        self._stop(exception)

    def pytest_bdd_step_func_lookup_error(self, step: Step, exception: BaseException) -> None:
        """Show a step that is not defined."""
        self._start(step)
        self._stop(exception)

    @pytest.hookimpl(trylast=True)
    def pytest_bdd_after_scenario(self, feature: Feature, scenario: Scenario) -> None:
        """Show the steps that were never reached; a skip leaves its own step open."""
        del feature
        if self._open_step:
            self._stop(pytest.skip.Exception("skipped here"))
        for step in scenario.steps[self._steps_shown :]:
            self._start(step)
            self._stop(pytest.skip.Exception("not reached"))

    def _start(self, step: Step) -> None:
        self._open_step = _start_step(f"{step.keyword} {step.name}")
        self._steps_shown += 1

    def _stop(self, exception: BaseException | None = None) -> None:
        _stop_step(str(self._open_step), exception)
        self._open_step = None

    # What proves a verdict --------------------------------------------------------------------

    def on_verdict(self, explained: Explained) -> None:
        """Attach a verdict to the step that asked for it."""
        told, outcome = explained.story, explained.verdict.outcome
        if self._results is not None:
            found = {self._results.outcome, outcome}
            self._results.outcome = next(each for each in SEVEREST_FIRST if each in found)
        with _step(told.headline, _as_error(outcome, " ".join(told.sentences))):
            for name, media_type, extension, content in (
                ("Agreement", "text/html", "html", agreement_page(told)),
                ("Timeline", "image/svg+xml", "svg", draw(explained.timeline)),
                ("In words", "text/plain", "txt", explained.text),
            ):
                _attach(Attachment(name, media_type, extension, content.encode()))
        *earlier, last = rounds(explained, self._mask)
        _attach_round(last)
        if earlier:
            with _step("Earlier responses"):
                for each in earlier:
                    _attach_round(each)

    def on_attempts(self, row: Mapping[str, Any]) -> None:
        """Let the result of a scenario that was played several times be that of all attempts."""
        if self._results is not None:
            self._results.ended = row

    def attach_screenshot(self, name: str, png: bytes) -> None:
        """Attach a picture of a page to the step or scenario now open."""
        _attach(Attachment(name, "image/png", "png", png))

    def attach_trace(self, zipped: bytes) -> None:
        """Attach a Playwright trace, masked, to be saved and opened with `playwright show-trace`.

        It is declared a plain zip: a trace declared as such is opened on a website.
        """
        _attach(Attachment("Trace", "application/zip", "zip", zipped))


def _attach_round(of: Round) -> None:
    with _step(of.title):
        for reply in of.replies:
            why = STYLES[reply.standing].of_system
            with _step(reply.title, _as_error(reply.standing, why)):
                for attachment in reply.attachments:
                    _attach(attachment)


def _as_error(outcome: Outcome, why: str) -> BaseException | None:
    """Return an outcome as the exception from which Allure takes the status of a step."""
    if outcome is Outcome.AGREED:
        return None
    if outcome in {Outcome.CONTRADICTED, Outcome.ABSENT}:
        return pytest.fail.Exception(why)
    return CannotKnow(why)


@contextmanager
def _step(title: str, status: BaseException | None = None) -> Iterator[None]:
    uuid = _start_step(title)
    yield
    _stop_step(uuid, status)


def _start_step(title: str) -> str:
    uuid = str(uuid4())
    plugin_manager.hook.start_step(uuid=uuid, title=title, params={})
    return uuid


def _stop_step(uuid: str, exception: BaseException | None) -> None:
    """Close a step; a stack trace is shown only for an unexpected exception."""
    expected = isinstance(exception, (SamestoryError, pytest.fail.Exception, pytest.skip.Exception))
    trace = None if exception is None or expected else exception.__traceback__
    kind: Any = type(exception) if exception else None
    plugin_manager.hook.stop_step(uuid=uuid, exc_type=kind, exc_val=exception, exc_tb=trace)


def _attach(attachment: Attachment) -> None:
    plugin_manager.hook.attach_data(
        body=attachment.content,
        name=attachment.name,
        attachment_type=attachment.media_type,
        extension=attachment.extension,
    )


def _crashed(report: pytest.TestReport) -> TestResult:
    at = now()  # type: ignore[no-untyped-call]  # allure_commons has no types
    return TestResult(
        uuid=str(uuid4()),
        name=report.nodeid,
        fullName=report.nodeid,
        status=Status.BROKEN,
        statusDetails=StatusDetails(message=f"The worker crashed: {report.longreprtext}"),
        labels=[Label("framework", "samestory"), Label(NODE, report.nodeid)],
        start=at,
        stop=at,
    )
