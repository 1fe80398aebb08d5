"""What `samestory settle` does: ask again, bring the record up to date, and say how it came out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console

from samestory.adapters.company_time import CompanyTime
from samestory.cli import opening
from samestory.cli.options import age_given
from samestory.cli.places import loaded
from samestory.cli.run.summary import refresh_pages, remembered, verdict_line
from samestory.cli.screen import say
from samestory.cli.settle.hidden_parts import (
    asked_as_far_as_visible,
    is_unknown_for_good,
    note_of,
    warning_of,
)
from samestory.cli.settle.second_look import both_times, lasting, old_enough, sample_of
from samestory.core.model import Outcome
from samestory.core.verdict import Verdict
from samestory.deferred import DeferredQuestion, deferred_in, keep_deferred
from samestory.errors import CannotAsk
from samestory.exit_codes import OF_OUTCOME, Exit, exit_of_record, gravest
from samestory.explain import counted, explained
from samestory.polling.terms import SystemClock
from samestory.report.bundle.bundle_writer import BundleWriter
from samestory.report.results_folder import AGREED
from samestory.report.run_update import records_of, update_record
from samestory.report.run_writer import ScenarioInfo, append_verdict
from samestory.report.summing_up import read_summary
from samestory.report.verdict_row import verdict_row
from samestory.witnesses import Witnesses

OPEN = frozenset({Outcome.PENDING, Outcome.UNREACHABLE, Outcome.UNMAPPED})
"""After these it is asked again another time."""
SETTLED = "settled.jsonl"
"""What was settled, as in verdicts.jsonl."""
IN_WORDS = {
    Outcome.AGREED: "agreed",
    Outcome.CONTRADICTED: "contradicted",
    Outcome.ABSENT: "never arrived",
    Outcome.PENDING: "still not due",
    Outcome.UNREACHABLE: "inconclusive, and left on the list",
    Outcome.UNMAPPED: "inconclusive, and left on the list",
}
FOR_GOOD = "inconclusive for good, and taken off the list"


@dataclass
class Settling:
    """One call of the command; `outcomes` are those of everything that was due."""

    console: Console
    report: Path
    run: str | None
    """The seed of the only run whose questions are asked; None: of all."""
    history: Path | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    touched: dict[Path, None] = field(default_factory=dict)
    """The folders of the records that were changed."""

    def pending(self) -> Exit:
        """Ask what is due by now; return how that ended."""
        left = deferred_in(self.report)
        mine = [each for each in left if self._is_meant(each)]
        if not mine:
            say(self.console, "Nothing is waiting to be settled.")
            return Exit.NOTHING_CHECKED
        now = self._times(mine)
        due = [each for each in mine if each.landscape in now and each.due <= now[each.landscape]]
        asked = Counter[str]()
        for each, verdict, witnesses in asked_again(due):
            for_good = is_unknown_for_good(each, verdict)
            asked[FOR_GOOD if for_good else IN_WORDS[verdict.outcome]] += 1
            more = _same_scenario(each, left)
            self._record(each, verdict, witnesses, more_pending=more)
            if for_good or verdict.outcome not in OPEN:
                # not before it is on record: nothing may be lost
                left.remove(each)
                keep_deferred(self.report, left)
        if asked:
            one, many = "that was not due is settled", "that were not due are settled"
            say(self.console, _sum(asked, one, many))
        for each in filter(self._is_meant, left):
            say(self.console, waiting_line(each))
        return gravest(OF_OUTCOME[each] for each in self.outcomes)

    def second_look(self, age: str, size: int) -> Exit:
        """Ask a sample of what agreed so long ago once more; return how that ended."""
        wanted, known = age_given("--again", age), deferred_in(self.report, name=AGREED)
        mine = [each for each in known if self._is_meant(each)]
        now = self._times(mine)
        described = {path: loaded(path)[0] for path in now}
        old = [
            each
            for each in old_enough(mine, wanted, now)
            if not each.hidden and lasting(each, described[each.landscape])
        ]
        asked = Counter[str]()
        for each, verdict, witnesses in asked_again(sample_of(old, size), lasting_only=True):
            asked[IN_WORDS[verdict.outcome]] += 1
            self._record(each, verdict, witnesses, agreed_before=now[each.landscape])
            if OF_OUTCOME[verdict.outcome] is Exit.CONTRADICTION:
                known = [other for other in known if other.subject != each.subject]
                keep_deferred(self.report, known, name=AGREED)
        if not asked:
            say(self.console, f"Nothing that can be asked again agreed {age} ago or longer.")
        else:
            one, many = "that agreed was asked again", "that agreed were asked again"
            say(self.console, _sum(asked, one, many))
        return gravest(OF_OUTCOME[each] for each in self.outcomes)

    def sum_up(self) -> None:
        """Build the pages of the changed records again, and print what they come to now."""
        for folder in self.touched:
            refresh_pages(folder, self.history)
            summary = read_summary(folder)
            for line in remembered(folder, summary, self.history):
                say(self.console, line)
            ended = exit_of_record(summary.exit, finished=summary.finished)
            say(self.console, f"The run is now: {verdict_line(ended, summary)}", "bold")

    def _is_meant(self, question: DeferredQuestion) -> bool:
        return self.run is None or question.run == self.run

    def _times(self, questions: Iterable[DeferredQuestion]) -> dict[Path, datetime]:
        """The time at each company; one that does not say it cannot be judged."""
        found: dict[Path, datetime] = {}
        for path in dict.fromkeys(each.landscape for each in questions):
            try:
                found[path] = company_now(path)
            except CannotAsk as error:
                say(self.console, str(error))
                self.outcomes.append(Outcome.UNREACHABLE)
        return found

    def _record(
        self,
        question: DeferredQuestion,
        verdict: Verdict,
        witnesses: Witnesses,
        *,
        more_pending: bool = False,
        agreed_before: datetime | None = None,
    ) -> None:
        """Write a verdict down, bring the record of its run up to date, and show it."""
        self.outcomes.append(verdict.outcome)
        for_good = is_unknown_for_good(question, verdict)
        mask, landscape = witnesses.masker.mask, witnesses.landscape
        told = explained(
            verdict,
            mask,
            called=witnesses.called,
            deadlines=landscape.deadlines,
            zone=landscape.zone,
        )
        asked = verdict.systems
        again = agreed_before and both_times(question, agreed_before, landscape, asked)
        if note := again or note_of(question):
            told = replace(told, story=replace(told.story, sentences=(note, *told.story.sentences)))
        scenario = ScenarioInfo(**question.scenario)
        row = verdict_row(told, scenario)
        append_verdict(self.report / SETTLED, row, mask)
        say(self.console, f"{row['journey']}: {row['scenario']}", "bold")
        say(self.console, f"{row['explanation']}\n")
        if agreed_before is None or OF_OUTCOME[verdict.outcome] is Exit.CONTRADICTION:
            for folder in records_of(self.report, question.run):
                kept = BundleWriter(folder, question.run, mask).add(told.verdict, scenario)
                with_evidence = verdict_row(told, scenario, kept)
                update_record(
                    folder, with_evidence, mask, more_pending=more_pending, for_good=for_good
                )
                self.touched[folder] = None


def company_now(path: Path) -> datetime:
    """Return the time at the company of a landscape. Raise `CannotAsk` if it does not say it."""
    described, _ = loaded(path)
    return CompanyTime(described, SystemClock()).now()


def asked_again(
    due: Iterable[DeferredQuestion], *, lasting_only: bool = False
) -> Iterator[tuple[DeferredQuestion, Verdict, Witnesses]]:
    """Yield each verdict as soon as it is there, and who was asked; open every landscape once.

    `lasting_only`: of what agreed once, ask what has to be so for good.
    """
    with ExitStack() as stack:
        opened: dict[Path, Witnesses] = {}
        for each in due:
            if each.landscape not in opened:
                described, _ = loaded(each.landscape)
                opened[each.landscape] = stack.enter_context(opening.opened(described))
            asked = opened[each.landscape]
            question = lasting(each, asked.landscape) if lasting_only else each
            if question is not None:
                yield each, asked_as_far_as_visible(question, asked), asked


def waiting_line(question: DeferredQuestion) -> str:
    """Say what is still waiting, and until when."""
    when = f"{question.subject} waits until {question.due.astimezone():%d %b %Y, %H:%M %Z}."
    return f"{when} {warning_of(question)}" if question.hidden else when


def _same_scenario(question: DeferredQuestion, left: Iterable[DeferredQuestion]) -> bool:
    """Whether the scenario of a question waits for another one."""
    nodeid = question.scenario["nodeid"]
    return any(
        each is not question and (each.run, each.scenario["nodeid"]) == (question.run, nodeid)
        for each in left
    )


def _sum(asked: Counter[str], one: str, many: str) -> str:
    """Say how many promises were asked about, and how they came out."""
    words = ", ".join(f"{count} {words}" for words, count in asked.items())
    total = asked.total()
    return f"{counted(total, 'promise')} {one if total == 1 else many}: {words}."
