"""Judgements over time: what systems never said, kept to, or left as it was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from samestory.core.basis import Acted, Judgement
from samestory.core.changed_fields import fields_at_stake
from samestory.core.claims import Keeping
from samestory.core.footprint import compare_with_before
from samestory.core.model import Observation, Promise
from samestory.core.verdict import Verdict
from samestory.errors import WrongCall
from samestory.polling.convergence import converge
from samestory.polling.watching import KeptWatch, Watch

if TYPE_CHECKING:
    from samestory.core.claims import Never
    from samestory.polling.recording import Recording
    from samestory.witnesses import Witnesses


def judge_never(witnesses: Witnesses, claim: Never, recording: Recording) -> Verdict:
    """Look once more at both sides of a claim, and until enough is known; then judge it.

    Raise `WrongCall` for an unknown system, and `NothingToCompare` if too little was seen.
    """
    sides = claim.saying, claim.other
    if claim.saying.system == claim.other.system:
        raise WrongCall(
            f"'{witnesses.called[claim.saying.system]}' is named on both sides.\n"
            "  Name two systems: what one never says while, or before, another says its word."
        )
    for each in sides:
        witnesses.check(each.subject, [each.system])
    patience = witnesses.patience.of([each.system for each in sides])
    watch = Watch(witnesses.panel, witnesses.clock, claim, recording, patience)
    return witnesses.tell(watch.verdict())


def judge_kept(  # noqa: PLR0913 - what narrows a question is by keyword
    witnesses: Witnesses,
    promise: Promise,
    among: Sequence[str],
    recording: Recording,
    keeping: Keeping = Keeping.AS_PROMISED,
    *,
    only: str = "",
    replaced: Sequence[object] = (),
) -> Verdict:
    """Look until these systems agree with a promise, and judge whether they kept to it.

    It counts what they said since she was told it, or all that they said if it is about halves
    of a change. `replaced` are values of the `only` field that were replaced before it was
    promised. Raise as `Witnesses.converge` does, and `NothingToCompare` if nothing was replaced.
    """
    about = promise.subject
    fields = witnesses.landscape.fields_of(about.kind)
    at_stake = fields_at_stake(keeping, fields, promise, only, replaced)
    ending = witnesses.settled(about, among, promise, only=at_stake)
    lags = {name: each.read_lag for name, each in witnesses.patience.of(among).items()}
    look_again = partial(witnesses.observe, about, among)
    watch = KeptWatch(witnesses.clock, recording, lags, look_again)
    return witnesses.tell(watch.verdict(ending, keeping, replaced))


def judge_unchanged(witnesses: Witnesses, before: Sequence[Observation], acted: Acted) -> Verdict:
    """Look until each system says what it said before, or its patience is over.

    `acted` is what was acted on in between: lists and sums may follow that.
    """
    subject, among = before[0].subject, [each.system for each in before]
    fields = witnesses.landscape.fields_of(subject.kind)
    patience = witnesses.patience.of(among)
    verdict = converge(
        witnesses.panel,
        witnesses.clock,
        subject,
        fields,
        {name: replace(each, settle=timedelta()) for name, each in patience.items()},
        on_look=witnesses.on_look,
        judge=lambda said: compare_with_before(fields, before, said, acted),
    )
    basis = verdict.basis and replace(verdict.basis, by=Judgement.UNCHANGED, acted=acted)
    return replace(verdict, basis=basis)
