"""What goes wrong the evening before a visit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.visit_seams import EveningCall, VisitPosting


@fault(
    "evening-call-names-old-window",
    "They called to confirm the window from which I had moved my appointment away.",
    (17,),
    Corrupts("telephone", ("slot",)),
    EveningCall,
)
def _evening_call_names_old_window(call: EveningCall) -> Iterator[EveningCall]:
    yield replace(call, appointment=call.earlier or call.appointment)


@fault(
    "no-evening-call",
    "Nobody called the evening before.",
    (17,),
    Corrupts("telephone", ("slot", "count")),
    EveningCall,
)
def _no_evening_call(_call: EveningCall) -> Iterator[EveningCall]:
    yield from ()


@fault(
    "evening-mail-names-old-window",
    "The mail of the evening before names the old window.",
    (17,),
    Corrupts("inbox", ("slot",)),
    VisitPosting,
)
def _evening_mail_names_old_window(posting: VisitPosting) -> Iterator[VisitPosting]:
    if posting.kind == "tomorrow":
        posting = replace(posting, appointment=posting.earlier)
    yield posting


@fault(
    "no-evening-mail",
    "No mail confirmed the window the evening before.",
    (17,),
    Corrupts("inbox", ("slot", "count")),
    VisitPosting,
)
def _no_evening_mail(posting: VisitPosting) -> Iterator[VisitPosting]:
    if posting.kind != "tomorrow":
        yield posting
