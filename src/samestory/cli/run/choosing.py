"""Which scenarios a call asks for: by path, line, name, tag, or words of a name."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NotRequired, TypedDict

from samestory.errors import WrongCall

_FEATURE = re.compile(r"^\s*Feature:\s*(.+?)\s*$", re.MULTILINE)
_OPERATOR = re.compile(r"\b(?:and|or|not)\b|[()]")
_SIGN_OF_TAG = re.compile(r"(?<!\S)@|(?<=\()@")
PLAY_NONE = ("--collect", "--fixtures", "--markers", "--help", "-h")
"""How the options of pytest begin with which it plays nothing."""


class Choice(TypedDict):
    """What pytest is given to choose by; nothing chooses everything below `paths`."""

    paths: list[str]
    keyword: NotRequired[str]
    tag: NotRequired[str]


def choice_of(
    words: Sequence[str],
    features: Path,
    *,
    only: Sequence[str],
    keyword: str | None,
    tag: str | None,
) -> Choice:
    """Return what the words and options of a call choose.

    Raise `WrongCall` for `--only` beside another choice, and for words that mean nothing.
    """
    if only:
        if words or keyword or tag:
            raise WrongCall(
                "--only chooses by itself, and something else was chosen too.\n"
                "  Leave out PATHS, -k and -m, or --only."
            )
        return _any_of([chosen(each, features) for each in only])
    choice: Choice = {"paths": paths_for(words, features)}
    if keyword:
        choice["keyword"] = expression_of_words(keyword, features)
    if tag:
        choice["tag"] = expression_of_tags(tag)
    return choice


def chosen(only: str, features: Path) -> Choice:
    """Read `--only`: a tag, a path, a line or a name; anything else is words of names."""
    if only.startswith("@"):
        return {"paths": [str(features)], "tag": expression_of_tags(only)}
    if found := places_called(only, features):
        return {"paths": found}
    return {"paths": [str(features)], "keyword": expression_of_words(only, features)}


def _any_of(choices: Sequence[Choice]) -> Choice:
    """Return what any of several choices chooses; all have to choose in the same way."""
    if len({frozenset(each) for each in choices}) > 1:
        raise WrongCall(
            "--only is given as a path or name, and as a tag or words of names.\n"
            "  Give it several times in the same way, or run one after the other."
        )
    choice: Choice = {"paths": [*dict.fromkeys(path for each in choices for path in each["paths"])]}
    if keywords := [each["keyword"] for each in choices if "keyword" in each]:
        choice["keyword"] = _either(keywords)
    if tags := [each["tag"] for each in choices if "tag" in each]:
        choice["tag"] = _either(tags)
    return choice


def _either(expressions: Sequence[str]) -> str:
    return expressions[0] if len(expressions) == 1 else " or ".join(f"({e})" for e in expressions)


def paths_for(words: Sequence[str], features: Path) -> list[str]:
    """Return the arguments for pytest; from the first option on, they are left as they are.

    Raise `WrongCall` if a word is neither a path, nor a line, nor a name.
    """
    before, options = _before_options(words)
    meant = [place for word in before for place in _named(word, features)]
    return [*(meant or [str(features)]), *options]


def some_chosen(words: Sequence[str], features: Path) -> bool:
    """Return whether the words of a call ask for some of the scenarios only."""
    from samestory.plugin.planning import CHOOSING

    before, options = _before_options(words)
    beginnings = (*PLAY_NONE, *(each for names in CHOOSING.values() for each in names))
    all_of_them = features.absolute()
    whole = not before or any(all_of_them.is_relative_to(Path(each).resolve()) for each in before)
    options = [*options, *os.environ.get("PYTEST_ADDOPTS", "").split()]
    return not whole or any(each == "--co" or each.startswith(beginnings) for each in options)


def _before_options(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    at = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    return words[:at], words[at:]


def _named(word: str, features: Path) -> list[str]:
    if found := places_called(word, features):
        return found
    from samestory.cli.places import must_exist
    from samestory.errors import did_you_mean

    is_path = word.endswith(".feature") or "/" in word
    if is_path and features.is_dir():
        known = [str(each) for each in (*features.glob("*/"), *_files(features))]
        hint = did_you_mean(word, known)
        where = "" if Path(word).is_absolute() else f" in {Path.cwd()}"
        raise WrongCall(
            f"There is no '{Path(word)}'{where}.\n"
            f"  {hint}The folders and files of {features}/ can be named, and a :LINE of a file."
        )
    if not features.is_dir():
        must_exist(Path(word))
    names = [*(name for file in _files(features) for name, _ in _scenarios(file))]
    names += [_feature_name(file) for file in _files(features)]
    raise WrongCall(
        f"There is no file, feature or scenario called '{word}'.\n"
        f"  {did_you_mean(word, names)}To choose by words of a name: -k '{word}'."
    )


def places_called(word: str, features: Path) -> list[str]:
    """Return what a word is the path or the name of, as arguments for pytest.

    Raise `WrongCall` if nothing stands at the line that it names.
    """
    from samestory.plugin.gherkin.places import file_and_line, places_at

    file, line = file_and_line(word)
    at = next((each for each in (Path(file), features / file) if each.is_file()), None)
    if line is not None and at is not None:
        places_at(at, line)
        return [f"{at}:{line}"]
    if Path(word.partition("::")[0]).exists():
        return [word]
    found = set(_meant(word, features))
    whole = sorted(str(each) for each in found if found.isdisjoint(each.parents))
    return whole or [
        f"{file}:{line}"
        for file in _files(features)
        for name, line in _scenarios(file)
        if _plain(name) == _plain(word)
    ]


def expression_of_tags(tags: str) -> str:
    """Return an expression for pytest's `-m`, in which tags have no @.

    >>> expression_of_tags("@critical and not @slow")
    'critical and not slow'
    """
    return _SIGN_OF_TAG.sub("", tags) or tags


def expression_of_words(words: str, features: Path) -> str:
    """Return an expression for pytest's `-k`: its own stay, other words must all occur.

    Words with an operator in them that make no expression may be a part of a name.
    """
    from samestory.cli.run.expressions import read_expression

    if not _OPERATOR.search(words):
        return " and ".join(re.findall(r"\w+", words)) or words
    try:
        read_expression(words)
    except ValueError:
        pass
    else:
        return words
    names = (_plain(name) for file in _files(features) for name, _ in _scenarios(file))
    plain = _plain(words)
    return plain if plain and any(plain in name for name in names) else words


def _files(features: Path) -> Iterable[Path]:
    return sorted(features.glob("**/*.feature"))


def _scenarios(file: Path) -> Iterator[tuple[str, int]]:
    from samestory.plugin.gherkin.places import scenario_lines

    return scenario_lines(file)


def _meant(only: str, features: Path) -> Iterator[Path]:
    """The files and folders that this could be the path or the name of."""
    yield from (path for path in (features / only, features.parent / only) if path.exists())
    for path in [*_files(features), *features.glob("*/")]:
        if _plain(only) in {_plain(path.stem), _plain(_feature_name(path))}:
            yield path


def _feature_name(path: Path) -> str:
    found = _FEATURE.search(path.read_text("utf-8", "replace")) if path.is_file() else None
    return found[1] if found else path.stem


def _plain(name: str) -> str:
    return "_".join(re.findall(r"\w+", name.lower()))
