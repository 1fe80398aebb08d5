"""What a session that only collects looks at, and what one that plays checks before it begins."""

import pytest

from tests.test_pytest_plugin import (  # noqa: F401  # the fixture is used by its name
    AGREEING,
    change,
    feature,
    project,
    run,
    run_json,
    scenario,
)

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.usefixtures("warm")

NOT_READ = (
    "samestory: landscape {}, which is not read, because nothing is played; `samestory doctor "
    "--dry{}` checks it, and the words of all features"
)


@pytest.mark.parametrize("landscape", ["here.toml", ""], ids=["a wrong one", "none"])
def test_scenarios_are_listed_without_a_landscape(project, landscape):  # noqa: F811
    """An editor shows them while it is being written; that it is not read is said."""
    change(project, "here.toml", "adapter  =", "adaptor  =")
    change(project, "pyproject.toml", '"here.toml"', f'"{landscape}"')
    feature(project, "one", AGREEING.format(name="One"))

    result = run(project, "--collect-only", "-v")

    assert 0 == result.ret
    named = f" -l {landscape}" if landscape else ""
    assert NOT_READ.format(landscape or "none", named) in result.outlines
    result.stdout.fnmatch_lines(["*<Function test_it_is_told_the_same_everywhere>"])


def test_what_is_wrong_with_a_step_is_told_while_collecting(project):  # noqa: F811
    """That needs no landscape."""
    scenario(project, "When nothing like it", "Then they agree")

    result = run(project, "--collect-only")

    assert 4 == result.ret
    result.stdout.fnmatch_lines(["*no step is called 'nothing like it'*"])
    assert not (project.path / "reports").exists()  # nothing ran, so that there is no record


def test_looking_at_what_there_is_leaves_the_results_of_allure(project):  # noqa: F811
    """Also if the project always cleans its folder for a new run."""
    feature(project, "one", AGREEING.format(name="One"))
    (project.path / "allure").mkdir()
    (project.path / "allure" / "kept-result.json").write_text("{}", "utf-8")
    allure = ("--alluredir", "allure", "--clean-alluredir")

    assert 0 == run(project, "--collect-only", *allure).ret
    assert ["kept-result.json"] == [each.name for each in (project.path / "allure").iterdir()]


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_words_that_a_landscape_does_not_know_are_all_told_before_anything_is_run(
    project,  # noqa: F811
    workers,
):
    """Each worker collects them as well, and their controller tells them once."""
    scenario(project, "When something happens", "Then all of the EPR agree", file="one")
    scenario(project, "When something happens", "Then all of the Shpo agree", file="two")
    feature(project, "three", AGREEING.format(name="Three"))

    result = project.runpytest_subprocess("features", *workers)

    assert 4 == result.ret
    errors = [each for each in result.errlines if "knows no system called" in each]
    assert ["'EPR'.", "'Shpo'."] == [each.split()[-1] for each in errors]
    assert ["not run"] * 3 == [each["result"] for each in run_json(project)["scenarios"]]
    assert [] == list((project.path / "reports").glob("plan-*"))
    for stream in (result.stdout, result.stderr):
        stream.no_fnmatch_line("*Traceback*")


def test_workers_that_crash_while_they_collect_leave_no_plan(project):  # noqa: F811
    """Nothing was played, and the run says so."""
    feature(project, "one", AGREEING.format(name="One"))
    project.makeconftest(
        """
        import os

        import pytest

        @pytest.hookimpl(tryfirst=True)
        def pytest_collection_finish():
            if "PYTEST_XDIST_WORKER" in os.environ:
                os._exit(1)
        """
    )

    result = project.runpytest_subprocess("features", "-n", "1", "--max-worker-restart", "0")

    assert 5 == result.ret
    assert [] == list((project.path / "reports").glob("plan-*"))


def test_a_session_that_would_have_workers_collects_alone(project):  # noqa: F811
    """So that a line of a file can be named."""
    scenario(project, "When something happens", "Then they agree")

    result = project.runpytest("features/one.feature:4", "--collect-only", "-q", "-n", "2")

    assert 0 == result.ret
    assert "features/one.feature::test_it_happens" in result.outlines


@pytest.mark.usefixtures("cold")
def test_collecting_imports_nothing_that_only_playing_needs(project):  # noqa: F811
    """It takes longer than collecting."""
    (project.path / "vocab" / "asking.py").write_text(PLAIN_STEPS, "utf-8")
    scenario(project, "When she likes it", "Then they agree")
    project.makeconftest(
        """
        import sys

        def pytest_sessionfinish():
            heavy = ("samestory.config", "samestory.witnesses", "pydantic", "httpx", "babel")
            print("loaded:", [name for name in heavy if name in sys.modules])
        """
    )

    result = project.runpytest_subprocess("features", "--collect-only", "-s")

    assert 0 == result.ret
    assert any(each.endswith("loaded: []") for each in result.outlines)


PLAIN_STEPS = """
from pytest_bdd import parsers, then, when

from samestory import GAP_TYPES, Mention


@when(parsers.parse("{who:who} like{:s} it", GAP_TYPES))
def likes_it(who: Mention):
    pass


@then("they agree")
def they_agree():
    pass
"""
