"""A pytest plugin: scenarios are played as often as trials want them, each in a fresh company.

Every process has a company of its own, on ports of its own. Before each trial the company forgets
everything, gets the trial's seed, and its fault; so trials do not know of each other, and one seed
gives the same run again, however many processes share the trials.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_bdd.scenario import scenario_wrapper_template_registry

from samestory import Outcome, Verdict
from samestory.exit_codes import OF_OUTCOME, RESULT_OF
from samestory.explain import system_outcome
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.process import running
from tests.oracle.nights import asked_a_day_later, settled
from tests.oracle.playing import ROOT
from tests.oracle.rivals import alarms_of
from tests.oracle.trial import Ended, Heard, Trial, append_ended, read_trials

FOLDER = "SAMESTORY_ORACLE"
"""The variable with the folder of the plan (`trials.jsonl`) and of the endings (`ended.jsonl`)."""
PORTS = "SAMESTORY_ORACLE_PORTS"
"""The variable with the prefix of the first process's ports; the next process has the next one."""
PLAN, ENDED = "trials.jsonl", "ended.jsonl"


class _Company:
    """The company of this process, started for the first trial."""

    def __init__(self, folder: Path, ports: str) -> None:
        self._environ = {**os.environ, "DEMO_PORTS": ports}
        self._log = folder / f"company-{ports}.log"
        self._stack = ExitStack()
        self._control: httpx.Client | None = None

    def begin(self, trial: Trial) -> None:
        """Forget everything, and be as the trial wants it."""
        control = self._control or self._start()
        self._ask(control.delete("/faults"))
        self._ask(control.put("/bus", json={"seed": trial.seed}))
        self._ask(control.post("/reset"))
        for each in (*trial.weather, *filter(None, [trial.fault])):
            self._ask(control.put(f"/faults/{each}", json={"on": True}))

    @property
    def control(self) -> httpx.Client:
        """What it is controlled by; it is started if it is not."""
        return self._control or self._start()

    def stop(self) -> None:
        """Stop it, if it was started."""
        self._stack.close()

    def _start(self) -> httpx.Client:
        described = describe(ROOT / "landscapes" / "demo.toml", self._environ)
        self._stack.enter_context(running(described, environ=self._environ, log=self._log))
        client = httpx.Client(base_url=described.control, timeout=30, trust_env=False)
        self._control = self._stack.enter_context(client)
        return self._control

    @staticmethod
    def _ask(answer: httpx.Response) -> None:
        answer.raise_for_status()


class Trials:
    """Plays every trial of the plan that has not ended yet."""

    def __init__(self, config: pytest.Config, folder: Path, company: _Company) -> None:
        self._config = config
        self._ended = folder / ENDED
        self._company = company
        self._by_scenario: dict[str, list[Trial]] = defaultdict(list)
        for each in read_trials(folder / PLAN):
            self._by_scenario[each.scenario].append(each)
        self._verdicts: dict[str, list[Verdict]] = defaultdict(list)
        self._watches = False

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Repeat a scenario for each of its trials."""
        template = scenario_wrapper_template_registry.get(metafunc.function)
        if template is None:
            return
        trials = self._by_scenario.get(template.name, [])
        metafunc.parametrize("trial", trials, indirect=True, ids=str)

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out the scenarios without a trial."""
        without = [each for each in items if trial_of(each) is None]
        config.hook.pytest_deselected(items=without)
        items[:] = [each for each in items if trial_of(each) is not None]

    @pytest.fixture(autouse=True)
    def trial(self, request: pytest.FixtureRequest) -> Trial:
        """Make the company what the trial wants."""
        self._watch()
        self._company.begin(request.param)
        found: Trial = request.param
        return found

    def _watch(self) -> None:
        """Be told of every verdict of this process."""
        if self._watches:
            return
        self._watches = True
        verdicts: Any = self._config.pluginmanager.get_plugin("samestory-run").verdicts
        record = verdicts.record

        def record_and_keep(item: pytest.Item, verdict: Verdict) -> None:
            self._verdicts[item.nodeid].append(verdict)
            record(item, verdict)

        verdicts.record = record_and_keep

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Write down how a trial has ended."""
        report = yield
        row, trial = getattr(report, "samestory", None), trial_of(item)
        if row is not None and trial is not None and call.when != "teardown":
            verdicts = self._verdicts.pop(item.nodeid, [])
            later = list(self._later(item.nodeid, trial, row["result"]))
            heard = tuple(map(_heard, [*verdicts, *later]))
            message, took = str(row["message"] or ""), round(call.duration, 3)
            result, status = _ending(row, later)
            append_ended(self._ended, Ended(trial, result, status, message, took, heard))
        return report

    def _later(self, nodeid: str, trial: Trial, result: str) -> Iterator[Verdict]:
        """Ask what was promised for later; a day later, if that is the trial, what agreed."""
        run: Any = self._config.pluginmanager.get_plugin("samestory-run")
        if result == "deferred":
            yield from settled(run, nodeid, self._company.control)
        elif result == "passed" and trial.a_day_later:
            yield from asked_a_day_later(run, nodeid, self._company.control)

    def pytest_unconfigure(self) -> None:
        """Stop the company."""
        self._company.stop()


def trial_of(item: pytest.Item) -> Trial | None:
    """Return the trial that an item is, None for one of no trial."""
    spec = getattr(item, "callspec", None)
    found = spec.params.get("trial") if spec else None
    return found if isinstance(found, Trial) else None


def _ending(row: dict[str, Any], later: list[Verdict]) -> tuple[str, int]:
    """Return the result and exit code of a scenario, after what was asked later."""
    odd = [each.outcome for each in later if each.outcome is not Outcome.AGREED]
    if not later:
        return row["result"], row["exit"]
    ended = odd[0] if odd else Outcome.AGREED
    return str(RESULT_OF[ended]), int(OF_OUTCOME[ended])


def _heard(verdict: Verdict) -> Heard:
    took = verdict.timeline[-1].elapsed.total_seconds() if verdict.timeline else 0.0
    return Heard(
        subject=str(verdict.subject),
        outcome=str(verdict.outcome),
        systems={each: str(system_outcome(verdict, each)) for each in verdict.systems},
        fields={each.field.name: str(each.outcome) for each in verdict},
        changed_its_mind=sorted(verdict.changed_its_mind),
        seconds=round(took, 3),
        requests=sum(len(look.observations) for look in verdict.timeline),
        rivals=alarms_of(verdict),
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose ports before the landscape is read, and play the trials of the plan."""
    folder = Path(os.environ[FOLDER])
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = str(int(os.environ[PORTS]) + number)
    os.environ["DEMO_PORTS"] = ports
    config.pluginmanager.register(Trials(config, folder, _Company(folder, ports)), "oracle-trials")
