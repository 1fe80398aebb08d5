"""What a person reads when a run is over."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from samestory.cli.run.plan import Ended, Play, Played
from samestory.cli.run.summary import close, ended_by_record, said_by_pytest
from samestory.cli.run.terminal_plugin import TerminalPlugin
from samestory.core.verdict import Verdict
from samestory.exit_codes import Exit
from samestory.explain import explained, explanation
from samestory.report.run_writer import ScenarioInfo, append_verdict, write_run
from samestory.report.verdict_row import verdict_row
from tests.cli.golden import golden, trimmed
from tests.report import made_up

ENDED = {"seconds": 5.25, "text": ""}
GOOD = {**ENDED, "journey": "Ordering", "scenario": "Ada orders", "result": "passed"}
BAD = {
    **ENDED,
    "journey": "Amending an order",
    "scenario": "Ada picks the right thread",
    "result": "failed",
    "text": explanation(made_up.contradicted(), made_up.CALLED),
}
DOWN = {
    **ENDED,
    "journey": "Ordering",
    "scenario": "Ada orders as a guest",
    "result": "broken",
    "text": "Inconclusive: the ERP could not be asked.",
}
VERDICTS = {
    "passed": made_up.agreed(),
    "failed": made_up.contradicted(),
    "broken": made_up.unreachable(),
}


def run(
    report: Path, code: int, *ended: dict[str, Any], more: dict[str, Any] | None = None, **how: Any
) -> tuple[Exit, str]:
    """A run whose scenarios ended so, and which left a record of them: its exit, what is shown."""
    plan = Play(landscape=Path("landscapes/demo.toml"), report=report, build=False)
    written = io.StringIO()
    if ended:
        _record(report, [*ended], more or {})
    console = Console(file=written, width=120)
    terminal = TerminalPlugin(console)
    for each in ended:
        terminal._show(Ended(**each))
    exit_ = close(console, plan, Played(code=code, ended=terminal.ended, **how))
    return exit_, written.getvalue()


def _record(report: Path, ended: list[dict[str, Any]], more: dict[str, object]) -> None:
    for each in ended:
        verdict: Verdict = VERDICTS[each["result"]]
        scene = ScenarioInfo(each["scenario"], each["journey"], None, each["scenario"], ())
        append_verdict(report / "verdicts.jsonl", verdict_row(explained(verdict, str), scene))
    names = ("journey", "scenario", "result")
    scenarios = [
        {**{name: each[name] for name in names}, "nodeid": each["scenario"]} for each in ended
    ]
    write_run(report, {"called": made_up.CALLED, "seed": 7, "scenarios": scenarios, **more})


def test_a_healthy_run_ends_with_one_clear_line(tmp_path: Path) -> None:
    ended, text = run(tmp_path, 0, GOOD)

    assert Exit.SAME_STORY is ended
    assert golden("close-healthy", text) == trimmed(text)


def test_a_contradiction_is_told_in_full(tmp_path: Path) -> None:
    """The table first, then every text of what went wrong, then one clear line."""
    ended, text = run(tmp_path, 1, GOOD, BAD, DOWN)

    assert Exit.CONTRADICTION is ended
    assert golden("close-contradiction", text) == trimmed(text)


def test_ctrl_c_sums_up_what_there_is(tmp_path: Path) -> None:
    ended, text = run(tmp_path, 2, GOOD, interrupted=True)

    assert Exit.INTERRUPTED is ended
    assert "Interrupted: these are the results so far." in text
    assert "1 of 1" in text


def test_a_feature_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    trouble = "stage.feature, line 11: no step is called 'x'."
    ended, text = run(tmp_path, 4, GOOD, uncollected=[trouble])

    assert Exit.WRONG_CALL is ended
    assert "stage.feature, line 11: no step is called 'x'." in text


def test_words_that_no_system_knows_are_told_beside_a_feature_that_cannot_be_read(
    tmp_path: Path,
) -> None:
    """Neither hides the other: both are mended before the next run."""
    (tmp_path / "pytest.log").write_text(
        "collected 8 items / 1 error\nERROR stage.feature\n"
        "ERROR: other.feature, line 6: no code of the ERP means 'open'.\n"
    )
    ended, text = run(tmp_path, 4, uncollected=["stage.feature, line 11: no such step."])

    assert Exit.WRONG_CALL is ended
    assert [
        "stage.feature, line 11: no such step.",
        "other.feature, line 6: no code of the ERP means 'open'.",
    ] == [each for each in text.splitlines() if "feature, line" in each]


def test_where_nothing_ran_pytest_has_the_word(tmp_path: Path) -> None:
    """Its reason, without its own decoration."""
    (tmp_path / "pytest.log").write_text(
        "ERROR: usage: python -m pytest [options] [file_or_dir] [...]\n"
        "python -m pytest: error: unrecognized arguments: --bogus\n"
        "  inifile: /here/pyproject.toml\n  rootdir: /here\n\n"
    )
    ended, text = run(tmp_path, 4)

    assert Exit.WRONG_CALL is ended
    assert text.startswith("unrecognized arguments: --bogus\n\n")
    assert f"What pytest said is in {tmp_path / 'pytest.log'}." in text


def test_a_run_of_some_scenarios_tells_where_its_results_are(tmp_path: Path) -> None:
    """And that those of a run of all are as they were."""
    folder = tmp_path / "part"
    _record(folder, [GOOD], {"chosen": "1 of 21 scenarios; 20 were left out", "exit": 0})
    demo = Path("landscapes/demo.toml")
    plan = Play(landscape=demo, report=tmp_path, record=folder, build=False)
    written = io.StringIO()
    ended = close(Console(file=written, width=200), plan, Played(code=0, ended=[Ended(**GOOD)]))

    assert Exit.SAME_STORY is ended
    assert [
        (
            f"The results of a run of all scenarios stay in {tmp_path}: these are in {folder}, "
            "unless you say --replace."
        ),
        (
            "✓ The same story. 1 of 21 scenarios; 20 were left out. The four systems told the "
            "same story in 1 of 1 scenarios."
        ),
    ] == written.getvalue().splitlines()[-2:]


def test_mistakes_that_pytest_passes_on_lose_its_mark(tmp_path: Path) -> None:
    log = tmp_path / "pytest.log"
    log.write_text("collected 0\nERROR: x.toml: unknown field 'totl'.\n  Did you mean 'total'?\n")

    assert "x.toml: unknown field 'totl'.\n  Did you mean 'total'?" == said_by_pytest(log)


def test_who_is_not_there_to_be_asked_is_named_once(tmp_path: Path) -> None:
    """A name in a feature must not look as if it had been asked."""
    lacks = {"not_asked": {"CRM": "this company keeps no CRM"}}
    _, text = run(tmp_path, 0, {**GOOD, **lacks}, {**GOOD, **lacks, "scenario": "Ada orders twice"})

    assert 1 == text.count("Not asked: the CRM (this company keeps no CRM).")


def test_brackets_in_a_name_are_no_markup(tmp_path: Path) -> None:
    """Names come from features, and may hold anything."""
    _, text = run(tmp_path, 0, {**GOOD, "scenario": "Ada orders [bold]twice[/bold] [x]"})

    assert "✓ Ordering: Ada orders [bold]twice[/bold] [x]  (5.2 s)" in text


def test_the_record_is_valid_json(tmp_path: Path) -> None:
    run(tmp_path, 0, GOOD)

    assert 7 == json.loads((tmp_path / "run.json").read_text())["seed"]


def test_what_was_less_safe_than_it_should_be_is_said_at_the_end(tmp_path: Path) -> None:
    """A green run that believed anybody is not quite so green."""
    loud = "anything that calls itself erp.example is trusted"
    _, shown = run(tmp_path, 0, GOOD, more={"concessions": [loud]})

    assert f"Attention: {loud}" in shown.splitlines()


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("contradicted", "contradicted"), ("absent", "a system has no record of it")],
)
def test_a_missing_record_contradicts_nobody(outcome: str, words: str) -> None:
    """Both fail, and each is called what it is."""
    ended = Ended(journey="Ordering", scenario="Ada orders", result="failed", outcome=outcome)

    assert ended.line.endswith(f"  {words}")


def test_of_a_run_that_was_ended_by_force_its_record_is_summed_up(tmp_path: Path) -> None:
    """What had begun is listed; what was not run is only counted."""
    row = {"nodeid": "a", "journey": "Ordering", "scenario": "Ada orders", "result": "interrupted"}
    rows = [{**row, "message": "It was interrupted."}, {**row, "nodeid": "b", "result": "not run"}]
    write_run(tmp_path, {"scenarios": rows})
    [ended] = ended_by_record(tmp_path)

    assert ("Ordering: Ada orders", "It was interrupted.") == (ended.title, ended.text)


def test_a_run_without_allure_says_nothing_of_its_report(tmp_path: Path) -> None:
    """Neither where it is nor why there is none: it was not wanted."""
    plan = Play(landscape=Path("landscapes/demo.toml"), report=tmp_path, allure=False)
    console = Console(file=io.StringIO(), width=400)
    _record(tmp_path, [GOOD], {})
    close(console, plan, Played(code=0, ended=[Ended(**GOOD)]))
    shown = console.file.getvalue()  # type: ignore[attr-defined]  # it is the one from above

    assert f"Report: {tmp_path / 'index.html'}\n" in shown
    assert (tmp_path / "index.html").exists()
    assert "llure" not in shown.replace(str(tmp_path), "")
