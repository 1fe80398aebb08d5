"""All outputs count the same: record, page, JUnit, Allure, digest, account and job summary."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from defusedxml.ElementTree import parse

from samestory.report.allure_completion import complete_results
from samestory.report.allure_metadata import STATUS
from samestory.report.ci import CISystem
from samestory.report.ci.cases import KINDS
from samestory.report.ci.outputs import write_outputs
from samestory.report.release_page import write_release_page
from tests.report.ci import runs


def test_all_outputs_tell_the_same_numbers(tmp_path: Path) -> None:
    """One run with every result that there is: also crashed, deferred, skipped and not run."""
    (runs.write_record(tmp_path) / "allure-results").mkdir()
    step_summary = tmp_path / "step.md"
    lines = write_outputs(tmp_path, CISystem.GITHUB, {"GITHUB_STEP_SUMMARY": str(step_summary)})
    write_outputs(tmp_path, CISystem.GITLAB, {})
    complete_results(tmp_path)
    page = write_release_page(tmp_path).read_text("utf-8")
    planned = sum(runs.NUMBERS.values())

    tree = parse(tmp_path / "junit.xml").getroot()
    kinds = Counter(str(KINDS[each]) for each in runs.RESULTS.values())
    junit = {each: int(tree.get(each)) for each in ("tests", "failures", "errors", "skipped")}
    assert {
        "tests": planned,
        "failures": kinds["failure"],
        "errors": kinds["error"],
        "skipped": kinds["skipped"],
    } == junit
    assert runs.NUMBERS == Counter(
        each.get("value") for each in tree.iter("property") if each.get("name") == "result"
    )

    results = (tmp_path / "allure-results").glob("*-result.json")
    statuses = Counter(json.loads(each.read_text())["status"] for each in results)
    assert Counter(STATUS[each] for each in runs.RESULTS.values()) == statuses

    counts = json.loads((tmp_path / "summary.json").read_text())["counts"]
    assert planned == counts.pop("planned") == counts.pop("told") + runs.NUMBERS["not run"]
    assert runs.NUMBERS == {name.replace("_", " "): number for name, number in counts.items()}

    failures = json.loads((tmp_path / "failures.json").read_text())["failures"]
    wrong = kinds["failure"] + kinds["error"]
    assert wrong == len(failures)
    assert wrong == len(lines)
    assert wrong == step_summary.read_text().count("<details>")
    quality = json.loads((tmp_path / "code-quality.json").read_text())
    assert wrong == len(quality)

    row = page[page.index("<tbody>") : page.index("</tbody>")]
    told = re.findall(rf">(\d+) ({'|'.join(runs.NUMBERS)})<", row)
    assert runs.NUMBERS == {name: int(number) for number, name in told}
