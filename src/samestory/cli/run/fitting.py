"""Whether any scenario fits what was chosen, known before anything is started."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.cli.places import must_exist
from samestory.cli.run.expressions import read_expression
from samestory.errors import NothingToCompare, WrongCall
from samestory.plugin.gherkin.places import file_and_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from samestory.cli.run.choosing import Choice
    from samestory.cli.run.expressions import Holds


@dataclass(frozen=True, slots=True)
class Known:
    """A scenario as it can be chosen: `words` is all that `-k` may find it by, in lower case."""

    feature: str
    name: str
    tags: frozenset[str]
    words: frozenset[str]


def must_fit(paths: Sequence[str], keyword: str | None = None, tag: str | None = None) -> None:
    """Raise `NothingToCompare` if no scenario fits, naming the features and scenarios there are.

    What pytest alone can judge is left to it: no feature at all, files that are no features or not
    Gherkin, and whatever follows the first option. Raises `WrongCall` for a choice that cannot be
    understood.
    """
    if not (keyword or tag):
        return
    try:
        fits_keyword, fits_tag = _read("-k", keyword), _read("-m", tag)
        known = [scenario for file in _features(paths) for scenario in _scenarios(file)]
        if not known or any(_fits(each, fits_keyword, fits_tag) for each in known):
            return
    except _OnlyPytestKnows:
        return
    wish = " and ".join(f"'{each}'" for each in (keyword, tag and f"@{tag}") if each)
    where = ", ".join(takewhile(lambda each: not each.startswith("-"), paths))
    nothing = f"No scenario fits {wish} in {where}."
    raise NothingToCompare("\n".join([nothing, *_listed(known)]))


def must_choose(choice: Choice, features: Path) -> None:
    """Raise `NothingToCompare` if a choice fits no scenario, `WrongCall` if it cannot be read."""
    if str(features) in choice["paths"]:
        must_exist(features)
    must_fit(**choice)


class _OnlyPytestKnows(Exception):
    """What is to be played is more than plain features."""


def _listed(known: Collection[Known]) -> Iterator[str]:
    tags = sorted({f"@{tag}" for each in known for tag in each.tags})
    yield "  Features and scenarios that there are:"
    for feature in dict.fromkeys(each.feature for each in known):
        yield f"    {feature}"
        names = dict.fromkeys(each.name for each in known if each.feature == feature)
        yield from (f"      {name}" for name in names)
    if tags:
        yield f"  Tags: {', '.join(tags)}."


def _features(paths: Sequence[str]) -> Iterator[Path]:
    for each in paths:
        if each.startswith("-"):
            return
        path = Path(file_and_line(each)[0])
        files = sorted(path.glob("**/*.feature")) if path.is_dir() else [path]
        if "::" in each or any(file.suffix != ".feature" for file in files) or _has_tests(path):
            raise _OnlyPytestKnows
        yield from files


def _has_tests(path: Path) -> bool:
    return any(path.glob("**/test_*.py")) or any(path.glob("**/*_test.py"))


def _scenarios(file: Path) -> Iterator[Known]:
    from samestory.plugin.gherkin.lint import mistakes_of_form
    from samestory.plugin.gherkin.playable import feature_of, tests_of

    if mistakes_of_form(file, str(file)):
        raise _OnlyPytestKnows
    feature = feature_of(file)
    for test, (_, each) in tests_of(feature).items():
        tags = each.tags | feature.tags | (each.rule.tags if each.rule else set())
        rows = [(table.tags, row) for table in each.examples for row in table.as_contexts()]
        for more_tags, row in rows or [(set(), {})]:
            all_tags = frozenset(tags | more_tags)
            words = {test, *file.parts, *all_tags, *map(str, row.values())}
            yield Known(feature.name, each.name, all_tags, frozenset(map(str.lower, words)))


def _read(option: str, expression: str | None) -> Callable[[Holds], bool]:
    """Return what judges an option; without one, everything fits."""
    if not expression:
        return lambda _: True
    if option == "-m" and "=" in expression:  # an argument of a marker; no feature has any
        raise _OnlyPytestKnows
    try:
        return read_expression(expression)
    except ValueError:
        raise WrongCall(
            f"{option} '{expression}' cannot be understood.\n"
            "  Write names joined by and, or, not, such as: guest and not agent."
        ) from None


def _fits(scenario: Known, keyword: Callable[[Holds], bool], tag: Callable[[Holds], bool]) -> bool:
    def in_a_word(name: str) -> bool:
        return any(name.lower() in word for word in scenario.words)

    return keyword(in_a_word) and tag(scenario.tags.__contains__)
