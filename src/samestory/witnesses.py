"""An opened landscape: every system that can be asked, and one question to all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from samestory.adapters.company_time import CompanyTime
from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.opening import open_remote, open_website
from samestory.adapters.patiences import Patiences
from samestory.adapters.traces.asking import with_trace
from samestory.config import Landscape, load
from samestory.config.config_errors import listed, table_name
from samestory.config.entries import SystemEntry
from samestory.core.agreement import compare
from samestory.core.model import Evidence, Observation, Promise, Subject
from samestory.core.system import Listens, System
from samestory.core.verdict import Look, Verdict
from samestory.errors import NothingToCompare, WrongCall
from samestory.explain import explanation
from samestory.extraction.placeholders import check_subject, placeholder_names, placeholders_within
from samestory.polling.convergence import converge
from samestory.polling.panel import Panel
from samestory.polling.rate_limit import TokenBucket
from samestory.polling.recording import Recorder, Recording, gap_for
from samestory.polling.seat import Seat
from samestory.polling.terms import Clock, Prompt, Schedule, SquareRoot, SystemClock
from samestory.redaction import Masker, masked
from samestory.telemetry import span

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from samestory.report.scenario_waits import ScenarioWaits


class Witnesses:
    """The systems of a landscape, opened; a context manager.

    Made once for a whole session; `in_browser` gives each scenario witnesses of its own that
    share every connection, pace and numbering with these, and add the website as it looks in
    that scenario's browser context:

        with Witnesses(landscape) as session:
            with session.in_browser(context, who=identity) as witnesses:
                verdict = witnesses.converge(Subject("order", "A-1042", of=email), among)

    Without a context the website is there, and says that it cannot be asked. `who` is handed to
    the page objects. The `masker` learns every secret, also those that are fetched on the way, such
    as tokens. `on_verdict` is called with every verdict of `converge`, `on_look` with every look.
    """

    def __init__(  # noqa: PLR0913 - all but the landscape are by keyword and have a default
        self,
        landscape: Landscape,
        *,
        context: BrowserContext | None = None,
        who: object = None,
        clock: Clock | None = None,
        masker: Masker | None = None,
        on_verdict: Callable[[Verdict], None] | None = None,
        on_look: Callable[[Look], None] | None = None,
    ) -> None:
        self.landscape = landscape
        self.masker = masker or landscape.masker()
        self.masker.learn(*landscape.secrets)
        self.clock: Clock = clock or SystemClock()
        self.company_time = CompanyTime(landscape, self.clock)
        self.patience = Patiences(landscape, self.company_time)
        self._filing = EvidenceStore(self.masker)
        self._remote = {
            name: _seat(entry, open_remote(entry, landscape.guard, self._filing))
            for name, entry in landscape.systems.items()
            if not entry.in_browser
        }
        self._owns_remote = True
        self._past: ScenarioWaits | None = None
        self._enter(context, who, on_verdict, on_look)

    def in_browser(
        self,
        context: BrowserContext | None,
        *,
        who: object = None,
        on_verdict: Callable[[Verdict], None] | None = None,
        on_look: Callable[[Look], None] | None = None,
        waits: ScenarioWaits | None = None,
    ) -> Self:
        """The same witnesses, with the website in this browser context; close them before it.

        Every page of the context, the customer's own as well, is kept on the allowed hosts. `waits`
        says when to look, by past waits, and remembers these.
        """
        other = object.__new__(type(self))
        vars(other).update(vars(self))
        other._owns_remote, other._past = False, waits
        other._enter(context, who, on_verdict, on_look)
        return other

    def _enter(
        self,
        context: BrowserContext | None,
        who: object,
        on_verdict: Callable[[Verdict], None] | None,
        on_look: Callable[[Look], None] | None,
    ) -> None:
        guard = self.landscape.guard
        self._local = {
            name: _seat(
                entry,
                open_website(entry, guard, self._filing, context, who),
                anywhere=context is None,
            )
            for name, entry in self.landscape.systems.items()
            if entry.in_browser
        }
        self.panel = Panel({**self._remote, **self._local}, self.clock, self.masker)
        self._on_verdict = on_verdict
        self.on_look = on_look

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the tab, and the connections unless they belong to the session."""
        own = {**self._local, **(self._remote if self._owns_remote else {})}
        Panel(own, self.clock).close()

    @property
    def called(self) -> Mapping[str, str]:
        """The name that people give each system: {"erp": "ERP"}."""
        return self.landscape.called

    # Asking -------------------------------------------------------------------------------------

    def converge(  # noqa: PLR0913 - what narrows a question is by keyword
        self,
        subject: Subject,
        among: Sequence[str],
        promise: Promise | None = None,
        *,
        only: str = "",
        rule: str = "",
        until: Callable[[Look], bool] | None = None,
    ) -> Verdict:
        """Look until these systems agree about the subject for good, or their patience is over.

        They are compared by all fields, or by the `only` one. If a standing `rule` asks, the first
        agreement counts, and `on_verdict` is not called.
        It ends with the first look for which `until` is true. Raise `WrongCall` for an
        unknown system or an impossible subject before any is asked, and `NothingToCompare` if there
        is nothing to compare.
        """
        some = (only,) if only else ()
        verdict = self.settled(subject, among, promise, only=some, rule=rule, until=until)
        return verdict if rule else self.tell(verdict)

    def tell(self, verdict: Verdict) -> Verdict:
        """Call `on_verdict` with a verdict, which then says what the company's traces say of it."""
        verdict = with_trace(verdict, self.landscape, self.masker)
        if self._on_verdict is not None:
            self._on_verdict(verdict)
        return verdict

    def settled(  # noqa: PLR0913 - as above
        self,
        subject: Subject,
        among: Sequence[str],
        promise: Promise | None,
        *,
        only: Sequence[str] = (),
        rule: str = "",
        until: Callable[[Look], bool] | None = None,
    ) -> Verdict:
        """As `converge`, by some fields or all, but tell nobody."""
        self.check(subject, among)
        fields = self.landscape.fields_of(subject.kind)
        if only:
            fields = tuple(each for each in fields if each.name in only)
            promise = promise and promise.narrowed(*only)
        part = ", ".join(only)
        patience = self.patience.of(among, promise)
        if rule:
            patience = {name: replace(each, settle=timedelta()) for name, each in patience.items()}
        if promise and promise.withdrawn:
            patience = self.patience.until_none_can_come(patience, promise)
        about = {"samestory.subject": str(subject), "samestory.systems": list(among)}
        with span(f"compare {subject.kind}", about) as comparing:
            verdict = converge(
                self.panel,
                self.clock,
                subject,
                fields,
                patience,
                promise,
                schedules=self._schedules(among, promise, part),
                on_look=self.on_look,
                until=until,
            )
            comparing.note({"samestory.outcome": str(verdict.outcome)})
        if self._past is not None and not rule:
            verdict = replace(verdict, usual=self._past.usual(verdict, part, patience))
            self._past.note(verdict, part)
        return replace(verdict, rule=rule)

    def _schedules(
        self, among: Sequence[str], promise: Promise | None, part: str
    ) -> dict[str, Schedule]:
        """When to look again at the systems whose past waits are known, or that are listened to."""
        past = self._past
        own = past.schedules(promise, among, part, self.clock.now()) if past else {}
        seats = {**self._remote, **self._local}
        for name in among:
            if isinstance(seats[name].system, Listens):
                own[name] = Prompt(own.get(name, SquareRoot()))
        return own

    def look(
        self, subject: Subject, among: Sequence[str], promise: Promise | None = None
    ) -> Verdict:
        """Ask once and compare, without patience. Raise as `converge` does."""
        observations = self.observe(subject, among)
        fields = self.landscape.fields_of(subject.kind)
        return compare(fields, observations, promise, not_due=self.patience.not_due(among, promise))

    def observe(self, subject: Subject, among: Sequence[str]) -> list[Observation]:
        """Return what each of these systems says now, without comparing it."""
        return self.begin_to_observe(subject, among)()

    def begin_to_observe(
        self, subject: Subject, among: Sequence[str]
    ) -> Callable[[], list[Observation]]:
        """Begin to ask, and return what waits for the answers: subjects need not wait in turn."""
        self.check(subject, among)
        return self.panel.begin(list(among), subject)

    def recorder(self, recording: Recording) -> Recorder:
        """Return what asks systems in the background, and adds what they say to a recording."""
        gaps = {name: gap_for(entry.rate) for name, entry in self.landscape.systems.items()}
        return Recorder(self.panel, self.clock, recording, gaps)

    def explain(self, verdict: Verdict) -> str:
        """Write a verdict down for a person, every secret hidden; its last line has no newline."""
        hidden = masked(verdict, self.masker.mask)
        return explanation(hidden, self.called, zone=self.landscape.zone)

    def who_can_tell(self, subject: Subject) -> list[str]:
        """The systems that can be asked about this very subject, as the landscape names them.

        One that needs the customer's mail address (`{of}`) is left out if that is unknown.
        """
        return [
            name
            for name, entry in self.landscape.systems.items()
            if subject.kind in entry.subjects and (subject.of or not _needs_owner(entry, subject))
        ]

    def screenshot(self) -> Evidence | None:
        """A picture of the website as it was last looked at, if it was."""
        for name, seat in self._local.items():
            if self.landscape.systems[name].as_customer:
                picture: Evidence | None = seat.system.screenshot()  # type: ignore[attr-defined]  # websites can
                if picture is not None:
                    return picture
        return None

    # Checking -----------------------------------------------------------------------------------

    def check(self, subject: Subject, among: Sequence[str]) -> None:
        """Raise `WrongCall` or `NothingToCompare` if these systems cannot be asked about it."""
        check_subject(subject)
        self.masker.spare(subject.key)
        self.landscape.fields_of(subject.kind)
        if not among:
            raise NothingToCompare(f"No system is left to be asked about {subject}.")
        for name in among:
            self._check_asked(name, subject.kind)

    def _check_asked(self, name: str, kind: str) -> None:
        entry = self.landscape.systems.get(name)
        if entry is None:
            raise WrongCall(
                f"{self.landscape.path} has no system '{name}'.\n"
                f"  Known systems: {listed(self.landscape.systems)}."
            )
        if kind not in entry.subjects:
            raise WrongCall(
                f"{self.landscape.path} does not say how to ask the {entry.called} about "
                f"'{kind}'.\n  Add a table {table_name(('systems', name, kind))}."
            )


def open_landscape(path: str | Path, environ: Mapping[str, str] | None = None) -> Witnesses:
    """Read a landscape and open its systems; use the result as a context manager.

    `environ` is where the landscape's variables come from (`os.environ` if None). Nothing is
    connected to before it is asked. The website, which needs a browser, cannot be asked; see
    `Witnesses.in_browser`. Raise `LandscapeMistakes` if the file holds mistakes.

        with samestory.open_landscape("landscapes/shop.toml") as systems:
            verdict = systems.look(samestory.Subject("order", "A-1042"), among=["crm", "erp"])
    """
    return Witnesses(load(path, environ))


def _seat(entry: SystemEntry, system: System, *, anywhere: bool = False) -> Seat:
    tells = {kind: frozenset(told.fields) for kind, told in entry.subjects.items()}
    return Seat(system, entry.timeout, TokenBucket(entry.rate), tells, anywhere)


def _needs_owner(entry: SystemEntry, subject: Subject) -> bool:
    asking = entry.subjects[subject.kind].question
    return "of" in {*placeholders_within(asking), *placeholder_names(entry.auth.user)}
