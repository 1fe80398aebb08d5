"""Lets go of a scenario that has ended: pytest keeps every test until the end of a session.

What a scenario held would otherwise stay with it: verdicts with their evidence, people, the systems
that were asked for them, and what its steps made for each other.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from pytest_bdd.reporting import scenario_reports_registry, test_report_context_registry

from samestory.plugin.planning import is_scenario
from samestory.plugin.scenario_info import forget_found


class Forgetting:
    """Forgets each scenario once everybody has heard how it ended."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Let go of what a scenario made."""
        try:
            return (yield)
        finally:
            if is_scenario(item):
                forget_scenario(item)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Let go of what pytest-bdd has told the other plugins about a scenario's steps."""
        test_report_context_registry.pop(report, None)


def forget_scenario(item: pytest.Item) -> None:
    """Let go of verdicts, people and what the steps of a scenario made for each other."""
    from samestory.plugin.failure_artifacts import RECORDERS  # noqa: PLC0415 - scenarios only
    from samestory.plugin.look_ahead import WATCHED  # noqa: PLC0415 - the same
    from samestory.plugin.story import STORY  # noqa: PLC0415 - the same

    forget_found(item)
    scenario_reports_registry.pop(item, None)
    keys: tuple[pytest.StashKey[Any], ...] = (RECORDERS, WATCHED, STORY)
    for key in keys:
        if key in item.stash:
            del item.stash[key]
    definitions = _definitions(item)
    for of_nodes in definitions:
        of_nodes.pop(item, None)  # what steps returned as `target_fixture`
    for of_nodes in definitions:
        for each in of_nodes.values():
            for definition in each:
                _forget_finalizers(definition, item)


def _definitions(item: pytest.Item) -> list[dict[object, list[Any]]]:
    """Return the definitions of fixtures by the node that they belong to, for each name."""
    manager: Any = item.session._fixturemanager  # noqa: SLF001 - pytest has no public way
    return list(getattr(manager, "_arg2node2fixturedefs", {}).values())


def _forget_finalizers(definition: Any, item: pytest.Item) -> None:
    """Remove what a fixture of the session would call for fixtures of a test that has ended.

    pytest adds one for each test and never removes it.
    """
    finalizers = definition._finalizers  # noqa: SLF001 - as above
    kept = [each for each in finalizers if not _is_of(each, item)]
    if len(kept) < len(finalizers):
        finalizers[:] = kept


def _is_of(finalizer: object, item: pytest.Item) -> bool:
    request = finalizer.keywords.get("request") if isinstance(finalizer, partial) else None
    return request is not None and request.scope == "function" and request.node is item
