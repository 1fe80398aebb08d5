"""Writes Allure's result files: told as scenarios, without fixture noise, and masked.

It takes the place of allure-pytest's own file writer, so that nothing reaches the disk unmasked:
not a status message, not captured output, not a trace.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attr
from allure_commons import hookimpl, plugin_manager
from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Label, Link, Parameter, StatusDetails

from samestory.explain.html import printable
from samestory.redaction import masked_file
from samestory.report.allure_metadata import OUTCOME, STATUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from allure_commons.model2 import ExecutableItem, TestResult, TestResultContainer

    from samestory.report.allure_metadata import ScenarioMetadata

    Mask = Callable[[bytes], bytes]

_LINK_KINDS = ("issue", "tms", "link")
"""For which Allure has signs of its own."""
_KEPT_LABELS = ("host", "thread", "language")
_EXCEPTION_NAME = re.compile(
    r"\A(?:(?:[\w.]*\.)?(?:Failed|AssertionError)|samestory\.errors\.\w+): (?=.)"
)


class MaskedResults(AllureFileLogger):
    """The writer of one results folder; `metadata` is that of the scenario now running."""

    def __init__(self, folder: Path, mask: Mask) -> None:
        super().__init__(str(folder))  # type: ignore[no-untyped-call]  # allure_commons has no types
        self._mask = mask
        self.metadata: ScenarioMetadata | None = None
        self.outcome: str | None = None
        self.link_patterns: Mapping[str, str] = {}
        """By the beginning of a tag, where it leads: "story" for `@story-27`."""
        self.ended: Mapping[str, Any] | None = None
        """The row of run.json of a scenario that was played several times."""

    @hookimpl
    def report_result(self, result: TestResult) -> None:
        """Write a test's result; that of a scenario as one."""
        if self.metadata is not None:
            _as_scenario(result, self.metadata, self.outcome)
            result.links += _links(self.metadata.tags, self.link_patterns)
            if self.ended is not None:
                _as_decided(result, self.ended)
        self._report_item(result)

    @hookimpl
    def report_container(self, container: TestResultContainer) -> None:
        """Write the fixtures that went wrong or have something to show; drop the rest."""
        container.befores = list(_worth_showing(container.befores))
        container.afters = list(_worth_showing(container.afters))
        if container.befores or container.afters:
            self._report_item(container)

    @hookimpl
    def report_attached_data(self, body: bytes | str, file_name: str) -> None:
        """Write an attachment."""
        raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
        written = masked_file(file_name, raw, self._mask)
        super().report_attached_data(written, file_name)  # type: ignore[no-untyped-call]  # as above

    @hookimpl
    def report_attached_file(self, source: str, file_name: str) -> None:
        """Write a copy of a file."""
        self.report_attached_data(Path(source).read_bytes(), file_name)

    def _report_item(self, item: Any) -> None:
        _mask_strings(item, self._masked_text)
        super()._report_item(item)  # type: ignore[no-untyped-call]  # as above

    def _masked_text(self, text: str) -> str:
        return printable(self._mask(text.encode("utf-8", "replace")).decode("utf-8", "replace"))


def replace_writer(folder: Path, mask: Mask) -> tuple[MaskedResults, Callable[[], None]]:
    """Put a masked writer in the place of allure-pytest's; the second value undoes it."""
    plain = [each for each in plugin_manager.get_plugins() if type(each) is AllureFileLogger]
    for each in plain:
        plugin_manager.unregister(each)
    masked = MaskedResults(folder, mask)
    plugin_manager.register(masked)

    def restore() -> None:
        plugin_manager.unregister(masked)
        for each in plain:
            plugin_manager.register(each)

    return masked, restore


def _as_scenario(result: TestResult, metadata: ScenarioMetadata, outcome: str | None) -> None:
    """Change a pytest function's result into a scenario's, keeping steps, status and times."""
    result.name = metadata.name
    result.fullName = metadata.id
    result.testCaseId = metadata.case_id
    result.historyId = metadata.history_id
    place = (metadata.epic, metadata.feature, metadata.rule)
    result.titlePath = [each for each in place if each]
    result.description = metadata.description or None
    result.parameters = [Parameter(name, value) for name, value in metadata.examples.items()]
    kept = [label for label in result.labels if label.name in _KEPT_LABELS]
    labels = [*metadata.labels, *([(OUTCOME, outcome)] if outcome else [])]
    result.labels = [*(Label(name, value) for name, value in labels), *kept]
    for each in _with_steps(result):
        if each.statusDetails and each.statusDetails.message:
            each.statusDetails.message = plain_message(each.statusDetails.message)


def _links(tags: Iterable[str], patterns: Mapping[str, str]) -> Iterator[Link]:
    """Return a link for each tag of a declared kind: `@story-27`, `@issue-4711`, `@tms-12`."""
    for tag in tags:
        kind, _, name = tag.partition("-")
        if name and kind in patterns:
            as_kind = kind if kind in _LINK_KINDS else "issue"
            yield Link(as_kind, patterns[kind].format(name), tag.replace("-", " ", 1))


def _as_decided(result: TestResult, row: Mapping[str, Any]) -> None:
    """Let a result say how the attempts at a scenario ended together; the last one wrote it."""
    result.status = STATUS.get(row["result"], result.status)
    told = [f"Attempt {each['attempt']}: {each['result']}." for each in row["attempts"]]
    message = "\n\n".join(filter(None, [row.get("message"), " ".join(told)]))
    flaky = result.status == "passed"
    result.statusDetails = StatusDetails(message=message, flaky=flaky)


def plain_message(message: str) -> str:
    """A message without the name of the exception that carried it.

    >>> plain_message("Failed: The systems disagree about order A-1042.")
    'The systems disagree about order A-1042.'
    """
    return _EXCEPTION_NAME.sub("", message).strip()


def _worth_showing(fixtures: Iterable[ExecutableItem]) -> Iterable[ExecutableItem]:
    return (
        each
        for each in fixtures
        if each.status in ("failed", "broken") or each.attachments or each.steps
    )


def _with_steps(item: ExecutableItem) -> Iterable[ExecutableItem]:
    yield item
    for step in item.steps:
        yield from _with_steps(step)


def _mask_strings(item: Any, mask: Callable[[str], str]) -> None:
    """Mask every text in a tree of attrs objects, in place."""
    for name in (field.name for field in attr.fields(type(item))):
        value = getattr(item, name)
        if isinstance(value, str):
            setattr(item, name, mask(value))
        elif isinstance(value, list):
            setattr(item, name, [mask(each) if isinstance(each, str) else each for each in value])
            for each in value:
                if attr.has(type(each)):
                    _mask_strings(each, mask)
        elif attr.has(type(value)):
            _mask_strings(value, mask)
