"""What one process leaves behind of its verdicts: their lines, their evidence, what is due later.

Everything in it is masked, and written before a step acts on a verdict.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING

from samestory.adapters.company_time import CompanyTime
from samestory.config.fingerprints import comparisons_of, fingerprints_of, statuses_of
from samestory.core.model import Outcome
from samestory.deferred import defer, deferred_question, due_of
from samestory.errors import CannotAsk
from samestory.explain import Explained, explained
from samestory.plugin.scenario_info import OUTCOMES, STANDING, STEP, scenario_info
from samestory.polling.terms import SystemClock
from samestory.redaction import masked
from samestory.report.bundle.bundle_writer import BundleWriter
from samestory.report.results_folder import AGREED, PENDING
from samestory.report.run_writer import append_verdict, verdicts_file
from samestory.report.verdict_row import verdict_row

if TYPE_CHECKING:
    from datetime import datetime

    import pytest

    from samestory.core.verdict import Verdict
    from samestory.plugin.running import Run
    from samestory.report.run_writer import ScenarioInfo


class VerdictLog:
    """Writes down the verdicts of a run, in the process that came to them."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._explained: tuple[Verdict, Explained] | None = None

    def record(self, item: pytest.Item, verdict: Verdict) -> None:
        """Write a verdict down, and show it to Allure and telemetry."""
        item.stash.setdefault(OUTCOMES, []).append(verdict.outcome)
        run, setup = self._run, self._run.setup
        file = verdicts_file(setup.record, str(setup.seed), setup.worker)
        told, scenario = self.explained(verdict), scenario_info(item)
        evidence = self.bundle.add(told.verdict, scenario, item.stash.get(STEP, ""))
        append_verdict(file, verdict_row(told, scenario, evidence), run.masker.mask)
        if verdict.outcome is Outcome.PENDING:
            self._defer(verdict, scenario, due_of(verdict, run.landscape), PENDING)
        elif verdict.agreed and not (verdict.watched or verdict.rule or verdict.before):
            item.stash.setdefault(STANDING, []).append((verdict, scenario))
        if run.bridge is not None:
            run.bridge.on_verdict(told)
        if run.telemetry is not None:
            run.telemetry.on_verdict(told)

    def record_kept(self, item: pytest.Item, verdict: Verdict) -> None:
        """Note what held without making a verdict: so it is known what it rests on."""
        told = masked(verdict, self._run.masker.mask)
        self.bundle.add_kept(told, scenario_info(item), item.stash.get(STEP, ""))

    def explained(self, verdict: Verdict) -> Explained:
        """Return a verdict masked and in words; asked twice in a row, it explains it once."""
        if self._explained is None or self._explained[0] is not verdict:
            landscape = self._run.landscape
            self._explained = (
                verdict,
                explained(
                    verdict,
                    self._run.masker.mask,
                    called=landscape.called,
                    deadlines=landscape.deadlines,
                    zone=landscape.zone,
                ),
            )
        return self._explained[1]

    def keep_agreed(self, item: pytest.Item) -> None:
        """Write down what still holds at the end of a scenario, to be asked again some day."""
        agreed = item.stash.get(STANDING, [])
        if not agreed:
            return
        with suppress(CannotAsk):  # without the company's time it is not known how old they are
            now = CompanyTime(self._run.landscape, SystemClock()).now()
            for verdict, scenario in agreed:
                self._defer(verdict, scenario, now, AGREED)

    def _defer(self, verdict: Verdict, scenario: ScenarioInfo, due: datetime, name: str) -> None:
        run, setup = self._run, self._run.setup
        seed = str(setup.seed)
        question = deferred_question(verdict, run.landscape, asdict(scenario), seed, due)
        defer(setup.report, question, run.masker.mask, name=name)

    @cached_property
    def bundle(self) -> BundleWriter:
        """What is left behind so that the verdicts can be judged again."""
        run, setup, landscape = self._run, self._run.setup, self._run.landscape
        bundle = BundleWriter(setup.record, str(setup.seed), run.masker.mask, setup.worker)
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
