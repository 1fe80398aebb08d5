"""What `samestory undo` does and prints."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import typer

from samestory.cli.reaching import must_be_up
from samestory.cli.screen import as_json_text, say, screen
from samestory.cli.undo.hands import RealHands, passwords_of
from samestory.config import Landscape
from samestory.errors import NothingToCompare
from samestory.exit_codes import Exit
from samestory.explain import counted
from samestory.journeys.deeds import read_deeds
from samestory.journeys.ledger import LEDGER, Ledger
from samestory.polling.terms import SystemClock
from samestory.undo import End, Plan, Result, Undoing, exit_of_undo, plan_undo
from samestory.witnesses import Witnesses

MARKS = {
    End.UNDONE: ("✓", "green"),
    End.UNDONE_UNASKED: ("✓", "green"),
    End.NEEDLESS: ("·", "dim"),
    End.WOULD: ("→", "cyan"),
    End.CANNOT: ("!", "yellow"),
    End.UNDECLARED: ("?", "yellow"),
    End.STILL_THERE: ("✗", "bold red"),
    End.FAILED: ("?", "bold yellow"),
    End.UNSURE: ("?", "yellow"),
}


def undo_and_print(
    landscape: Landscape, report: Path, *, run: str | None, dry: bool, as_json: bool
) -> Exit:
    """Take back what the ledger of a report folder names, print it, and return how it ended."""
    console, path = screen(), report / LEDGER
    must_know(path, run)
    undo, rules = landscape.undo, landscape.rules
    plan = plan_undo(read_deeds(path), undo, rules, leads_to=landscape.leads_to, run=run)
    results = list[Result]()
    with ExitStack() as stack:
        witnesses = stack.enter_context(Witnesses(landscape))
        mask = witnesses.masker.mask
        witnesses.masker.learn(*passwords_of({each.run for each in _deeds(plan)}))
        if plan.things:
            must_be_up(landscape)
        hands = RealHands(landscape, witnesses.masker, stack)
        note = Ledger(path, "", "", SystemClock().now, mask).note
        for each in Undoing(witnesses, hands, note, dry=dry).results(plan):
            results.append(each)
            if not as_json:
                for line, style in lines_about(each, landscape.called):
                    say(console, mask(line), style)
        told = as_json_text(results_as_data(plan, results, mask)) if as_json else ""
    if as_json:
        typer.echo(told)
    else:
        for line in closing_lines(plan, results, landscape):
            say(console, mask(line))
    return exit_of_undo(plan, results)


def must_know(ledger: Path, run: str | None) -> None:
    """Raise `NothingToCompare` if there is no such ledger, or if it names no such run."""
    if not ledger.is_file():
        raise NothingToCompare(
            f"There is no ledger in {ledger.parent}, so what was made is not known.\n"
            "  Name the report folder of the run: --report DIR"
        )
    runs = dict.fromkeys(each.run for each in read_deeds(ledger))
    if run is not None and runs and run not in runs:
        raise NothingToCompare(f"The ledger names no run {run}.\n  It names: {', '.join(runs)}.")


def _deeds(plan: Plan) -> Iterator[Any]:
    for each in plan.things:
        yield from each.deeds


def lines_about(result: Result, called: dict[str, str]) -> Iterator[tuple[str, str | None]]:
    """Yield the lines about one thing: how it ended, and who still has it."""
    mark, style = MARKS[result.end]
    why = "; ".join(filter(None, (result.how, result.why)))
    yield f"{mark} {result.thing.name}: {result.end}{f' ({why})' if why else ''}", style
    if result.end in {End.STILL_THERE, End.FAILED}:
        for system, words in result.left.items():
            yield f"    the {called.get(system, system)} says: {words}", style


def closing_lines(plan: Plan, results: Sequence[Result], landscape: Landscape) -> Iterator[str]:
    """Yield what is to be said at the end: what stays, what could not be planned, and sums."""
    if plan.is_empty:
        yield "The ledger names nothing that could be undone."
        return
    called = landscape.called
    stays = {(each.thing.kind, *kept): None for each in results for kept in each.keeps.items()}
    for kind, system, reason in stays:
        yield f"! What stays of each {kind} in the {called.get(system, system)}: {reason}."
    unexplained = Counter(f"{each.deed} ({each.by})" for each in plan.unexplained)
    for deed, times in unexplained.items():
        often = f", {times} times" if times > 1 else ""
        yield (
            f"? {deed}{often}: the landscape does not say what it makes\n"
            "    Name it in made_by of [undo.KIND], or in leaves_nothing of [undo]."
        )
    for name, number in plan.foreign.items():
        yield (
            f"? {counted(number, 'deed')} of {name}: left alone, because its addresses are not "
            "those of this landscape\n"
            "    Name its landscape (-l), and set the variables as they were."
        )
    ends = Counter(each.end for each in results)
    told = [f"{number} {end}" for end, number in ends.items()]
    told += [f"{plan.settled} before"] if plan.settled else []
    told += [f"{plan.given_up} listed before as what nobody can undo"] if plan.given_up else []
    yield f"{'; '.join(told) or 'Nothing to undo'}."
    if any(each.end is End.UNDECLARED for each in results):
        kinds = ", ".join(sorted(landscape.undo.by_kind)) or "none"
        yield f"{landscape.path} says how to undo these kinds: {kinds}."


def results_as_data(
    plan: Plan, results: Iterable[Result], mask: Callable[[str], str]
) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "things": [
            {
                "thing": mask(each.thing.name),
                "kind": each.thing.kind,
                "key": mask(each.thing.key),
                "who": mask(each.thing.who),
                "end": each.end,
                "how": mask(each.how),
                "why": mask(each.why),
                "left": {system: mask(words) for system, words in each.left.items()},
                "keeps": dict(each.keeps),
            }
            for each in results
        ],
        "unexplained": sorted({each.by for each in plan.unexplained}),
        "undone_before": plan.settled,
        "given_up_before": plan.given_up,
        "of_other_landscapes": dict(plan.foreign),
    }
