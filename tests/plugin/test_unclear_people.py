"""Of whom a feature speaks is decided when it is collected, scenario by scenario."""

from pathlib import Path

import pytest
from pytest_bdd.steps import step_function_context_registry

from samestory.plugin.gherkin.playable import feature_of
from samestory.plugin.step_check import check_steps
from samestory.plugin.step_modules import step_modules

ROOT = Path(__file__).parents[2]
KNOWN = "Given Ada is a customer of the shop"
ORDERS = 'When she orders 1 "Chain, 11-speed"'
AGREE = "Then the website and the ERP agree on her order"


@pytest.fixture(scope="module")
def definition():
    """Looks up a step among those of this project."""
    names = {each.__name__ for each in step_modules([ROOT / "steps"], ROOT)}
    ours = [
        each
        for each in step_function_context_registry.values()
        if each.step_func.__module__ in names
    ]

    def find(step):
        fits = (each for each in ours if each.type == step.type)
        return next((each for each in fits if each.parser.is_matching(step.name)), None)

    return find


@pytest.fixture
def mistakes(tmp_path, definition):
    """What is wrong with a feature of these scenarios, each a list of steps."""

    def found(*scenarios, examples=""):
        lines = ["Feature: x"]
        for number, steps in enumerate(scenarios):
            lines += [f"  Scenario: {number}", *(f"    {each}" for each in steps)]
        file = tmp_path / "x.feature"
        file.write_text("\n".join(lines) + examples, "utf-8")
        return check_steps(feature_of(file), "x", definition).mistakes

    return found


def test_each_scenario_has_people_of_its_own(mistakes):
    """Eve of the first is not in the second."""
    first = [KNOWN, "And Eve is a customer of the shop", ORDERS.replace("she", "Eve"), AGREE]

    assert [] == mistakes(first, [KNOWN, ORDERS, AGREE])


def test_a_pronoun_that_is_not_clear_is_told_once(mistakes):
    """Everything after it would only follow from it."""
    assert ["x, line 5: 'she' may mean Ada or Eve.\n  Write the name instead."] == mistakes(
        [KNOWN, "And Eve is a customer of the shop", ORDERS, AGREE]
    )


def test_a_pronoun_is_told_as_the_step_says_it(mistakes):
    """Not as another form of it, which stands nowhere in the file."""
    steps = ["Given Ben is a customer of the shop", ORDERS.replace("she", "he"), AGREE]

    assert [
        (
            "x, line 5: 'her' can mean no one here: this scenario speaks of Ben ('he').\n"
            "  Write the name instead."
        )
    ] == mistakes(steps)


def test_a_name_that_is_misspelt_is_nobodys(mistakes):
    [told] = mistakes([KNOWN, ORDERS.replace("she", "Adda"), AGREE])

    assert told == (
        "x, line 4: no person called 'Adda' has been introduced.\n"
        "  Known: Ada. Begin with a step such as 'Given Adda is a customer of the shop'."
    )


def test_a_step_that_is_unknown_may_have_introduced_anybody(mistakes):
    """It is a mistake of its own."""
    [told] = mistakes(["Given Eve is a costumer of the shop", ORDERS.replace("she", "Eve"), AGREE])

    assert told.startswith("x, line 3: no step is called 'Eve is a costumer of the shop'.")


def test_rows_of_examples_may_name_people(mistakes):
    """Each row is a scenario of its own."""
    steps = [KNOWN.replace("Ada", "<who>"), ORDERS.replace("she", "<who>")]
    examples = "\n    Examples:\n      | who |\n      | Maria |\n      | Ben |\n"

    assert [] == mistakes([*steps, "Then the website knows <who>"], examples=examples)


@pytest.mark.parametrize("who", ["I", "We", "You"])
def test_a_scenario_is_told_of_others(mistakes, who):
    """Nobody is called so."""
    assert [
        (
            f"x, line 4: '{who}' is no person of the scenario.\n"
            "  Write she, he or they, or a name that a step has introduced."
        )
    ] == mistakes([KNOWN, f'When {who} order 1 "Chain, 11-speed"'])


def test_the_same_mistake_is_told_once_with_all_its_lines(mistakes):
    """As often as it is made, it is one."""
    wrong = [KNOWN, ORDERS.replace("orders", "odrers"), AGREE]

    [told] = mistakes(wrong, wrong, wrong)

    assert told.startswith("x, lines 4, 8, 12: no step is called")


def test_a_keyword_without_a_step_is_told_as_such(mistakes):
    assert [
        "x, line 4: this When has no text.\n  Write a step after it, or remove it."
    ] == mistakes([KNOWN, "When ", ORDERS, AGREE])
