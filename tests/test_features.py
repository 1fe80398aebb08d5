"""The features can be read aloud, and the vocabulary is exactly what they need."""

import re
from pathlib import Path

import pytest
from gherkin.parser import Parser
from pytest_bdd.steps import step_function_context_registry

from samestory.plugin.gherkin.lint import mistakes_of_form, scenarios_in
from samestory.plugin.step_modules import step_modules

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "features").rglob("*.feature"))

BANNED = {
    "clicks, pages, fields": r"click\w*|press(?:es|ed)?|pages?|fields?|buttons?|forms?|links?",
    "protocols": r"GET|POST|PUT|JSON|HTTP|API|URL|SQL|status code|selectors?|database",
    "numbers of seconds": r"\d+(?:\.\d+)? (?:ms|milliseconds|s|seconds?|minutes?)",
    "environments": r"staging|production|prod|dev|localhost|sandbox|test environment",
    "systems without a name": r"(?:every|all|each|any) (?:other )?systems?|the systems",
    "raw logic": r"eventually|always|assert\w*|verif\w+|should",
}

STORIES = set(range(1, 55))
"""The numbers of the stories that must be told."""


def shown(file):
    return file.relative_to(ROOT).as_posix()


def parsed(file):
    return Parser().parse(file.read_text("utf-8"))["feature"]


def scenarios():
    for file in FILES:
        for each in scenarios_in(parsed(file)["children"]):
            yield pytest.param(each, id=f"{shown(file)}: {each['name']}")


SCENARIOS = list(scenarios())


def kinds(scenario):
    """Given, when and then, with "And" counted as what it follows."""
    found = []
    for step in scenario["steps"]:
        same = step["keywordType"] == "Conjunction"
        found.append(found[-1] if same else step["keyword"].strip().lower())
    return found


@pytest.fixture(scope="module")
def vocabulary():
    """Every step definition of steps/, by nothing but import."""
    files = {module.__file__ for module in step_modules([ROOT / "steps"], ROOT)}
    known = list(step_function_context_registry.values())
    return [each for each in known if each.step_func.__code__.co_filename in files]


def every_step():
    for param in SCENARIOS:
        [scenario] = param.values
        for kind, step in zip(kinds(scenario), scenario["steps"], strict=True):
            yield kind, step["text"]


def said_by(step, vocabulary):
    kind, text = step
    return [each for each in vocabulary if each.type == kind and each.parser.is_matching(text)]


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_features_are_in_form(file):
    """No duplicate names, no empty scenarios, nothing that Gherkin would leave out."""
    assert [] == mistakes_of_form(file, shown(file))


@pytest.mark.parametrize("what", BANNED)
@pytest.mark.parametrize("file", FILES, ids=shown)
def test_features_speak_of_the_business(file, what):
    """A product owner reads them aloud without stumbling over a tester's word."""
    words = re.compile(rf"\b(?:{BANNED[what]})\b")

    assert [] == words.findall(file.read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_every_feature_says_what_it_is_for(file):
    """One sentence under the title tells why anybody would care."""
    assert parsed(file)["description"].strip().endswith(".")


@pytest.mark.parametrize("file", FILES, ids=shown)
def test_every_scenario_stands_under_a_rule(file):
    """The rule of the business comes first, the example second."""
    assert all("rule" in child for child in parsed(file)["children"])


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenarios_are_short(scenario):
    """Three to six steps, or nobody listens to the end."""
    assert 3 <= len(scenario["steps"]) <= 6


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_one_thing_happens(scenario):
    """Exactly one When, after what is given and before what then holds."""
    found = kinds(scenario)

    assert 1 == found.count("when")
    assert found == sorted(found, key=["given", "when", "then"].index)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_tells_a_known_story(scenario):
    """The numbers are those of the catalogue of stories, and stay the same for good."""
    tags = [tag["name"] for tag in scenario["tags"]]

    assert any(re.fullmatch(r"@story-\d+", tag) for tag in tags)


def test_no_two_features_share_a_rule():
    """A rule of the business is told in one place."""
    rules = [rule["rule"]["name"] for file in FILES for rule in parsed(file)["children"]]

    assert sorted(set(rules)) == sorted(rules)


def test_no_two_scenarios_share_a_name():
    """In a report with all features, a name means one scenario."""
    names = [param.values[0]["name"] for param in SCENARIOS]

    assert sorted(set(names)) == sorted(names)


def test_the_stories_are_told():
    """Each story has a scenario."""
    tags = {tag["name"] for param in SCENARIOS for tag in param.values[0]["tags"]}

    assert set() == {number for number in STORIES if f"@story-{number}" not in tags}


def test_every_step_is_said_by_one_phrase(vocabulary):
    """None is missing, and none could be read in two ways."""
    ambiguous = {
        step: [each.parser.name for each in said_by(step, vocabulary)]
        for step in every_step()
        if len(said_by(step, vocabulary)) != 1
    }

    assert {} == ambiguous


def test_no_phrase_is_unused(vocabulary):
    """A vocabulary that nobody speaks is left to rot."""
    used = {each.parser.name for step in every_step() for each in said_by(step, vocabulary)}

    assert set() == {each.parser.name for each in vocabulary} - used


def test_no_phrase_is_defined_twice(vocabulary):
    """The later one would silently win."""
    phrases = [(each.type, each.parser.name) for each in vocabulary]

    assert sorted(set(phrases)) == sorted(phrases)


def test_steps_hold_no_conditions(vocabulary):
    """A step translates; `if env == ...: pass` is green and checks nothing."""
    for each in vocabulary:
        names = {"if", "for", "while", "try"}
        lines = Path(each.step_func.__code__.co_filename).read_text("utf-8").splitlines()
        start = each.step_func.__code__.co_firstlineno - 1
        body = _body(lines, start)
        assert [] == [line for line in body if line.split()[0] in names], each.parser.name


def _body(lines, start):
    """The lines of a definition, from its first decorator to the next empty line."""
    end = next((n for n in range(start, len(lines)) if not lines[n].strip()), len(lines))
    return lines[start:end]
