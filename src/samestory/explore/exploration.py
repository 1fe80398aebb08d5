"""One exploration: what was played, what it taught, and which journey comes next."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from samestory.explore.composing import DRAFTS, Composer
from samestory.explore.coverage import Coverage
from samestory.explore.findings import Findings, FoundOrder
from samestory.explore.journey import ComposedJourney
from samestory.explore.plays import NOT_ASKED, PlayResult
from samestory.explore.possible import Possibilities
from samestory.explore.shrinking import Shrinking, possible_part
from samestory.explore.vocabulary import Vocabulary

GIVE_UP_AFTER = 3
"""Plays with an action that could not be judged, after which it is not played again."""
ATTEMPTS = 6
"""How many journeys, also of two people, are looked for before there is none."""

Play = Callable[[ComposedJourney], PlayResult]
"""Plays a journey."""


@dataclass
class Exploration:
    """Composes, learns, and makes what fails as short as it can be.

    Several threads may work on one exploration, each with a way to play of its own. `on_event` is
    called with each play and each finding as plain values; `take_in` reads them again.
    """

    vocabulary: Vocabulary
    seed: int
    people: int = 2
    on_event: Callable[[Mapping[str, Any]], None] = lambda _: None
    stopped: Callable[[], bool] = lambda: False
    """Whether no further candidate is to be played."""
    drafts: int = DRAFTS
    """How many drafts each journey is chosen from."""
    plays: int = 0
    judged: int = 0
    composed: int = 0
    seconds: float = 0.0
    unjudged: Counter[str] = field(default_factory=Counter)
    """By what happened instead, how many plays could not be judged."""
    not_due: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)
    """By cause, the title of what contradicted in a play in which nothing was passed over."""
    never_done: dict[str, str] = field(default_factory=dict)
    """By action that was tried and never done, why it could not be done the last time."""
    lacking: set[str] = field(default_factory=set)
    """The actions that the company does not have: they are not played again."""
    exhausted: bool = False
    """Whether no further journey was found to play."""
    coverage: Coverage = field(init=False)

    def __post_init__(self) -> None:
        self.possible = Possibilities(self.vocabulary)
        self.coverage = Coverage(self.vocabulary)
        self.findings = Findings(self.vocabulary)
        self._lock = Lock()
        self._under_way: set[str] = set()
        self._later: list[tuple[ComposedJourney, dict[str, str]]] = []
        self._not_judged: list[frozenset[str]] = []
        self._once_judged: set[str] = set()
        self._once_done: set[str] = set()

    @property
    def unconfirmed(self) -> Mapping[str, str]:
        """What was seen, and neither came again nor agreed when it was played again."""
        known = {cause for cause, _ in self.findings.flaky}
        known = known.union(*({each.cause, *each.causes} for each in self.findings.all))
        return {cause: title for cause, title in self.seen.items() if cause not in known}

    # Playing ------------------------------------------------------------------------------------

    def go_on(self, play: Play) -> bool:
        """Play one more journey, and pursue what it shows; False if there is none to play."""
        with self._lock:
            waiting = self._take_waiting()
            journey = None if waiting else self._composed()
        if waiting:
            self._pursue(*waiting, play, sure=True)
            return True
        if journey is None:
            self.exhausted = True
            return False
        self._play(journey, play, pursues=True)
        return True

    def _composed(self) -> ComposedJourney | None:
        """Return the next journey; None if none is found in several attempts, with other people."""
        composer = Composer(self.vocabulary, self.possible, self.coverage, self.people, self.drafts)
        for _ in range(ATTEMPTS):
            self.composed += 1
            journey = composer.compose(self.composed, self.seed)
            if journey is not None:
                return journey
        return None

    def _play(self, journey: ComposedJourney, play: Play, *, pursues: bool = False) -> PlayResult:
        result = play(journey)
        with self._lock:
            self._learn(journey, result)
            self.on_event(play_event(journey, result, self.composed))
        if pursues and result.failed:
            done = journey.without(result.passed_over)
            self._pursue(done, dict(result.causes), play, sure=not result.passed_over)
        return result

    # Findings -----------------------------------------------------------------------------------

    def _pursue(
        self, journey: ComposedJourney, causes: Mapping[str, str], play: Play, *, sure: bool
    ) -> None:
        """Make a journey shorter for each cause that nothing explains yet.

        It is not `sure` if something was passed over: its questions counted on that.
        """
        for cause, title in causes.items():
            with self._lock:
                if self.findings.explain(journey, cause):
                    continue
                if cause in self._under_way:
                    self._later.append((journey, {cause: title}))
                    continue
                self._under_way.add(cause)
            try:
                self._shorten(journey, cause, title, play, sure=sure)
            finally:
                with self._lock:
                    self._under_way.discard(cause)

    def _shorten(
        self, journey: ComposedJourney, cause: str, title: str, play: Play, *, sure: bool
    ) -> None:
        last: list[PlayResult] = []
        replays: list[PlayResult] = []

        def fails(candidate: ComposedJourney) -> bool:
            if self.stopped():
                return False
            result = self._play(candidate, play)
            replays[:] = [result]
            again = result.failed and cause in result.causes and not result.passed_over
            last[:] = [result] if again else last
            return again

        whole = possible_part(journey, self.vocabulary)
        if not fails(whole):
            if sure:
                self._note_flaky(cause, journey, replays)
            return
        shortest = Shrinking(self.vocabulary, fails).shortest(whole)
        pointed = replace(shortest, asks=last[0].question or 0)  # for a rule any one is enough
        if pointed != shortest and fails(pointed):
            shortest = pointed
        elif not fails(shortest) and not fails(shortest):
            if not self.stopped():  # else the time was over, and it stays unconfirmed
                self._note_flaky(cause, shortest, replays)
            return
        found = FoundOrder(cause, title, shortest, frozenset(last[0].causes), last[0].message)
        with self._lock:
            self.findings.add(found)
            self.possible.known = self.findings.orders
            self.on_event(finding_event(found))

    def _note_flaky(
        self, cause: str, journey: ComposedJourney, replays: Sequence[PlayResult]
    ) -> None:
        """Note what agreed when it was played last; what was not judged then did not agree."""
        if any(each.judged and cause not in each.causes for each in replays):
            with self._lock:
                self.findings.flaky.append((cause, journey))
                self.on_event(flaky_event(cause, journey))

    def _take_waiting(self) -> tuple[ComposedJourney, dict[str, str]] | None:
        """Return a journey that waited for another one with the same cause to be made shorter."""
        for each in self._later:
            if not each[1].keys() & self._under_way:
                self._later.remove(each)
                return each
        return None

    # Learning -----------------------------------------------------------------------------------

    def take_in(self, event: Mapping[str, Any]) -> None:
        """Take in a play or a finding of an earlier call. Raise ValueError or KeyError if odd."""
        journey = ComposedJourney.of_data(event["journey"])
        if not {each.key for each in journey.acts} <= self.vocabulary.actions.keys():
            return
        if event["event"] == "flaky":
            self.findings.flaky.append((event["cause"], journey))
            return
        if event["event"] == "finding":
            journey = replace(journey, asks=event.get("asks"))
            self.findings.add(
                FoundOrder(event["cause"], event["title"], journey, frozenset(event["causes"]))
            )
            self.possible.known = self.findings.orders
            return
        self.composed = max(self.composed, int(event["composed"]))
        passed_over = {int(at): why for at, why in event["passed_over"].items()}
        not_due = frozenset(event["not_due"])
        causes = {each: each for each in event["causes"]}
        lacks = frozenset(map(int, event.get("lacks", ())))
        result = PlayResult(event["result"], causes, passed_over, not_due, lacks=lacks)
        self._learn(journey, result)

    def _learn(self, journey: ComposedJourney, result: PlayResult) -> None:
        self.plays += 1
        self.seconds += result.seconds
        self.not_due |= result.not_due
        self.lacking |= {journey.acts[at].key for at in result.lacks}
        self.possible.given_up |= self.lacking
        done = journey.without(result.passed_over)
        keys = frozenset(each.key for each in done.acts)
        if result.failed and not result.passed_over:
            self.seen |= result.causes
        if result.judged:
            self._once_judged |= keys
            self.judged += 1
            self.coverage.add(done)
        else:
            self.unjudged[result.result] += 1
            if result.result != NOT_ASKED:  # which tells at least what cannot be done
                self._not_judged.append(keys)
                self._give_up()
                return
        self._note_done(journey, result.passed_over)
        for person in journey.people:
            places = [at for at, each in enumerate(journey.acts) if each.person == person]
            skipped = [n for n, at in enumerate(places) if at in result.passed_over]
            self.possible.learn(journey.keys_of(person), skipped)

    def _note_done(self, journey: ComposedJourney, passed_over: Mapping[int, str]) -> None:
        for at, each in enumerate(journey.acts):
            if at not in passed_over:
                self._once_done.add(each.key)
                self.never_done.pop(each.key, None)
            elif each.key not in {*self._once_done, *self.lacking}:
                self.never_done[each.key] = passed_over[at]

    def _give_up(self) -> None:
        """Play an action no more after which nothing could be judged again and again.

        What was played beside one that is given up is not suspected because of that; of two that
        were always played together, it is not known which.
        """
        plays = [each for each in self._not_judged if not each & self.possible.given_up]
        counted = Counter(key for each in plays for key in each - self._once_judged)
        (key, times), (_, others) = (*counted.most_common(2), ("", 0), ("", 0))[:2]
        if times >= GIVE_UP_AFTER and times > others:
            self.possible.given_up |= {key}


def play_event(journey: ComposedJourney, result: PlayResult, composed: int) -> dict[str, Any]:
    """Return a play as plain values, fit for JSON."""
    return {
        "event": "play",
        "composed": composed,
        "journey": journey.as_data(),
        "result": result.result,
        "causes": sorted(result.causes),
        "passed_over": {str(at): why for at, why in result.passed_over.items()},
        "not_due": sorted(result.not_due),
        "lacks": sorted(result.lacks),
        "seconds": result.seconds,
    }


def flaky_event(cause: str, journey: ComposedJourney) -> dict[str, Any]:
    """Return what failed once, and agreed then, as plain values."""
    return {"event": "flaky", "cause": cause, "journey": journey.as_data()}


def finding_event(finding: FoundOrder) -> dict[str, Any]:
    """Return a finding as plain values, fit for JSON."""
    return {
        "event": "finding",
        "cause": finding.cause,
        "title": finding.title,
        "causes": sorted(finding.causes),
        "journey": finding.journey.as_data(),
        "asks": finding.journey.asks,
    }
