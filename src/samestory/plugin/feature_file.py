"""A feature file as a test module, so that a broken one breaks no other."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from types import ModuleType
from typing import Any

import pytest
from pytest_bdd import scenario
from pytest_bdd.parser import Feature, ScenarioTemplate

from samestory.errors import WrongCall
from samestory.plugin.gherkin.lint import mistakes_of_form
from samestory.plugin.gherkin.playable import feature_of, tests_of
from samestory.plugin.step_check import KnownStep, check_steps, find_definition, tags_of
from samestory.plugin.step_modules import loaded_phrases
from samestory.report.results_folder import shown_path


class FeatureFile(pytest.Module):
    """One feature file; its scenarios are the module's tests."""

    load_steps: Callable[[pytest.Config], None]
    said: Sequence[KnownStep] = ()
    """What the steps of the file say, to be checked with the landscape."""

    def _getobj(self) -> ModuleType:
        module = ModuleType(self.path.stem)
        module.__file__ = str(self.path)
        for name, (key, template) in tests_of(self.feature).items():
            setattr(module, name, self._test_of(key, template))
        return module

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Return the scenarios, or raise all mistakes of the file in one collection error."""
        try:
            self.load_steps(self.config)
        except WrongCall as error:
            raise self.CollectError(str(error)) from error
        for tag in sorted(tags_of(self.feature)):
            self.config.addinivalue_line("markers", f"{tag}: a tag of {self.shown}")
        found = check_steps(self.feature, self.shown, lambda step: find_definition(step, self))
        if found.mistakes:
            raise self.CollectError("\n".join(found.mistakes))
        self.said = found.said
        return super().collect()

    def istestfunction(self, obj: object, name: str) -> bool:
        """Return whether it is a scenario; all are, however other tests are named."""
        return name.startswith("test_") and callable(obj)

    @property
    def shown(self) -> str:
        """The path as people write it."""
        return shown_path(self.path, self.config.rootpath)

    @cached_property
    def feature(self) -> Feature:
        """The parsed file. Raise a collection error that says what is wrong with its form."""
        if mistakes := mistakes_of_form(self.path, self.shown, loaded_phrases()):
            raise self.CollectError("\n".join(mistakes))
        return feature_of(self.path)

    def _test_of(self, key: str, template: ScenarioTemplate) -> Any:
        bind = scenario(self.path.name, key, features_base_dir=str(self.path.parent))
        test: Any = bind(_after_last_step)
        # pytest shows where a test stands by its code: that is the feature, not pytest-bdd.
        test.__code__ = test.__code__.replace(
            co_filename=str(self.path), co_firstlineno=template.line_number
        )
        return test


def _after_last_step(request: pytest.FixtureRequest) -> None:
    from samestory.plugin.standing_rules import after_last_step  # noqa: PLC0415  # once one plays

    after_last_step(request)
