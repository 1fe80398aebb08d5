"""When to look again, when it is enough, and who has run out of time."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType

from samestory.core.model import Observation, Outcome
from samestory.core.verdict import Look, Verdict
from samestory.polling import verdict_sets as standing
from samestory.polling.calendar import Calendar
from samestory.polling.looks import BREATH, Looking, statement

INSTANT = 1e-6
"""Seconds that make no difference between two moments."""
EARLY = 0.01
"""Seconds by which the waiting has to end early if news ended it."""
QUICK = 1.0
"""A system that takes more seconds than these to be unreachable has hung."""
SATISFYING = frozenset({Outcome.AGREED, Outcome.PENDING})


@dataclass(slots=True)
class Wait:
    """One wait for agreement; every time is in seconds since the looking began."""

    looking: Looking
    calendar: Calendar
    deadlines: dict[str, float] = field(init=False)
    missed: dict[str, Observation] = field(init=False, default_factory=dict)
    """What those systems said at their deadline that did not agree then."""
    late: dict[str, timedelta] = field(init=False, default_factory=dict)
    restless: frozenset[str] = field(init=False, default=frozenset())
    """Who said something new after everybody had agreed, if nothing was promised."""
    forgiven: bool = field(init=False, default=False)
    """Whether a system was once found wavering after all deadlines."""

    def __post_init__(self) -> None:
        opened, patience = self.looking.opened, self.looking.patience
        self.deadlines = {name: each.deadline(opened) for name, each in patience.items()}

    def verdict(self) -> Verdict:
        """Wait for an agreement that lasts, or for the end of everybody's time."""
        found = None
        while found is None:
            found = self._settled() if self._agreed() else self._failed()
        return found

    # Until everybody agrees

    def _agreed(self) -> bool:
        """Look until a full look satisfies, or until there is none left to wait for."""
        timeline = self.looking.timeline
        look = timeline[-1] if timeline else self._judged(self._look(self._everybody()))
        while self._lagging(look):
            look = self._judged(self._next(look))
            if not self._lagging(look) and not self._full(look) and not self.missed:
                look = self._judged(self._look(self._everybody()))
        return not self.missed and look.verdict.outcome in SATISFYING

    def _next(self, look: Look) -> Look:
        """Wait until it is the turn of a laggard, but never past a deadline; then ask those.

        News end the waiting early, and then all laggards are asked. At a deadline everybody is, so
        that none fails because of a torn look.
        """
        lagging = self._lagging(look)
        deadline = min(self._deadline(name, look.verdict) for name in lagging)
        now = self._plan(look, lagging)
        begin = max(min(self.calendar.next[name] for name in lagging), now + BREATH)
        if begin + self._usually_takes(lagging) > deadline:
            begin = deadline  # a request under way at the deadline could not see what is true then
        self.looking.wait(begin - now, lagging)
        then = self.looking.elapsed
        if then >= deadline - INSTANT:
            return self._look(self._everybody())
        due = frozenset() if then < begin - EARLY else self.calendar.due(lagging, then)
        return self._look((due or lagging) | self._missed_and_answering())

    def _plan(self, look: Look, lagging: frozenset[str]) -> float:
        """Set when the laggards that have just been asked have their next turn; return the time."""
        now, turns, newest = self.looking.elapsed, self.calendar.next, self.looking.newest
        refusing = any(now >= self.deadlines[name] for name in lagging)
        again = (each for each in sorted(lagging) if turns.get(each, 0) <= now)
        asked = [*dict.fromkeys([*(each for each in look.asked if each in lagging), *again])]
        answering = [each for each in asked if newest[each].unreachable is None]
        self.calendar.plan(asked, now, self._settle() if refusing else now, by_own=answering)
        return now

    def _usually_takes(self, lagging: Iterable[str]) -> float:
        newest = [self.looking.newest[name] for name in lagging]
        took = [each.took.total_seconds() for each in newest if each.unreachable is None]
        return max(took, default=0.0)

    # At the deadlines

    def _judged(self, look: Look) -> Look:
        """Note who has missed the deadline; a look that may have been torn is had once more."""
        newest = self.looking.newest
        due = {name: newest[name] for name in self._lagging(look) if self._had_its_time(name, look)}
        if not due:
            return look
        again = self._look(self._everybody(but=due)) if self.looking.moved else look
        still = standing.laggards(again.verdict)
        for name, said in due.items():
            if name in still:
                self.missed[name] = newest[name]
            elif statement(said) != statement(newest[name]) and not self._excused(name, look):
                self.missed[name] = said  # it came round after its time, if only just
        self._note_late(again)
        return again

    def _excused(self, name: str, look: Look) -> bool:
        """Whether a system that was right a moment too late may have been right in time."""
        rivals = standing.rivals(name, look.verdict)
        silenced = name in standing.unreachable(look.verdict)
        return bool(rivals) or silenced or name in standing.once_right(self.looking.timeline[:-1])

    def _had_its_time(self, name: str, look: Look) -> bool:
        """Whether the system was asked at its deadline, or hung until then."""
        deadline = self._deadline(name, look.verdict) - INSTANT
        hung = self._hangs(name) and self.looking.elapsed >= deadline
        return hung or (name in look.asked and self.looking.begun >= deadline)

    def _hangs(self, name: str) -> bool:
        """Whether it kept us waiting in vain, twice in a row if it had ever answered.

        A single slow answer is no outage: the system is asked once more before it is given up.
        """
        asked = [said for look in self.looking.timeline for said in look.observations]
        last_two = [said for said in asked if said.system == name][-2:]
        return all(
            said.unreachable is not None and said.took.total_seconds() > QUICK for said in last_two
        )

    def _deadline(self, name: str, verdict: Verdict) -> float:
        """Give the time by which this system must have followed.

        If nothing was promised it is unknown who has to follow whom, so all rivals have the
        time of the slowest of them.
        """
        concerned = standing.rivals(name, verdict) | {name}
        return max(self._may_refuse_until(name), *(self.deadlines[each] for each in concerned))

    def _may_refuse_until(self, name: str) -> float:
        """Give the time by which a system that had answered has to answer again.

        A refusal says nothing about it. It has a settle time from its first one on, or for as long
        as it asked to be left alone, if that is not longer than its patience.
        """
        looks = [look for look in self.looking.timeline if name in look.asked]
        newest = self.looking.newest[name]
        answers = [at for at, look in enumerate(looks) if _answered(name, look)]
        if newest.unreachable is None or not answers or self._hangs(name):
            return 0.0
        since = looks[answers[-1] + 1].elapsed
        settled = since + timedelta(seconds=self._settle())
        if not newest.leave_alone:
            return settled.total_seconds()
        alone = looks[-1].elapsed + newest.leave_alone + timedelta(seconds=BREATH)
        patient = since + self.looking.patience[name].patience
        return max(settled, min(alone, patient)).total_seconds()

    def _failed(self) -> Verdict:
        """Judge every system by what it said when its time was up."""
        looking = self.looking
        final = [self.missed.get(name, looking.newest[name]) for name in looking.patience]
        verdict = looking.compared(final)
        changed = standing.failing(verdict) & (self._once_kept(verdict) | self.restless)
        return self._told(verdict, changed=changed - self.late.keys())

    def _once_kept(self, verdict: Verdict) -> frozenset[str]:
        """Name those who had told what was promised; without a promise it means nothing."""
        told = verdict.promise or verdict.before
        return standing.once_right(self.looking.timeline) if told else frozenset()

    # While it settles

    def _settled(self) -> Verdict | None:
        """Keep watching for the settle time; None if waiting has to begin anew.

        A deviation is confirmed by another look at once. One that is gone by then was a torn
        read or a wavering system: the settle time begins anew, after all deadlines only once.
        """
        looking, settle, asked = self.looking, self._settle(), -math.inf
        agreeing, end = dict(looking.newest), looking.elapsed + settle
        while settle and asked < end - INSTANT:
            looking.wait(min(self._step(), max(end - looking.elapsed, 0.0)), self._everybody())
            look = self._look(self._everybody())
            asked = looking.begun
            if look.verdict.outcome in SATISFYING:
                continue
            again = self._once_they_answer(self._look(self._everybody()))
            if again.verdict.outcome not in SATISFYING:
                return self._broken(agreeing, again, end)
            if look.verdict.outcome is Outcome.UNREACHABLE:
                continue  # a refusal says nothing, and the answer was the same before and after it
            if self.forgiven:
                return self._changed(agreeing, look)
            self.forgiven = looking.elapsed > self._horizon()
            end = looking.elapsed + settle
        return self._told(looking.timeline[-1].verdict)

    def _once_they_answer(self, look: Look) -> Look:
        """Ask those again who refuse, for as long as they may."""
        while look.verdict.outcome is Outcome.UNREACHABLE:
            refusing = standing.unreachable(look.verdict)
            left = max(map(self._may_refuse_until, refusing)) - self.looking.elapsed
            if left <= INSTANT:
                break
            self.looking.wait(min(self._step(), left), refusing)
            look = self._look(refusing)
        return look

    def _settle(self) -> float:
        return max(each.settle for each in self.looking.patience.values()).total_seconds()

    def _step(self) -> float:
        """Spread the looks of the settle time evenly: nothing is expected sooner than later."""
        settle = self._settle()
        gap = max(self.calendar.shared.gap(settle), BREATH)
        return settle / math.ceil(settle / gap)

    def _horizon(self) -> float:
        """Give the last deadline of any system that is due."""
        not_due = self.looking.not_due()
        return max((at for name, at in self.deadlines.items() if name not in not_due), default=0.0)

    def _broken(
        self, agreeing: Mapping[str, Observation], again: Look, end: float
    ) -> Verdict | None:
        """Tell who changed its mind; None if that is too early to say.

        Where nothing was promised one of them may have been the first to follow, and the others
        have their time. So has who merely cannot be asked.
        """
        verdict = self._changed(agreeing, again)
        followed = all(standing.rivals(name, again.verdict) for name in verdict.changed_its_mind)
        if not followed or end > self._horizon() + 3 * self._settle():
            return verdict
        self.restless |= verdict.changed_its_mind
        return None

    def _changed(self, agreeing: Mapping[str, Observation], look: Look) -> Verdict:
        said = {each.system: each for each in look.verdict.observations}
        failing = standing.failing(look.verdict)
        changed = (name for name in failing if statement(said[name]) != statement(agreeing[name]))
        return self._told(look.verdict, changed=frozenset(changed))

    # What every part needs

    def _look(self, systems: Iterable[str]) -> Look:
        look = self.looking.look(systems)
        self._note_late(look)
        return look

    def _note_late(self, look: Look) -> None:
        for name in self.missed.keys() - standing.laggards(look.verdict):
            self.late.setdefault(name, look.elapsed)

    def _told(self, verdict: Verdict, changed: frozenset[str] = frozenset()) -> Verdict:
        return replace(
            verdict,
            timeline=tuple(self.looking.timeline),
            changed_its_mind=changed,
            late=MappingProxyType(dict(self.late)),
        )

    def _lagging(self, look: Look) -> frozenset[str]:
        return standing.laggards(look.verdict) - self.missed.keys()

    def _everybody(self, but: Iterable[str] = ()) -> frozenset[str]:
        """Name all systems, but those that have missed their time and would cost more of it."""
        given_up = {name for name in (*self.missed, *but) if self._hangs(name)}
        return frozenset(self.looking.patience) - given_up

    def _missed_and_answering(self) -> frozenset[str]:
        return self._everybody() & self.missed.keys()

    def _full(self, look: Look) -> bool:
        return self._everybody() <= set(look.asked)


def _answered(name: str, look: Look) -> bool:
    return any(each.system == name and each.unreachable is None for each in look.observations)
