"""Takes one thing after another back: asks first, acts once, and asks again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol

from samestory.core.model import Promise, Revision, Subject
from samestory.core.verdict import Look
from samestory.errors import NothingToCompare, SamestoryError
from samestory.journeys.ledger import NOT_UNDONE, UNDOING, UNDONE
from samestory.journeys.undo_rules import UndoRule, UndoWay
from samestory.undo.results import SETTLED, End, Result
from samestory.undo.standing import Stand, Standing, standing
from samestory.undo.things import Plan, Thing
from samestory.witnesses import Witnesses

RULE = "undo"
"""Under this name the systems are waited for: their first agreement counts."""
NO_MORE = frozenset({Stand.GONE, Stand.NO_RECORD})


class Hands(Protocol):
    """What acts: the page objects of channels, and requests to systems."""

    def take_back(self, thing: Thing, way: UndoWay) -> None:
        """Do it. Raise any error if it was not done, or if that is not known."""
        ...


@dataclass
class Undoing:
    """The undoing of a plan. `note` writes to the ledger; `dry` only looks, and writes nothing."""

    witnesses: Witnesses
    hands: Hands
    note: Callable[..., None]
    dry: bool = False

    def results(self, plan: Plan) -> Iterator[Result]:
        """Yield how each thing ended as soon as it did. No failure stops the others."""
        for each in plan.things:
            yield from self._found(each, plan) if not each.key else [self._ended(each)]

    # One thing ----------------------------------------------------------------------------------

    def _ended(self, thing: Thing) -> Result:
        try:
            result = self._undo(thing)
        except SamestoryError as error:
            result = Result(thing=thing, end=End.UNSURE, why=_first_line(error))
        self._remember(result)
        return result

    def _undo(self, thing: Thing) -> Result:
        if (refused := self._refused(thing)) is not None:
            return refused
        assert thing.rule is not None, "else it was refused"
        before = self._as_it_stands(thing)
        if before.stand is Stand.UNREACHABLE:
            return Result(thing=thing, end=End.UNSURE, why=before.why)
        if before.stand in NO_MORE:
            return Result(thing=thing, end=End.NEEDLESS, why=_why_needless(before))
        if before.stand is Stand.NOBODY_KNOWS and thing.was_begun:
            why = "an earlier call began to undo it, and nobody can be asked whether it did"
            return Result(thing=thing, end=End.UNSURE, why=why)
        return self._by_a_way(thing, thing.rule, before)

    def _by_a_way(self, thing: Thing, rule: UndoRule, before: Standing) -> Result:
        way = next((each for each in rule.ways if before.fits(each)), None)
        if way is None:
            why = f"none of the ways in [undo.{thing.kind}] fits"
            return Result(thing=thing, end=End.STILL_THERE, why=why, left=before.left)
        if way.cannot:
            return Result(thing=thing, end=End.CANNOT, why=way.cannot, left=before.left)
        if self.dry:
            return Result(thing=thing, end=End.WOULD, how=str(way), left=before.left)
        return self._act(thing, way)

    def _refused(self, thing: Thing) -> Result | None:
        """Return the end of what is never tried."""
        if thing.rule is None:
            why = f"there is no table [undo.{thing.kind}]"
            return Result(thing=thing, end=End.UNDECLARED, why=why)
        if thing.is_hidden:
            why = "a part of its number or of the address is hidden in the ledger"
            return Result(thing=thing, end=End.CANNOT, why=why)
        always = [way.cannot for way in thing.rule.ways if way.cannot and not way.when]
        if len(always) == len(thing.rule.ways) and not thing.rule.unless:
            return Result(thing=thing, end=End.CANNOT, why=always[0])
        return None

    def _act(self, thing: Thing, way: UndoWay) -> Result:
        how = str(way)
        self._write(thing, state=UNDOING, how=how)
        wrong = ""
        try:
            self.hands.take_back(thing, way)
        except Exception as error:  # noqa: BLE001 - whatever a page object raises stops no other
            wrong = _first_line(error)
        after = self._once_followed(thing)
        if after.stand in NO_MORE:
            return Result(thing=thing, end=End.UNDONE, how=how)
        if wrong:
            return Result(thing=thing, end=End.FAILED, how=how, why=wrong, left=after.left)
        if after.stand is Stand.STANDS:
            return Result(thing=thing, end=End.STILL_THERE, how=how, left=after.left)
        if after.stand is Stand.UNREACHABLE:
            return Result(thing=thing, end=End.UNSURE, how=how, why=after.why)
        return Result(thing=thing, end=End.UNDONE_UNASKED, how=how)

    # Things without a number --------------------------------------------------------------------

    def _found(self, thing: Thing, plan: Plan) -> Iterator[Result]:
        """Yield how everything ended that her mail address finds beyond what was told."""
        rule, results = thing.rule, list[Result]()
        if (refused := self._refused(thing)) is not None:
            self._remember(refused)
            yield refused
            return
        assert rule is not None, "else it was refused"
        numbers, why = self._numbers(rule, thing)
        for each in sorted(numbers - plan.known.get((thing.kind, thing.who), frozenset())):
            results.append(self._ended(replace(thing, key=each)))
            yield results[-1]
        end = Result(thing=thing, end=End.NEEDLESS, why="it was never made")
        if why:
            yield Result(thing=thing, end=End.UNSURE, why=why)
        elif not results:
            self._remember(end)
            yield end
        elif all(each.end in SETTLED for each in results):
            self._remember(end)

    def _numbers(self, rule: UndoRule, thing: Thing) -> tuple[frozenset[str], str]:
        """Return the numbers that systems know, and why they may not be all."""
        if not rule.found_by:
            why = f"no number was told, and [undo.{rule.kind}] has no found_by"
            return frozenset(), why
        self._wait_for(thing)
        subject = Subject(rule.found_by, thing.who, thing.who)
        among = self._without_browser(subject)
        try:
            said = self.witnesses.observe(subject, among)
        except SamestoryError as error:
            return frozenset(), _first_line(error)
        found = [(each.values or {}).get("numbers") for each in said]
        numbers = {
            str(one) for each in found if isinstance(each, frozenset | tuple) for one in each
        }
        lost = "; ".join(f"{each.system}: {each.unreachable}" for each in said if each.unreachable)
        return frozenset(numbers), lost

    # Asking -------------------------------------------------------------------------------------

    def _as_it_stands(self, thing: Thing) -> Standing:
        """Ask; if nobody has a record, ask again once every system has had its time to hear."""
        found = self._asked(thing)
        if found.stand is Stand.NO_RECORD and not self.dry:
            self._wait_for(thing)
            return self._asked(thing)
        return found

    def _asked(self, thing: Thing) -> Standing:
        assert thing.rule is not None, "it is asked about by its rule"
        among = self._among(thing)
        said = self.witnesses.observe(thing.subject, among) if among else []
        return standing(thing.rule, said)

    def _among(self, thing: Thing) -> list[str]:
        rule, systems = thing.rule, self.witnesses.landscape.systems
        if rule is None or thing.kind not in self.witnesses.landscape.subjects:
            return []
        able = self._without_browser(thing.subject)
        if rule.asked:
            return [name for name in rule.asked if name in able]
        tells = {name: systems[name].subjects[thing.kind].fields.keys() for name in able}
        return [name for name in able if not rule.unless or tells[name] & rule.unless.keys()]

    def _without_browser(self, subject: Subject) -> list[str]:
        systems = self.witnesses.landscape.systems
        able = self.witnesses.who_can_tell(subject)
        return [name for name in able if not systems[name].in_browser]

    def _once_followed(self, thing: Thing) -> Standing:
        """Return how it stands once all systems have followed, or their patience is over."""
        rule, among = thing.rule, self._among(thing)
        if rule is None or not among:
            return Standing(Stand.NOBODY_KNOWS)

        def is_gone(look: Look) -> bool:
            return standing(rule, look.verdict.observations).stand in NO_MORE

        with suppress(NothingToCompare):
            self.witnesses.converge(
                thing.subject, among, self._wanted(thing, rule), rule=RULE, until=is_gone
            )
        return self._asked(thing)

    def _wanted(self, thing: Thing, rule: UndoRule) -> Promise:
        fields = self.witnesses.landscape.subjects[thing.kind]
        values = {
            name: int(words[0]) if fields[name].kind == "count" else words[0]
            for name, words in rule.unless.items()
        }
        now = self.witnesses.company_time.now()
        told = Revision(RULE, now, MappingProxyType(values), withdrawn=not values)
        return Promise(thing.subject, (told,))

    def _wait_for(self, thing: Thing) -> None:
        """Wait until every system has had its time to hear of the deeds that made it."""
        waits: Sequence[float] = [
            (each.read_lag + each.patience).total_seconds()
            for each in self.witnesses.patience.of(self.witnesses.landscape.systems).values()
        ]
        gone = (self.witnesses.clock.now() - thing.since).total_seconds()
        left = max(waits, default=0.0) - gone
        if left > 0 and not self.dry:
            self.witnesses.clock.sleep(left)

    # Remembering --------------------------------------------------------------------------------

    def _remember(self, result: Result) -> None:
        """Write how it ended; what nobody can undo is listed once, and then counted."""
        facts: Mapping[str, object] = {"end": result.end, "how": result.how, "why": result.why}
        told = {name: each for name, each in facts.items() if each}
        if result.end in SETTLED:
            self._write(result.thing, state=UNDONE, **told)
        elif result.end is End.CANNOT:
            self._write(result.thing, state=NOT_UNDONE, final=True, **told)
        elif result.end in {End.FAILED, End.STILL_THERE}:
            self._write(result.thing, state=NOT_UNDONE, **told)

    def _write(self, thing: Thing, **facts: object) -> None:
        for each in () if self.dry else thing.deeds:
            self.note(id=each.id, run=each.run, journey=each.journey, thing=thing.name, **facts)


def _why_needless(found: Standing) -> str:
    if found.stand is Stand.NO_RECORD:
        return "no system has a record of it"
    words = sorted(f"{name} {each}" for name, told in found.told.items() for each in told)
    return f"the systems say: {', '.join(words)}" if words else "no system has it any more"


def _first_line(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]
