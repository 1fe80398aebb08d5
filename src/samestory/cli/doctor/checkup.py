"""Everything that the doctor checks: the files, the tools, each system, its contract."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from samestory.browser import launch_options
from samestory.cli import opening
from samestory.cli.ask.inquiry import ask_all, checked_subject, none_answered, plan_inquiry
from samestory.cli.doctor import reach
from samestory.cli.doctor.dry import dry
from samestory.cli.doctor.findings import Finding, healthy, print_findings
from samestory.cli.doctor.lag import lag, lags, patience_to_raise
from samestory.cli.doctor.sample import mappings, told_raw, unknown_sample
from samestory.cli.places import loaded
from samestory.cli.reaching import can_be_started, how_to_start
from samestory.config import Landscape
from samestory.config.config_errors import listed
from samestory.core.model import Observation, Subject
from samestory.errors import WrongCall
from samestory.exit_codes import Exit
from samestory.explain import counted
from samestory.redaction import masked
from samestory.report.results_folder import WAITS, shared_file, shown_path
from samestory.report.wait_memory import read_waits
from samestory.testing import examine_contract, with_this_machine
from samestory.testing.contract import stranger
from samestory.witnesses import Witnesses

SAMPLES = {"order": "--order NUMBER", "customer": "--customer EMAIL"}
"""How a sample of each kind is named."""
MOST_KINDS = 4
"""Kinds that can have no sample and are named."""
UNKNOWN = "samestory-doctor"
"""The key and the mailbox of a customer who does not exist."""


def check_files(path: Path, *, as_json: bool) -> Exit:
    """Check the files alone. Raise `LandscapeMistakes`."""
    found = print_findings(dry(path), {}, as_json=as_json)
    return Exit.SAME_STORY if healthy(found) else Exit.WRONG_CALL


def check_systems(
    path: Path, samples: Mapping[str, str | None], report: Path, *, contract: bool, as_json: bool
) -> Exit:
    """Check the tools and every system; the samples are keys by kind. Raise `WrongCall`.

    With `contract`, test every system in every state that the contract knows instead.
    """
    landscape, _ = loaded(path, partly=True)
    subjects = [
        checked_subject(landscape, kind, key, of=samples["customer"])
        for kind, key in samples.items()
        if key is not None and not _is_owner_alone(kind, samples, landscape)
    ]
    if contract:
        found = _held_to_contract(path, landscape, subjects)
    else:
        found = _examination(path, landscape, subjects, report)
    printed = print_findings(found, landscape.called, as_json=as_json)
    return Exit.SAME_STORY if healthy(printed) else Exit.CANNOT_KNOW


def _is_owner_alone(kind: str, samples: Mapping[str, str | None], landscape: Landscape) -> bool:
    """Whether the customer is named only as the owner of the order: no system keeps customers."""
    kept = [*landscape.systems.values(), *(each.entry for each in landscape.not_set.values())]
    has_order = samples["order"] is not None
    return kind == "customer" and has_order and not any(kind in each.subjects for each in kept)


def _examination(
    path: Path, landscape: Landscape, samples: Sequence[Subject], report: Path
) -> Iterator[Finding]:
    count = counted(len(landscape.called), "system")
    some = f"{len(landscape.systems)} of {count}" if landscape.not_set else count
    yield Finding(good=True, what=str(path), text=f"{some}, no mistake")
    yield from _not_set(landscape)
    yield from tools(os.environ)
    yield from (Finding(good=None, what="guard", text=each) for each in landscape.guard.concessions)
    with opening.opened(told_raw(landscape)) as witnesses:
        mask = witnesses.masker.mask
        for each in _of_systems(witnesses, landscape, samples, report):
            yield each.hidden(mask)


def _not_set(landscape: Landscape) -> Iterator[Finding]:
    """The systems that cannot be asked before their secrets are set."""
    for name, each in landscape.not_set.items():
        text = f"not asked, because {each.why}"
        fix = f"{', '.join(f'{variable}=...' for variable in each.variables)} in .env"
        yield Finding(good=None, what="skipped", text=text, about=name, fix=fix, untried=True)


def tools(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Find the browser and Node, which may be missing."""
    try:
        path = launch_options(environ).get("executable_path")
    except WrongCall as error:
        yield Finding(good=False, what="browser", text=str(error))
    else:
        yield Finding(good=True, what="browser", text=path or "the one that Playwright brings")
    node = shutil.which("node")
    without = "not found, so the Allure report is not built; its raw results stay"
    yield Finding(good=True if node else None, what="Node", text=node or without)


def _of_systems(
    witnesses: Witnesses, landscape: Landscape, samples: Sequence[Subject], report: Path
) -> Iterator[Finding]:
    """Ask every system, about the samples or an unknown subject, and judge the answers."""
    mask = witnesses.masker.mask
    heard = [(each, masked(ask_all(witnesses, each), mask)) for each in samples]
    answers = [each for _, said in heard for each in said]
    asked = {each.system for each in answers}
    answers += _about_unknown(witnesses, [each for each in landscape.systems if each not in asked])
    if none_answered(answers) and can_be_started(landscape):
        text = f"no system answers\n  {how_to_start(landscape)}"
        yield Finding(good=False, what=landscape.name, text=text)
        return
    fields = [each for subject, said in heard for each in mappings(subject, said, landscape)]
    for subject, said in heard:
        yield from unknown_sample(subject, said, landscape)
    shown = shown_path(landscape.path.absolute(), Path.cwd())
    seen, past = lags(report), read_waits(shared_file(report, WAITS)).of(shown)
    for name in landscape.systems:
        yield from reach.reached(name, answers, landscape)
        if not any(each.unreachable for each in answers if each.system == name):
            yield from reach.probed(name, landscape, witnesses.masker)
        yield from lag(name, seen, landscape)
        yield from patience_to_raise(name, past, landscape)
        yield from (each for each in fields if each.about == name)
    yield from _not_sampled(landscape, samples)


def _not_sampled(landscape: Landscape, samples: Sequence[Subject]) -> Iterator[Finding]:
    """The kinds of record without a sample, so that no mapping was tried."""
    sampled = {each.kind for each in samples}
    kinds = {kind for each in landscape.systems.values() for kind in each.subjects} - sampled
    rest = [kind for kind in SAMPLES if kind in kinds]
    if rest:
        ways = ", ".join(SAMPLES[kind] for kind in rest)
        text = f"of {listed(rest)}: not checked without a sample; name one: {ways}"
        yield Finding(good=None, what="mappings", text=text, untried=True)
    others = sorted(kinds - SAMPLES.keys())
    if sampled and others:
        more = f" and {len(others) - MOST_KINDS} more" if len(others) > MOST_KINDS else ""
        text = (
            f"of {listed(others[:MOST_KINDS])}{more}: not tried; "
            "samestory ask KIND KEY shows what they find"
        )
        yield Finding(good=None, what="other mappings", text=text, untried=True)


def _about_unknown(witnesses: Witnesses, systems: Sequence[str]) -> list[Observation]:
    """Ask about a customer who does not exist: an answer shows that the system can be asked."""
    return [
        each
        for name in systems
        for each in witnesses.observe(stranger(witnesses.landscape, name, UNKNOWN), [name])
    ]


def _held_to_contract(
    path: Path, landscape: Landscape, samples: Sequence[Subject]
) -> Iterator[Finding]:
    """Yield every clause, tested on every system, as soon as it is known."""
    yield Finding(good=True, what=str(path), text="each system is tested while it fails")
    yield from _not_set(landscape)
    wide = with_this_machine(landscape)
    with ExitStack() as stack:
        context = opening.context_for(stack, wide)
        with Witnesses(landscape) as witnesses:
            owned = [plan_inquiry(witnesses, each).subject for each in samples]
        for name, entry in wide.systems.items():
            sample = next((each for each in owned if each.kind in entry.subjects), None)
            for each in examine_contract(wide, name, sample, context=context):
                untried = each.kept is None
                found = Finding(each.kept, each.clause, each.summary, name, untried=untried)
                yield found.hidden(witnesses.masker.mask)
