"""Feature files as test modules: one for each, so that a broken one breaks no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from samestory.errors import WrongCall
from samestory.plugin.setup import Setup, shown_path

if TYPE_CHECKING:
    from pytest_bdd.parser import Feature, ScenarioTemplate

    from samestory.landscape import Landscape


class Features:
    """Collects `.feature` files; the steps and fixtures are loaded when the first one is read."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._loaded = False
        self._broken = False

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> FeatureFile | None:
        """Take a feature file."""
        if file_path.suffix != ".feature":
            return None
        file = FeatureFile.from_parent(parent, path=file_path)
        file.get_ready = self.get_ready
        return file

    def get_ready(self, config: pytest.Config) -> None:
        """Load steps and fixtures; what a step file raises is raised as it is.

        Registered this late, the fixtures come after those of pytest-playwright and may refine
        them, and whoever runs no feature imports none of it.
        """
        if self._broken:
            raise pytest.Collector.CollectError(
                "The steps could not be loaded: see the first error."
            )
        if self._loaded:
            return
        self._loaded = self._broken = True
        from samestory.plugin import fixtures  # noqa: PLC0415
        from samestory.plugin.vocabulary import step_modules  # noqa: PLC0415

        config.pluginmanager.register(fixtures, "samestory-fixtures")
        for module in step_modules(self._setup.steps, self._setup.root):
            config.pluginmanager.register(module, f"samestory-steps-{module.__name__}")
        self._broken = False


class FeatureFile(pytest.Module):
    """One feature file; its scenarios are the module's tests."""

    get_ready: Callable[[pytest.Config], None]
    names_systems: Sequence[tuple[str, str]] = ()
    """Where the file names systems that must agree, and in which words."""

    def _getobj(self) -> ModuleType:
        from pytest_bdd.scenario import get_python_name_generator  # noqa: PLC0415

        module = ModuleType(self.path.stem)
        module.__file__ = str(self.path)
        for template in self.feature().scenarios.values():
            names = get_python_name_generator(template.name)
            name = next(each for each in names if not hasattr(module, each))
            setattr(module, name, self._test_of(template))
        return module

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Give the scenarios, or all mistakes of the file in one collection error."""
        from samestory.plugin.checking import check  # noqa: PLC0415

        try:
            self.get_ready(self.config)
        except WrongCall as error:
            raise self.CollectError(str(error)) from error
        self._register_tags()
        found = check(self.feature(), self.shown, self)
        if found.mistakes:
            raise self.CollectError("\n".join(found.mistakes))
        self.names_systems = found.names_systems
        return super().collect()

    def istestfunction(self, obj: object, name: str) -> bool:
        """Whatever stands in the module is a scenario, however tests are named otherwise."""
        return name.startswith("test_") and callable(obj)

    @property
    def shown(self) -> str:
        """The path as people write it."""
        return shown_path(self.path, self.config.rootpath)

    def feature(self) -> Feature:
        """The parsed file. Raises a collection error that says what is not Gherkin in it."""
        from pytest_bdd.feature import get_feature  # noqa: PLC0415

        from samestory.plugin.forming import mistakes_of_form  # noqa: PLC0415

        if mistakes := mistakes_of_form(self.path, self.shown):
            raise self.CollectError("\n".join(mistakes))
        return get_feature(str(self.path.parent), self.path.name)

    def _register_tags(self) -> None:
        from samestory.plugin.checking import tags_of  # noqa: PLC0415

        for tag in sorted(tags_of(self.feature())):
            self.config.addinivalue_line("markers", f"{tag}: a tag of {self.shown}")

    def _test_of(self, template: ScenarioTemplate) -> Any:
        from pytest_bdd import scenario  # noqa: PLC0415

        from samestory.plugin.scenes import end_of_scenario  # noqa: PLC0415

        folder, name = str(self.path.parent), self.path.name
        bind = scenario(name, template.name, features_base_dir=folder)
        test: Any = bind(end_of_scenario)
        # pytest shows where a test stands by its code: that is the feature, not pytest-bdd.
        test.__code__ = test.__code__.replace(
            co_filename=str(self.path), co_firstlineno=template.line_number
        )
        return test


def check_systems(scenarios: Iterable[pytest.Item], landscape: Landscape) -> None:
    """Raise `WrongCall` with every name in the features that no system of the landscape has."""
    files = {each.getparent(FeatureFile) for each in scenarios}
    wrong = [
        mistake
        for file in files
        for where, names in (file.names_systems if file else ())
        for mistake in _mistakes_in(names, where, landscape)
    ]
    if wrong:
        raise WrongCall("\n".join(dict.fromkeys(wrong)))


def _mistakes_in(names: str, where: str, landscape: Landscape) -> Iterator[str]:
    try:
        landscape.systems_called(names)
    except WrongCall as error:
        yield f"{where}: {error}"
