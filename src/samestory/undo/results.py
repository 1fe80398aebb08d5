"""How the undoing of each thing ended, and how all of it ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from samestory.exit_codes import Exit, gravest
from samestory.undo.things import Plan, Thing


class End(StrEnum):
    """How the undoing of one thing ended."""

    UNDONE = "undone"
    """It was taken back, and the systems say so."""
    UNDONE_UNASKED = "undone, and nobody can be asked"
    NEEDLESS = "nothing to undo"
    """It was never made, or it was taken back before."""
    WOULD = "would be undone"
    """This call only looks."""
    CANNOT = "nobody can undo it"
    UNDECLARED = "the landscape does not say how"
    STILL_THERE = "still there"
    """It was tried, and a system says that it is still there."""
    FAILED = "failed"
    UNSURE = "not known"
    """The systems could not be asked."""


SETTLED = frozenset({End.UNDONE, End.UNDONE_UNASKED, End.NEEDLESS})
OF_END: Mapping[End, Exit] = {
    End.UNDONE: Exit.SAME_STORY,
    End.UNDONE_UNASKED: Exit.SAME_STORY,
    End.NEEDLESS: Exit.SAME_STORY,
    End.WOULD: Exit.SAME_STORY,
    End.CANNOT: Exit.SAME_STORY,
    End.UNDECLARED: Exit.CANNOT_KNOW,
    End.STILL_THERE: Exit.CONTRADICTION,
    End.FAILED: Exit.CANNOT_KNOW,
    End.UNSURE: Exit.CANNOT_KNOW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How the undoing of one thing ended: `how` it was done, `why` it was not.

    `left` are the systems that still have it, and what each says.
    """

    thing: Thing
    end: End
    how: str = ""
    why: str = ""
    left: Mapping[str, str] = field(default_factory=dict)

    @property
    def keeps(self) -> Mapping[str, str]:
        """What systems keep of it all the same, and why."""
        kept = self.end in {End.UNDONE, End.UNDONE_UNASKED, End.WOULD}
        return self.thing.rule.keeps if self.thing.rule and kept else {}


def exit_of_undo(plan: Plan, results: Iterable[Result]) -> Exit:
    """Return how the command ends: 0 if nothing is left that can be undone."""
    if plan.is_empty:
        return Exit.NOTHING_CHECKED
    found = {OF_END[each.end] for each in results} | {Exit.SAME_STORY}
    if plan.unexplained or plan.foreign:
        found.add(Exit.CANNOT_KNOW)
    return gravest(found)
