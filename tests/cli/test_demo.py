"""`samestory demo` and `samestory run`, with a tiny company and a play that is acted."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.cli.run.plan import Ended, Play, Played
from samestory.report.run_writer import write_run
from samestory_demo.supervisor.control import get_faults
from samestory_demo.supervisor.demo import opening, usual_workers
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.errors import CompanyDown
from samestory_demo.supervisor.ports import PortRange
from tests.samestory_demo.supervisor.homes import PORTS


class Stage:
    """Takes the place of `pytest_runner.play`, and notes what it was to play."""

    def __init__(self, code: int = 0, *, interrupted: bool = False) -> None:
        good = Ended(journey="Ordering", scenario="Ada orders", result="passed", seconds=4.0)
        self.played = Played(code=code, interrupted=interrupted, ended=[good])
        self.plan: Play | None = None
        self.environ: Mapping[str, str] = {}
        self.faults: list[str] = []

    def __call__(self, plan: Play, _: Console, *, environ: Mapping[str, str]) -> Played:
        self.plan, self.environ = plan, environ
        self.faults = [each.name for each in get_faults(control()) if each.on]
        ended = {"nodeid": "one.feature::test_it", "scenario": "Ada orders", "result": "passed"}
        write_run(plan.report, {"scenarios": [ended], "exit": self.played.code})
        return self.played


class Empty(Stage):
    """A run without a company, of which nobody can be asked."""

    def __call__(self, plan: Play, _: Console, *, environ: Mapping[str, str]) -> Played:
        self.plan, self.environ = plan, environ
        plan.report.mkdir(exist_ok=True)
        plan.log.write_text("")
        return Played(code=self.played.code)


def control() -> str:
    return describe(Path("landscapes/demo.toml"), os.environ).control


@pytest.fixture
def shop(tiny: Path) -> Path:
    """The tiny company is the demo company here."""
    (tiny / "landscapes" / "tiny.toml").rename(tiny / "landscapes" / "demo.toml")
    (tiny / "features").mkdir()
    return tiny


def demo(monkeypatch: pytest.MonkeyPatch, stage: Stage, *words: str) -> Result:
    monkeypatch.setattr("samestory.cli.run.pytest_runner.play", stage)
    monkeypatch.setattr("samestory.cli.reaching.must_be_up", lambda _: None)  # it has no systems
    return CliRunner().invoke(app, ["demo", "--no-report", *words])


def is_gone() -> bool:
    try:
        get_faults(control())
    except CompanyDown:
        return True
    return False


@pytest.mark.usefixtures("shop")
def test_the_company_is_up_while_features_play_and_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage()
    done = demo(monkeypatch, stage, "--fault", "erp-down")

    assert ["erp-down"] == stage.faults
    assert "✓ The same story." in done.stdout
    assert is_gone()


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("code", [0, 1, 4, 5, 6])
def test_the_exit_code_is_that_of_the_run(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    assert code == demo(monkeypatch, Stage(code)).exit_code


@pytest.mark.usefixtures("shop")
def test_after_ctrl_c_the_company_is_gone_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    done = demo(monkeypatch, Stage(2, interrupted=True))

    assert 130 == done.exit_code
    assert "Interrupted: these are the results so far." in done.stdout
    assert is_gone()


@pytest.mark.usefixtures("shop")
def test_an_unknown_fault_is_answered_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is played; the company that told its faults is stopped."""
    stage = Stage()
    done = demo(monkeypatch, stage, "--fault", "erp-dwn")

    assert 4 == done.exit_code
    assert "Unknown fault 'erp-dwn'.\n  Did you mean 'erp-down'?" in done.stderr
    assert stage.plan is None
    assert is_gone()


@pytest.mark.usefixtures("shop")
def test_what_was_chosen_is_what_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    words = ("--only", "@story-27", "--seed", "7", "-n", "3", "--report", "out", "--no-allure")
    demo(monkeypatch, stage, *words)

    assert stage.plan == Play(
        landscape=Path("landscapes/demo.toml"),
        report=Path("out"),
        record=Path("out"),
        paths=["features"],
        tag="story-27",
        seed=7,
        workers=3,
        build=False,
        allure=False,
    )
    assert os.environ[PORTS] == stage.environ[PORTS]


@pytest.mark.usefixtures("tiny")
def test_without_features_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    done = demo(monkeypatch, Stage())

    assert 4 == done.exit_code
    assert "There is no 'features' in " in done.stderr
    assert "Go to the folder that holds features/, steps/ and landscapes/" in done.stderr


def test_ports_other_than_the_usual_are_explained() -> None:
    """Unless they were asked for."""
    usual = PortRange("DEMO_PORTS", "88", "88", asked_for=False)

    assert "Speedwell is up on ports 8800 to 8899.\n" == opening("Speedwell", usual, [])
    assert (
        "Speedwell is up on ports 8700 to 8799, because 8800 to 8899 are taken. Its faults: x.\n"
    ) == opening("Speedwell", replace(usual, prefix="87"), ["x"])
    assert "Speedwell is up on ports 7500 to 7599.\n" == opening(
        "Speedwell", replace(usual, prefix="75", asked_for=True), []
    )


def test_without_xdist_one_scenario_is_played_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samestory_demo.supervisor.demo.find_spec", lambda _: None)

    assert usual_workers() is None


@pytest.mark.usefixtures("shop")
def test_run_starts_nothing_and_passes_everything_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows `--` is for pytest."""
    stage = Empty(5)
    monkeypatch.setattr("samestory.cli.run.pytest_runner.play", stage)
    monkeypatch.setattr("samestory.cli.reaching.must_be_up", lambda _: None)
    done = CliRunner().invoke(
        app, ["run", "--no-report", "-k", "guest", "features", "--", "-x", "--pdb"]
    )

    assert 5 == done.exit_code
    assert "Nothing was checked." in done.stdout
    assert stage.plan is not None
    assert ["features", "-x", "--pdb"] == stage.plan.paths
    assert "guest" == stage.plan.keyword


@pytest.mark.usefixtures("shop")
def test_a_feature_that_is_not_there_is_told_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Empty()
    monkeypatch.setattr("samestory.cli.run.pytest_runner.play", stage)
    done = CliRunner().invoke(app, ["run", "features/orderng"])

    assert 4 == done.exit_code
    assert stage.plan is None
    assert "There is no 'features/orderng' in " in done.stderr


@pytest.mark.usefixtures("shop")
def test_all_mistakes_of_a_landscape_are_told_before_anything_runs() -> None:
    Path("landscapes/wrong.toml").write_text('[systems.erp]\nadapter = "htpp"\n[guards]\n')
    done = CliRunner().invoke(app, ["run", "-l", "landscapes/wrong.toml"])

    assert 4 == done.exit_code
    assert "landscapes/wrong.toml, [systems.erp]" in done.stderr
    assert "guards" in done.stderr
    assert "Traceback" not in done.output


WRONG = {
    "a landscape that is not there": ("run", "-l", "nope.toml"),
    "a mistake in it": ("run", "-l", "landscapes/wrong.toml"),
    "options of pytest's own": ("run", "-l", "nope.toml", "features", "--", "-x"),
    "a company that is not up": ("run",),
    "an unknown fault": ("demo", "--fault", "nope"),
}


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_a_run_that_comes_to_nothing_leaves_no_page_of_the_last_one(words: tuple[str, ...]) -> None:
    """Nobody takes yesterday's Go for the answer to today's question."""
    Path("landscapes/wrong.toml").write_text("[guards]\n")
    write_run(Path("reports"), {"left_out": {}})
    Path("reports/index.html").write_text("Go")
    done = CliRunner().invoke(app, [words[0], "--no-report", *words[1:]])

    assert done.exit_code not in {0, 1}
    assert [] == [each for each in Path("reports").glob("*") if each.name != "company.log"]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    "words", [*(each for each in WRONG.values() if each[0] == "run"), ("run", "nope")]
)
def test_a_run_that_comes_to_nothing_leaves_no_folder(words: tuple[str, ...]) -> None:
    """Also if it was called by mistake in a folder that is no project."""
    Path("landscapes/wrong.toml").write_text("[guards]\n")
    done = CliRunner().invoke(app, [*words])

    assert done.exit_code not in {0, 1}
    assert not Path("reports").exists()


SOME = {
    "words": ("-k", "guest"),
    "a tag": ("-m", "@nope"),
    "a file": ("features/nope.feature",),
    "pytest's": ("--", "--lf"),
}


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("words", SOME.values(), ids=SOME)
def test_a_run_of_some_scenarios_leaves_the_pages_of_a_run_of_all(words: tuple[str, ...]) -> None:
    """Unless it is told to replace them."""
    write_run(Path("reports"), {"left_out": {}})
    Path("reports/index.html").write_text("Go")
    CliRunner().invoke(app, ["run", "-l", "nope.toml", *words])

    assert {"index.html", "run.json"} <= {each.name for each in Path("reports").iterdir()}
    CliRunner().invoke(app, ["run", "-l", "nope.toml", "--replace", *words])
    assert not Path("reports/index.html").exists()


BROKEN = {
    "a folder as a landscape": ("run", "-l", "."),
    "nested too deeply": ("run", "-l", "deep.toml"),
    "asked about": ("ask", "order", "A-1", "-l", "."),
    "a file as a folder": ("run", "--report", "deep.toml"),
    "no such folder": ("demo", "--report", "/proc/nope"),
    "no record": ("report", "--report", "nope"),
}


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("words", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_or_written_is_told_in_a_sentence(words: tuple[str, ...]) -> None:
    """With a fix: samestory itself never breaks over it."""
    Path("deep.toml").write_text("x = " + "[" * 5000 + "]" * 5000)
    done = CliRunner().invoke(app, [*words])

    assert 4 == done.exit_code
    assert "itself broke" not in done.output
    assert 2 == len(done.stderr.strip().splitlines())


@pytest.mark.parametrize("number", ["0", "-1"])
def test_fewer_than_one_scenario_at_a_time_is_a_wrong_call(number: str) -> None:
    with pytest.raises(SystemExit, match="4"):
        app(["demo", "-n", number])


def test_the_version_is_told() -> None:
    done = CliRunner().invoke(app, ["--version"])

    assert 0 == done.exit_code
    assert f"samestory {version('samestory')}\n" == done.stdout


@pytest.mark.usefixtures("shop")
def test_a_landscape_that_is_not_there_is_answered_with_those_that_are() -> None:
    Path("pyproject.toml").touch()
    done = CliRunner().invoke(app, ["run", "-l", "nope.toml"])
    elsewhere = CliRunner().invoke(app, ["run", "-l", "/etc/nope.toml"])

    assert "Known landscapes: landscapes/demo.toml." in done.stderr
    assert elsewhere.stderr.startswith("There is no '/etc/nope.toml'.\n")
