"""Feature files as test modules: one for each, so that a broken one breaks no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from samestory.browser.temporary_files import temporary_folder
from samestory.errors import WrongCall
from samestory.plugin.gherkin.places import Place, file_and_line, places_at
from samestory.plugin.planning import home_of, tags_below
from samestory.plugin.setup import Setup, in_sentences, shown_path

if TYPE_CHECKING:
    from pytest_bdd.parser import Feature, ScenarioTemplate

    from samestory.config import Landscape
    from samestory.plugin.landscape_words import KnownStep


class Features:
    """Collects `.feature` files; the steps and fixtures are loaded when the first one is read."""

    def __init__(self, setup: Setup, landscape: Callable[[], Landscape]) -> None:
        self._setup = setup
        self._landscape = landscape
        self._loaded = False
        self._broken = False

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make every tag known if scenarios are chosen by tags.

        A run of some files may hold none with that tag: then it checks nothing, and is no mistake.
        """
        if config.option.markexpr:
            for tag in sorted(tags_below(home_of(self._setup.root))):
                config.addinivalue_line("markers", f"{tag}: a tag of a feature")

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> FeatureFile | None:
        """Take a feature file."""
        if file_path.suffix != ".feature":
            return None
        file = FeatureFile.from_parent(parent, path=file_path)
        file.get_ready = self.get_ready
        return file

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Look up every word that the landscape must know, before the first scenario acts."""
        files = dict.fromkeys(filter(None, (each.getparent(FeatureFile) for each in items)))
        if files and not self._setup.worker:
            from samestory.plugin.landscape_words import mistakes_in  # noqa: PLC0415

            with in_sentences():
                said = [step for file in files for step in file.said]
                if mistakes := mistakes_in(said, self._landscape()):
                    raise WrongCall("\n".join(mistakes))

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
        stack = ExitStack()
        stack.enter_context(temporary_folder())
        config.add_cleanup(stack.close)
        from samestory.plugin import fixtures  # noqa: PLC0415
        from samestory.plugin.step_modules import step_modules  # noqa: PLC0415

        config.pluginmanager.register(fixtures, "samestory-fixtures")
        for module in step_modules(self._setup.steps, self._setup.root):
            config.pluginmanager.register(module, f"samestory-steps-{module.__name__}")
        self._broken = False


class FeatureFile(pytest.Module):
    """One feature file; its scenarios are the module's tests."""

    get_ready: Callable[[pytest.Config], None]
    said: Sequence[KnownStep] = ()
    """What the steps of the file say, to be held against the landscape."""

    def _getobj(self) -> ModuleType:
        from samestory.plugin.gherkin.playable import tests_of  # noqa: PLC0415

        module = ModuleType(self.path.stem)
        module.__file__ = str(self.path)
        for name, (key, template) in tests_of(self.feature).items():
            setattr(module, name, self._test_of(key, template))
        return module

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Give the scenarios, or all mistakes of the file in one collection error."""
        from samestory.plugin.step_check import check_steps, find_definition  # noqa: PLC0415

        try:
            self.get_ready(self.config)
        except WrongCall as error:
            raise self.CollectError(str(error)) from error
        self._register_tags()
        found = check_steps(self.feature, self.shown, lambda step: find_definition(step, self))
        if found.mistakes:
            raise self.CollectError("\n".join(found.mistakes))
        self.said = found.said
        return super().collect()

    def istestfunction(self, obj: object, name: str) -> bool:
        """Whatever stands in the module is a scenario, however tests are named otherwise."""
        return name.startswith("test_") and callable(obj)

    @property
    def shown(self) -> str:
        """The path as people write it."""
        return shown_path(self.path, self.config.rootpath)

    @cached_property
    def feature(self) -> Feature:
        """The parsed file. Raises a collection error that says what is not Gherkin in it."""
        from samestory.plugin.gherkin.lint import mistakes_of_form  # noqa: PLC0415
        from samestory.plugin.gherkin.playable import feature_of  # noqa: PLC0415
        from samestory.plugin.step_modules import loaded_phrases  # noqa: PLC0415

        if mistakes := mistakes_of_form(self.path, self.shown, loaded_phrases()):
            raise self.CollectError("\n".join(mistakes))
        return feature_of(self.path)

    def _register_tags(self) -> None:
        from samestory.plugin.step_check import tags_of  # noqa: PLC0415

        for tag in sorted(tags_of(self.feature)):
            self.config.addinivalue_line("markers", f"{tag}: a tag of {self.shown}")

    def _test_of(self, key: str, template: ScenarioTemplate) -> Any:
        from pytest_bdd import scenario  # noqa: PLC0415

        from samestory.plugin.scenario_info import end_of_scenario  # noqa: PLC0415

        folder, name = str(self.path.parent), self.path.name
        bind = scenario(name, key, features_base_dir=folder)
        test: Any = bind(end_of_scenario)
        # pytest shows where a test stands by its code: that is the feature, not pytest-bdd.
        test.__code__ = test.__code__.replace(
            co_filename=str(self.path), co_firstlineno=template.line_number
        )
        return test


class Lines:
    """The lines that a command line of pytest names; other scenarios of their files are left out.

    pytest knows nothing of lines: it is given the files.
    """

    def __init__(self, config: pytest.Config) -> None:
        named = [file_and_line(each) for each in config.args]
        whole = {file for file, line in named if line is None}
        here = config.invocation_params.dir
        self._wanted: dict[Path, set[int]] = {}
        for file, line in named:
            if line is not None and file not in whole:
                self._wanted.setdefault((here / file).resolve(), set()).add(line)
        config.args[:] = dict.fromkeys(file for file, _ in named)

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what stands at other lines. Raise `pytest.UsageError` for a line without."""
        with in_sentences():
            wanted = {
                file: frozenset[Place]().union(*(places_at(file, line) for line in lines))
                for file, lines in self._wanted.items()
            }
        left = [each for each in items if each.path in wanted and not _stands_at(each, wanted)]
        if left:
            config.hook.pytest_deselected(items=left)
            unwanted = set(left)
            items[:] = [each for each in items if each not in unwanted]


def _stands_at(item: pytest.Item, wanted: Mapping[Path, Iterable[Place]]) -> bool:
    from samestory.plugin.scenario_info import place_of  # noqa: PLC0415

    return place_of(item) in wanted[item.path]
