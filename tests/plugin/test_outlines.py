"""What a placeholder stands for is in the examples, and nothing is played with one left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugin.features import ON_FILE, SAME, mistakes

OUTLINE = f"""Feature: Records
  Scenario Outline: one of <kind>
    Given the <kind> "<number>" is on file
    Then {SAME}
"""
TABLE = "    Examples:\n      | kind  | number |\n      | order | A-1042 |\n"


def test_a_table_that_fills_everything_is_in_order(tmp_path: Path) -> None:
    """Once, or several times."""
    assert [] == mistakes(tmp_path, OUTLINE + TABLE + TABLE)


MISTAKEN = {
    "no examples": (
        OUTLINE,
        (
            "x, line 2: the outline 'one of <kind>' has no Examples:, so nothing fills it.\n"
            "  Add them, or write Scenario:."
        ),
    ),
    "no rows": (
        f"{OUTLINE}    Examples:\n      | kind  | number |\n",
        (
            "x, line 5: the table of examples of 'one of <kind>' has no rows, so it would "
            "not be played.\n  Add a row, or remove the table."
        ),
    ),
    "no table": (
        f"{OUTLINE}    Examples:\n{TABLE}",
        (
            "x, line 5: the table of examples of 'one of <kind>' has no rows, so it would "
            "not be played.\n  Add a row, or remove the table."
        ),
    ),
    "rows that are not closed": (
        f"{OUTLINE}    Examples:\n      | kind\n      | order\n",
        (
            "x, line 5: this table of examples has no columns.\n"
            "  Begin and end each of its rows with |."
        ),
    ),
    "two columns of one name": (
        f"{OUTLINE}    Examples:\n      | kind  | number | kind |\n      | order | A-1 | offer |\n",
        "x, line 5: two columns are called 'kind'.\n  Give each a name of its own.",
    ),
}


@pytest.mark.parametrize("what", MISTAKEN)
def test_what_is_wrong_with_a_table(tmp_path: Path, what: str) -> None:
    """Nothing of it would be played, or nobody could say with what."""
    text, told = MISTAKEN[what]

    assert [told] == mistakes(tmp_path, text)


def test_a_misspelt_column_is_told_from_both_ends(tmp_path: Path) -> None:
    """The placeholder that it does not fill, and the column that nobody uses."""
    assert [
        (
            "x, line 3: nothing fills '<number>': the examples on line 5 have no such column."
            "\n  Did you mean 'numbr'? Columns: kind, numbr."
        ),
        (
            "x, line 5: no step uses the column 'numbr' of these examples, so what it holds "
            "is never checked.\n  Use <numbr> in a step or in the scenario's name, or remove it."
        ),
    ] == mistakes(tmp_path, OUTLINE + TABLE.replace("number", "numbr"))


def test_a_text_below_a_step_uses_columns_and_may_hold_xml(tmp_path: Path) -> None:
    """A misspelt column is told all the same."""
    text = OUTLINE.replace(
        f"Then {SAME}\n", f'Then {SAME}\n      """<kind>\n      <a><{{}}/></a>\n      """\n'
    ).replace('Given the <kind> "', 'Given the order "')
    text = text.replace("one of <kind>", "one of them") + TABLE

    assert [] == mistakes(tmp_path, text.format("b"))
    assert "nothing fills '<numbr>'" in mistakes(tmp_path, text.replace("<{}/>", "<numbr>"))[0]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<number", "<number"),
        ("number>", "number>"),
        ("< number >", "< number"),
        ("<number]", "<number"),
        ("<<number>>", "<<number>>"),
        ("<>", "<>"),
        ("{number}", "{number}"),
        ("${number}", "${number}"),
    ],
)
def test_half_a_placeholder_is_played_by_nobody(tmp_path: Path, written: str, shown: str) -> None:
    """Systems would be asked about an order '<number'."""
    text = OUTLINE.replace(f"Then {SAME}", f'Then the order "{written}" is on file') + TABLE

    assert [
        (
            f"x, line 4: '{shown}' is not a placeholder, and would be played as it stands.\n"
            "  Write it between < and >, without spaces at its ends."
        )
    ] == mistakes(tmp_path, text)


@pytest.mark.parametrize("written", ["<other>", "<other", "A-<other>", "<number>"])
def test_a_row_of_examples_holds_no_placeholder(tmp_path: Path, written: str) -> None:
    """Systems would be asked about an order '<other>'."""
    shown = written.removeprefix("A-")

    assert [
        (
            f"x, line 7: nothing fills '{shown}' in a row of examples.\n"
            "  Write what is meant instead."
        )
    ] == mistakes(tmp_path, OUTLINE + TABLE.replace("A-1042", written))


def test_a_row_of_examples_may_hold_xml_and_signs(tmp_path: Path) -> None:
    """What ends as XML does is meant as it stands."""
    for written in ("<b>A-1042</b>", "< 5", "a > b", "->"):
        assert [] == mistakes(tmp_path, OUTLINE + TABLE.replace("A-1042", written))


def test_a_tag_holds_no_placeholder(tmp_path: Path) -> None:
    """Gherkin fills none there."""
    text = OUTLINE.replace("  Scenario", "  @story-<number>\n  Scenario") + TABLE

    assert [
        (
            "x, line 2: nothing fills '<number>' in a tag.\n"
            "  Write what is meant, and give each tag a table of examples of its own."
        )
    ] == mistakes(tmp_path, text)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<number>", "<number>"),
        ("<number", "<number"),
        ("number>", "number>"),
        ("<>", "<>"),
        ("{number}", "{number}"),
        ("<<number>>", "<<number>>"),
    ],
)
def test_a_scenario_without_examples_holds_no_placeholder(
    tmp_path: Path, written: str, shown: str
) -> None:
    """In its steps and their tables; a text below a step may well be XML."""
    step = ON_FILE.replace("A-1042", written)
    text = (
        f'Feature: x\n  Scenario: y\n    Given {step}\n      """\n      <a>\n      """\n'
        f"    Then {SAME}\n      | <a> |\n"
    )

    assert [
        (
            f"x, line 3: nothing fills '{shown}', because the scenario 'y' has no Examples:.\n"
            "  Add them, or write what is meant instead."
        ),
        (
            "x, line 8: nothing fills '<a>', because the scenario 'y' has no Examples:.\n"
            "  Add them, or write what is meant instead."
        ),
    ] == mistakes(tmp_path, text)


@pytest.mark.parametrize("written", ["<number>", "<number"])
def test_nothing_is_filled_in_a_background(tmp_path: Path, written: str) -> None:
    """Not even for an outline that follows."""
    step = ON_FILE.replace("A-1042", written)
    text = OUTLINE.replace("Records\n", f"Records\n  Background:\n    Given {step}\n") + TABLE

    assert [
        (
            f"x, line 3: nothing fills '{written}' in a background.\n"
            "  Write the step into the scenario, or write what is meant instead."
        )
    ] == mistakes(tmp_path, text)


@pytest.mark.parametrize("text", ["a total < 5", "1 < 2 and 3 > 2", "A -> B", "<", "a<1"])
def test_a_comparison_is_no_placeholder(tmp_path: Path, text: str) -> None:
    assert [] == mistakes(
        tmp_path, f'Feature: x\n  Scenario: y\n    Given the order "{text}" is on file\n'
    )
