"""Where to begin to fix a failure: a line of the landscape, a line of code, or a system."""

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, Field

from samestory.core.agreement import system_table
from samestory.core.model import Outcome
from samestory.report.ci.cases import Case
from samestory.report.run_reader import RecordedVerdict
from samestory.report.summary import Summary

_PLACE = re.compile(r"(.+):(\d+)")
_FIX = re.compile(r"(\[[^\]]+\]): (?:fix `([^`]+)`|([^\s=`]+) = )?(.*)", re.DOTALL)


class LineToFix(BaseModel, extra="forbid"):
    """One place to begin, and why."""

    what: Literal["landscape", "code", "system"] = Field(
        description="A line of the landscape, of a page object or a step, or a system itself."
    )
    file: str | None = Field(description="Relative to the project; null for a system.")
    line: int | None
    system: str | None = None
    owner: str | None = None
    text: str = Field(description="What to write there, or what is wrong there.")


def lines_to_fix(case: Case, summary: Summary, landscape: str) -> list[LineToFix]:
    """Return where to begin: what the landscape lacks, the line that broke, who stands alone.

    `landscape` is the text of the landscape's file.
    """
    found = [*_in_landscape(case, summary, landscape), *_in_code(case)]
    found += _systems(case, summary, landscape)
    return list({each.model_dump_json(): each for each in found}.values())


def _in_landscape(case: Case, summary: Summary, landscape: str) -> Iterator[LineToFix]:
    for fix in (fix for each in case.discrepancies for fix in each.story.fixes):
        read = _FIX.fullmatch(fix)
        table, key = (read[1], read[2] or read[3] or "") if read else ("", "")
        yield LineToFix(
            what="landscape",
            file=summary.landscape,
            line=line_in_landscape(landscape, table, key),
            text=fix,
        )


def _in_code(case: Case) -> Iterator[LineToFix]:
    if place := _PLACE.fullmatch(case.scenario.where):
        yield LineToFix(
            what="code",
            file=place[1],
            line=int(place[2]),
            text=case.scenario.broke or case.headline,
        )


def _systems(case: Case, summary: Summary, landscape: str) -> Iterator[LineToFix]:
    """Name the systems that stand out, and the line of the landscape that says how they are read.

    If the system is right, that line is wrong.
    """
    odd = {Outcome.CONTRADICTED, Outcome.ABSENT, Outcome.UNREACHABLE}
    for verdict in case.discrepancies:
        for system, outcome in verdict.systems.items():
            if outcome in odd:
                table = system_table(system, verdict.subject_kind)
                line = line_in_landscape(landscape, table, _first_field(verdict, system))
                yield LineToFix(
                    what="system",
                    file=summary.landscape if line else None,
                    line=line,
                    system=system,
                    owner=summary.owners.get(system),
                    text=f"The {summary.called.get(system, system)}: {outcome}, {verdict.subject}.",
                )


def _first_field(verdict: RecordedVerdict, system: str) -> str:
    """Return the first field on which a system stands out; "" if it has no record at all."""
    return next((name for name, each in verdict.fields.items() if system in each.apart), "")


def line_in_landscape(text: str, table: str, key: str) -> int | None:
    r"""Return the line of a key of a table, else of the table or the nearest one around it.

    >>> line_in_landscape("[systems.crm]\n[systems.crm.order]\nid = 1", "[systems.crm.order]", "id")
    3
    """
    lines, names = text.splitlines(), table.strip("[] ").split(".")
    while names and (at := _header(lines, names)) is None:
        names, key = names[:-1], ""
    if not names or at is None:
        return None
    below = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*[=.]") if key else None
    for number, line in enumerate(lines[at:], at + 1):
        if line.lstrip().startswith("["):
            break
        if below and below.match(line):
            return number
    return at


def _header(lines: list[str], names: list[str]) -> int | None:
    """Return the number of the line that opens a table."""
    words = r"\s*\.\s*".join(f'"?{re.escape(each.strip(chr(34)))}"?' for each in names)
    opens = re.compile(rf"\s*\[\s*{words}\s*\]")
    return next((at for at, line in enumerate(lines, 1) if opens.match(line)), None)
