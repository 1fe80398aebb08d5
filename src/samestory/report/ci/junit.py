"""The run as JUnit XML: the discrepancy as message, one suite for each feature file.

There is no standard. Written is what GitLab, Jenkins and the usual reporters for GitHub read:
`file` and `line` of a case, `properties`, and attachments named in its output.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from samestory.explain.html import printable
from samestory.report.ci.cases import Case, CaseKind
from samestory.report.run_reader import moment_of
from samestory.report.summary import Summary

LONGEST = 500
"""Characters of a message in an attribute; the whole text stands within the element."""
OF_THE_RUN = "samestory"
"""The suite of what is wrong and belongs to no scenario."""

_COUNTED = {"failures": CaseKind.FAILURE, "errors": CaseKind.ERROR, "skipped": CaseKind.SKIPPED}


def junit_xml(summary: Summary, cases: Sequence[Case], *, folder: str = "reports") -> bytes:
    """Return the file as bytes in UTF-8; `folder` is where the record is, for its attachments."""
    root = Element("testsuites", name=OF_THE_RUN, tests="0")
    known = _names(cases)
    for file, found in groupby(sorted(cases, key=lambda each: each.file), lambda each: each.file):
        suite = _suite(root, file, summary)
        for each in found:
            _write_case(suite, each, known[each.scenario.nodeid], folder)
    _write_the_run(root, summary)
    for suite in root:
        _count(suite, [suite])
    _count(root, root)
    root.set("time", f"{summary.seconds or 0:.3f}")
    indent(root, " ")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _suite(root: Element, name: str, summary: Summary) -> Element:
    suite = SubElement(root, "testsuite", name=printable(name))
    if began := moment_of(summary.started):  # Jenkins reads one without a zone
        suite.set("timestamp", f"{began.astimezone(UTC):%Y-%m-%dT%H:%M:%S}")
    return suite


def _names(cases: Iterable[Case]) -> dict[str, str]:
    """Return a name for each node id, different within a file: GitLab drops the second of two."""
    found = list(cases)
    often = Counter((each.file, each.scenario.name) for each in found)
    return {
        each.scenario.nodeid: each.scenario.name
        if often[each.file, each.scenario.name] == 1
        else f"{each.scenario.name} [{_told_apart(each)}]"
        for each in found
    }


def _told_apart(case: Case) -> str:
    test = case.scenario.nodeid.partition("::")[2]
    return test.partition("[")[2].removesuffix("]") or test


def _write_case(suite: Element, case: Case, name: str, folder: str) -> None:
    written = SubElement(
        suite,
        "testcase",
        classname=printable(case.file.removesuffix(".feature").replace("/", ".")),
        name=printable(name),
        file=printable(case.file),
        line=str(case.line),
        time=f"{case.scenario.seconds or 0:.3f}",
    )
    pairs = list(_properties(case))
    around = SubElement(written, "properties")
    for key, value in pairs:
        SubElement(around, "property", name=key, value=printable(value))
    if case.kind is not CaseKind.PASSED:
        what = SubElement(written, str(case.kind), type=printable(case.type))
        what.set("message", printable(case.headline)[:LONGEST])
        what.text = printable(_in_full(case))
    if case.evidence:
        lines = (f"[[ATTACHMENT|{folder}/{each}]]" for each in case.evidence)
        SubElement(written, "system-out").text = printable("\n".join(lines))


def _properties(case: Case) -> Iterator[tuple[str, str]]:
    yield "result", case.scenario.result
    if case.scenario.id:
        yield "id", case.scenario.id
    if len(case.scenario.attempts) > 1:
        yield "attempts", ", ".join(str(each["result"]) for each in case.scenario.attempts)
    yield from (("tag", each) for each in case.scenario.tags)
    yield from (("cause", each.key) for each in case.causes)
    yield from (("owner", each) for each in case.owners)
    yield from (("evidence", each) for each in case.evidence)


def _in_full(case: Case) -> str:
    lines = [case.message, "", f"{case.file}:{case.line}"]
    if case.scenario.step:
        lines[-1] += f"  {case.scenario.step}"
    lines += [f"Cause: {each.title} ({each.key})" for each in case.causes]
    lines += [f"Owner: {each}" for each in case.owners]
    return "\n".join(lines)


def _write_the_run(root: Element, summary: Summary) -> None:
    """Write as errors what would leave no trace: a file not read, a shard that is missing."""
    wrong = [(each, "This feature file could not be read.") for each in summary.unread]
    wrong += [(f"the whole run ({at})", each) for at, each in enumerate(summary.incomplete, 1)]
    if not summary.scenarios:
        wrong.append(("the run", "No scenario is on record."))
    if not wrong:
        return
    suite = _suite(root, OF_THE_RUN, summary)
    for name, why in wrong:
        case = SubElement(suite, "testcase", classname=OF_THE_RUN, name=printable(name), time="0")
        SubElement(case, "error", type="unread", message=why).text = why


def _count(element: Element, suites: Iterable[Element]) -> None:
    cases = [case for suite in suites for case in suite.iter("testcase")]
    element.set("tests", str(len(cases)))
    for name, kind in _COUNTED.items():
        element.set(name, str(sum(case.find(kind) is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', 0)) for case in cases):.3f}")
