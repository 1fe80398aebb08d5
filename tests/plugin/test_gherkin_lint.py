"""What is not Gherkin is told with its line and a fix, and what is Gherkin is read."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from tests.plugin.features import ON_FILE, PLAYED, SAME, STEPS, mistakes

SOUND = f"Feature: Records\n{PLAYED}"


@pytest.mark.parametrize(
    "content",
    [
        SOUND.encode(),
        codecs.BOM_UTF8 + SOUND.encode(),
        SOUND.replace("\n", "\r\n").encode(),
        SOUND.replace("Scenario:", "Example:").encode(),
        SOUND.replace("Then", "*").encode(),
    ],
    ids=["as ours", "with a byte order mark", "from Windows", "an example", "a step of any kind"],
)
def test_a_feature_is_read_as_it_was_saved(tmp_path: Path, content: bytes) -> None:
    assert [] == mistakes(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (SOUND.encode("utf-16"), "is saved as UTF-16 or UTF-32"),
        (codecs.BOM_UTF16_BE + SOUND.encode("utf-16-be"), "is saved as UTF-16 or UTF-32"),
        (SOUND.encode("utf-32"), "is saved as UTF-16 or UTF-32"),
        (SOUND.encode("utf-16-le"), "is not written in UTF-8"),
        (SOUND.replace("one", "eine schöne").encode("cp1252"), "is not written in UTF-8"),
    ],
)
def test_another_encoding_is_named(tmp_path: Path, content: bytes, fact: str) -> None:
    assert [f"x {fact}.\n  Save it as UTF-8."] == mistakes(tmp_path, content)


TWICE = f"""Feature: Records
  Rule: By day
    Scenario: one order
    {STEPS}
  Rule: By night
    Scenario: one order
    {STEPS}"""


def test_two_rules_may_have_a_scenario_of_one_name(tmp_path: Path) -> None:
    assert [] == mistakes(tmp_path, TWICE)


def test_one_rule_may_not(tmp_path: Path) -> None:
    """No report could tell them apart."""
    assert [
        (
            "x, line 7: the scenario on line 3 is also called 'one order', so that their results "
            "could not be told apart.\n  Give it a name of its own."
        )
    ] == mistakes(tmp_path, TWICE.replace("  Rule: By night\n", ""))


BACKGROUND = '  Background:\n    Given the order "A-1042" is on file\n'


@pytest.mark.parametrize(
    "text",
    [
        f"Feature: Records\n{BACKGROUND}  Scenario: y\n    And {SAME}\n",
        f"Feature: Records\n  Rule: x\n{BACKGROUND}  Scenario: y\n    But {SAME}\n",
        f"Feature: Records\n{BACKGROUND}  Rule: x\n  Background:\n    And {SAME}\n{PLAYED}",
    ],
)
def test_a_scenario_may_begin_with_and_after_a_background(tmp_path: Path, text: str) -> None:
    assert [] == mistakes(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"Feature: Records\n  Scenario: y\n    And {SAME}\n", 3),
        (
            f"Feature: x\n  Background:\n    And {SAME}\n{PLAYED}{PLAYED.replace('one', 'a')}",
            3,
        ),
        (
            (
                f"Feature: x\n  Rule: x\n{BACKGROUND}{PLAYED}"
                f"  Rule: z\n  Scenario: y\n    And {SAME}\n"
            ),
            11,
        ),
    ],
)
def test_an_and_that_follows_nothing_is_told_once(tmp_path: Path, text: str, line: int) -> None:
    assert [
        (
            f"x, line {line}: 'And {SAME}' follows no other step.\n"
            "  Begin it with Given, When or Then, or put a Background: before it."
        )
    ] == mistakes(tmp_path, text)


LATE = f"Feature: Records\n  # language: de\n{PLAYED}"


def test_a_language_that_is_named_too_late_is_a_mistake(tmp_path: Path) -> None:
    """Gherkin takes it for a comment, and the steps of that language for a description."""
    assert [
        (
            "x, line 2: the language 'de' is named too late, so that the keywords are still those "
            "of 'en'.\n  Name it in the first line."
        )
    ] == mistakes(tmp_path, LATE)


ENDS = (
    "A step is one line that starts with Given, When, Then, And or But; a section with Feature:, "
    "Rule:, "
)


@pytest.mark.parametrize(
    ("text", "fact", "fix"),
    [
        (f"{SOUND}    Thn x\n", "line 6: this is not Gherkin: 'Thn x'", "Did you mean 'Then'?"),
        (f"{SOUND}    then x\n", "line 6: this is not Gherkin: 'then x'", "Did you mean 'Then'?"),
        (
            f"{SOUND}  Scenrio: x\n",
            "line 6: this is not Gherkin: 'Scenrio: x'",
            "Did you mean 'Scenario:'?",
        ),
        (
            f"{SOUND}  Scenario Ada\n",
            "line 6: this is not Gherkin: 'Scenario Ada'",
            "Did you mean 'Scenario:'?",
        ),
        (
            f"{SOUND}  Given: x\n",
            "line 6: this is not Gherkin: 'Given: x'",
            "Write 'Given' and a space.",
        ),
        (
            f"{SOUND}  Nonsense\n",
            "line 6: this is not Gherkin: 'Nonsense'",
            f"{ENDS}Background:, Scenario: or Examples:.",
        ),
        (
            f"{SOUND}Feature: y\n",
            "line 6: this is not Gherkin: 'Feature: y'",
            (
                "A file holds one Feature:; a Background: stands before the first Scenario: of its "
                "Feature: or Rule:, and Examples: after the steps of a Scenario Outline:."
            ),
        ),
        (
            "Given x\n",
            "line 1: this is not Gherkin: 'Given x'",
            "Begin the file with Feature: and a name.",
        ),
        (
            PLAYED.lstrip("\n"),
            "line 1: this is not Gherkin: 'Scenario: one order'",
            "Begin the file with Feature: and a name.",
        ),
        (
            "Feature x\n",
            "line 1: this is not Gherkin: 'Feature x'",
            "Did you mean 'Feature:'?",
        ),
        (
            f"# language: de\n{SOUND}",
            "line 2: this is not Gherkin: 'Feature: Records'",
            "Remove the line '# language: de', or write Funktionalität: for Feature:.",
        ),
        (
            "Feature: x\n  Scenario: y\n    @slow\n    Given x\n",
            "line 4: this is not Gherkin: 'Given x'",
            "Tags stand above a section, such as a Scenario:, and not above a step.",
        ),
        (
            f"{SOUND}    // not yet\n",
            "line 6: this is not Gherkin: '// not yet'",
            "A comment starts with #.",
        ),
        (
            f"{SOUND}      | a |\n      | b | c |\n",
            "line 7: this is not Gherkin: inconsistent cell count within the table",
            "Give every row of the table as many cells as the first one.",
        ),
        (
            f"# language: dee\n{SOUND}",
            "line 1: this is not Gherkin: Language not supported: dee",
            "Did you mean 'de'? Name one that Gherkin knows, such as 'de' or 'fr'.",
        ),
        (
            "Funktion: x\n",
            "line 1: this is not Gherkin: 'Funktion: x'",
            "Name its language in the first line: # language: de",
        ),
        (
            f'{SOUND}      """\n      text\n',
            "line 8: this is not Gherkin: unexpected end of file",
            'Close the text with the """ or ``` that it was opened with.',
        ),
        (
            f"{SOUND}  @critical\n",
            "line 7: this is not Gherkin: unexpected end of file",
            "Write what belongs to the last line, or remove that.",
        ),
        (
            "@critical now\nFeature: x\n",
            "line 1: this is not Gherkin: A tag may not contain whitespace",
            "Write each tag as one word: @story-27 @critical.",
        ),
        (
            "# language: de\nFunktion: x\n  Szenario: y\n    Wenn x\n    Nichts\n",
            "line 5: this is not Gherkin: 'Nichts'",
            (
                "A step is one line that starts with Angenommen, Wenn, Dann, Und or Aber; a "
                "section with Funktionalität:, Rule:, Grundlage:, Szenario: or Beispiele:."
            ),
        ),
    ],
)
def test_what_is_not_gherkin_is_told_with_its_line(
    tmp_path: Path, text: str, fact: str, fix: str
) -> None:
    assert f"x, {fact}.\n  {fix}" == mistakes(tmp_path, text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Funktion: x\n  Szenario: y\n    Angenommen x\n    Dann y\n",
        f"# language: de\n{SOUND}",
        PLAYED,
        f"Feature: x\n  Scenario: y\n    @slow\n    {STEPS}",
    ],
    ids=["no language named", "another language named", "no feature", "a tag among steps"],
)
def test_what_only_follows_from_a_missing_heading_is_not_told(tmp_path: Path, text: str) -> None:
    """Gherkin reports every line until it comes."""
    assert 1 == len(mistakes(tmp_path, text))


def test_steps_that_are_not_gherkin_are_all_told(tmp_path: Path) -> None:
    """None follows from another."""
    assert 2 == len(mistakes(tmp_path, f"{SOUND}    Thn x\n    Whne x\n"))


def test_a_table_below_example_is_meant_for_examples(tmp_path: Path) -> None:
    """Gherkin takes Example: for another word for Scenario:."""
    text = f"{SOUND}    Example:\n      | number |\n      | A-1042 |\n"

    assert [
        (
            "x, line 6: a table stands below 'Example:', which begins a scenario.\n"
            "  Did you mean 'Examples:'?"
        )
    ] == mistakes(tmp_path, text)


def test_tags_are_written_apart(tmp_path: Path) -> None:
    """Otherwise the comma is a part of the first one."""
    assert [
        (
            "x, line 2: the tag '@critical,' holds a comma, so that -m cannot choose by it.\n"
            "  Write a space between tags: @story-27 @critical."
        )
    ] == mistakes(tmp_path, f"Feature: x\n  @critical,@slow{PLAYED}")


def test_a_scenario_whose_steps_are_hidden_is_told_once(tmp_path: Path) -> None:
    """That it has none only follows; another without steps is told."""
    hiding = f"Feature: x\n  Scenario: y\n    1. Given {ON_FILE}\n    2. Then {SAME}\n"

    [told] = mistakes(tmp_path, hiding)
    assert "line 3: '1. Given" in told
    assert "stands in the description of the scenario" in told
    [_, empty] = mistakes(tmp_path, f"{hiding}\n  Scenario: z\n")
    assert empty.startswith("x, line 6: the scenario 'z' has no steps")
