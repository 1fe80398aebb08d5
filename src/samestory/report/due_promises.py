"""When what is not due yet will be: the times in pending.jsonl, by scenario and subject."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from samestory.json_lines import objects_in
from samestory.report.results_folder import PENDING, shared_file


def due_times(report: Path, run: str) -> Mapping[tuple[str, str], datetime]:
    """Return the due times (UTC) of what a run, known by its seed, wants to ask later.

    The key is a node id and a subject such as "order A-1042". A line that cannot be read is left
    out: its promise is then shown without a time.
    """
    found = {}
    for told in objects_in(shared_file(report, PENDING)):
        try:
            subject = f"{told['subject']['kind']} {told['subject']['key']}"
            place, due = (told["scene"]["nodeid"], subject), datetime.fromisoformat(told["due"])
        except (ValueError, KeyError, TypeError):
            continue
        if str(told.get("run")) == run:
            found[place] = due
    return found
