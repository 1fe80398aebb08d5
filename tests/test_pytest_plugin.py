"""The pytest plugin, played with small projects that need neither browser nor company."""

import json
import re

import pytest

import samestory.plugin.fixtures  # noqa: F401  # once here, and not again in every small project
from samestory.journeys import password_of

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.usefixtures("warm")

LANDSCAPE = """
[guard]
hosts        = ["127.0.0.1"]
mail_domains = ["customers.example"]

[systems.shop]
adapter  = "http"
base_url = "http://127.0.0.1:7398"

[systems.shop.order]
find = "/orders/{key}"
name = { at = "name" }

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "http://127.0.0.1:7397"

[systems.erp.order]
find = "/orders/{key}"
name = { at = "name" }
"""

STEPS = """
import os
from datetime import UTC, datetime

import pytest
from pytest_bdd import given, parsers, then, when

from samestory.core.agreement import compare
from samestory.errors import CannotKnow, ForbiddenHost, NotDueYet, NothingToCompare, WrongCall
from samestory.core.model import Field, Observation, Subject

ORDER = Subject("order", "A-1", "ada@customers.example")


def said(system, name, why=None):
    at = datetime(2026, 11, 21, tzinfo=UTC)
    values = None if why else {"name": name}
    return Observation(system=system, subject=ORDER, at=at, values=values, unreachable=why)


def verdict(name="Ada", why=None):
    return compare([Field("name", "text")], [said("shop", "Ada"), said("erp", name, why)])


@given("nothing yet")
@when("something happens")
def something():
    pass


@then("they agree")
def they_agree(request, samestory_run):
    samestory_run.verdicts.record(request.node, verdict())


@then("they differ")
def they_differ(request, samestory_run):
    samestory_run.verdicts.record(request.node, verdict("Eve"))
    pytest.fail("The systems disagree about order A-1.", pytrace=False)


@then("one is down")
def one_is_down(request, samestory_run):
    samestory_run.verdicts.record(request.node, verdict(why="connection refused"))
    raise CannotKnow("The ERP could not be asked.")


@then("it is not due")
def it_is_not_due():
    raise NotDueYet("The ERP hears of it tonight.")


@then("nobody knows anything")
def nobody_knows_anything():
    raise NothingToCompare("Fewer than two witnesses know anything about order A-1.")


@when("she goes elsewhere")
def she_goes_elsewhere():
    raise ForbiddenHost("elsewhere.example is not allowed; nothing was sent there.")


@when("the process dies")
def the_process_dies():
    os._exit(3)


@when("somebody presses Ctrl-C")
def somebody_presses_ctrl_c():
    raise KeyboardInterrupt


@when("a check of ours fails")
def a_check_of_ours_fails():
    assert 1 == 2


@pytest.fixture
def checked():
    assert 1 == 2


@when("a fixture fails")
def a_fixture_fails(checked):
    pass


@pytest.fixture(scope="session")
def desk():
    raise WrongCall("There is no channel 'desk'.")


@when("an agent is called")
def an_agent_is_called(desk):
    pass


@when("she asks for nonsense")
def she_asks_for_nonsense():
    raise WrongCall("'..' is no order number.")


@when("a page breaks over her password")
def a_page_breaks_over_her_password(identity):
    print("typed", identity.password)
    raise TimeoutError(f"fill({identity.password})")


@then("they differ about her password")
def they_differ_about_her_password(request, samestory_run, identity):
    samestory_run.verdicts.record(request.node, verdict(identity.password))


@then("they differ about a token")
def they_differ_about_a_token(request, samestory_run):
    samestory_run.verdicts.record(request.node, verdict("token-4711"))


@when("it becomes known as a token")
def it_becomes_known_as_a_token(samestory_run):
    samestory_run.masker.learn("token-4711")


@when("a page breaks")
def a_page_breaks():
    raise TimeoutError("no such button")


@then("her address is noted")
def her_address_is_noted(identity, request):
    with open(request.config.rootpath / "addresses.txt", "a") as file:
        file.write(identity.email + "\\n")


@then("it is noted where she lives")
def where_she_lives_is_noted(identity, request):
    with open(request.config.rootpath / "home.txt", "w") as file:
        file.write(identity.country_code + " " + identity.country + " " + identity.postcode)


@then(parsers.parse("all of {systems} agree"))
def systems_agree(systems, request, samestory_run):
    samestory_run.verdicts.record(request.node, verdict())


from samestory import GAP_TYPES


@when(parsers.parse("{who:who} act{:s}", GAP_TYPES))
def somebody_acts(who, people):
    people[who].act(people[who].shop.register)
"""

AGREEING = """Feature: {name}
  Rule: One story

    @story-27 @critical
    Scenario: It is told the same everywhere
      When something happens
      Then they agree
"""


@pytest.fixture
def project(pytester, monkeypatch):
    """A project with a landscape and steps; the features come with each test."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    pytester.makefile(
        ".toml",
        pyproject="""
        [tool.pytest]
        samestory_landscape = "here.toml"
        samestory_steps = ["vocab"]
        addopts = [
          "--strict-markers",
          "-p", "no:allure_pytest_bdd",
          # Plugins that have no part in these tests, and take longer than they do.
          "-p", "no:playwright", "-p", "no:hypothesispytest", "-p", "no:faker", "-p", "no:anyio",
        ]
        """,
        here=LANDSCAPE,
    )
    pytester.mkpydir("vocab")
    (pytester.path / "vocab" / "asking.py").write_text(STEPS, "utf-8")
    (pytester.path / "features").mkdir()
    return pytester


def feature(project, file, text):
    (project.path / "features" / f"{file}.feature").write_text(text, "utf-8")


def scenario(project, *steps, file="one", name="It happens"):
    told = "\n".join(f"      {step}" for step in steps)
    feature(project, file, f"Feature: One\n  Rule: A rule\n\n    Scenario: {name}\n{told}\n")


def run(project, *arguments):
    return project.runpytest("features", *arguments)


def change(project, file, old, new):
    path = project.path / file
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def verdicts(project):
    lines = (project.path / "reports" / "verdicts.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def run_json(project):
    return json.loads((project.path / "reports" / "run.json").read_text("utf-8"))


# Collecting -------------------------------------------------------------------------------------


def test_a_project_may_make_every_warning_an_error(project):
    """One that pytest-playwright alone can mend breaks no scenario."""
    feature(project, "one", AGREEING.format(name="One"))
    change(project, "pyproject.toml", "[tool.pytest]", '[tool.pytest]\nfilterwarnings = ["error"]')
    change(project, "pyproject.toml", '"-p", "no:playwright", ', "")
    project.makeconftest(
        """
        import pytest

        @pytest.fixture(autouse=True)
        def asked_for_by_a_browser(base_url): ...
        """
    )

    project.runpytest_subprocess("features").assert_outcomes(passed=1)


def test_a_feature_file_is_a_module(project):
    """Each file has a module of its own, each scenario is a test named after it."""
    feature(project, "one", AGREEING.format(name="One"))
    feature(project, "two", AGREEING.format(name="Two"))

    result = run(project, "-v")

    assert 0 == result.ret
    result.stdout.fnmatch_lines(
        [
            "features/one.feature::test_it_is_told_the_same_everywhere PASSED*",
            "features/two.feature::test_it_is_told_the_same_everywhere PASSED*",
        ]
    )


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_broken_file_stops_no_other(project, workers):
    """One clear collection error, the other features are run, and the exit status is 4."""
    scenario(project, "When something happens", "Thn they agree", file="broken")
    feature(project, "sound", AGREEING.format(name="Sound"))

    result = (project.runpytest_subprocess if workers else project.runpytest)("features", *workers)

    assert 4 == result.ret
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["features/broken.feature, line 6: this is not Gherkin: 'Thn they agree'."]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_all_mistakes_of_a_file_are_told_at_once(project):
    """Unknown steps come with their line and the nearest step that there is."""
    scenario(project, "When somthing happens", "And she flies to the moon", "Then they agree")

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(
        [
            "features/one.feature, line 5: no step is called 'somthing happens'.",
            "  Did you mean 'something happens'? `samestory steps` lists the steps that there are.",
            "features/one.feature, line 6: no step is called 'she flies to the moon'.",
        ]
    )


def test_steps_that_would_never_be_awaited_are_refused(project):
    """pytest-bdd calls an `async def` step and forgets it: a failing one would pass."""
    steps = (
        "from pytest_bdd import when\n\n"
        "@when('she waits')\nasync def she_waits():\n    assert False\n"
    )
    (project.path / "vocab" / "waiting.py").write_text(steps, "utf-8")
    scenario(project, "When she waits", "Then they agree")

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(
        [
            (
                "features/one.feature, line 5: the step 'she waits' is an `async def` (waiting.py, "
                "line 3), which is never awaited and would pass unseen."
            ),
            "  Write it as a plain `def`.",
        ]
    )


def test_two_scenarios_of_one_name_in_a_rule_are_refused(project):
    """Nobody could tell their results apart."""
    again = AGREEING.partition("One story")[2]
    feature(project, "one", AGREEING.format(name="One") + again)

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(
        [
            "features/one.feature, line 11: the scenario on line 5 is also called 'It is told*',*",
            "  Give it a name of its own.",
        ]
    )


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "a worker"])
def test_two_scenarios_of_one_name_in_two_rules_are_both_run(project, workers):
    """pytest-bdd would silently drop the first of them."""
    another = AGREEING.partition("\n")[2].replace("One story", "Another")
    differ = another.replace("they agree", "they differ")
    feature(project, "one", AGREEING.format(name="One") + differ)

    result = (project.runpytest_subprocess if workers else project.runpytest)("features", *workers)

    assert 1 == result.ret
    test = "features/one.feature::test_it_is_told_the_same_everywhere"
    rows = run_json(project)["scenarios"]
    assert {test: "passed", f"{test}_1": "failed"} == {r["nodeid"]: r["result"] for r in rows}
    assert [(test, "One story"), (f"{test}_1", "Another")] == [
        (each["nodeid"], each["rule"]) for each in verdicts(project)
    ]


def test_allure_tells_two_scenarios_of_one_name_apart(project):
    """By their rules: two results of one history would be taken for a retry."""
    another = AGREEING.partition("\n")[2].replace("One story", "Another")
    feature(project, "one", AGREEING.format(name="One") + another)

    run(project, "--alluredir", "allure")

    told = [json.loads(each.read_text()) for each in project.path.glob("allure/*-result.json")]
    name = "It is told the same everywhere"
    assert {f"One / One story / {name}", f"One / Another / {name}"} == {
        each["fullName"] for each in told
    }
    assert 2 == len({each["historyId"] for each in told})


def test_allure_names_the_build_under_test(project):
    feature(project, "one", AGREEING.format(name="One"))

    run(project, "--alluredir", "allure", "--samestory-build", "shop 4.2")

    assert "Build=shop 4.2\n" in (project.path / "allure/environment.properties").read_text()


def test_a_scenario_may_begin_with_and(project):
    """It goes on from its background, and so does a `*`."""
    feature(
        project,
        "one",
        """
Feature: One
  Background:
    When something happens
    Then they agree
  Scenario: And
    And they agree
  Scenario Template: Star <number>
    * something happens
    * they agree
    Scenarios:
      | number |
      | 1      |
""",
    )

    run(project).assert_outcomes(passed=2)


def test_a_step_of_any_kind_that_means_two_things_is_refused(project):
    """Gherkin leaves the kind of `*` open; two steps of one phrase leave nobody sure."""
    (project.path / "vocab" / "two.py").write_text(
        "from pytest_bdd import given, then\n\n"
        "@given('all is well')\ndef make(): ...\n\n"
        "@then('all is well')\ndef look(): ...\n"
    )
    scenario(project, "* all is well", "Then they agree")

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(
        [
            (
                "features/one.feature, line 5: '[*] all is well' may mean given or then, and does "
                "something else each time."
            ),
            "  Write the keyword that is meant instead of '[*]'.",
        ]
    )


def test_a_table_that_no_step_reads_is_refused(project):
    """pytest-bdd passes over it, and so over whatever it was to check."""
    (project.path / "vocab" / "reading.py").write_text(
        "from pytest_bdd import when\n\n@when('she reads')\ndef read(docstring): ...\n"
    )
    scenario(project, "When she reads", "Then they agree", "  | total |", "  | 49.90 |")

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(
        [
            "features/one.feature, line 5: the step 'she reads' lacks its text in quotes.",
            "  Write it below the step.",
            (
                "features/one.feature, line 6: the step 'they agree' takes no table, so the one "
                "below it would be left out."
            ),
            "  Remove it, or take `datatable` in the step (asking.py, line 31).",
        ]
    )


def test_what_gherkin_and_pytest_bdd_read_differently_is_refused(project):
    """pytest-bdd takes all between the first < and the next > for a placeholder."""
    feature(
        project,
        "one",
        """
Feature: One
  Scenario Outline: It happens
    Then all of the <who> and 1 < 2 and <who> agree
    Examples:
      | who |
      | ERP |
""",
    )

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(
        [
            (
                "features/one.feature, line 4: 'all of the ERP and 1 < 2 and <who> agree' would be "
                "played where Gherkin means 'all of the ERP and 1 < 2 and ERP agree'."
            ),
            "  Name columns in letters, digits and spaces only, and *",
        ]
    )


def test_a_scenario_without_steps_is_refused(project):
    """It would pass without having looked."""
    feature(project, "one", "Feature: One\n  Scenario: Empty\n")

    assert 4 == run(project).ret


def test_a_misspelt_first_step_is_refused(project):
    """Gherkin would take it for a description and leave it out."""
    scenario(project, "Gven nothing yet", "When something happens", "Then they agree")

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(["*: 'Gven nothing yet' stands in *", "  Did you mean 'Given'?*"])


@pytest.mark.parametrize("text", ["", "Feature: Nothing\n", "# only a remark\n"])
def test_a_file_without_scenarios_is_refused(project, text):
    """An empty file is a mistake, not a success."""
    feature(project, "one", text)

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(["features/one.feature holds no scenario."])


def test_a_step_file_that_cannot_be_imported_is_shown_once(project):
    """Python's own traceback says where; the other features only refer to it."""
    (project.path / "vocab" / "broken.py").write_text("1 / 0\n", "utf-8")
    feature(project, "one", AGREEING.format(name="One"))
    feature(project, "two", AGREEING.format(name="Two"))

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(
        ["E   ZeroDivisionError*", "The steps could not be loaded: see the first error."]
    )


def test_a_step_file_that_is_not_python_is_told_in_a_sentence(project):
    """With the file and the line, and no traceback."""
    (project.path / "vocab" / "broken.py").write_text("x = (\n", "utf-8")
    feature(project, "one", AGREEING.format(name="One"))

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(["vocab/broken.py, line 1: '(' was never closed."])
    result.stdout.no_fnmatch_line("*importlib*")


def test_tags_can_be_selected_by(project):
    """`-m story-27` finds the scenario; nobody has to register its tags as markers."""
    feature(project, "one", AGREEING.format(name="One"))
    scenario(project, "When something happens", "Then they agree", file="two")

    run(project, "-m", "story-27").assert_outcomes(passed=1, deselected=1)


def test_examples_are_rows_of_one_scenario(project):
    """Outlines are run once for each row, and tagged examples need no registered marker."""
    feature(
        project,
        "one",
        """
Feature: One
  Scenario Outline: It happens to <who>
    When something happens
    Then all of <who> agree

    @story-3
    Examples:
      | who                  |
      | the ERP              |
      | the shop and the ERP |
""",
    )

    run(project).assert_outcomes(passed=2)
    told = [each["scenario"] for each in verdicts(project)]
    assert ["It happens to the ERP", "It happens to the shop and the ERP"] == told


# Mistakes in the configuration --------------------------------------------------------------------


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_mistakes_in_the_landscape_end_the_session(project, workers):
    """Exit status 4 and the sentences, before anything is run, and no traceback."""
    change(project, "here.toml", "adapter  =", "adaptor  =")
    feature(project, "one", AGREEING.format(name="One"))

    result = project.runpytest_subprocess("features", *workers)

    assert 4 == result.ret
    result.stderr.fnmatch_lines(["ERROR: here.toml, [[]systems.shop]*"])
    result.stderr.fnmatch_lines(["here.toml, [[]systems.erp]*adapt*"])
    for stream in (result.stdout, result.stderr):
        stream.no_fnmatch_line("*Traceback*")


def test_without_a_landscape_nothing_is_run(project):
    """Nobody would know which systems to ask; the sentence says how to name one."""
    change(project, "pyproject.toml", '"here.toml"', '""')
    feature(project, "one", AGREEING.format(name="One"))

    result = run(project)

    assert 4 == result.ret
    result.stderr.fnmatch_lines(["ERROR: No landscape is named*"])


def test_a_system_that_nobody_has_is_found_before_anything_is_run(project):
    """The name is misspelt in the feature: line, sentence and the nearest name are told."""
    scenario(project, "When something happens", "Then all of the EPR agree")

    result = run(project)

    assert 4 == result.ret
    result.stderr.fnmatch_lines(
        [
            "ERROR: features/one.feature, line 6: *here.toml knows no system called 'EPR'.",
            "*Did you mean 'ERP'*",
        ]
    )


def test_a_folder_of_steps_that_is_not_there_is_a_mistake(project):
    """The setting is named, so that it can be corrected."""
    change(project, "pyproject.toml", "vocab", "vocabulary")
    feature(project, "one", AGREEING.format(name="One"))

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(["*Correct samestory_steps in the project's settings.*"])


# Endings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "status", "result", "outcome"),
    [
        ("Then they agree", 0, "passed", "agreed"),
        ("Then they differ", 1, "failed", "contradicted"),
        ("Then one is down", 6, "broken", "unreachable"),
        ("Then nobody knows anything", 5, "broken", None),
        ("Then it is not due", 5, "deferred", None),
        ("When something happens", 5, "broken", None),
        ("When she goes elsewhere", 6, "broken", None),
        ("When a check of ours fails", 6, "unmet", None),
        ("When a fixture fails", 6, "broken", None),
        ("When an agent is called", 4, "broken", None),
        ("When a page breaks", 6, "broken", None),
    ],
)
def test_how_a_run_ends(project, step, status, result, outcome):
    """Same story 0, contradiction 1, mistake 4, nothing checked 5, cannot know 6."""
    scenario(project, step)

    ended = run(project)

    told = run_json(project)
    [row] = told["scenarios"]
    assert (status, status) == (ended.ret, told["exit"])
    assert (result, outcome) == (row["result"], row["outcome"])
    assert ("One", "It happens") == (row["journey"], row["scenario"])


@pytest.mark.parametrize(
    ("step", "status"),
    [("Then they differ", 1), ("When an agent is called", 4)],
)
def test_how_a_run_in_workers_ends(project, step, status):
    """The controller decides on the exit status, by what its workers report."""
    scenario(project, step)

    assert status == project.runpytest_subprocess("features", "-n", "1").ret
    assert status == run_json(project)["exit"]


@pytest.mark.parametrize("step", ["she goes elsewhere", "she asks for nonsense"])
def test_what_a_company_says_stops_no_other_scenario(project, step):
    """A link that leads elsewhere breaks one scenario; the others are still judged."""
    scenario(project, f"When {step}", file="one")
    scenario(project, "Then they agree", file="two")

    run(project)

    assert ["broken", "passed"] == [each["result"] for each in run_json(project)["scenarios"]]


def test_what_concerns_every_scenario_is_told_once(project):
    """A channel that is described nowhere is missing in the next scenario, too."""
    scenario(project, "When an agent is called", file="one")
    scenario(project, "When an agent is called", file="two")

    run(project)

    assert ["broken", "not run"] == [each["result"] for each in run_json(project)["scenarios"]]


def test_secrets_are_struck_out_of_everything_that_is_printed(project):
    """The error, its traceback and what a step printed; and the record of the verdict."""
    scenario(project, "When a page breaks over her password", file="one")
    scenario(project, "Then they differ about her password", file="two")

    printed = run(project, "--samestory-seed", "42").stdout.str()

    assert "TimeoutError: fill(***)" in printed
    assert "typed ***" in printed
    assert password_of(42) not in printed
    assert password_of(42) not in json.dumps(verdicts(project))
    assert '"***"' in json.dumps(verdicts(project))


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "a worker"])
def test_what_becomes_known_as_a_secret_is_struck_out_of_what_was_written_before(project, workers):
    """A worker tells the controller, which masks everything once more at the end."""
    scenario(
        project, "Then they differ about a token", "When it becomes known as a token", file="one"
    )

    project.runpytest_subprocess("features", "--junitxml", "reports/junit.xml", *workers)

    files = [each for each in (project.path / "reports").rglob("*") if each.is_file()]
    assert "***" in json.dumps(verdicts(project))
    assert not [each for each in files if b"token-4711" in each.read_bytes()]


def test_sentences_need_no_traceback(project):
    """What samestory raises on purpose is told in its own words only."""
    scenario(project, "Then one is down")

    result = run(project)

    result.stdout.fnmatch_lines(["The ERP could not be asked."])
    result.stdout.no_fnmatch_line("*asking.py*")


def test_a_contradiction_outweighs_what_nobody_knows(project):
    """One certain contradiction decides, whatever else could not be found out."""
    scenario(project, "Then one is down", file="one")
    scenario(project, "Then they differ", file="two")

    assert 1 == run(project).ret


def test_what_is_deferred_has_not_failed(project):
    """A promise that is not due yet stops nobody, if something else was checked."""
    scenario(project, "Then it is not due", file="one")
    scenario(project, "Then they agree", file="two")

    result = run(project, "-rs")

    assert 0 == result.ret
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*deferred: The ERP hears of it tonight.*"])


def test_a_failing_test_that_is_no_scenario_counts(project):
    """Whoever runs features and other tests together is not told that all is well."""
    feature(project, "one", AGREEING.format(name="One"))
    project.makepyfile(test_other="def test_other():\n    assert False\n")

    assert 6 == project.runpytest("features", "test_other.py").ret


# What is written down -----------------------------------------------------------------------------


def test_every_verdict_is_written_down(project):
    """Who said what about which field, in which scenario of which feature."""
    scenario(project, "Then they differ")
    run(project)

    [row] = verdicts(project)
    assert ("One", "A rule", "It happens") == (row["journey"], row["rule"], row["scenario"])
    assert "features/one.feature::test_it_happens" == row["nodeid"]
    assert ("order A-1", "contradicted") == (row["subject"], row["outcome"])
    assert {"shop": "Ada", "erp": "Eve"} == row["fields"]["name"]["said"]


def test_each_question_of_a_scenario_has_a_number(project):
    """So it is known later which of them is answered again."""
    scenario(project, "Then they agree", "And they agree")
    run(project)
    asked_later = (project.path / "reports" / "agreed.jsonl").read_text("utf-8").splitlines()

    assert [1, 2] == [each["question"] for each in verdicts(project)]
    assert [1, 2] == [json.loads(each)["scene"]["question"] for each in asked_later]


def test_workers_write_into_one_table(project):
    """The controller merges what its workers wrote, and leaves no other file behind."""
    for number in range(4):
        feature(project, f"f{number}", AGREEING.format(name=f"F{number}"))

    result = project.runpytest_subprocess("features", "-n", "2")

    assert 0 == result.ret
    assert {"F0", "F1", "F2", "F3"} == {each["journey"] for each in verdicts(project)}
    left = sorted(each.name for each in (project.path / "reports").iterdir())
    assert ["agreed.jsonl", "bundle", "results.jsonl", "run.json", "verdicts.jsonl"] == left


def test_a_new_run_begins_a_new_table(project):
    """Nobody takes yesterday's verdicts for today's."""
    feature(project, "one", AGREEING.format(name="One"))
    run(project)
    run(project)

    assert 1 == len(verdicts(project))


def test_other_tests_leave_the_table_alone(project):
    """A run of unit tests does not clear what the features have shown."""
    feature(project, "one", AGREEING.format(name="One"))
    run(project)
    project.makepyfile(test_other="def test_other():\n    pass\n")

    assert 0 == project.runpytest("test_other.py").ret
    assert 1 == len(verdicts(project))


def test_ctrl_c_loses_nothing(project):
    """What was found before is kept, and the interrupted scenario does not count as passed."""
    scenario(project, "Then they differ", file="one")
    scenario(project, "When somebody presses Ctrl-C", file="two")

    result = project.runpytest_subprocess("features")

    assert 2 == result.ret
    assert ["contradicted"] == [each["outcome"] for each in verdicts(project)]
    told = run_json(project)
    assert ["failed", "interrupted"] == [each["result"] for each in told["scenarios"]]
    assert ["One", "One"] == [each["journey"] for each in told["scenarios"]]
    assert "It happens" == told["scenarios"][-1]["scenario"]
    assert told["interrupted"]


@pytest.mark.parametrize(("step", "result"), [("agree", "passed"), ("differ", "failed")])
def test_ctrl_c_right_after_a_scenario_keeps_what_it_came_to(project, step, result):
    """What a scenario has told is not called interrupted, though pytest had not closed it yet."""
    scenario(project, f"Then they {step}", file="one")
    project.makepyfile(
        at_once="""
        import pytest

        @pytest.hookimpl(trylast=True)
        def pytest_runtest_logreport(report):
            if report.when == "teardown":
                raise KeyboardInterrupt
        """
    )

    ended = project.runpytest_subprocess("features", "-p", "at_once")

    assert 2 == ended.ret
    assert [result] == [each["result"] for each in run_json(project)["scenarios"]]


def test_a_feature_that_was_not_read_is_recorded(project):
    """Whoever reads the record knows that the run is no evidence about it."""
    scenario(project, "Thn they agree", file="broken")
    feature(project, "sound", AGREEING.format(name="Sound"))

    run(project)

    assert ["features/broken.feature"] == run_json(project)["unread"]


def test_a_crashed_worker_is_not_passed_over(project):
    """Its scenario counts as broken: nobody knows what it would have found."""
    scenario(project, "When the process dies", file="one")
    feature(project, "two", AGREEING.format(name="Two"))

    result = project.runpytest_subprocess("features", "-n", "1")

    assert 6 == result.ret
    by_file = {each["nodeid"].split("::")[0]: each for each in run_json(project)["scenarios"]}
    assert "broken" == by_file["features/one.feature"]["result"]
    assert "passed" == by_file["features/two.feature"]["result"]


def test_allure_has_a_broken_result_for_what_a_crashed_worker_was_running(project):
    """Named, placed and labelled like every other: it is never missing."""
    scenario(project, "When the process dies", file="one")
    feature(project, "two", AGREEING.format(name="Two"))

    project.runpytest_subprocess("features", "-n", "1", "--alluredir", "allure")

    read = [json.loads(each.read_text()) for each in project.path.glob("allure/*-result.json")]
    told = {each["name"]: each for each in read}
    assert {"It happens": "broken", "It is told the same everywhere": "passed"} == {
        name: each["status"] for name, each in told.items()
    }
    labels = [(each["name"], each["value"]) for each in told["It happens"]["labels"]]
    assert {("epic", "One"), ("feature", "One"), ("story", "A rule")} <= set(labels)
    assert "died" in told["It happens"]["statusDetails"]["message"]


@pytest.mark.parametrize(
    ("step", "line", "where"),
    [
        ("Then they differ", 6, ""),
        ("Then one is down", 6, ""),
        ("Then they agree", None, ""),
        ("When a check of ours fails", 6, r"vocab/asking\.py:\d+"),
        ("When a page breaks", 6, r"vocab/asking\.py:\d+"),
    ],
)
def test_a_failure_is_recorded_with_its_step_and_what_broke_with_its_line(
    project, step, line, where
):
    """A verdict leads to a system, not to a line of code."""
    scenario(project, "Given nothing yet", step)

    run(project)

    [row] = run_json(project)["scenarios"]
    assert (4, line) == (row["line"], row["step_line"])
    assert (step if line else "") == row["step"]
    assert re.fullmatch(where, row["where"])


# The seed -----------------------------------------------------------------------------------------


def addresses(project):
    file = project.path / "addresses.txt"
    found = file.read_text("utf-8").split()
    file.unlink()
    return sorted(found)


@pytest.mark.parametrize(
    ("table", "home"),
    [("", r"DE Germany \d{5}"), ('[customers]\ncountry = "PT"', r"PT Portugal \d{4}-\d{3}")],
)
def test_she_lives_in_the_country_that_the_landscape_names(project, table, home):
    """Page objects are told its name and its code."""
    (project.path / "here.toml").write_text(f"{LANDSCAPE}\n{table}\n", "utf-8")
    scenario(project, "Then it is noted where she lives")
    run(project)

    assert re.fullmatch(home, (project.path / "home.txt").read_text("utf-8"))


def noting(project):
    for number in range(3):
        scenario(project, "Then her address is noted", "And they agree", file=f"f{number}")


def test_the_seed_is_printed_and_repeats_the_run(project):
    """The header shows the seed; with it the same people come again, also in workers."""
    noting(project)
    run(project, "--samestory-seed", "42").stdout.fnmatch_lines(
        ["samestory: landscape here.toml, --samestory-seed 42 repeats this run"]
    )
    first = addresses(project)
    project.runpytest_subprocess("features", "--samestory-seed", "42", "-n", "2")

    assert 3 == len(set(first))
    assert first == addresses(project)


def test_without_a_seed_every_run_has_people_of_its_own(project):
    """Two runs against the same company do not meet."""
    noting(project)
    run(project)
    first = addresses(project)
    project.runpytest_subprocess("features", "-n", "2")
    second = addresses(project)

    assert (3, 3) == (len(set(first)), len(set(second)))
    assert set(first).isdisjoint(second)


# Those who only have it installed -----------------------------------------------------------------


@pytest.mark.usefixtures("cold")
def test_it_sleeps_where_no_landscape_and_no_steps_are_named(pytester):
    """Other projects pay nothing: no feature is collected, and nothing of samestory is loaded."""
    pytester.makefile(".feature", one=AGREEING.format(name="One"))
    pytester.makepyfile(
        """
        import sys

        def test_nothing_is_loaded():
            loaded = {name for name in sys.modules if name.startswith("samestory")}
            assert loaded <= {"samestory", "samestory.pytest_plugin"}
        """
    )

    result = pytester.runpytest_subprocess("-p", "no:allure_pytest_bdd")

    assert 0 == result.ret
    result.assert_outcomes(passed=1)


@pytest.mark.usefixtures("cold")
def test_it_is_light_where_no_feature_is_run(project):
    """Unit tests of a project with features do not wait for httpx, babel and all the rest."""
    project.makepyfile(
        """
        import sys

        def test_little_is_loaded():
            heavy = ("samestory.witnesses", "samestory.config", "httpx", "babel")
            assert [] == [name for name in heavy if name in sys.modules]
        """
    )

    project.runpytest_subprocess("--ignore=features").assert_outcomes(passed=1)


@pytest.mark.parametrize("arguments", [[], ["-n", "1"], ["--alluredir", "allure"]])
def test_what_is_less_safe_than_it_should_be_is_said_loudly_and_once(project, arguments):
    """Whose certificate is believed unseen, and who is asked in plain text: see [guard]."""
    loud = '[guard]\nunverified = ["127.0.0.1"]\nplaintext = ["crm.example"]'
    change(project, "here.toml", "[guard]", loud)
    scenario(project, "Then they agree")
    result = run(project, *arguments)
    lines = [each for each in result.outlines if "ATTENTION" in each]
    recorded = json.loads((project.path / "reports" / "run.json").read_text("utf-8"))

    assert [
        (
            "samestory: ATTENTION: anything that calls itself 127.0.0.1 is trusted: its "
            "certificate is not checked (unverified in [guard] of here.toml)"
        ),
        (
            "samestory: ATTENTION: crm.example may be asked in plain text, which anyone on the "
            "network can read and change (plaintext in [guard] of here.toml)"
        ),
    ] == lines
    assert lines == [f"samestory: ATTENTION: {each}" for each in recorded["concessions"]]


# People -----------------------------------------------------------------------------------------


def test_a_channel_that_is_not_described_concerns_the_scenarios_that_act_through_it(project):
    """The others are run: they may act through channels that there are."""
    scenario(project, "When she acts", "Then they agree", file="one", name="one")
    feature(project, "two", AGREEING.format(name="Two"))

    result = run(project)

    assert 4 == result.ret
    result.stdout.fnmatch_lines(["*describes no channel 'shop' with page objects*"])
    assert ["broken", "passed"] == [each["result"] for each in run_json(project)["scenarios"]]
