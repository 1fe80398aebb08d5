"""What GitHub shows of a run: annotations at lines of features, and the summary of the job.

Limits and escapes are those of its documentation (workflow commands, job summaries): ten
annotations of a kind for each step, a summary of 1 MiB.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape

from samestory.explain.html import printable, shortened
from samestory.report.causes import Cause
from samestory.report.ci.cases import Case, CaseKind, counts_of, gravest_cases
from samestory.report.summary import Summary

MOST = 10
"""Annotations of one kind that are shown."""
SUMMARY_BYTES = 1024 * 1024 - 1024
"""A summary that is longer is not shown at all; some room is left."""
LONGEST = 4000
"""Characters of one annotation."""

_LEVELS = {"error": CaseKind.FAILURE, "warning": CaseKind.ERROR}
"""A contradiction is an error; what came to no result is a warning."""
_EMPTY_LINE = re.compile(r"^[ \t]*$", re.MULTILINE)
_PUNCTUATION = re.compile(r"([!#$&()*+:<>@\[\\\]^_`{|}~-]|\.(?=\S))")


def annotation_lines(
    cases: Sequence[Case], causes: Sequence[Cause], *, below: str = ""
) -> list[str]:
    """Return the workflow commands to be printed, the gravest first; `below` is the project.

    That is its folder within the repository, such as "tests/story".
    """
    found = gravest_cases(cases, causes)
    return [
        line
        for level, kind in _LEVELS.items()
        for line in _of_level(level, [each for each in found if each.kind is kind], below)
    ]


def _of_level(level: str, cases: Sequence[Case], below: str) -> Iterator[str]:
    shown = cases if len(cases) <= MOST else cases[: MOST - 1]
    for each in shown:
        file = f"{below}/{each.file}" if below else each.file
        place = {"file": file, "line": str(each.line), "title": _title(each)}
        told = ",".join(f"{name}={_property(value)}" for name, value in place.items())
        yield f"::{level} {told}::{_data(shortened(each.digest, LONGEST))}"
    if more := len(cases) - len(shown):
        yield f"::{level} title={_property(f'and {more} more')}::" + _data(
            f"{more} more scenarios did not pass. The summary of this job lists them all."
        )


def _title(case: Case) -> str:
    return shortened(case.causes[0].title if case.causes else case.scenario.name, 200)


def _data(text: str) -> str:
    """Escape the message of a workflow command, so that no line of it is one."""
    text = printable(text)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def job_summary(
    summary: Summary, cases: Sequence[Case], causes: Sequence[Cause], *, room: int = SUMMARY_BYTES
) -> str:
    """Return the run in Markdown, of at most `room` bytes; it says how much does not fit."""
    text = "\n".join(_head(summary, cases, causes)) + "\n"
    wrong = gravest_cases(cases, causes)
    for at, each in enumerate(wrong):
        part = _details(each)
        rest = f"\n{len(wrong) - at} more scenarios do not fit in here.\n"
        if len((text + part + rest).encode()) > room:
            return (text + rest) if len((text + rest).encode()) <= room else ""
        text += part
    return text


def _head(summary: Summary, cases: Sequence[Case], causes: Sequence[Cause]) -> Iterator[str]:
    yield f"## {_plain(summary.headline)}\n"
    yield f"{_plain(summary.findings)}\n"
    counts = {name: count for name, count in counts_of(cases).items() if count}
    yield "| " + " | ".join(name.replace("_", " ") for name in counts) + " |"
    yield "|" + " ---: |" * len(counts)
    yield "| " + " | ".join(map(str, counts.values())) + " |\n"
    if causes:
        yield "| Cause | Scenarios | Who fixes it |"
        yield "| --- | ---: | --- |"
        for each in causes:
            yield f"| {_plain(each.title)} | {len(each.scenarios)} | {_plain(each.owner or '')} |"
        yield ""


def _details(case: Case) -> str:
    """One scenario; what systems said stands in `pre`, and is neither Markdown nor HTML there."""
    step = f"<p>{_inline(case.scenario.step)}</p>\n" if case.scenario.step else ""
    name = _inline(f"{case.scenario.result}: {case.scenario.journey}: {case.scenario.name}")
    return (
        f"\n<details><summary>{name}</summary>\n"
        f"<p><code>{_inline(f'{case.file}:{case.line}')}</code></p>\n{step}"
        f"<pre>{_preformatted(case.message)}</pre>\n</details>\n"
    )


def _inline(text: str) -> str:
    return escape(" ".join(printable(text).split()))


def _preformatted(text: str) -> str:
    """Without empty lines: one of them would end the HTML, and begin Markdown again."""
    return _EMPTY_LINE.sub("&nbsp;", escape(printable(text)))


def _plain(text: str) -> str:
    """Escape a text for a line or a cell of Markdown: it stands there as it is."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(printable(text).split()))
