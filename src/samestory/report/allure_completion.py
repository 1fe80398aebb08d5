"""Brings Allure's raw results in line with the record of a run, so that both tell the same numbers.

Only the record knows causes, who fixes them, and which scenarios never came to a result: that of a
worker that crashed, of a run that was killed. Whatever is done here is done once, however often it
is called.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from samestory.core.model import Outcome
from samestory.exit_codes import ScenarioResult
from samestory.explain import counted
from samestory.explain.html import printable
from samestory.report.agreement_times import waits_in
from samestory.report.allure_links import RawResult, results_by_node
from samestory.report.allure_metadata import (
    OUTCOME,
    SEVERITIES,
    STATUS,
    ScenarioMetadata,
    severity_of,
)
from samestory.report.causes import Cause, causes_of
from samestory.report.ci.cases import Case, cases_of
from samestory.report.results_folder import ALLURE_RESULTS
from samestory.report.run_files import (
    CAUSE,
    CAUSE_LINE,
    SYSTEM,
    allure_2_categories,
    allure_3_categories,
    put_first,
)
from samestory.report.run_reader import moment_of
from samestory.report.summary import Summary
from samestory.report.summing_up import read_summary
from samestory.whole_files import replace_file

METRICS = "samestory-perf.json"
OWNER = "owner"
"""With CAUSE and SYSTEM, the labels that only the record knows."""


def complete_results(folder: Path, results: Path | None = None) -> None:
    """Complete the raw results of the run on record in a report folder.

    `results` is where they are, by default within it; without any, there is nothing to do.
    """
    results = results or folder / ALLURE_RESULTS
    if not results.is_dir():
        return
    summary = read_summary(folder)
    causes = causes_of(summary)
    cases = cases_of(summary, causes)
    homes = home_causes(causes)
    known = results_by_node(results)
    for case in cases:
        node = case.scenario.nodeid
        file, told = _placed(known.get(node)) or _new_result(case, summary, results)
        if case.scenario.result != ScenarioResult.NOT_RUN:
            _remove_stand_in(results / f"{_stand_in(case, summary)}-result.json", but=file)
        _bring_in_line(told, case, homes.get(node), summary)
        _write(file, told)
    _write(results / "categories.json", allure_2_categories([each.title for each in causes]))
    _write(results / METRICS, list(metrics(summary)))
    put_first(results, "Decision", summary.headline)


def home_causes(causes: Sequence[Cause]) -> dict[str, Cause]:
    """Return the one cause under which each scenario stands: Allure 3 has one category for a test.

    Each cause gets a scenario that shows it, those with few of them first; any other scenario
    stands under its gravest cause.
    """
    homes: dict[str, Cause] = {}
    for cause in sorted(causes, key=lambda each: len(each.scenarios)):
        free = (each.nodeid for each in cause.scenarios if each.nodeid not in homes)
        if (first := next(free, None)) is not None:
            homes[first] = cause
    for cause in causes:
        for each in cause.scenarios:
            homes.setdefault(each.nodeid, cause)
    return homes


def _placed(known: RawResult | None) -> RawResult | None:
    """Remove a result of which pytest-xdist knew no more than the node id; return any other."""
    if known is None or any(each["name"] == "epic" for each in known[1].get("labels", ())):
        return known
    known[0].unlink()
    return None


def _remove_stand_in(file: Path, *, but: Path) -> None:
    """Remove what stood for a scenario that was not run, if it was run later: it is no attempt."""
    if file == but or not file.exists():
        return
    if json.loads(file.read_text("utf-8")).get("status") == STATUS[ScenarioResult.NOT_RUN]:
        file.unlink()


def _stand_in(case: Case, summary: Summary) -> str:
    """The uuid of the result of a scenario that left none."""
    return str(uuid5(NAMESPACE_URL, f"{summary.started} {summary.seed} {case.scenario.nodeid}"))


def _new_result(case: Case, summary: Summary, results: Path) -> tuple[Path, dict[str, Any]]:
    """Return a result for a scenario that left none, named and labelled like the others."""
    row = case.scenario
    uuid = _stand_in(case, summary)
    told = ScenarioMetadata(
        name=row.name,
        nodeid=row.nodeid,
        id=row.id or row.nodeid,
        description="",
        epic=row.journey,
        feature=row.feature or case.file,
        rule=row.rule,
        severity=severity_of(row.tags),
        tags=tuple(each for each in row.tags if each not in SEVERITIES),
        examples=row.examples,
        seeded=summary.seeded,
    )
    at = _milliseconds(summary.started)
    return results / f"{uuid}-result.json", {
        "uuid": uuid,
        "name": told.name,
        "fullName": told.id,
        "testCaseId": told.case_id,
        "historyId": told.history_id,
        "titlePath": [each for each in (told.epic, told.feature, told.rule) if each],
        "parameters": [{"name": name, "value": each} for name, each in row.examples.items()],
        "labels": [{"name": name, "value": value} for name, value in told.labels],
        "steps": [],
        "start": at,
        "stop": at + int((row.seconds or 0) * 1000),
    }


def _milliseconds(started: str) -> int:
    began = moment_of(started)
    return int(began.timestamp() * 1000) if began else 0


def _bring_in_line(told: dict[str, Any], case: Case, home: Cause | None, summary: Summary) -> None:
    """Let a result say what the record says: status, outcome, message, causes, system, owner."""
    told["status"] = STATUS.get(case.scenario.result, "broken")
    outcome = case.discrepancies[0].outcome if case.discrepancies else Outcome.AGREED
    for each in told.get("labels", ()):
        if each["name"] == OUTCOME:
            each["value"] = str(outcome)
    if case.message:
        details = told.setdefault("statusDetails", {}) or {}
        told["statusDetails"] = details
        others = [each for each in case.causes if home is None or each.key != home.key]
        causes = f"\n{CAUSE_LINE}{home.title}" if home else ""
        causes += "".join(f"\nAnother cause: {each.title}" for each in others)
        details["message"] = printable(case.message + ("\n" + causes if causes else ""))
        if details.get("trace") and str(details["trace"]).strip() in case.message:
            del details["trace"]  # it is the message once more
    elif told["status"] == "passed":
        told.pop("statusDetails", None)
    fresh = list(_labels_of(case, home, summary))
    kept = [each for each in told.get("labels", ()) if each["name"] not in {CAUSE, SYSTEM, OWNER}]
    told["labels"] = kept + [{"name": name, "value": printable(value)} for name, value in fresh]


def _labels_of(case: Case, home: Cause | None, summary: Summary) -> Iterator[tuple[str, str]]:
    """Yield what is to blame; that of its category comes last, because Allure groups by the last.

    Hidden labels would find no category: Allure forgets them before it looks for one.
    """
    if home is None:
        return
    yield CAUSE, home.key
    ordered = [*(each for each in case.causes if each.key != home.key), home]
    systems = [summary.called.get(name, name) for each in ordered for name in each.systems]
    owners = [each.owner for each in ordered if each.owner]
    yield from ((SYSTEM, each) for each in reversed(dict.fromkeys(reversed(systems))))
    yield from ((OWNER, each) for each in reversed(dict.fromkeys(reversed(owners))))


def allure_settings(folder: Path) -> dict[str, object]:
    """Return what Allure 3 is to know of this run: its causes as categories, and its metrics.

    A run against a company with faults on purpose is no part of the history.
    """
    summary = read_summary(folder)
    causes = causes_of(summary)
    here = Counter(each.key for each in home_causes(causes).values())
    categories = {each.key: f"{each.title} ({_scenarios(each, here[each.key])})" for each in causes}
    known = {metric_of(name): _metric(called) for name, called in summary.called.items()}
    return {
        "categories": {"rules": allure_3_categories(categories)},
        "performance": {"groups": {_GROUP: {"title": "Time to agreement"}}, "metrics": known},
        "appendHistory": not summary.seeded,
    }


def _scenarios(cause: Cause, here: int) -> str:
    """Return how many show it, and how many of them stand under another cause of theirs."""
    count = len(cause.scenarios)
    more = f"; {count - here} under another cause" if here < count else ""
    return f"{counted(count, 'scenario')}{more}"


def _metric(called: str) -> dict[str, str]:
    title = called[:1].upper() + called[1:]
    return {"title": title, "unit": "s", "better": "lower", "group": _GROUP}


_GROUP = "agreement"


def metrics(summary: Summary) -> Iterator[dict[str, Any]]:
    """Yield how long each system took to agree, in each verdict: Allure 3's performance metrics.

    One metric is one system; what never agreed has no time, and is a failure elsewhere.
    """
    at = _milliseconds(summary.started)
    seen: dict[tuple[str, str], float] = {}
    for verdict in summary.verdicts:
        for lane, seconds in waits_in(verdict):
            key = (lane.system, verdict.scenario)
            if seconds < math.inf:
                seen[key] = max(seconds, seen.get(key, 0.0))
    for (system, scenario), seconds in seen.items():
        took = round(seconds, 3)
        stop = at + int(took * 1000)
        yield {"id": scenario, "key": metric_of(system), "value": took, "start": at, "stop": stop}


def metric_of(system: str) -> str:
    """Return the key of a system's metric."""
    return f"agreement.{system}"


def _write(file: Path, content: object) -> None:
    replace_file(file, json.dumps(content, ensure_ascii=False))
