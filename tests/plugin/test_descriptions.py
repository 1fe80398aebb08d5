"""A description may say anything but what looks like a keyword or a step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugin.features import ON_FILE, PLAYED, SAME, STEPS, mistakes

FEATURE = "Feature: Records\n"
LEFT_OUT = "so that it would be left out."
BELOW = "Write it below a Scenario: or a Background:, or word the description otherwise."
BEGIN = "Begin it with a keyword of this language, such as Given, or word it otherwise."
SPACE = "Write 'Given' and a space."
NOT_HERE = "No '{}' is looked for there, or not in this language: move or fix it."
MEANT = "Did you mean '{}'? If it is prose, word it otherwise."

HIDDEN = {
    "a misspelt scenario": (
        f"{FEATURE}  Scenrio: x\n    {STEPS}{PLAYED}",
        2,
        MEANT.format("Scenario:"),
    ),
    "one in small letters": (
        f"{FEATURE}  scenario: x\n    {STEPS}{PLAYED}",
        2,
        MEANT.format("Scenario:"),
    ),
    "one with a space before its colon": (
        f"{FEATURE}  Scenario : x\n    {STEPS}{PLAYED}",
        2,
        MEANT.format("Scenario:"),
    ),
    "one with a wide colon": (
        f"{FEATURE}  Scenario\uff1a x\n    {STEPS}{PLAYED}",
        2,
        MEANT.format("Scenario:"),
    ),
    "one without a colon": (
        f"{FEATURE}  Scenario Ada\n    {STEPS}{PLAYED}",
        2,
        MEANT.format("Scenario:"),
    ),
    "one behind a tab": (
        f"{FEATURE}\tSenario: x\n\t\t{STEPS}{PLAYED}",
        2,
        MEANT.format("Scenario:"),
    ),
    "a misspelt outline": (
        f"{FEATURE}  Scenario Outlin: x\n    {STEPS}{PLAYED}",
        2,
        MEANT.format("Scenario Outline:"),
    ),
    "a misspelt example": (
        f"{FEATURE}  Exampl: x\n    {STEPS}{PLAYED}",
        2,
        MEANT.format("Example:"),
    ),
    "a misspelt background": (
        f"{FEATURE}  Backgroud:\n    Given {ON_FILE}\n{PLAYED}",
        2,
        MEANT.format("Background:"),
    ),
    "a misspelt rule": (f"{FEATURE}  Rul: x\n{PLAYED}", 2, MEANT.format("Rule:")),
    "a scenario below a scenario": (
        f"{FEATURE}  Scenario: y\n  Scenaro: x\n    {STEPS}",
        3,
        MEANT.format("Scenario:"),
    ),
    "a scenario below a rule": (
        f"{FEATURE}  Rule: y\n  Scenaro: x\n    {STEPS}{PLAYED}",
        3,
        MEANT.format("Scenario:"),
    ),
    "a scenario below prose": (
        f"{FEATURE}  What one knows.\n\n  # of Ada\n  Scenaro: x\n    {STEPS}{PLAYED}",
        5,
        MEANT.format("Scenario:"),
    ),
    "steps below the feature": (f"{FEATURE}    {STEPS}{PLAYED}", 2, BELOW),
    "steps below a rule": (f"{FEATURE}  Rule: x\n    {STEPS}{PLAYED}", 3, BELOW),
    "steps that nobody defines": (
        f"{FEATURE}    Given a moon\n    Then it shines\n{PLAYED}",
        2,
        BELOW,
    ),
    "a step of any kind": (f"{FEATURE}    * {ON_FILE}\n{PLAYED}", 2, BELOW),
    "a step with a slip in it": (f"{FEATURE}    Given {ON_FILE[:-1]}\n{PLAYED}", 2, BELOW),
    "a step without its keyword": (f"{FEATURE}  Scenario: x\n    {ON_FILE}\n    {STEPS}", 3, BEGIN),
    "a step between Examples: and their table": (
        (
            f'{FEATURE}  Scenario Outline: x\n    Given the order "<n>" is on file\n'
            f"    Then {SAME}\n"
            f"    Examples:\n      Given {ON_FILE}\n      | n |\n      | 1 |\n"
        ),
        6,
        BELOW,
    ),
    "a misspelt first step": (
        f"{FEATURE}  Scenario: x\n    Gven {ON_FILE}\n    Then {SAME}\n",
        3,
        MEANT.format("Given"),
    ),
    "one that nobody defines": (
        f"{FEATURE}  Scenario: x\n    Gvien a moon\n    {STEPS}",
        3,
        MEANT.format("Given"),
    ),
    "one in small letters too": (
        f"{FEATURE}  Scenario: x\n    given {ON_FILE}\n    Then {SAME}\n",
        3,
        MEANT.format("Given"),
    ),
    "one with a colon": (
        f"{FEATURE}  Scenario: x\n    Given: {ON_FILE}\n    Then {SAME}\n",
        3,
        SPACE,
    ),
    "one that reads like prose": (
        f"{FEATURE}  Scenario: x\n    The {SAME}\n    {STEPS}",
        3,
        MEANT.format("Then"),
    ),
    "one of a background": (
        f"{FEATURE}  Background:\n    Givn {ON_FILE}\n{PLAYED}",
        3,
        MEANT.format("Given"),
    ),
    "a first step in German": (
        f"# language: de\nFunktion: x\n  Szenario: y\n    Angenomen {ON_FILE}\n    Dann {SAME}\n",
        4,
        MEANT.format("Angenommen"),
    ),
    "a scenario in German": (
        (
            "# language: de\nFunktion: x\n"
            f"  Senario: y\n    Angenommen {ON_FILE}\n    Dann {SAME}\n"
            f"  Szenario: z\n    Angenommen {ON_FILE}\n    Dann {SAME}\n"
        ),
        3,
        MEANT.format("Szenario:"),
    ),
    "English steps in a German feature": (
        (
            f"# language: de\nFunktion: x\n  Scenario: y\n    {STEPS}"
            f"  Szenario: z\n    Angenommen {ON_FILE}\n    Dann {SAME}\n"
        ),
        3,
        NOT_HERE.format("Scenario:"),
    ),
    "a first step in Japanese": (
        (
            f"# language: ja\n機能: x\n  前提{ON_FILE}\n"
            f"  シナリオ: z\n    前提{ON_FILE}\n    ならば{SAME}\n"
        ),
        3,
        BELOW,
    ),
    "a first step behind a tab": (
        f"{FEATURE}  Scenario: x\n    Given\t{ON_FILE}\n    Then {SAME}\n",
        3,
        SPACE,
    ),
    "one behind a bullet": (
        f"{FEATURE}  Scenario: x\n    - Given {ON_FILE}\n    {STEPS}",
        3,
        BEGIN,
    ),
    "one behind what nobody sees": (
        f"{FEATURE}  Scenario: x\n    \u200bGiven {ON_FILE}\n    {STEPS}",
        3,
        BEGIN,
    ),
    "one that nobody defines, in German": (
        f"# language: de\nFunktion: x\n  Szenario: y\n    Angenomen ein Mond\n    Dann {SAME}\n",
        4,
        MEANT.format("Angenommen"),
    ),
    "one in Chinese": (
        f"# language: zh-CN\n功能: x\n  场景: y\n    加入{ON_FILE}\n    那么{SAME}\n",
        4,
        BEGIN,
    ),
    "a step with a full stop": (f"{FEATURE}  Given {ON_FILE}.\n{PLAYED}", 2, BELOW),
    "one in another language": (
        f"{FEATURE}  Scenario: x\n    Angenommen {ON_FILE}\n    {STEPS}",
        3,
        BEGIN,
    ),
    "one with another word": (
        f"{FEATURE}  Scenario: x\n    Assume {ON_FILE}\n    {STEPS}",
        3,
        BEGIN,
    ),
    "a second feature": (
        f"{FEATURE}  Scenario: x\n  Feature: y\n    {STEPS}",
        3,
        NOT_HERE.format("Feature:"),
    ),
}

HONEST = {
    "The, They, An": (
        f"{FEATURE}  The warehouse exports its orders by night.\n"
        f"  They are looked at in the morning.\n"
        f"  An order is an order.\n{PLAYED}"
    ),
    "The, below a scenario": (
        f"{FEATURE}  Scenario: x\n    The warehouse exports its orders by night,\n"
        f"    so this one is looked at in the morning.\n\n    {STEPS}"
    ),
    "The, directly above a step": f"{FEATURE}  Scenario: x\n    The order is on time\n    {STEPS}",
    "And, in the midst of a sentence": (
        f"{FEATURE}  A customer is one person,\n  and the systems know\n  when she orders\n"
        f"  or then cancels\n  but not why.\n{PLAYED}"
    ),
    "When, at its beginning": (
        f"{FEATURE}  When a customer changes her order, the warehouse must hear of it.\n"
        f"  Given enough time, all systems tell the same.\n{PLAYED}"
    ),
    "When, over two lines": (
        f"{FEATURE}  When a customer changes her order\n  the warehouse must hear of it.\n{PLAYED}"
    ),
    "names": (
        f"{FEATURE}  Scenario: x\n    Andy orders.\n    Anna too\n\n    Theo as well\n    Thea\n"
        f"    Ana orders\n\n    {STEPS}"
    ),
    "words one slip away": f"{FEATURE}  Teen customers order.\n  Giver and taker.\n{PLAYED}",
    "Chinese prose": (
        "# language: zh-CN\n功能: x\n  当客户下单时仓库应该知道。\n  而且很快\n"
        f"  场景: y\n    假如{ON_FILE}\n    那么{SAME}\n"
    ),
    "wishes in a row": f"{FEATURE}  As an agent, I want\n  And I need\n  But not more\n{PLAYED}",
    "a short step that ends a sentence": f"{FEATURE}  Nobody minds\n  if she cancels it\n{PLAYED}",
    "a user story": (
        f"{FEATURE}  As a customer\n  I want to change my order\n  So that I get what I need\n"
        f"  In order to be happy\n{PLAYED}"
    ),
    "bullets": (
        f"{FEATURE}  Rules:\n  * an order is shipped once\n  * it is paid once\n"
        f"  - and no more\n{PLAYED}"
    ),
    "headings": (
        f"{FEATURE}  Role: customer\n  Note: nobody else.\n  Samples: see the wiki.\n{PLAYED}"
    ),
    "an example in prose": f"{FEATURE}  Rule: x\n  example: Ada orders three chains.\n{PLAYED}",
    "a table of Markdown": (
        f"{FEATURE}  What each stage means:\n  | placed | paid |\n  | --- | --- |\n{PLAYED}"
    ),
    "comments": f"{FEATURE}  #Given {ON_FILE}\n  # Scenrio: x\n{PLAYED}",
    "German prose": (
        "# language: de\nFunktion: x\n"
        "  Wenn die Kundin ihre Bestellung ändert, hört das Lager davon.\n"
        "  Und das gilt auch nachts.\n  Den Rest weiß niemand.\n  Regeln: keine.\n  Dann ist gut.\n"
        f"  Szenario: z\n    Die Ware ist da.\n    Denn so soll es sein\n\n"
        f"    Angenommen {ON_FILE}\n    Dann {SAME}\n"
    ),
    "German prose below English keywords": (
        f"{FEATURE}  Wenn die Kundin bestellt\n  oder storniert.\n{PLAYED}"
    ),
    "French prose": (
        "# language: fr\nFonctionnalité: x\n  Exemple : une commande de trois chaînes.\n"
        f"  Et que rien ne change.\n  Scénario: z\n    Soit {ON_FILE}\n    Alors {SAME}\n"
    ),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_what_looks_like_more_is_no_description(tmp_path: Path, what: str) -> None:
    """It is told with its line, and with the keyword that is meant."""
    text, line, expected = HIDDEN[what]
    [first, *_] = mistakes(tmp_path, text)
    fact, fix = first.split("\n")

    assert fact.startswith(f"x, line {line}: ")
    assert fact.endswith(LEFT_OUT)
    assert f"  {expected}" == fix


@pytest.mark.parametrize("what", HONEST)
def test_prose_is_a_description(tmp_path: Path, what: str) -> None:
    """However it begins."""
    assert [] == mistakes(tmp_path, HONEST[what])


def test_one_line_is_told_for_each_paragraph(tmp_path: Path) -> None:
    """The steps below a misspelt heading are fixed by fixing that."""
    text = f"{FEATURE}  Scenrio: x\n    {STEPS}\n  Scenrio: y\n    {STEPS}{PLAYED}"

    assert [
        (
            "x, line 2: 'Scenrio: x' stands in the description of the feature, "
            f"{LEFT_OUT}\n  Did you mean 'Scenario:'? If it is prose, word it otherwise."
        ),
        (
            "x, line 6: 'Scenrio: y' stands in the description of the feature, "
            f"{LEFT_OUT}\n  Did you mean 'Scenario:'? If it is prose, word it otherwise."
        ),
    ] == mistakes(tmp_path, text)


def test_a_feature_that_is_all_description_says_what_is_hidden(tmp_path: Path) -> None:
    """That it holds no scenario would be no help."""
    assert [
        (
            "x, line 2: 'Given the order \"A-1042\" is on file' stands in the description of "
            f"the feature, {LEFT_OUT}\n"
            "  Write it below a Scenario: or a Background:, or word the description otherwise."
        )
    ] == mistakes(tmp_path, f"{FEATURE}    {STEPS}")
