"""What a customer asked for without an answer: it may have been done, or not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from samestory.errors import CannotKnow, OutcomeUnknown, SamestoryError, WrongCall
from samestory.journeys.wishes import Wish


class Disturbing(Protocol):
    """What goes wrong between a customer's browser and a website."""

    struck: int
    """How often something has happened so far."""

    def befall(self, kind: str) -> None:
        """Let this happen to the next request that changes something for good."""
        ...


@dataclass(frozen=True, slots=True)
class OpenOutcome:
    """An action of which it is not known whether it was done: what it was to make, and hold.

    `after` is how many promises of its kind she had when she asked for it.
    """

    kind: str
    wishes: tuple[Wish, ...]
    after: int = 0


@dataclass
class OpenOutcomes:
    """The unanswered actions of one customer; `open_mishaps` gives what disturbs her browser."""

    open_mishaps: Callable[[], Disturbing] | None = None
    left: list[OpenOutcome] = field(default_factory=list)
    _mishaps: Disturbing | None = None
    _befallen: int = 0

    def befall(self, mishap: str) -> None:
        """Let something happen to her next order or booking; `WrongCall` without a browser."""
        if self._mishaps is None:
            if self.open_mishaps is None:
                raise WrongCall(
                    "Without a browser, nothing can happen in it.\n"
                    "  Let the step act through a website."
                )
            self._mishaps = self.open_mishaps()
        self._mishaps.befall(mishap)
        self._befallen += 1

    @property
    def struck(self) -> int:
        """How often something has happened in her browser so far."""
        return self._mishaps.struck if self._mishaps else 0

    def must_have_struck(self) -> None:
        """Raise `CannotKnow` if something was to happen in her browser, and nothing did."""
        if self.struck < self._befallen:
            raise CannotKnow(
                "Something was to happen on the way to the website, and never did: no request was "
                "the one it was meant for.\n"
                "  Look at `commits` of the channel: the paths by which something is bought."
            )

    def may_be_done(self, error: Exception, *, since: int) -> bool:
        """Whether an error leaves it open if something was done.

        It does if no answer came, or if something has happened in her browser `since`.
        """
        if isinstance(error, OutcomeUnknown):
            return True
        foreseen = isinstance(error, SamestoryError | AssertionError)
        return self.struck > since and not foreseen

    def add(self, kind: str, wishes: Sequence[Wish], *, after: int) -> None:
        """Note that something of a kind was asked for, without an answer."""
        self.left.append(OpenOutcome(kind, tuple(wishes), after))

    def answered(self, asked: OpenOutcome, *, after: int) -> None:
        """Forget what was open: she asked for it once more, and was told now.

        After another promise of its kind that answer may be about one more; `after` is how many
        of them she had before this one.
        """
        if asked.after == after:
            self.left = [each for each in self.left if each is not asked]

    def must_know(self, kind: str, position: int = 0) -> None:
        """Raise `CannotKnow` if it is open whether she has more of a kind after some position."""
        if any(each.kind == kind and each.after >= position for each in self.left):
            raise CannotKnow(
                f"She asked for another {kind} without an answer, so it is not known which she has."
                f"\n  Let the scenario ask whether she has it, or let her ask for it again."
            )

    def count(self, kind: str) -> int:
        """Return how much of a kind she asked for without an answer."""
        return sum(each.kind == kind for each in self.left)

    def last(self, kind: str) -> OpenOutcome:
        """Return what of a kind she asked for last without an answer; `WrongCall` if nothing."""
        for each in reversed(self.left):
            if each.kind == kind:
                return each
        raise WrongCall(
            f"Nothing that she asked for ({kind}) was left unanswered.\n"
            "  Begin with a step that lets something go wrong."
        )
