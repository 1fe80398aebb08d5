"""Which feature files and scenarios a session collects, and when their steps are loaded."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from samestory.errors import SamestoryError
from samestory.plugin.gherkin.places import Place, file_and_line, places_at
from samestory.plugin.planning import home_of, is_scenario, tags_below
from samestory.plugin.scenario_info import (
    ATTEMPT,
    keep_distinct_ids,
    place_of,
    scenario_info,
)
from samestory.plugin.setup import Setup, in_sentences
from samestory.report.scenario_id import shard_of

if TYPE_CHECKING:
    from samestory.plugin.feature_file import FeatureFile
    from samestory.plugin.running import Run


class Features:
    """Collects `.feature` files.

    Steps, fixtures and most of samestory are imported for the first one, so that other tests of
    the same project start as fast as ever. The landscape is read after that, unless the session
    only collects: it plays nothing, and a person who writes a landscape wants to see her tests.
    """

    def __init__(self, setup: Setup, run: Run) -> None:
        self._setup = setup
        self._run = run
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
        from samestory.plugin.feature_file import FeatureFile  # noqa: PLC0415  # see the class

        file = FeatureFile.from_parent(parent, path=file_path)
        file.load_steps = self.load_steps
        return file

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, items: list[pytest.Item]
    ) -> Generator[None, object, object]:
        """Give each scenario its id before any is left out.

        Afterwards, look up every word that the landscape must know, before the first one acts.
        """
        scenarios = [each for each in items if is_scenario(each)]
        if scenarios:
            keep_distinct_ids(scenarios)
            self._leave_out_others(items)
        result = yield
        if any(map(is_scenario, items)) and not self._setup.only_collects:
            self._check_words(items)
        return result

    def _check_words(self, items: Sequence[pytest.Item]) -> None:
        """Raise `pytest.UsageError` with what the landscape does not know, or cannot be read for.

        In a worker, pytest could only crash over it: there it is noted for the controller.
        """
        from samestory.plugin.landscape_words import must_be_known  # noqa: PLC0415  # see the class

        try:
            must_be_known(items, self._run.landscape)
        except SamestoryError as error:
            if not self._setup.worker:
                raise pytest.UsageError(str(error)) from error
            self._run.progress.mistake = str(error)

    def _leave_out_others(self, items: list[pytest.Item]) -> None:
        """Keep the scenarios of this shard, or those that an earlier run has left."""
        left, shard = self._setup.left, self._setup.shard
        others = []
        for each in filter(is_scenario, items):
            if left is not None and each.nodeid in left:
                each.stash[ATTEMPT] = left[each.nodeid] + 1
            elif left is not None or (
                shard and shard_of(scenario_info(each).id, shard[1]) != shard[0]
            ):
                others.append(each)
        if others:
            others[0].config.hook.pytest_deselected(items=others)
            items[:] = [each for each in items if each not in others]

    def load_steps(self, config: pytest.Config) -> None:
        """Load fixtures and steps, once; what a step file raises is raised as it is.

        Registered this late, the fixtures come after those of pytest-playwright and may refine
        them.
        """
        if self._broken:
            raise pytest.Collector.CollectError(
                "The steps could not be loaded: see the first error."
            )
        if self._loaded:
            return
        self._loaded = self._broken = True
        if not self._setup.only_collects:
            self._keep_temporary_files(config)
        from samestory.plugin import fixtures  # noqa: PLC0415  # see the class
        from samestory.plugin.step_modules import step_modules  # noqa: PLC0415

        config.pluginmanager.register(fixtures, "samestory-fixtures")
        for module in step_modules(self._setup.steps, self._setup.root):
            config.pluginmanager.register(module, f"samestory-steps-{module.__name__}")
        self._broken = False

    def _keep_temporary_files(self, config: pytest.Config) -> None:
        """Let nothing stay on this machine of the browsers that this session starts."""
        from samestory.browser.temporary_files import temporary_folder  # noqa: PLC0415  # as above

        stack = ExitStack()
        stack.enter_context(temporary_folder())
        config.add_cleanup(stack.close)


class ChosenLines:
    """The lines that a command line of pytest names; other scenarios of their files are left out.

    pytest knows nothing of lines: it is given the files.
    """

    def __init__(self, config: pytest.Config) -> None:
        named = [file_and_line(each) for each in config.args]
        whole = {file for file, line in named if line is None}
        here = config.invocation_params.dir
        self._lines: dict[Path, set[int]] = {}
        for file, line in named:
            if line is not None and file not in whole:
                self._lines.setdefault((here / file).resolve(), set()).add(line)
        config.args[:] = dict.fromkeys(file for file, _ in named)

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what stands at other lines. Raise `pytest.UsageError` for a line without."""
        if not self._lines:
            return
        with in_sentences():
            wanted = {
                file: frozenset[Place]().union(*(places_at(file, line) for line in lines))
                for file, lines in self._lines.items()
            }
        fits = {
            each: each.path not in wanted or place_of(each) in wanted[each.path] for each in items
        }
        if left := [each for each, fit in fits.items() if not fit]:
            config.hook.pytest_deselected(items=left)
            items[:] = [each for each, fit in fits.items() if fit]
