"""Which scenarios a run is going to play, and which of the project's it leaves out."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.plugin.gherkin.document import feature_in, pickles_in
from samestory.plugin.gherkin.places import file_and_line

if TYPE_CHECKING:
    import pytest

FEATURES = "features"
"""The folder whose scenarios are all that there are; without it, the whole project is searched."""

_TAG = re.compile(r"@([^\s@#]+)")

CHOOSING: Mapping[str, tuple[str, ...]] = {
    "keyword": ("-k",),
    "markexpr": ("-m",),
    "deselect": ("--deselect",),
    "ignore": ("--ignore",),
    "ignore_glob": ("--ignore-glob",),
    "lf": ("--lf", "--last-failed"),
    "stepwise": ("--sw", "--stepwise"),
    "stepwise_skip": ("--sw-skip", "--stepwise-skip"),
}
"""The options of pytest that leave tests out, by their names in its configuration."""


def is_scenario(item: pytest.Item) -> bool:
    """Return whether a test is a scenario, in whatever folder its file is."""
    return item.path.suffix == ".feature"


def home_of(root: Path) -> Path:
    """Return the folder that holds all features of a project."""
    folder = root / FEATURES
    return folder if folder.is_dir() else root


def chooses(config: pytest.Config) -> bool:
    """Return whether the command line asks for some of the scenarios only."""
    option = config.option
    home = home_of(config.rootpath).resolve()
    whole = any(home.is_relative_to(each) for each in _named(config))
    return not whole or any(getattr(option, name, None) for name in (*CHOOSING, "samestory_shard"))


def names_features(config: pytest.Config) -> bool:
    """Return whether the command line names the folder of features, or something in it."""
    home = (config.rootpath / FEATURES).resolve()
    return home.is_dir() and any(
        each.is_relative_to(home) or home.is_relative_to(each) for each in _named(config)
    )


def _named(config: pytest.Config) -> Iterator[Path]:
    for each in config.args:
        file, _ = file_and_line(str(each).partition("::")[0])
        yield (config.invocation_params.dir / file).resolve()


def left_out(
    planned: Sequence[str], root: Path, *, unread: Iterable[str] = ()
) -> Mapping[str, int]:
    """Return how many scenarios of each feature file are not planned; rows of examples count each.

    `planned` are node ids. A file that cannot be read counts as one, unless it stands in `unread`:
    then it is reported by itself.
    """
    chosen = Counter(each.partition("::")[0] for each in planned)
    at_home = (each.relative_to(root).as_posix() for each in feature_files(home_of(root)))
    files = sorted({*at_home, *chosen} - set(unread))
    missing = {each: rows_in(root / each) - chosen[each] for each in files}
    return {file: number for file, number in missing.items() if number > 0}


def feature_files(folder: Path) -> Iterator[Path]:
    """Yield every feature file below a folder, except in hidden or installed ones."""
    for place, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not _foreign(Path(place, each))]
        yield from (Path(place, each) for each in files if each.endswith(".feature"))


def _foreign(folder: Path) -> bool:
    hidden = folder.name.startswith(".") or folder.name == "node_modules"
    return hidden or (folder / "pyvenv.cfg").exists()


def tags_below(folder: Path) -> set[str]:
    """Return every tag in the feature files below a folder, without the @."""
    texts = (each.read_text("utf-8", "replace") for each in feature_files(folder))
    lines = (line.strip() for text in texts for line in text.splitlines())
    return {tag for line in lines if line.startswith("@") for tag in _TAG.findall(line)}


def rows_in(file: Path) -> int:
    """Return how many scenarios a feature file holds; 1 if it cannot be read."""
    return len(pickles_in(file)) if feature_in(file) else 1
