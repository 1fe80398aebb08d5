"""What goes wrong at night, and what happens days later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.seams import NightlyMail, Posting


@fault(
    "nightly-resend-never-comes",
    "The agent promised me the corrected confirmation for tonight, and it never came.",
    (28,),
    Corrupts("inbox", ("count", "lines", "total")),
    NightlyMail,
)
def _nightly_resend_never_comes(mail: NightlyMail) -> Iterator[NightlyMail]:
    yield replace(mail, letters=())


@fault(
    "nightly-resend-comes-twice",
    "The agent promised me one confirmation for tonight, and I got two.",
    (28,),
    Corrupts("inbox", ("count",)),
    NightlyMail,
)
def _nightly_resend_comes_twice(mail: NightlyMail) -> Iterator[NightlyMail]:
    yield replace(mail, letters=tuple(each for each in mail.letters for _ in range(2)))


@fault(
    "nightly-resend-is-the-old-one",
    "What they sent me in the night was the uncorrected confirmation.",
    (28,),
    Corrupts("inbox", ("lines", "total")),
    NightlyMail,
)
def _nightly_resend_is_the_old_one(mail: NightlyMail) -> Iterator[NightlyMail]:
    yield replace(mail, letters=tuple(map(_as_it_was, mail.letters)))


def _as_it_was(letter: Posting) -> Posting:
    return replace(letter, order=letter.earlier[0]) if letter.earlier else letter


@fault(
    "confirmation-repeated-next-day",
    "The day after, I was sent the confirmation of my order all over again.",
    (4,),
    Corrupts("inbox", ("count",)),
    NightlyMail,
)
def _confirmation_repeated_next_day(mail: NightlyMail) -> Iterator[NightlyMail]:
    repeated = tuple(Posting("confirmed", each, ()) for each in mail.archive)
    yield replace(mail, letters=(*mail.letters, *repeated))
