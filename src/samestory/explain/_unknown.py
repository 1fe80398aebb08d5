"""What cannot be known, in sentences, and what is known in spite of that."""

from collections.abc import Iterator

from samestory.core.model import Outcome, Unmapped
from samestory.core.verdict import FieldVerdict, Verdict
from samestory.explain._history import asked_of
from samestory.explain._names import WRONG_SHAPE, Names, begun, joined, moment, spoken


def unknown_ones(verdict: Verdict, names: Names) -> Iterator[str]:
    """Say which systems could not be asked, understood or judged yet, and why."""
    for each in verdict.observations:
        if each.unreachable is not None:
            who, why = begun(names.the({each.system})), each.unreachable.rstrip(".")
            yield f"{who} could not be asked: {why}.{_last_word(verdict, each.system)}"
    for of in verdict:
        yield from _unmapped(of, names)
        if unreported(of):
            yield f"Promised, but no system that was asked reports it: the {spoken(of.field.name)}."
    yield from _wrong_shapes(verdict, names)
    for name in _strangers(verdict):
        told = joined([spoken(each.field.name) for each in verdict])
        yield f"{begun(names.the({name}))} reports nothing that the others report ({told})."
    if waiting := frozenset().union(*(each.pending for each in verdict)):
        yield f"{begun(names.the(waiting))} {'is' if len(waiting) == 1 else 'are'} not due yet."


def unreported(of: FieldVerdict) -> bool:
    """Whether a field was promised, and the landscape describes it for none of the systems."""
    return of.outcome is Outcome.UNMAPPED and not of.unmapped and not of.said


def _last_word(verdict: Verdict, name: str) -> str:
    answered = [look for look, said in asked_of(verdict, name) if said.unreachable is None]
    return f" It had answered {moment(answered[-1].elapsed)}." if answered else ""


def _unmapped(of: FieldVerdict, names: Names) -> Iterator[str]:
    for name, word in of.unmapped.items():
        if word.code and word.where and not _is_of_another_shape(word):
            what = f"{begun(names.the({name}))} says {word.code!r} for the {spoken(of.field.name)}"
            if word.read_as:
                yield f"{what}, which is not in the declared format ({word.read_as})."
            else:
                yield f"{what}, and the landscape does not explain it."


def _is_of_another_shape(word: Unmapped) -> bool:
    """Whether it is the whole answer that was not understood, such as an error in its body."""
    return word.code in WRONG_SHAPE or bool(word.fix and not word.read_as)


def _wrong_shapes(verdict: Verdict, names: Names) -> Iterator[str]:
    """Name answers of another shape or without one, each once for all the fields concerned."""
    fields: dict[tuple[str, str, str], list[str]] = {}
    for of in verdict:
        for name, word in of.unmapped.items():
            if _is_of_another_shape(word) or not word.where:
                how = "answers in another shape" if word.where else "cannot be read"
                fields.setdefault((name, how, word.code), []).append(spoken(of.field.name))
    for (name, how, why), told in fields.items():
        yield f"{begun(names.the({name}))} {how}: {why} ({joined(told)})."


def _strangers(verdict: Verdict) -> list[str]:
    unmapped = {name: word for each in verdict for name, word in each.unmapped.items()}
    return [name for name in verdict.systems if name in unmapped and not unmapped[name].code]


def the_others(verdict: Verdict, names: Names) -> Iterator[str]:
    """Report what is known in spite of what is not."""
    if verdict.outcome not in {Outcome.UNREACHABLE, Outcome.UNMAPPED, Outcome.PENDING}:
        return
    steady = set(verdict.systems).difference(*(each.laggards for each in verdict))
    if len(steady) > 1:
        yield f"{begun(names.the(steady))} agree."
