"""Everything that samestory raises, as one tree.

```
SamestoryError
├── LandscapeMistakes      the description is wrong: every mistake at once, each with its fix
├── WrongCall              the caller asked for something impossible (exit code 4)
├── NothingToCompare       fewer than two witnesses know anything about the subject (exit code 5)
│   └── CompanyLacks       the company does not have what the scenario is about: it is skipped
├── ForbiddenHost          the landscape does not allow this host or mail domain; nothing was sent
├── CannotAsk              one system could not be asked: it is down, slow, or cannot be understood
└── CannotKnow             a verdict that is neither agreement nor contradiction (Allure: broken)
    ├── NotDueYet          the promise is not due yet; a later run settles it
    ├── OutcomeUnknown     an action was not answered: it may have been done, or not
    └── CannotAct          a page does not offer what a scenario does on it: nothing was compared
```

A contradiction is none of these: it is a `Verdict`, and only a step turns it into a failed test.
Every message states the fact first and the fix second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Self

from samestory.look_alikes import look_alikes, typed

if TYPE_CHECKING:
    from samestory.core.model import Evidence


def did_you_mean(name: str, known: Collection[str]) -> str:
    """Return `Did you mean 'total'? ` if a known name is close, in whatever case, else nothing."""
    by_case = {each.casefold(): each for each in sorted(known)}
    close = [by_case[each] for each in get_close_matches(name.casefold(), by_case, n=1)]
    return "".join(f"Did you mean '{each}'? {_told_apart(name, each)}" for each in close)


def _told_apart(name: str, meant: str) -> str:
    """What two names differ by if it is hard to see: a no-break space, or a dash for a hyphen."""
    signs = look_alikes("".join(sorted({*name} ^ {*meant})))
    same = typed(name).casefold() == typed(meant).casefold()
    return f"They differ by {signs}. " if same and signs else ""


class SamestoryError(Exception):
    """Anything that samestory raises on purpose."""


class LandscapeMistakes(SamestoryError):
    """A landscape file holds mistakes; `mistakes` lists them all, in the order of the file."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


class WrongCall(SamestoryError):
    """The caller asked for something impossible: an unknown system, subject or fault."""


class NothingToCompare(SamestoryError):
    """Fewer than two witnesses know anything about the subject, so no story was checked."""


class CompanyLacks(NothingToCompare):
    """The company does not have what the scenario is about, as its landscape says (`[lacks]`)."""


class ForbiddenHost(SamestoryError):
    """The landscape does not allow this host or mail domain; nothing was sent there."""


class CannotAsk(SamestoryError):
    """One system could not be asked, so what it would have said is unknown.

    `asked` is the request in one line, `evidence` what came back before it failed.
    `leave_alone` is the number of seconds for which it wants no further request.
    """

    def __init__(
        self,
        why: str,
        *,
        asked: str = "",
        evidence: Sequence[Evidence] = (),
        leave_alone: float = 0.0,
    ) -> None:
        self.why = why
        self.asked = asked
        self.evidence = tuple(evidence)
        self.leave_alone = leave_alone
        super().__init__(why)


class CannotKnow(SamestoryError):
    """A system was unreachable or said a code that the landscape does not explain."""


class NotDueYet(CannotKnow):
    """The promise is not due yet; its evidence is kept, and a later run settles it."""


class OutcomeUnknown(CannotKnow):
    """No answer came, or a page about an error: what was asked for may have been done, or not.

    Page objects raise it as soon as they see it. `Customer.act` remembers then that either is
    right, provided that all systems agree.
    """


class CannotAct(CannotKnow):
    """A page does not offer what the scenario does on it, so that nothing was compared.

    Page objects raise it as soon as they see it, instead of waiting in vain. It is no mistake
    of the call: the page alone cannot show whether the feature or the shop is wrong.
    """

    @classmethod
    def unknown(cls, what: str, name: str, offered: Iterable[str]) -> Self:
        """Return the error for a name that is not among those that a page offers.

        >>> print(CannotAct.unknown("product", "Mini pomp", ["Chain", "Mini pump"]))
        There is no product called 'Mini pomp'; there are 'Chain', 'Mini pump'.
          Did you mean 'Mini pump'? Correct the feature, or what the page offers.
        """
        known = list(dict.fromkeys(offered))
        shown = ", ".join(f"'{each}'" for each in known[:MOST_NAMES]) or "none at all"
        more = f" and {len(known) - MOST_NAMES} more" if known[MOST_NAMES:] else ""
        return cls(
            f"There is no {what} called '{name}'; there are {shown}{more}.\n"
            f"  {did_you_mean(name, known)}Correct the feature, or what the page offers."
        )


MOST_NAMES = 20
"""So many of the names that a page offers are told."""
