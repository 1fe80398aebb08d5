"""The vocabulary of this repository, as `samestory explore` learns it."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.explore.from_features import vocabulary_of
from samestory.explore.vocabulary import Vocabulary
from samestory.plugin.step_forms import said_scenarios, step_forms
from samestory.plugin.step_modules import step_modules

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def ours() -> Vocabulary:
    """The vocabulary of this repository's features."""
    modules = list(step_modules([ROOT / "steps"], ROOT))
    phrased = step_forms([each.__name__ for each in modules])
    return vocabulary_of([form for form, _ in phrased], said_scenarios(ROOT / "features", phrased))
